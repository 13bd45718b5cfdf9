from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    poms_production_only = fields.Boolean(
        string="Production Orders Only",
        help="The sale is kept in another system: confirming this customer's order "
        "makes production orders, no sale order.",
    )
    poms_item_mapping_ids = fields.One2many(
        "poms.item.mapping", "partner_id", string="Item Mappings"
    )
