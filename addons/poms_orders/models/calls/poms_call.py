from odoo import fields, models
from odoo.exceptions import UserError

CALL_KINDS = [
    ("material", "Material"),
    ("quality", "Quality"),
    ("machine", "Machine"),
    ("other", "Other help"),
]
CALL_STATES = [
    ("open", "Waiting for help"),
    ("come", "Helper is there"),
    ("closed", "Solved"),
]


class PomsCall(models.Model):
    """A call for help from the floor (andon): who called, came and solved it, when.

    Written by the floor's acts only, so that the times are true.
    """

    _name = "poms.call"
    _description = "Call for Help"
    _order = "state desc, date_called, id"

    uuid = fields.Char(required=True, readonly=True, copy=False)
    come_uuid = fields.Char(readonly=True, copy=False)
    close_uuid = fields.Char(readonly=True, copy=False)
    name = fields.Char(string="Sentence", readonly=True)
    kind = fields.Selection(CALL_KINDS, required=True, readonly=True, index=True)
    state = fields.Selection(
        CALL_STATES, default="open", required=True, readonly=True, index=True
    )
    card_id = fields.Many2one(
        "poms.task.card", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter", readonly=True, index=True, ondelete="restrict"
    )
    team_id = fields.Many2one("poms.team", readonly=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Called by", required=True, readonly=True
    )
    come_employee_id = fields.Many2one("hr.employee", string="Came", readonly=True)
    close_employee_id = fields.Many2one(
        "hr.employee", string="Solved by", readonly=True
    )
    date_called = fields.Datetime(string="Called at", required=True, readonly=True)
    date_come = fields.Datetime(string="Came at", readonly=True)
    date_closed = fields.Datetime(string="Solved at", readonly=True)
    resolution = fields.Char(string="What helped", readonly=True)

    _uuid_unique = models.UniqueIndex("(uuid)", "This call was made already.")

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: how long help took is evidence."""
        raise UserError(self.env._("A call for help is never deleted. Solve it."))

    def _notify(self):
        """Tell the teams' screens once the transaction is committed."""
        for call in self:
            target = call.team_id or call.company_id
            payload = {"call_id": call.id, "state": call.state}
            self.env["bus.bus"]._sendone((target, "poms_floor"), "poms_call", payload)
