from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    poms_plan_id = fields.Many2one(
        "poms.plan",
        string="Plan in Force",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The plan version that the cards follow.",
    )
