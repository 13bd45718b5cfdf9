from odoo import api, models

from ...domain.auto_mail import is_automatic_answer
from ...domain.intake_readers.csv_file import decode

READABLE_HEADERS = ("subject", "from")


class MailThread(models.AbstractModel):
    """The gateway reads what old mail programs write, and tells what headers say."""

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        """Headers with bare bytes of GB18030 become text before they are read."""
        for name, value in list(message.raw_items()):
            if name.lower() in READABLE_HEADERS and not value.isascii():
                raw = value.encode("utf-8", "surrogateescape")
                message.replace_header(name, " ".join(decode(raw).split()))
        return super().message_parse(message, save_original=save_original)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        if is_automatic_answer(message, message_dict.get("subject") or ""):
            self = self.with_context(poms_automatic_answer=True)
        return super()._message_route_process(message, message_dict, routes)
