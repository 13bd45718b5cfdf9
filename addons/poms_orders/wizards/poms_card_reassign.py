from odoo import api, fields, models
from odoo.exceptions import UserError


class PomsCardReassign(models.TransientModel):
    """Asks who and which machine makes the cards; the act itself: `_reassign`."""

    _name = "poms.card.reassign"
    _description = "Reassign Cards"

    card_ids = fields.Many2many(
        "poms.task.card",
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    workcenter_id = fields.Many2one("mrp.workcenter", string="Other Machine")
    eligible_ids = fields.Many2many("mrp.workcenter", compute="_compute_eligible_ids")
    is_forced = fields.Boolean(
        string="Also a Machine That the Routing Does Not Name",
    )
    team_id = fields.Many2one("poms.team", string="Other Team")
    employee_id = fields.Many2one("hr.employee", string="Other Person")
    note = fields.Char(string="Why")

    @api.depends("card_ids", "is_forced")
    def _compute_eligible_ids(self):
        for wizard in self:
            machines = self.env["mrp.workcenter"]
            if wizard.is_forced:
                wizard.eligible_ids = machines.search([])
                continue
            sets = [card.sudo()._get_eligible_machines() for card in wizard.card_ids]
            common = sets[0] if sets else machines
            for other in sets[1:]:
                common &= other
            wizard.eligible_ids = common

    def action_reassign(self):
        self.ensure_one()
        names = ("workcenter_id", "team_id", "employee_id")
        vals = {name: self[name].id for name in names if self[name]}
        if not vals:
            raise UserError(self.env._("Choose a machine, a team or a person."))
        self.card_ids._reassign(vals, self.note, self.is_forced)
        return {"type": "ir.actions.act_window_close"}
