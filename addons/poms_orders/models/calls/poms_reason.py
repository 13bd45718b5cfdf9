from odoo import fields, models

from .poms_call import CALL_KINDS


class PomsReason(models.Model):
    """What people say with one tap when they call, and why help was needed."""

    _inherit = "poms.reason"

    kind = fields.Selection(
        selection_add=[("call_cause", "Cause of a call")],
        ondelete={"call_cause": "cascade"},
    )
    call_kind = fields.Selection(
        CALL_KINDS,
        string="For Calls Of",
        help="Offered for calls of this kind only. Empty: for all of them.",
    )
