from odoo.tests import tagged

from .common_inbox import InboxCommon


@tagged("post_install", "-at_install")
class TestIdentity(InboxCommon):
    """The same order twice is one; a changed one is a revision."""

    def setUp(self):
        super().setUp()
        self._map()

    def test_by_mail_first_then_through_the_erp_is_one(self):
        mail = self._document(
            "PO 4500-000001", [self._line(line="1", price=None)], family="csv"
        )
        _answer, first = self._take_in(mail, "email", ("mail.txt", b"12 x 4711"), "m-1")
        erp = self._document("4500-000001", [self._line(line="000010")])
        answer, same = self._take_in(erp, "edi", ("o.idoc", b"EDI_DC40"), "e-1")
        self.assertEqual((answer["status"], answer["code"]), ("duplicate", "merged"))
        self.assertEqual(same, first)
        self.assertEqual(
            first.original_attachment_ids.mapped("name"), ["mail.txt", "o.idoc"]
        )
        self.assertEqual(first.message_copy_ids.mapped("channel"), ["edi"])
        self.assertEqual(first.line_ids.price_unit, 5, "what was missing is filled")
        again, order = self._take_in(erp, "edi", ("o.idoc", b"EDI_DC40"), "e-1")
        self.assertEqual((again["status"], order), ("duplicate", first))
        self.assertEqual(len(first.original_attachment_ids), 2)
        self.assertEqual(len(first.message_copy_ids), 1)

    def test_key_of_a_copy_with_other_content_is_a_conflict(self):
        self._take_in(uuid="m-1")
        self._take_in(uuid="e-1", channel="api")
        changed = self._document(lines=[self._line(quantity="99")])
        answer, _order = self._take_in(changed, uuid="e-1")
        self.assertEqual(answer["code"], "uuid_conflict")

    def test_another_customers_equal_number_is_another_order(self):
        other = self.env["res.partner"].create({"name": "Other", "ref": "CUST-2"})
        _answer, first = self._take_in()
        _answer, second = self._take_in(sender="CUST-2")
        self.assertNotEqual(first, second)
        self.assertEqual(second.partner_id, other)

    def test_changed_order_replaces_what_waits_and_keeps_answers(self):
        lines = [self._line(), self._line(line="20", item="NEW", quantity="3")]
        _answer, first = self._take_in(lines=lines)
        first.line_ids[1].product_id = self.blank
        changed = [
            self._line(quantity="15"),
            self._line(line="20", item="NEW", quantity="3"),
            self._line(line="30", quantity="1"),
        ]
        _answer, second = self._take_in(lines=changed)
        self.assertEqual((second.revision, first.state), (1, "cancelled"))
        self.assertEqual(second.line_ids[1].product_id, self.blank)
        difference = second.inbox_order()["difference"]
        self.assertEqual(
            [row["kind"] for row in difference], ["changed", "same", "added"]
        )
        self.assertEqual(
            difference[0]["fields"],
            [{"name": "quantity", "before": "12 Units", "after": "15 Units"}],
        )
        waiting = self.orders.search([("reference_key", "=", second.reference_key)])
        self.assertEqual(
            waiting.filtered(lambda order: order.state == "received"), second
        )

    def test_change_that_names_one_line_leaves_the_others(self):
        lines = [self._line(), self._line(line="20", quantity="3"), self._line("30")]
        self._take_in(lines=lines)
        change = self._document(
            type="order_change",
            lines=[
                {"line": "10", "action": "change", "quantity": "7"},
                {"line": "20", "action": "delete"},
            ],
        )
        _answer, order = self._take_in(change)
        found = {line.line: line.quantity for line in order.line_ids}
        self.assertEqual(found, {"10": 7, "30": 12})
        changed = order.line_ids.filtered(lambda line: line.line == "10")
        self.assertEqual((changed.product_id, changed.price_unit), (self.shaft, 5))
        self.assertFalse(order.has_issue, order.issue_text)

    def test_change_of_a_confirmed_order_waits_for_change_control(self):
        _answer, base = self._take_in()
        base.action_confirm()
        _answer, change = self._take_in(lines=[self._line(quantity="20")])
        self.assertEqual((base.state, change.state), ("confirmed", "received"))
        self.assertTrue(change.inbox_order()["is_change"])
        request = base.change_request_ids
        self.assertEqual(request.item_ids.quantity_new, 20)
        _answer, newer = self._take_in(lines=[self._line(quantity="21")])
        self.assertEqual((newer.previous_id, newer.revision), (base, 2))
        self.assertEqual(change.state, "cancelled")
        answer = newer.inbox_accept()
        self.assertEqual((answer["status"], newer.state), ("change", "cancelled"))
        latest = base.change_request_ids.browse(answer["request_id"])
        self.assertEqual(latest.item_ids.quantity_new, 21)
        self.assertEqual(base.line_ids.quantity, 12, "only change control changes it")

    def test_rejected_change_withdraws_its_request(self):
        _answer, base = self._take_in()
        base.action_confirm()
        _answer, change = self._take_in(lines=[self._line(quantity="20")])
        change.inbox_reject("Too late")
        self.assertEqual(change.state, "rejected")
        self.assertEqual(base.change_request_ids.state, "withdrawn")

    def test_taking_a_change_back_leaves_nothing_waiting(self):
        _answer, base = self._take_in()
        base.action_confirm()
        _answer, change = self._take_in(lines=[self._line(quantity="20")])
        answer, order = self._take_in(channel="api")
        self.assertEqual((answer["status"], order), ("duplicate", base))
        self.assertEqual(change.state, "cancelled")

    def test_cancellation_of_a_waiting_order(self):
        _answer, first = self._take_in()
        _answer, cancel = self._take_in(
            self._document(type="order_cancel", lines=[self._line()])
        )
        self.assertTrue(cancel.is_cancellation)
        self.assertEqual(first.state, "cancelled")
        self.assertFalse(cancel.has_issue)
        self.assertEqual(cancel.inbox_accept()["status"], "accepted")
        self.assertEqual(cancel.state, "cancelled")
        self.assertFalse(cancel.production_ids)

    def test_sender_without_customer_turns_out_to_be_known(self):
        """The mail's sender is unknown; choosing the customer finds the ERP's copy."""
        _answer, erp = self._take_in()
        _answer, mail = self._take_in(
            self._document(sender="buyer@example.com"), "email", ("m.txt", b"order")
        )
        self.assertFalse(mail.partner_id)
        answer = mail.inbox_set({"partner_id": self.partner.id}, remember=True)
        self.assertEqual(answer["id"], erp.id)
        self.assertFalse(mail.exists())
        self.assertIn("m.txt", erp.original_attachment_ids.mapped("name"))
