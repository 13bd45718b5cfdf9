from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestNativeActs(PomsCommon):
    """Odoo's own buttons leave cards and leaves consistent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put_in_stock(cls.blank, 1000)
        cls._put_in_stock(cls.screw, 1000)
        cls.production = cls._create_production(10)
        cls.turning, cls.washing = cls.production.workorder_ids.sorted("id")
        cls.cards = cls.production.card_ids
        cls.start = fields.Datetime.now().replace(second=0, microsecond=0) + timedelta(
            days=2
        )

    def _plan(self, card, first=0, last=1, **vals):
        card._write_plan(
            {
                card.id: {
                    "date_start": self.start + timedelta(hours=first),
                    "date_finish": self.start + timedelta(hours=last),
                    **vals,
                }
            }
        )

    def _check(self, productions=None):
        """Cards add up to their work orders, leaves belong to cards, no orphans."""
        productions = productions or self.production
        self.env.flush_all()
        self.env.invalidate_all()
        for workorder in productions.workorder_ids:
            cards = workorder.card_ids.filtered(lambda c: c.state != "cancelled")
            if workorder.state == "cancel":
                self.assertFalse(cards)
                continue
            self.assertEqual(sum(cards.mapped("quantity")), workorder._card_quantity())
            if workorder.state == "done":
                self.assertEqual(set(cards.mapped("state")), {"done"})
            if len(cards) == 1 and workorder.leave_id:
                self.assertEqual(cards.leave_id, workorder.leave_id)
            for card in cards.filtered("leave_id"):
                self.assertEqual(
                    card.leave_id.resource_id, card.workcenter_id.resource_id
                )
        resources = (self.lathe | self.lathe_2 | self.washer | self.saw).resource_id
        leaves = self.env["resource.calendar.leaves"].search(
            [("resource_id", "in", resources.ids)]
        )
        owners = self.env["poms.task.card"].search([("leave_id", "in", leaves.ids)])
        self.assertEqual(owners.leave_id, leaves, "a leave without a card")

    def _split_cards(self):
        first = self.turning.card_ids
        second = first._split_off(4)
        self._plan(first)
        self._plan(second, 0, 3, workcenter_id=self.lathe_2.id)
        return first, second

    def _want_earlier(self):
        """Odoo plans from the order's own start on."""
        self.production.with_context(force_date=True).write(
            {"date_start": fields.Datetime.now()}
        )

    def test_start_pause_finish_of_a_work_order(self):
        card = self.turning.card_ids
        self._plan(card)
        self.turning.button_start()
        self.assertEqual(card.state, "running")
        self.assertLess(card.leave_id.date_from, self.start)
        self.turning.button_pending()
        self.assertEqual(card.state, "paused")
        self.turning.button_start()
        self.assertEqual(card.state, "running")
        self.turning.button_finish()
        self.assertEqual(card.state, "done")
        self.assertLess(card.leave_id.date_to, self.start)
        self._check()

    def test_start_keeps_the_plan_and_its_length(self):
        """Odoo would put its own estimate of the end in the plan's place."""
        card = self.turning.card_ids
        self._plan(card, 0, 3)
        self.turning.button_start()
        self.assertEqual(card.date_planned_start, self.start)
        self.assertEqual(card.date_planned_finish, self.start + timedelta(hours=3))
        length = card.leave_id.date_to - card.leave_id.date_from
        self.assertEqual(length, timedelta(hours=3))
        self.assertEqual(self.turning.date_start, card.leave_id.date_from)
        self._check()

    def test_start_without_a_plan(self):
        self.turning.button_start()
        card = self.turning.card_ids
        self.assertEqual(card.leave_id, self.turning.leave_id)
        self.assertTrue(card.leave_id)
        self._check()
        self.turning.button_finish()
        self._check()

    def test_start_by_set_state(self):
        self.turning.set_state("progress")
        self.assertEqual(self.turning.card_ids.state, "running")
        self.turning.set_state("done")
        self.assertEqual(self.turning.card_ids.state, "done")
        self._check()

    def test_finish_ends_the_leaves_of_all_cards(self):
        first, second = self._split_cards()
        self.turning.button_start()
        self.turning.button_finish()
        self.assertEqual({first.state, second.state}, {"done"})
        now = fields.Datetime.now()
        for card in first | second:
            self.assertLessEqual(
                card.leave_id.date_to, max(now, card.leave_id.date_from)
            )
        self._check()

    def test_produce_all(self):
        for card in self.cards:
            self._plan(card)
        self.production.qty_producing = 10
        self.production._set_qty_producing()
        self.production.button_mark_done()
        self.assertEqual(self.production.state, "done")
        self.assertEqual(set(self.cards.mapped("state")), {"done"})
        self._check()

    def test_backorder(self):
        """6 of 10 now: cards here shrink, the rest gets cards of its own."""
        self._plan(self.turning.card_ids)
        self.production.qty_producing = 6
        self.production._set_qty_producing()
        wizard = self.production.button_mark_done()
        Form.from_action(self.env, wizard).save().action_backorder()
        rest = self.production.production_group_id.production_ids - self.production
        self.assertEqual(self.production.state, "done")
        self.assertEqual(set(self.cards.mapped("quantity")), {6})
        self.assertEqual(set(rest.card_ids.mapped("quantity")), {4})
        self.assertEqual(set(rest.card_ids.mapped("state")), {"planned"})
        self.assertFalse(rest.card_ids & self.cards)
        self._check(self.production | rest)

    def test_cancel_frees_every_machine(self):
        first, second = self._split_cards()
        self.production.action_cancel()
        self.assertEqual(set(self.production.card_ids.mapped("state")), {"cancelled"})
        self.assertFalse((first | second).leave_id)
        self._check()

    def test_cancel_of_one_work_order(self):
        self._split_cards()
        self.turning.action_cancel()
        self.assertEqual(set(self.turning.card_ids.mapped("state")), {"cancelled"})
        self.assertEqual(self.washing.card_ids.state, "planned")
        self._check()

    def test_split_keeps_the_pegging(self):
        order = self._create_order(10)
        order.action_confirm()
        top = order.production_ids.filtered(lambda p: not p.poms_parent_id)
        child = order.production_ids - top
        action = child.action_split()
        wizard = Form.from_action(self.env, action)
        wizard.max_batch_size = 5
        wizard.save().action_split()
        parts = order.production_ids - top
        self.assertEqual(len(parts), 2)
        self.assertEqual(parts.poms_parent_id, top)
        self.assertEqual(sum(parts.card_ids.mapped("quantity")), 10)
        self._check(parts)

    def test_merge(self):
        other = self._create_production(5)
        self._plan(self.turning.card_ids)
        action = (self.production | other).action_merge()
        merged = self.production.browse(action["res_id"])
        self.assertEqual(set(merged.card_ids.mapped("quantity")), {15})
        self.assertEqual(set(self.cards.mapped("state")), {"cancelled"})
        self._check(merged | self.production | other)

    def test_plan_and_unplan(self):
        self.production.button_plan()
        for workorder in self.production.workorder_ids:
            card = workorder.card_ids
            self.assertEqual(card.leave_id, workorder.leave_id)
            self.assertEqual(card.date_planned_start, workorder.date_start)
            self.assertEqual(card.date_planned_finish, workorder.date_finished)
        self._check()
        self.production.button_unplan()
        self.assertFalse(self.cards.leave_id)
        self.assertFalse(any(self.cards.mapped("date_planned_start")))
        self._check()

    def test_unplan_frees_all_cards(self):
        first, second = self._split_cards()
        self.production.button_unplan()
        self.assertFalse((first | second).leave_id)
        self.assertFalse(self.turning.date_start)
        self._check()

    def test_replan_leaves_pinned_cards(self):
        washing = self.washing.card_ids
        self._plan(self.turning.card_ids, 50, 51)
        self._plan(washing, 60, 61)
        washing.is_pinned = True
        place = washing.date_planned_start
        self._want_earlier()
        self.turning.action_replan()
        self.assertEqual(washing.date_planned_start, place)
        self.assertLess(self.turning.card_ids.date_planned_start, self.start)
        self.assertEqual(self.washing.date_start, place)
        self._check()

    def test_replan_places_every_card_on_its_machine(self):
        first, second = self._split_cards()
        self._want_earlier()
        self.turning.action_replan()
        self.assertEqual(first.leave_id.resource_id, self.lathe.resource_id)
        self.assertEqual(second.leave_id.resource_id, self.lathe_2.resource_id)
        self.assertLess(second.date_planned_start, self.start)
        self._check()

    def test_change_quantity(self):
        first, second = self._split_cards()
        change = self.env["change.production.qty"]
        change.create(
            {"mo_id": self.production.id, "product_qty": 14}
        ).change_prod_qty()
        self.assertEqual((first.quantity, second.quantity), (6, 8))
        self._check()
        change.create({"mo_id": self.production.id, "product_qty": 4}).change_prod_qty()
        self.assertEqual((first.quantity, second.state), (4, "cancelled"))
        self.assertEqual(self.washing.card_ids.quantity, 4)
        self._check()

    def test_more_of_a_finished_operation_gets_a_new_card(self):
        self.turning.button_start()
        self.turning.button_finish()
        self.env["change.production.qty"].create(
            {"mo_id": self.production.id, "product_qty": 12}
        ).change_prod_qty()
        cards = self.turning.card_ids.sorted("id")
        self.assertEqual(cards.mapped("quantity"), [10, 2])
        self.assertEqual(cards.mapped("state"), ["done", "planned"])
        self._check()

    def test_update_bom(self):
        self._plan(self.washing.card_ids)
        self.shaft_bom.operation_ids = [
            Command.create(
                {
                    "name": "Grinding",
                    "workcenter_id": self.lathe_2.id,
                    "time_cycle_manual": 3,
                    "sequence": 15,
                }
            ),
            Command.delete(self.washing.operation_id.id),
        ]
        self.production.action_update_bom()
        names = self.production.card_ids.mapped("operation_id.name")
        self.assertEqual(sorted(names), ["Grinding", "Turning"])
        self._check()

    def test_another_machine(self):
        card = self.turning.card_ids
        self._plan(card)
        self.turning.workcenter_id = self.lathe_2
        self.assertEqual(card.workcenter_id, self.lathe_2)
        self._check()

    def test_other_dates(self):
        card = self.turning.card_ids
        self._plan(card)
        self.turning.write(
            {
                "date_start": self.start + timedelta(hours=5),
                "date_finished": self.start + timedelta(hours=6),
            }
        )
        self.assertEqual(card.date_planned_start, self.start + timedelta(hours=5))
        self._check()

    def test_added_work_order_gets_a_card(self):
        self.production.workorder_ids = [
            Command.create({"name": "Deburr", "workcenter_id": self.washer.id})
        ]
        self.assertEqual(len(self.production.card_ids), 3)
        self._check()

    def test_deleted_work_order_takes_its_card_along(self):
        self._plan(self.washing.card_ids)
        self.washing.unlink()
        self.assertEqual(self.production.card_ids.workorder_id, self.turning)
        self._check()

    def test_delete_order(self):
        self._split_cards()
        cards = self.production.card_ids
        self.production.unlink()
        self.assertFalse(cards.exists())

    def test_draft_order_has_no_cards(self):
        self.assertFalse(self._create_production(confirm=False).card_ids)

    def test_acts_are_refused_while_a_card_runs(self):
        """With the card, its machine and what to do in the sentence."""
        card = self.turning.card_ids
        card.state = "running"
        change = self.env["change.production.qty"].create(
            {"mo_id": self.production.id, "product_qty": 14}
        )
        other = self._create_production(5)
        for act in (
            self.production.action_cancel,
            self.production.action_split,
            (self.production | other).action_merge,
            self.production.button_unplan,
            self.production.action_update_bom,
            self.turning.action_cancel,
            self.turning.unlink,
            change.change_prod_qty,
            lambda: self.turning.write({"workcenter_id": self.lathe_2.id}),
        ):
            with self.assertRaisesRegex(
                UserError, f"{card.name} is running on Lathe 1"
            ):
                act()
        self.assertEqual(card.state, "running")
