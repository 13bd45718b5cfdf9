from odoo import fields, models


class PomsPeg(models.Model):
    """Which part of a production order is made for which parent and order line.

    Written where one production order serves several needs; one that serves a
    single need is pegged by its own parent and order line.
    """

    _name = "poms.peg"
    _description = "Peg of a Production Order"
    _order = "production_id, id"

    production_id = fields.Many2one(
        "mrp.production", required=True, index=True, ondelete="cascade"
    )
    parent_id = fields.Many2one(
        "mrp.production",
        string="Parent Production Order",
        index="btree_not_null",
        ondelete="cascade",
    )
    order_line_id = fields.Many2one(
        "poms.order.line",
        string="Customer Order Line",
        index="btree_not_null",
        ondelete="cascade",
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    company_id = fields.Many2one(
        related="production_id.company_id", store=True, index=True
    )

    def _get_need(self):
        """Vals of whom the peg is for."""
        self.ensure_one()
        return {
            "parent_id": self.parent_id.id,
            "order_line_id": self.order_line_id.id,
        }

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "A peg's quantity is more than zero."
    )
