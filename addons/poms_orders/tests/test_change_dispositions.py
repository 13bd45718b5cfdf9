from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeDispositions(ChangeCommon):
    """What becomes of kits and pieces when a change is carried out."""

    def _finish(self, production):
        """All of it made and received, its components used."""
        self._put_in_stock(self.bar, 10)
        production.action_assign()
        production.qty_producing = production.product_qty
        production._set_qty_producing()
        production.button_mark_done()
        self.assertEqual(production.state, "done")

    def test_kit_brought_to_the_line_is_returned(self):
        """Two steps: components are picked to the line before they are used."""
        warehouse = self.order.warehouse_id
        warehouse.manufacture_steps = "pbm"
        self._put_in_stock(self.bar, 10)
        order = self._create_order(10, product=self.blank, reference="PO-3")
        order.action_confirm()
        production = order.production_ids
        picking = production.picking_ids.filtered(lambda p: p.state == "assigned")
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        request = self._ask("cancel", order=order)
        request.action_submit()
        kit = request.line_ids.filtered(lambda row: row.kind == "kit")
        self.assertEqual((kit.state_code, kit.disposition), ("picked", "return"))
        request.action_apply()
        kit = request.line_ids.filtered(lambda row: row.kind == "kit")
        self.assertIn("WH", kit.result)
        back = self.env["stock.picking"].search([("return_id", "=", picking.id)])
        self.assertEqual(back.move_ids.product_uom_qty, 10)
        kit = request.line_ids.filtered(lambda row: row.kind == "kit")
        self.assertIn(back.name, kit.result)

    def test_finished_pieces_are_taken_apart(self):
        self._finish(self.child)
        request = self._ask("cancel")
        request.action_refresh()
        rows = request.line_ids.filtered(lambda r: r.production_id == self.child)
        rows.filtered(lambda r: r.kind == "pieces").disposition = "strip"
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "applied", request.message_ids[:1].body)
        self.assertEqual(self.blank.qty_available, 0)
        self.assertEqual(self.bar.qty_available, 10)

    def test_finished_pieces_are_scrapped_by_a_document(self):
        self._finish(self.child)
        request = self._ask("cancel")
        request.action_refresh()
        rows = request.line_ids.filtered(lambda r: r.production_id == self.child)
        rows.filtered(lambda r: r.kind == "pieces").disposition = "scrap"
        request.action_submit()
        request.with_user(self.manager).action_approve()
        scrap = self.env["stock.scrap"].search([("product_id", "=", self.blank.id)])
        self.assertEqual((scrap.scrap_qty, scrap.state), (10, "done"))
        self.assertEqual(self.blank.qty_available, 0)

    def test_charged_things_are_summed_and_asked_for(self):
        self.bar.standard_price = 3
        self._finish(self.child)
        request = self._ask("cancel")
        request.action_refresh()
        pieces = request.line_ids.filtered(lambda r: r.kind == "pieces")
        pieces.disposition = "charge"
        self.assertGreater(request.charge_amount, 0)
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertIn("Charge", " ".join(request.activity_ids.mapped("summary")))

    def test_one_line_of_two(self):
        """The other line of the order goes on as it was."""
        order = self._create_order(4, reference="PO-4")
        order.line_ids.copy({"order_id": order.id, "line": "20"})
        order.action_confirm()
        first, second = order.line_ids
        request = self._ask("cancel", order=order, order_line_id=first.id)
        request.action_submit()
        request.action_apply()
        self.assertEqual((first.state, second.state), ("cancelled", "confirmed"))
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(set(first.production_ids.mapped("state")), {"cancel"})
        self.assertEqual(set(second.production_ids.mapped("state")), {"confirmed"})
        self.assertEqual(first.sale_line_id.product_uom_qty, 0)
        self.assertEqual(second.sale_line_id.product_uom_qty, 4)

    def test_unfinished_pieces_are_given_up(self):
        """Scrap of pieces in work: the order ends with what it has finished."""
        self._report(self.top, "Turning", 4)
        request = self._ask("cancel")
        request.action_refresh()
        pieces = request.line_ids.filtered(lambda r: r.kind == "pieces")
        pieces.disposition = "scrap"
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "applied", request.message_ids[:1].body)
        self.assertIn(self.top.state, ("done", "cancel"))
        self.assertFalse(
            self.top.card_ids.filtered(lambda c: c.state not in ("done", "cancelled"))
        )
        self.assertEqual(self.shaft.qty_available, 0)

    def test_draft_that_holds_cards_is_taken_back_not_deleted(self):
        document = {"type": "order_cancel", "lines": []}
        request = self.order._request_change(document)
        self.assertTrue(request.is_held)
        with self.assertRaises(UserError):
            request.with_user(self.planner).unlink()
        request.with_user(self.planner).action_withdraw()
        self.assertFalse(any(self.order.card_ids.mapped("is_held")))
