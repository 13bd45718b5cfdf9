import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

from .common_report import ReportCommon
from .test_native_acts import TestNativeActs


class NativeCommon(ReportCommon):
    """Odoo's own acts that change no work order, or change it by other ways."""

    _check = TestNativeActs._check

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_up(1000)
        cls.production = cls._create_production(10)
        cls.turning, cls.washing = cls.production.workorder_ids.sorted("id")
        cls.cards = cls.production.card_ids


@tagged("post_install", "-at_install")
class TestNativeMore(NativeCommon):
    def _done(self):
        self.production.qty_producing = 10
        self.production._set_qty_producing()
        self.production.button_mark_done()
        self.assertEqual(self.production.state, "done")

    def test_copy_gets_cards_of_its_own_when_confirmed(self):
        self.cards.action_release()
        twin = self.production.copy()
        self.assertFalse(twin.card_ids)
        twin.action_confirm()
        self.assertEqual(set(twin.card_ids.mapped("state")), {"planned"})
        self.assertFalse(twin.card_ids & self.cards)
        self._check(self.production | twin)

    def test_scrap_of_a_component_leaves_the_cards(self):
        scrap = self.env["stock.scrap"].create(
            {
                "production_id": self.production.id,
                "workorder_id": self.turning.id,
                "product_id": self.blank.id,
                "scrap_qty": 2,
                "location_id": self.production.location_src_id.id,
            }
        )
        scrap.action_validate()
        self.assertEqual(scrap.state, "done")
        self.assertEqual(set(self.cards.mapped("quantity")), {10})
        self._check()

    def test_unbuild_leaves_the_history(self):
        self._done()
        action = self.production.button_unbuild()
        with Form(self.env["mrp.unbuild"].with_context(**action["context"])) as unbuild:
            unbuild.product_qty = 4
        unbuild.record.action_validate()
        self.assertEqual(unbuild.record.state, "done")
        self.assertEqual(set(self.cards.mapped("state")), {"done"})
        self.assertEqual(set(self.cards.mapped("quantity")), {10})
        self._check()

    def test_another_date_of_the_order_unplans_it(self):
        self.production.button_plan()
        self.assertTrue(all(self.cards.mapped("leave_id")))
        self.production.date_start = fields.Datetime.now() + timedelta(days=9)
        self.assertFalse(self.cards.leave_id)
        self.assertFalse(any(self.cards.mapped("date_planned_start")))
        self._check()
        self.cards[0].state = "running"
        self.production.is_planned = True
        with self.assertRaisesRegex(UserError, "is running on"):
            self.production.date_start = fields.Datetime.now() + timedelta(days=5)

    def test_cancelled_step_taken_up_again(self):
        """Odoo's state widget: a step without a card could not be worked on."""
        self.turning.action_cancel()
        self.assertEqual(set(self.turning.card_ids.mapped("state")), {"cancelled"})
        self.turning.set_state("ready")
        cards = self.turning.card_ids._not_cancelled()
        self.assertEqual((cards.state, cards.quantity), ("planned", 10))
        self._check()
        self.turning.action_cancel()
        self.turning.set_state("progress")
        cards = self.turning.card_ids._not_cancelled()
        self.assertEqual((cards.state, cards.quantity), ("running", 10))
        self._check()

    def test_one_step_done_by_its_own_button(self):
        self.turning.action_mark_as_done()
        self.assertEqual(self.turning.card_ids.state, "done")
        self.assertEqual(self.washing.card_ids.state, "planned")
        self._check()

    def test_order_started_without_its_steps(self):
        self.production.action_start()
        self.assertEqual(set(self.cards.mapped("state")), {"planned"})
        self._check()

    def test_order_is_not_closed_while_somebody_works(self):
        """Nothing was reported yet; the office would close it under the worker."""
        self.cards.action_release()
        self._ok("start", self.turning.card_ids)
        for act in (
            lambda: self._done(),
            self.production.unlink,
            self.production.action_cancel,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()
        self.env.invalidate_all()
        self._ok("pause", self.turning.card_ids)
        with self.assertRaisesRegex(UserError, "Finish its cards"):
            self.production.button_mark_done()

    def test_begun_by_mistake_can_be_cancelled(self):
        """Nothing was made and nothing taken: no report has to be corrected."""
        self.cards.action_release()
        card = self.turning.card_ids
        self._ok("start", card)
        with self.assertRaisesRegex(UserError, "is running on"):
            self.production.action_cancel()
        self._ok("pause", card)
        self.production.action_cancel()
        self.assertEqual(self.production.state, "cancel")
        self.assertEqual(set(self.cards.mapped("state")), {"cancelled"})
        told = card.report_ids.sorted("id").mapped("kind")
        self.assertEqual(told, ["start", "pause"])
        self._check()

    def test_more_wanted_by_a_plain_write(self):
        """As an import or a call writes it, past Odoo's own dialog."""
        self.production.product_qty = 14
        self.assertEqual(set(self.cards.mapped("quantity")), {14})
        self._check()


@tagged("post_install", "-at_install")
class TestNativeByCall(NativeCommon, HttpCase):
    """The same by calls from outside, as the web client and RPC clients make them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._new_user("native_caller", "group_planner")
        cls.user.password = "native-secret-1"
        cls.env.flush_all()

    def _call(self, record, method, *args):
        self.env.flush_all()
        response = self.url_open(
            f"/web/dataset/call_kw/{record._name}/{method}",
            data=json.dumps(
                {
                    "params": {
                        "model": record._name,
                        "method": method,
                        "args": [record.ids, *args],
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        answer = response.json()
        return answer.get("result"), answer.get("error", {}).get("data", {}).get(
            "message", ""
        )

    def test_acts_by_call(self):
        self.authenticate("native_caller", "native-secret-1")
        steps = (
            (self.production, "button_plan", ()),
            (self.turning, "write", ({"workcenter_id": self.lathe_2.id},)),
            (self.production, "button_unplan", ()),
            (self.turning, "button_start", ()),
            (self.turning, "button_pending", ()),
            (self.turning, "set_state", ("done",)),
            (self.washing, "action_cancel", ()),
            (self.washing, "set_state", ("ready",)),
            (self.washing, "button_start", ()),
            (self.washing, "button_finish", ()),
        )
        for record, method, args in steps:
            _result, error = self._call(record, method, *args)
            self.assertFalse(error, method)
            self._check()
        self.assertEqual(self.turning.card_ids.workcenter_id, self.lathe_2)
        self.assertEqual(self.turning.card_ids.state, "done")
        self.assertEqual(self.washing.card_ids._not_cancelled().quantity, 10)
        _result, error = self._call(self.production, "button_mark_done")
        self.assertFalse(error)
        self.assertEqual(self.production.state, "done")
        self._check()

    def test_orders_divided_joined_and_ended_by_call(self):
        """Odoo's buttons look into analytic lines; a planner is no accountant."""
        self.authenticate("native_caller", "native-secret-1")
        other = self._create_production(4)
        planned = self._create_production(6)
        mine = planned.with_user(self.user)
        wizard = Form.from_action(mine.env, mine.action_split())
        wizard.max_batch_size = 3
        wizard = wizard.save()
        _result, error = self._call(wizard, "action_split")
        self.assertFalse(error)
        parts = planned.production_group_id.production_ids
        self.assertEqual(parts.mapped("product_qty"), [3, 3])
        self._check(parts)
        result, error = self._call(self.production | other, "action_merge")
        self.assertFalse(error)
        merged = self.production.browse(result["res_id"])
        self.assertEqual(set(merged.card_ids.mapped("quantity")), {14})
        _result, error = self._call(merged.workorder_ids[-1:], "unlink")
        self.assertFalse(error)
        for method in ("action_cancel", "unlink"):
            _result, error = self._call(merged, method)
            self.assertFalse(error)
        self.assertFalse(merged.exists().card_ids)
        self._check(parts)

    def test_refused_by_call_while_a_card_runs(self):
        self.authenticate("native_caller", "native-secret-1")
        self.cards.action_release()
        card = self.turning.card_ids
        self._ok("start", card)
        for record, method, args in (
            (self.production, "action_cancel", ()),
            (self.production, "button_unplan", ()),
            (self.production, "action_split", ()),
            (self.turning, "action_cancel", ()),
            (self.turning, "unlink", ()),
            (self.turning, "set_state", ("cancel",)),
            (self.turning, "write", ({"workcenter_id": self.lathe_2.id},)),
        ):
            _result, error = self._call(record, method, *args)
            self.assertIn(f"{card.name} is running on", error, method)
            self.assertEqual(card.state, "running")
