from odoo import fields, models


class MrpWorkcenterProductivity(models.Model):
    _inherit = "mrp.workcenter.productivity"

    # copied: Odoo splits a line that runs over its expected time by copy()
    employee_id = fields.Many2one("hr.employee", index="btree_not_null")
    card_id = fields.Many2one(
        "poms.task.card", index="btree_not_null", ondelete="set null"
    )
