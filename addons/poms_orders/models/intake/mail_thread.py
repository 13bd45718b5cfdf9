from odoo import api, models

from ...domain.auto_mail import is_automatic_answer


class MailThread(models.AbstractModel):
    """The gateway tells those who take mails in what only the headers say."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        if is_automatic_answer(message, message_dict.get("subject") or ""):
            self = self.with_context(poms_automatic_answer=True)
        return super()._message_route_process(message, message_dict, routes)
