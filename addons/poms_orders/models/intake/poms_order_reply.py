from odoo import models

from ...domain.intake_readers import detect_kind

READABLE = ("csv", "xlsx", "xls", "pdf")


class PomsOrder(models.Model):
    """Mails that answer an order: in its chatter, and read where they bring a file."""

    _inherit = "poms.order"

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type == "email" and message.attachment_ids:
            self._read_reply(message)
        return result

    def _read_reply(self, message):
        """A changed order that came as an answer becomes a revision to look at."""
        self.ensure_one()
        hooks = self.env["poms.hooks"]
        # sudo: the mail gateway's user reads the files of the mail it has just posted
        files = message.sudo().attachment_ids.filtered(
            lambda a: (
                detect_kind(a.raw or b"") in READABLE
                or hooks._read_order_file(a.name, a.raw or b"")
            )
        )
        if not files:
            return
        intake = self.env["poms.intake"].create(
            {
                "name": message.subject or self.name,
                "channel": "email",
                "partner_id": self.partner_id.id,
                "email_from": message.email_from,
                "company_id": self.company_id.id,
                "reply_order_id": self.id,
            }
        )
        intake._add_parts(files, order_number=self.reference)
        intake._after_mail()
