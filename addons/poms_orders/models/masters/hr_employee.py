from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    # Only read through methods that guard it: the group keeps the field out
    # of the prefetch of users who have no rights on private employee data.
    poms_team_ids = fields.Many2many(
        "poms.team",
        "poms_team_employee_rel",
        "employee_id",
        "team_id",
        string="Production Teams",
        groups="hr.group_hr_user",
    )
