from odoo import fields, models


class PomsToolGroup(models.Model):
    """Tools that can stand in for each other, e.g. all moulds of one part."""

    _name = "poms.tool.group"
    _description = "Tool Group"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    tool_ids = fields.One2many("poms.tool", "group_id", string="Tools")
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: used by all companies.",
    )
