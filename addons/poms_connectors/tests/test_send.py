from odoo.tests import tagged

from ..codecs import read
from .common import FILES, EdiCommon


@tagged("post_install", "-at_install")
class TestSend(EdiCommon):
    def _answer_to(self, family, *changes, reject=None):
        """The outgoing message after an order was confirmed or refused."""
        order = self._message(self._receive(family, *changes)).order_id
        if reject:
            order.action_reject(reject)
        else:
            order.action_confirm()
        return order.edi_message_ids.filtered(lambda m: m.direction == "output")

    def test_confirmed_orders_are_answered(self):
        for family in FILES:
            with self.subTest(family=family):
                # A quantity in the main unit without its name is a person's question.
                changes = [("<num>2</num>", "")] if family == "u8" else []
                message = self._answer_to(family, *changes)
                self.assertEqual(len(message), 1)
                self.assertEqual(message.state, "pending")
                self.assertTrue(message.answered_id)
                (reading,) = read(message._content())
                self.assertFalse(reading.issues)
                document = reading.document
                asked = message.answered_id.document
                self.assertEqual(document["sender"], asked["receiver"])
                self.assertEqual(document["receiver"], asked["sender"])
                if family == "u8":
                    (item,) = document["ack"]["items"]
                    self.assertEqual(item["status"], "accepted")
                    self.assertEqual(item["reference"], "XS20260815")
                    continue
                self.assertEqual(document["type"], "order_response")
                self.assertEqual(document["response"], "accepted")
                self.assertEqual(document["order_number"], asked["order_number"])
                self.assertEqual(
                    [line["line"] for line in document["lines"]],
                    [line["line"] for line in asked["lines"]],
                )
                self.assertEqual(
                    [line["quantity"] for line in document["lines"]],
                    [line["quantity"] for line in asked["lines"]],
                )

    def test_refused_orders_are_answered(self):
        for family in FILES:
            with self.subTest(family=family):
                message = self._answer_to(family, reject="No capacity")
                (reading,) = read(message._content())
                document = reading.document
                if family == "u8":
                    (item,) = document["ack"]["items"]
                    self.assertEqual(item["status"], "rejected")
                    self.assertEqual(item["text"], "No capacity")
                else:
                    self.assertEqual(document["response"], "rejected")

    def test_changed_quantity_is_told(self):
        order = self._message(self._receive("edifact")).order_id
        order.line_ids[0].quantity = 10
        order.action_confirm()
        message = order.edi_message_ids.filtered(lambda m: m.direction == "output")
        document = read(message._content())[0].document
        self.assertEqual(document["response"], "changed")
        self.assertEqual(document["lines"][0]["response"], "changed")
        self.assertEqual(document["lines"][0]["quantity"], "10")

    def test_port_file(self):
        self.partners["idoc"].idoc_form = "flat"
        message = self._answer_to("idoc")
        self.assertTrue(message._content().startswith(b"EDI_DC40"))
        self.assertTrue(message.filename.endswith(".idoc"))
        self.assertFalse(read(message._content())[0].issues)

    def test_no_answer_where_none_is_wanted(self):
        self.partners["edifact"].is_answered = False
        self.assertFalse(self._answer_to("edifact"))

    def test_order_of_another_channel_is_not_answered(self):
        order = self.env["poms.order"].create(
            {"partner_id": self.partners["edifact"].partner_id.id}
        )
        document = order._prepare_answer("order_response")
        hooks = self.env["poms.hooks"]
        self.assertFalse(hooks._send_document(document, order.partner_id, order))

    def test_what_cannot_be_written_is_kept_as_failed(self):
        order = self._message(
            self._receive("edifact", ("Gear pump", "齿轮泵总成"))
        ).order_id
        order.action_confirm()
        message = order.edi_message_ids.filtered(lambda m: m.direction == "output")
        self.assertEqual(message.state, "failed")
        self.assertIn("UNOC", message.text)
        self.partners["edifact"].charset = "UNOW"
        message.action_replay()
        self.assertEqual(message.state, "superseded")
        new = order.edi_message_ids.filtered(lambda m: m.state == "pending")
        self.assertIn("齿轮泵总成", new._content().decode())

    def test_acknowledgement_of_the_partner(self):
        message = self._answer_to("edifact")
        number = message.control_number
        for action, state in (("7", "sent"), ("4", "failed")):
            text = (
                "UNB+UNOC:3+4000001000001:14+4000001000100:14+261123:0800+C"
                f"{action}'UNH+1+CONTRL:D:3:UN'"
                f"UCI+{number}+4000001000100+4000001000001+{action}'UNT+3+1'"
                f"UNZ+1+C{action}'"
            )
            ack = self._message(self._receive("edifact", content=text.encode()))
            self.assertEqual(ack.answered_id, message)
            self.assertEqual(message.state, state)
            self.assertFalse(ack.answer_ids)
