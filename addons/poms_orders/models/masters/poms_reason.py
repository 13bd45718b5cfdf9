from odoo import fields, models

REASON_KINDS = [
    ("scrap", "Scrap"),
    ("rework", "Rework"),
    ("material_fault", "Material fault"),
    ("pause", "Pause"),
    ("hold", "Hold"),
    ("indirect", "Indirect work"),
    ("call", "Call"),
    ("correction", "Correction"),
    ("change", "Change"),
]


class PomsReason(models.Model):
    """Why something was scrapped, paused, held, corrected: one code per kind."""

    _name = "poms.reason"
    _description = "Reason Code"
    _order = "kind, sequence, code, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    kind = fields.Selection(REASON_KINDS, required=True, index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    picture = fields.Image(
        max_width=256,
        max_height=256,
        help="Shown on the tablet, so that a reason is found without reading.",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: used by all companies.",
    )

    # COALESCE: two shared reasons with one code would else both be accepted,
    # since NULL companies never equal each other.
    _code_unique = models.UniqueIndex(
        "(code, kind, COALESCE(company_id, 0))",
        "This code exists already for this kind of reason.",
    )
