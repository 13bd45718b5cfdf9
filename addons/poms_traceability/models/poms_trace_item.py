from odoo import fields, models

ITEM_ROLES = [("object", "Object"), ("input", "Used"), ("output", "Made")]


class PomsTraceItem(models.Model):
    """A product or lot that an event tells of, with its part in it."""

    _name = "poms.trace.item"
    _inherit = ["poms.append.only"]
    _description = "Object of a Trace Event"
    _order = "id"
    _log_access = False

    event_id = fields.Many2one(
        "poms.trace.event",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    role = fields.Selection(ITEM_ROLES, required=True, readonly=True)
    product_ref = fields.Integer("Product ID", readonly=True, aggregator=None)
    product_code = fields.Char(readonly=True)
    product_name = fields.Char("Product", readonly=True)
    lot_ref = fields.Integer("Lot ID", readonly=True, aggregator=None)
    lot_code = fields.Char("Lot/Serial", readonly=True, index="btree_not_null")
    quantity = fields.Char(readonly=True, help="A decimal number as text, exact.")
    uom = fields.Char("Unit", readonly=True)

    _lot_index = models.Index("(lot_ref, event_id) WHERE lot_ref > 0")
