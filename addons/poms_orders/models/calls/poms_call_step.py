from odoo import fields, models
from odoo.exceptions import UserError

STEP_KINDS = [
    ("called", "Called"),
    ("level", "Went to Level"),
    ("come", "Helper Came"),
    ("closed", "Was Solved"),
    ("reopened", "Was Opened Again"),
]


class PomsCallStep(models.Model):
    """One thing that happened to a call: when, by whom, who was told."""

    _name = "poms.call.step"
    _description = "Step of a Call"
    _order = "date, id"

    call_id = fields.Many2one(
        "poms.call", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="call_id.company_id", store=True, index=True)
    uuid = fields.Char(readonly=True, help="Of the act; the same one is never twice.")
    kind = fields.Selection(STEP_KINDS, required=True, readonly=True)
    level = fields.Integer(readonly=True)
    date = fields.Datetime(string="When", required=True, readonly=True)
    date_due = fields.Datetime(
        string="Was Due",
        readonly=True,
        help="Later told than due: the server was down meanwhile.",
    )
    employee_id = fields.Many2one(
        "hr.employee", string="By", readonly=True, ondelete="restrict"
    )
    user_ids = fields.Many2many("res.users", string="People Told", readonly=True)
    note = fields.Char(string="Said", readonly=True)

    _uuid_unique = models.UniqueIndex(
        "(uuid) WHERE uuid IS NOT NULL", "This was told already."
    )

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: who was told when is evidence."""
        raise UserError(self.env._("The steps of a call are never deleted."))
