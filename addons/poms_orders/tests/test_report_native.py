from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportNative(ReportCommon):
    """Odoo's own acts on an order on which 6, 4 and 2 of 10 were reported."""

    def setUp(self):
        super().setUp()
        self._create_gear()
        self.production, self.three = self._create_released(10, self.gear)
        for card, good in zip(self.three, ("6", "4", "2"), strict=True):
            self._ok("report", card, good=good)
        self.first = self.three[0].workorder_id

    def _assert_untouched(self):
        self.assertEqual(self.production.qty_producing, 0)
        self.assertEqual(self._reserved(self.production, self.ring), 4)
        self.assertEqual(self._reserved(self.production, self.paste), 12)
        self.assertEqual(
            self.production.workorder_ids.mapped("qty_produced"), [6, 4, 2]
        )
        self.assertEqual(self._on_hand(self.ring), 94)
        self.assertFalse(
            self.production.move_raw_ids.filtered(
                lambda m: m.picked and m.state != "done"
            )
        )

    def test_start_and_pause_touch_no_quantity(self):
        expected = self.production.workorder_ids.mapped("duration_expected")
        self.first.button_pending()
        self.first.button_start()
        self.env.flush_all()
        self._assert_untouched()
        self.assertEqual(
            self.production.workorder_ids.mapped("duration_expected"), expected
        )

    def test_finish_picks_nothing(self):
        self.first.button_finish()
        self.assertEqual(self.first.state, "done")
        self.assertEqual(self.three[0].state, "done")
        self._assert_untouched()

    def test_set_state_done_picks_nothing(self):
        self.first.set_state("done")
        self.assertEqual(self.first.state, "done")
        self._assert_untouched()

    def test_mark_done_is_refused_while_cards_are_open(self):
        with self.assertRaises(UserError):
            self.production.button_mark_done()
        self._assert_untouched()

    def test_mark_done_after_the_cards_is_our_close(self):
        """Held back by a hold on the last card, then closed in the office."""
        for card in self.three:
            self._ok("finish", card)
        self.assertEqual(self.production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 2)
        self.assertEqual(self._on_hand(self.ring), 94)
        self.assertEqual(self._on_hand(self.paste), 47)

    def test_mark_done_closes_what_native_finish_left(self):
        self.production.workorder_ids.button_finish()
        self.assertEqual(self.production.state, "to_close")
        self.production.button_mark_done()
        self.assertEqual(self.production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 2)
        self.assertEqual(self._on_hand(self.ring), 94)

    def test_office_user_without_a_plant_role(self):
        """Who has Odoo's manufacturing role only presses the same buttons."""
        office = new_test_user(
            self.env, "office", groups="base.group_user,mrp.group_mrp_user"
        )
        production = self.production.with_user(office)
        with self.assertRaises(UserError):
            production.workorder_ids[0].action_cancel()
        production.workorder_ids.button_finish()
        production.button_mark_done()
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 2)

    def test_cancel_and_unlink_are_refused(self):
        self.three.write({"state": "paused"})
        with self.assertRaises(UserError):
            self.production.action_cancel()
        with self.assertRaises(UserError):
            self.production.unlink()
        with self.assertRaises(UserError):
            self.first.action_cancel()
        self._assert_untouched()

    def test_quantity_producing_is_refused(self):
        with self.assertRaises(UserError):
            self.production.qty_producing = 5
        with self.assertRaises(UserError), Form(self.production) as form:
            form.qty_producing = 5

    def test_native_work_order_quantity_is_refused(self):
        with self.assertRaises(UserError):
            self.first.qty_produced = 3

    def test_unreserve_and_reserve_are_harmless(self):
        self.production.do_unreserve()
        self.production.action_assign()
        self._assert_untouched()

    def _change(self, quantity):
        self.three.write({"state": "paused"})
        wizard = self.env["change.production.qty"].create(
            {"mo_id": self.production.id, "product_qty": quantity}
        )
        wizard.change_prod_qty()

    def _open_demand(self):
        moves = self.production.move_raw_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        return {m.product_id: m.product_uom_qty for m in moves}

    def test_more_asks_for_the_whole_rest(self):
        self._change(12)
        self.assertEqual(self._open_demand(), {self.ring: 6, self.paste: 16})
        for card in self.three:
            self.assertEqual(card.quantity, 12)

    def test_less_asks_for_the_rest_only(self):
        self._change(8)
        self.assertEqual(self._open_demand(), {self.ring: 2, self.paste: 8})

    def test_not_less_than_reported(self):
        with self.assertRaises(UserError):
            self._change(3)

    def test_native_close_of_an_order_without_reports_is_odoos(self):
        production, _cards = self._create_released(5, self.gear)
        production.qty_producing = 5
        production._set_qty_producing()
        paste = production.move_raw_ids.filtered(lambda m: m.product_id == self.paste)
        paste.move_line_ids = [Command.clear()]
        paste.move_line_ids = [
            Command.create(
                {
                    "product_id": self.paste.id,
                    "lot_id": self.lot_2.id,
                    "quantity": 10,
                    "picked": True,
                    "location_id": paste.location_id.id,
                    "location_dest_id": paste.location_dest_id.id,
                }
            )
        ]
        production.move_raw_ids.picked = True
        production.button_mark_done()
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 7)
