from odoo import fields, models


class PomsTeam(models.Model):
    """People who work the same machines in the same shift or line."""

    _name = "poms.team"
    _description = "Production Team"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", check_company=True, help="Empty: every warehouse."
    )
    leader_id = fields.Many2one("hr.employee", check_company=True)
    employee_ids = fields.Many2many(
        "hr.employee",
        "poms_team_employee_rel",
        "team_id",
        "employee_id",
        string="Members",
        check_company=True,
    )
    workcenter_ids = fields.Many2many(
        "mrp.workcenter",
        "poms_team_workcenter_rel",
        "team_id",
        "workcenter_id",
        string="Work Centers",
        check_company=True,
    )
    employee_count = fields.Integer(
        "Number of Members", compute="_compute_employee_count"
    )

    def _compute_employee_count(self):
        for team in self:
            team.employee_count = len(team.employee_ids)
