from odoo import fields, models


class PomsSetupGroup(models.Model):
    """Work that needs the same machine setup: no changeover inside a group."""

    _name = "poms.setup.group"
    _description = "Setup Group"
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: used by all companies.",
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "This code exists already for another setup group.",
    )
