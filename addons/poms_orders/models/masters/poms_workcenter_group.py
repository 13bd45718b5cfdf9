from odoo import fields, models


class PomsWorkcenterGroup(models.Model):
    """A group of like work centers, e.g. all turning machines."""

    _name = "poms.workcenter.group"
    _description = "Work Center Group"
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

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
    workcenter_ids = fields.One2many(
        "mrp.workcenter", "poms_group_id", string="Work Centers"
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "This code exists already for another work center group.",
    )
