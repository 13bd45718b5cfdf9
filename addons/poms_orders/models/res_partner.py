from odoo import fields, models

from .states import CUSTOMER_CLASSES


class ResPartner(models.Model):
    _inherit = "res.partner"

    poms_production_only = fields.Boolean(
        string="Production Orders Only",
        help="The sale is kept in another system: confirming this customer's order "
        "makes production orders, no sale order.",
    )
    poms_customer_class = fields.Selection(
        CUSTOMER_CLASSES,
        string="Customer Class",
        help="A comes first in the inbox where priority and date are alike.",
    )
    poms_item_mapping_ids = fields.One2many(
        "poms.item.mapping", "partner_id", string="Item Mappings"
    )
