import base64
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestInboxScreen(PomsCommon, HttpCase):
    """The planner's inbox in a real browser, by keyboard alone."""

    browser_size = "1366x768"

    def setUp(self):
        super().setUp()
        self.orders = self.env["poms.order"]
        self.orders.search([("state", "=", "received")]).action_reject("other test")
        self.planner = self._new_user("inbox_tour", "group_planner")
        self.item = self._create_product("Bracket", default_code="T-ITEM")
        self._create_bom(self.item, {self.bar: 1}, [("Sawing", self.saw, 2)])

    def _take_in(self, number, days, customer, item="SHAFT", quantity="4"):
        due = fields.Date.today() + timedelta(days=days)
        document = {
            "family": "csv",
            "type": "order",
            "sender": customer,
            "order_number": number,
            "requested_date": str(due),
            "currency": self.company.currency_id.name,
            "lines": [
                {
                    "line": "10",
                    "item": {"supplier": item}
                    if item == "SHAFT"
                    else {"buyer": "X", "description": item},
                    "quantity": quantity,
                    "unit": "PCE",
                    "price": "5",
                }
            ],
        }
        text = f"Order {number}\n{item}  {quantity} pcs  {due}\n"
        answer = self.orders.ingest_document(
            document,
            "email",
            None,
            f"{number}.txt",
            base64.b64encode(text.encode()).decode(),
        )
        return self.orders.browse(answer["id"])

    def test_a_morning_by_keyboard(self):
        """Answer, accept, undo, look at a change, reject, merge, split, search."""
        partners = self.env["res.partner"].create(
            [{"name": f"Tour {code}", "ref": f"TOUR-{code}"} for code in "ABC"]
        )
        first = self._take_in("T-1", 10, "TOUR-A", item="T-ITEM")
        second = self._take_in("T-2", 11, "TOUR-A", item="T-ITEM")
        self._take_in("T-3", 12, "TOUR-B")
        changed = self._take_in("T-3", 12, "TOUR-B", quantity="9")
        merged = self._take_in("T-4", 13, "TOUR-C")
        merged |= self._take_in("T-5", 14, "TOUR-C")
        self.start_tour(
            "/odoo/orders-inbox",
            "poms_inbox_by_keyboard",
            login="inbox_tour",
            timeout=120,
        )
        self.assertEqual(first.state, "confirmed")
        self.assertEqual(second.line_ids.product_id, self.item)
        self.assertEqual((changed.state, changed.reject_reason[:2]), ("rejected", "No"))
        mapping = self.env["poms.item.mapping"].search(
            [("partner_id", "=", partners[0].id)]
        )
        self.assertEqual(mapping.product_id, self.item)
        waiting = self.orders.search(
            [("partner_id", "=", partners[2].id), ("state", "=", "received")]
        )
        self.assertEqual([len(order.line_ids) for order in waiting], [1, 1])
