from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    poms_document_hours = fields.Float(
        string="Show Kept Documents for",
        default=12.0,
        help="Hours without a network for which a tablet shows the documents that it "
        "has kept. Older ones may be wrong and are not shown. 0: never.",
    )
    _poms_document_hours_positive = models.Constraint(
        "CHECK(poms_document_hours >= 0)", "Hours of kept documents are 0 or more."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    poms_document_hours = fields.Float(
        related="company_id.poms_document_hours", readonly=False
    )
