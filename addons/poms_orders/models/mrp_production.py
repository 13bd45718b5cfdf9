from odoo import fields, models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    poms_order_line_id = fields.Many2one(
        "poms.order.line",
        string="Customer Order Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    poms_order_id = fields.Many2one(
        related="poms_order_line_id.order_id",
        string="Customer Order",
        store=True,
        index="btree_not_null",
    )
    poms_parent_id = fields.Many2one(
        "mrp.production",
        string="Parent Production Order",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    poms_child_ids = fields.One2many(
        "mrp.production", "poms_parent_id", string="Child Production Orders"
    )
    card_ids = fields.One2many("poms.task.card", "production_id", string="Task Cards")
