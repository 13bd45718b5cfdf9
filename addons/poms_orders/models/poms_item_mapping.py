from odoo import api, fields, models


class PomsItemMapping(models.Model):
    """Which product a partner means by an item code."""

    _name = "poms.item.mapping"
    _description = "Item Mapping"
    _order = "partner_id, code, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("any", "Any"),
            ("buyer", "Customer's item number"),
            ("supplier", "Our item number"),
            ("gtin", "GTIN"),
        ],
        default="any",
        required=True,
        help="Which of the item's numbers in the message the code is compared with.",
    )
    code = fields.Char(required=True, index=True)
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        help="Unit that the partner's quantities mean, if not the one sent.",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    active = fields.Boolean(default=True)

    _partner_code_unique = models.UniqueIndex(
        "(partner_id, kind, code, COALESCE(company_id, 0)) WHERE active",
        "This partner's item code is already mapped.",
    )

    @api.depends("code", "product_id")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = (
                f"{mapping.code} → {mapping.product_id.display_name or ''}"
            )
