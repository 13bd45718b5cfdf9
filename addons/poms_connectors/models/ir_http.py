from odoo import models
from odoo.http import request

from .poms_edi_partner_receive import MAX_BYTES

RECEIVE = "/poms/edi/receive"
FORM = "application/x-www-form-urlencoded"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Keep the bytes of a message that its client calls a form.

        Some send every body under that type unless they are told otherwise; reading
        it as a form would use up the bytes.
        """
        result = super()._pre_dispatch(rule, args)
        http = request.httprequest
        is_message = rule.rule == RECEIVE and http.mimetype == FORM
        if is_message and (http.content_length or 0) <= MAX_BYTES:
            http.get_data()
        return result
