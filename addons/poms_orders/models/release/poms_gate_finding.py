from odoo import fields, models

from ..poms_gate import GATE_NAMES

OUTCOMES = [
    ("warned", "Released with a Warning"),
    ("overridden", "Released in Spite of It"),
]


class PomsGateFinding(models.Model):
    """A gate that did not pass at a release: counted, so that a line moves to block
    on evidence; one that was overridden stands with its reason."""

    _name = "poms.gate.finding"
    _description = "Gate Finding"
    _order = "date desc, id desc"
    _rec_name = "gate"

    card_id = fields.Many2one(
        "poms.task.card", required=True, index=True, ondelete="cascade", readonly=True
    )
    gate = fields.Selection(GATE_NAMES, required=True, readonly=True, index=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True, index=True)
    detail = fields.Char(readonly=True)
    reason = fields.Char(string="Reason Given", readonly=True)
    rule_id = fields.Many2one("poms.intake.rule", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Released by", readonly=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now, index=True)
    team_id = fields.Many2one("poms.team", readonly=True)
    workcenter_id = fields.Many2one("mrp.workcenter", string="Machine", readonly=True)
    workcenter_group_id = fields.Many2one(
        "poms.workcenter.group", string="Line", readonly=True
    )
    operation_id = fields.Many2one("mrp.routing.workcenter", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
