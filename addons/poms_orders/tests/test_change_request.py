from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeRequest(ChangeCommon):
    """A change is asked, shown, decided and carried out."""

    def test_message_of_the_customer_becomes_a_request(self):
        document = {
            "type": "order_change",
            "order_number": "PO-1",
            "lines": [{"line": "10", "quantity": "6", "unit": "", "action": "change"}],
        }
        request = self.order._request_change(document, [("change.edi", b"UNH+1")])
        self.assertEqual(request.item_ids.kind, "quantity")
        self.assertEqual(request.item_ids.quantity_new, 6)
        self.assertEqual(request.item_ids.before_text.split()[0], "10")
        self.assertEqual(request.attachment_ids.raw, b"UNH+1")
        self.assertEqual(self.order._request_change(document), request, "once")
        # less is wanted: everything touched is held before anybody decides
        self.assertTrue(all(self.order.card_ids.mapped("is_held")))
        self.assertIn(request.name, self.order.card_ids[0].hold_reason)

    def test_message_that_changes_nothing_asks_nothing(self):
        document = {
            "type": "order",
            "lines": [{"line": "10", "quantity": "10", "item": {}}],
        }
        self.assertFalse(self.order._request_change(document))
        self.assertFalse(self.order.change_request_ids)

    def test_unknown_item_of_a_new_line_is_a_question(self):
        document = {
            "type": "order_change",
            "lines": [{"line": "20", "quantity": "3", "item": {"buyer": "X-99"}}],
        }
        request = self.order._request_change(document)
        self.assertEqual(request.item_ids.kind, "add")
        with self.assertRaisesRegex(UserError, "X-99"):
            request.with_user(self.planner).action_submit()
        request.item_ids.write({"product_new_id": self.shaft.id, "note": False})
        request.with_user(self.planner).action_submit()
        request.with_user(self.planner).action_apply()
        line = self.order.line_ids - self.line
        self.assertEqual((line.quantity, line.state), (3, "confirmed"))
        self.assertEqual(
            line.production_ids.filtered(lambda p: not p.poms_parent_id).product_qty, 3
        )
        self.assertEqual(line.sale_line_id.product_uom_qty, 3)

    def test_shows_what_it_touches_with_proposals(self):
        self._put_in_stock(self.bar, 10)
        self.child.action_assign()
        request = self._ask("cancel")
        request.action_refresh()
        kinds = request.line_ids.grouped("kind")
        self.assertEqual(kinds["production"].production_id, self.top | self.child)
        self.assertEqual(kinds["card"].card_id, self.order.card_ids)
        self.assertEqual(set(kinds["card"].mapped("state_code")), {"planned"})
        self.assertEqual(kinds["kit"].filtered("quantity").product_id, self.bar)
        self.assertEqual(kinds["kit"].disposition, "return")
        self.assertEqual(kinds["delivery"].quantity, 10)
        self.assertEqual(kinds["order"].res_id, self.line.id)

    def test_risky_rows_come_first(self):
        card = self._report(self.child, "Sawing", 4)
        request = self._ask("cancel")
        request.action_refresh()
        self.assertEqual(request.line_ids[0].risk, "1_high")
        pieces = request.line_ids.filtered(lambda row: row.kind == "pieces")
        self.assertEqual((pieces.quantity, pieces.surplus), (4, 4))
        self.assertEqual(pieces.disposition, "finish_to_stock")
        self.assertIn(card, request.line_ids.card_id)

    def test_planner_alone_while_nothing_is_released(self):
        request = self._ask("quantity", quantity_new=6)
        request.action_submit()
        self.assertEqual((request.lane, request.state), ("planner", "approved"))
        request.action_apply()
        self.assertEqual(request.state, "applied")
        self.assertEqual(self.line.quantity, 6)
        self.assertEqual(self.top.product_qty, 6)
        self.assertEqual(self.child.product_qty, 6)
        self.assertEqual(set(self.order.card_ids.mapped("quantity")), {6})
        self.assertEqual(self.line.sale_line_id.product_uom_qty, 6)
        self.assertEqual(self._to_ship(), 6)
        self.assertFalse(any(self.order.card_ids.mapped("is_held")), "free again")

    def test_more_is_made_by_the_same_orders(self):
        request = self._ask("quantity", quantity_new=15)
        request.action_submit()
        self.assertFalse(any(self.order.card_ids.mapped("is_held")))
        request.action_apply()
        self.assertEqual(self.top.product_qty, 15)
        self.assertEqual(self.child.product_qty, 15)
        self.assertEqual(len(self.order.production_ids), 2, "no second tree")
        self.assertEqual(self._to_ship(), 15)

    def test_date(self):
        new = self.line._get_due() + timedelta(days=7)
        deadline = self.top.date_deadline
        request = self._ask("date", date_new=new)
        request.action_submit()
        request.action_apply()
        self.assertEqual(self.line.date_due, new)
        self.assertEqual(self.order.date_due, new)
        self.assertEqual(self.order.sale_order_id.commitment_date, new)
        self.assertEqual(self.top.date_deadline, deadline + timedelta(days=7))
        self.assertEqual(set(self.order.card_ids.mapped("date_due")), {new})

    def test_cancel_of_the_only_line(self):
        request = self._ask("cancel")
        request.action_submit()
        self.assertTrue(request.is_held)
        request.action_apply()
        self.assertEqual(set(self.order.production_ids.mapped("state")), {"cancel"})
        self.assertEqual(set(self.order.card_ids.mapped("state")), {"cancelled"})
        self.assertEqual(self.line.state, "cancelled")
        self.assertEqual(self.order.state, "cancelled")
        self.assertEqual(self.order.sale_order_id.state, "cancel")
        self.assertFalse(request.is_held)

    def test_other_product_makes_a_new_tree(self):
        other = self._create_product("Pin")
        self._create_bom(other, {self.bar: 1}, [("Cutting", self.saw, 1)])
        request = self._ask("product", product_new_id=other.id)
        request.action_submit()
        request.action_apply()
        self.assertEqual(self.top.state, "cancel")
        live = self.line.production_ids.filtered(lambda p: p.state != "cancel")
        self.assertEqual((live.product_id, live.product_qty), (other, 10))
        self.assertTrue(live.card_ids)
        sale_line = self.line.sale_line_id
        self.assertEqual((sale_line.product_id, sale_line.product_uom_qty), (other, 10))
        self.assertEqual(self.order.state, "confirmed")

    def test_pieces_in_work_are_finished_to_stock(self):
        self._report(self.top, "Turning", 4)
        request = self._ask("cancel")
        request.action_submit()
        self.assertEqual(request.lane, "signature")
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "applied", request.message_ids[:1].body)
        self.assertEqual(self.top.product_qty, 4)
        self.assertFalse(self.top.poms_order_line_id)
        self.assertFalse(self.top.move_finished_ids.move_dest_ids)
        self.assertEqual(self.child.state, "cancel")
        dead = request.dead_stock_ids.filtered(lambda row: row.kind == "product")
        self.assertEqual((dead.product_id, dead.quantity), (self.shaft, 4))

    def test_pieces_go_to_another_order(self):
        other = self._create_order(4, reference="PO-2")
        other.action_confirm()
        self._report(self.top, "Turning", 4)
        request = self._ask("cancel")
        request.action_refresh()
        pieces = request.line_ids.filtered(lambda row: row.kind == "pieces")
        self.assertEqual(pieces.disposition, "repeg")
        self.assertEqual(pieces.target_line_id, other.line_ids)
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.top.poms_order_line_id, other.line_ids)
        self.assertEqual(
            self.top.move_finished_ids.move_dest_ids.sale_line_id.order_id,
            other.sale_order_id,
        )

    def test_not_below_what_was_reported(self):
        self._report(self.top, "Turning", 8)
        request = self._ask("quantity", quantity_new=5)
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.top.product_qty, 8)
        self.assertEqual(self.line.quantity, 5)
        dead = request.dead_stock_ids.filtered(lambda row: row.kind == "product")
        self.assertEqual(dead.quantity, 3)

    def test_left_over_components_are_dead_stock(self):
        self._put_in_stock(self.bar, 10)
        self.bar.standard_price = 7
        self.child.action_assign()
        request = self._ask("cancel")
        request.action_submit()
        request.action_apply()
        dead = request.dead_stock_ids.filtered(lambda r: r.product_id == self.bar)
        self.assertEqual((dead.quantity, dead.value), (10, 70))
        dead.with_user(self.planner).action_scrap()
        self.assertEqual(dead.state, "scrapped")
        self.assertEqual(self.bar.qty_available, 0)

    def test_running_card_keeps_an_approved_change_waiting(self):
        card = self._report(self.top, "Turning", 1)
        card.state = "running"
        request = self._ask("cancel")
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved", "the approval stays")
        self.assertEqual(self.top.product_qty, 10, "and nothing is half done")
        self.assertIn(card.name, request.message_ids[:1].body)
        with self.assertRaisesRegex(UserError, card.name):
            request.action_apply()
        card.state = "paused"
        request.action_apply()
        self.assertEqual(request.state, "applied")

    def test_disposition_that_is_impossible_is_refused(self):
        request = self._ask("cancel")
        request.action_refresh()
        card = request.line_ids.filtered(lambda row: row.kind == "card")[:1]
        with self.assertRaisesRegex(UserError, "Possible"):
            card.disposition = "scrap"

    def test_as_is_leaves_the_production_order_alone(self):
        request = self._ask("cancel")
        request.action_refresh()
        rows = request.line_ids.filtered(lambda row: row.kind == "production")
        rows.disposition = "finish_to_stock"
        request.action_submit()
        request.action_apply()
        self.assertNotIn("cancel", (self.top | self.child).mapped("state"))
        self.assertFalse(self.top.poms_order_line_id)
        self.assertEqual(self.order.state, "cancelled")

    def test_rejected_and_withdrawn_keep_their_record(self):
        self.order.card_ids.action_release()
        request = self._ask("cancel")
        request.action_submit()
        request.with_user(self.manager).vote("reject", "The parts are ready")
        self.assertEqual(request.state, "rejected")
        self.assertEqual(
            request.vote_ids.filtered("decision").comment, "The parts are ready"
        )
        self.assertFalse(any(self.order.card_ids.mapped("is_held")))
        self.assertTrue(request.line_ids)
        with self.assertRaises(UserError):
            request.unlink()
        again = self._ask("cancel")
        again.action_submit()
        again.action_withdraw()
        self.assertEqual(again.state, "withdrawn")
        self.assertEqual(self.top.state, "confirmed")

    def test_open_changes_of_cards(self):
        request = self._ask("cancel")
        request.action_refresh()
        reasons = self.order.card_ids._open_change_reasons()
        self.assertEqual(set(reasons), set(self.order.card_ids))
        self.assertIn(request.name, reasons[self.order.card_ids[0]][0])
        with self.assertQueryCount(8):
            self.env.invalidate_all()
            self.order.card_ids._open_change_reasons()
        request.action_withdraw()
        self.assertFalse(self.order.card_ids._open_change_reasons())

    def test_form_tells_before_and_after(self):
        with Form(self.env["poms.change.request"].with_user(self.planner)) as form:
            form.subject = "Fewer"
            form.order_id = self.order
            with form.item_ids.new() as item:
                item.order_line_id = self.line
                item.quantity_new = 4
        request = form.record
        self.assertEqual(request.item_ids.quantity_old, 10)
        self.assertIn("4", request.item_ids.after_text)

    def test_nothing_asked_is_refused_with_a_sentence(self):
        request = self.env["poms.change.request"].create(
            {"subject": "Nothing", "order_id": self.order.id}
        )
        with self.assertRaisesRegex(UserError, "What is Asked"):
            request.action_submit()
