import email.policy
from email.message import EmailMessage
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from . import intake_files as files
from .test_intake_upload import IntakeCommon

PICTURE = b"\x89PNG\r\n\x1a\n" + b"1" * 20000

BODY = """<p>您好，附件为订单。</p>"""
TABLE = """<p>订单号：M-77</p><table>
<tr><th>料号</th><th>数量</th><th>交期</th></tr>
<tr><td>SHAFT</td><td>12件</td><td>2026-12-24</td></tr></table>"""


@tagged("post_install", "-at_install")
class TestIntakeMail(IntakeCommon):
    """Mails of the order address: nothing is lost, nothing is doubled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = "buyer@customer.example"
        cls.intakes = cls.env["poms.intake"]

    def _mail(self, body=BODY, attachments=(), sender=None, **headers):
        """Send a mail through the gateway; the new intake, if any."""
        message = EmailMessage(policy=email.policy.SMTP)
        message["From"] = sender or "Buyer <buyer@customer.example>"
        message["To"] = "orders@plant.example"
        message["Subject"] = headers.pop("subject", "采购订单")
        message["Message-ID"] = headers.pop("message_id", f"<{uuid4()}@customer>")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(body or "", subtype="html")
        for name, content in attachments:
            message.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
        before = self.intakes.search([])
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process("poms.intake", message.as_bytes())
        return self.intakes.search([]) - before

    def test_attachment_becomes_an_order(self):
        intake = self._mail(attachments=[("订单.xlsx", files.xlsx())])
        self.assertEqual(intake.partner_id, self.partner)
        self.assertEqual(
            sorted(intake.order_ids.mapped("reference")), ["N-100", "N-101"]
        )
        order = intake.order_ids[0]
        self.assertEqual((order.channel, order.partner_id), ("email", self.partner))
        self.assertIn("订单.xlsx", order.original_attachment_ids.mapped("name"))
        self.assertEqual(intake.state, "done")

    def test_table_in_the_body_becomes_an_order(self):
        intake = self._mail(TABLE)
        order = intake.order_ids
        self.assertEqual(order.reference, "M-77")
        self.assertEqual(order.line_ids.quantity, 12)
        self.assertEqual(order.original_attachment_ids.name, "Mail.html")

    def test_same_mail_twice_is_one(self):
        first = self._mail(TABLE, message_id="<same@customer>")
        self.assertFalse(self._mail(TABLE, message_id="<same@customer>"))
        forwarded = self._mail(TABLE, message_id="<other@customer>")
        self.assertEqual(forwarded.order_ids, first.order_ids)

    def test_several_attachments_are_several_orders(self):
        other = b"PO,Part No,Qty\nZ-9,SHAFT,4\n"
        intake = self._mail(attachments=[("a.xlsx", files.xlsx()), ("b.csv", other)])
        self.assertEqual(
            sorted(intake.order_ids.mapped("reference")), ["N-100", "N-101", "Z-9"]
        )

    def test_paper_beside_a_table_is_not_a_second_order(self):
        intake = self._mail(
            attachments=[("o.csv", b"PO,Part No,Qty\n4500098765,SHAFT,4\n"),
                         ("o.pdf", files.plain_pdf())]
        )  # fmt: skip
        self.assertEqual(len(intake.order_ids), 1)
        self.assertEqual(
            set(intake.order_ids.original_attachment_ids.mapped("name")),
            {"o.csv", "o.pdf", "Mail.html"},
        )
        self.assertEqual(intake.state, "done")

    def test_bad_attachment_stays_beside_a_good_one(self):
        intake = self._mail(
            attachments=[("bad.xlsx", b"PK\x03\x04no"), ("good.xlsx", files.xlsx())]
        )
        self.assertEqual(len(intake.order_ids), 2)
        self.assertEqual(intake.state, "open")
        self.assertIn(
            "damaged", intake.part_ids.filtered(lambda p: p.state == "failed").reason
        )

    def test_screenshot_of_a_customer_is_an_order_to_type_in(self):
        intake = self._mail(attachments=[("chat.png", PICTURE)])
        order = intake.order_ids
        self.assertEqual(order.partner_id, self.partner)
        self.assertIn("chat.png", order.original_attachment_ids.mapped("name"))
        self.assertIn("no line", order.issue_text)
        self.assertEqual(intake.state, "done")

    def test_unknown_sender_with_a_picture_waits(self):
        intake = self._mail(
            attachments=[("chat.png", PICTURE)],
            sender="x@nowhere.example",
        )
        self.assertFalse(intake.partner_id)
        self.assertFalse(intake.order_ids)
        self.assertEqual(intake.state, "open")
        intake.partner_id = self.partner
        intake.action_type_in()
        self.assertEqual(intake.order_ids.partner_id, self.partner)

    def test_unknown_sender_with_a_table_is_asked_for(self):
        intake = self._mail(TABLE, sender="x@nowhere.example")
        self.assertIn("Which customer", intake.order_ids.issue_text)

    def test_empty_mail_and_chat_wait_for_a_person(self):
        for body in ("", "<p>Please call me back about the prices.</p>"):
            intake = self._mail(body)
            self.assertEqual((intake.state, len(intake.part_ids)), ("open", 1))
            self.assertTrue(intake.part_ids.reason)

    def test_reply_to_an_order_goes_to_its_chatter(self):
        order = self._mail(TABLE, message_id="<m77@customer>").order_ids
        sent = order.message_post(body="Confirmed", message_type="comment")
        intake = self._mail("<p>Thank you!</p>", In_Reply_To=sent.message_id)
        self.assertFalse(intake)
        self.assertIn("Thank you", str(order.message_ids[0].body))

    def test_further_mail_of_the_thread_goes_to_the_order(self):
        intake = self._mail(TABLE, message_id="<m78@customer>")
        order = intake.order_ids
        self.assertFalse(self._mail("<p>Urgent!</p>", References="<m78@customer>"))
        self.assertIn("Urgent", str(order.message_ids[0].body))
        self.assertEqual(intake.order_ids, order)

    def test_changed_file_in_a_reply_is_a_revision(self):
        order = self._mail(TABLE).order_ids
        sent = order.message_post(body="Confirmed", message_type="comment")
        changed = "料号,数量,交期\nSHAFT,20件,2026-12-24\n".encode()
        intake = self._mail(
            "<p>please see</p>", [("new.csv", changed)], In_Reply_To=sent.message_id
        )
        self.assertEqual(intake.reply_order_id, order)
        self.assertEqual(intake.order_ids.previous_id, order)
        self.assertEqual(intake.order_ids.line_ids.quantity, 20)

    def test_colleague_who_forwards_is_not_the_customer(self):
        planner = self._new_user("forwarder", "group_planner")
        planner.partner_id.email = "planner@plant.example"
        intake = self._mail(TABLE, sender="planner@plant.example")
        self.assertFalse(intake.partner_id)
        self.assertFalse(intake.order_ids.partner_id)

    def test_alias_leads_here(self):
        alias = self.env.ref("poms_orders.mail_alias_orders")
        self.assertEqual(alias.alias_model_id.model, "poms.intake")
        self.assertEqual(alias.alias_contact, "everyone")

    def test_automatic_answer_is_no_order(self):
        """Even where it repeats the order that it answers; a mail that a customer's
        system sends on its own is one."""
        absent = self._mail(TABLE, Auto_Submitted="auto-replied")
        self.assertEqual((absent.state, absent.order_ids.ids), ("ignored", []))
        worded = self._mail(TABLE, subject="自动回复: 订单")
        self.assertEqual((worded.state, worded.order_ids.ids), ("ignored", []))
        system = self._mail(TABLE, Auto_Submitted="auto-generated")
        self.assertEqual(system.order_ids.reference, "M-77")

    def test_subject_names_the_order_where_the_mail_does_not(self):
        table = TABLE.replace("订单号：M-77", "")
        intake = self._mail(table, subject="采购订单 PO2026-15")
        self.assertEqual(intake.order_ids.reference, "PO2026-15")
        scan = self._mail(attachments=[("s.png", PICTURE)], subject="PO 4711-9")
        self.assertEqual(scan.order_ids.reference, "4711-9")

    def test_forwarded_order_is_read(self):
        body = f"<p>FYI</p><blockquote>{TABLE}</blockquote>"
        self.assertFalse(self._mail(body).order_ids)
        intake = self._mail(body, subject="转发: 采购订单")
        self.assertEqual(intake.order_ids.reference, "M-77")

    def test_unknown_sender_is_remembered_by_the_address(self):
        stranger = "Stranger <who@nowhere.example>"
        order = self._mail(TABLE, sender=stranger).order_ids
        self.assertEqual(order._inbox_row()["sender"], "who@nowhere.example")
        order.inbox_set({"partner_id": self.partner.id}, remember=True)
        later = self._mail(attachments=[("s.png", PICTURE)], sender=stranger)
        self.assertEqual(later.partner_id, self.partner)
        self.assertEqual(later.order_ids.partner_id, self.partner)

    def test_colleagues_address_is_never_taken_for_a_customers(self):
        user = self.env["res.users"].create(
            {"name": "Clerk", "login": "clerk", "email": "clerk@plant.example"}
        )
        order = self._mail(TABLE, sender=user.email_formatted).order_ids
        self.assertFalse(order.partner_id)
        order.inbox_set({"partner_id": self.partner.id}, remember=True)
        self.assertFalse(
            self._mail(TABLE.replace("77", "78"), sender=user.email).partner_id
        )

    def test_many_orders_of_one_customer_are_no_loop(self):
        """Odoo stops an address after so many mails; here only where none is an
        order."""
        for number in range(3):
            self._mail(TABLE.replace("77", f"8{number}"))
        counted = self._mail("<p>I am not here.</p>")
        domain = self.intakes._detect_loop_sender_domain("buyer@customer.example")
        self.assertEqual(self.intakes.search(domain), counted)

    def test_letter_around_a_plain_table_is_no_row(self):
        text = (
            "Dear team,\nPO number: T-9\n\nPart No     Qty   Unit   Due\n"
            "SHAFT      5    pcs   2027-02-20\n\nKind regards\nB. Uyer\n"
        )
        intake = self._mail(f"<pre>{text}</pre>")
        self.assertEqual(intake.order_ids.reference, "T-9")
        self.assertFalse(intake.part_ids.row_ids)

    def test_headers_with_bare_bytes_are_read(self):
        raw = (
            "From: 采购部 <buyer@customer.example>\r\nTo: orders@plant.example\r\n"
            "Subject: 采购订单 GB-77\r\nMessage-ID: <bare@customer>\r\n"
            "Content-Type: text/html; charset=gb2312\r\n\r\n"
            + TABLE.replace("订单号：M-77", "")
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(
                "poms.intake", raw.encode("gb18030")
            )
        intake = self.intakes.search([], limit=1)
        self.assertEqual(intake.name, "采购订单 GB-77")
        self.assertIn("采购部", intake.email_from)
        self.assertEqual(intake.order_ids.reference, "GB-77")

    def test_pictures_of_a_signature_are_no_order(self):
        for name in ({"filename": "logo.png"}, {}):
            message = EmailMessage(policy=email.policy.SMTP)
            message["From"] = "buyer@customer.example"
            message["To"] = "orders@plant.example"
            message["Subject"] = "Hello"
            message["Message-ID"] = f"<{uuid4()}@customer>"
            message.set_content('<p>Call me</p><img src="cid:a1">', subtype="html")
            message.add_related(
                PICTURE[:3000], maintype="image", subtype="png", cid="<a1>", **name
            )
            with mute_logger("odoo.addons.mail.models.mail_thread"):
                self.env["mail.thread"].message_process(
                    "poms.intake", message.as_bytes()
                )
            intake = self.intakes.search([], limit=1)
            self.assertFalse(intake.order_ids)
            self.assertEqual(intake.state, "open", "a person reads the text")
