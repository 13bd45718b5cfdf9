from odoo import fields, models

CONDITIONS = [
    ("always", "Always"),
    ("quantity", "By quantity"),
    ("down", "When the usual machine is down"),
    ("outside", "At a supplier"),
]


class PomsRoutingAlternative(models.Model):
    """Another machine for an operation, and when it may be used."""

    _name = "poms.routing.alternative"
    _description = "Alternative Routing"
    _order = "operation_id, sequence, id"

    operation_id = fields.Many2one(
        "mrp.routing.workcenter", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    workcenter_id = fields.Many2one(
        "mrp.workcenter", string="Alternative Machine", required=True, index=True
    )
    condition = fields.Selection(
        CONDITIONS, string="May Be Used", default="always", required=True
    )
    quantity_min = fields.Float(string="From Quantity", digits="Product Unit")
    quantity_max = fields.Float(
        string="To Quantity", digits="Product Unit", help="0: no limit."
    )
    partner_id = fields.Many2one("res.partner", string="Supplier")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        related="operation_id.bom_id.company_id", store=True, index=True
    )

    _machine_unique = models.Constraint(
        "UNIQUE(operation_id, workcenter_id, condition)",
        "The operation has this alternative already.",
    )
    _quantity_ordered = models.Constraint(
        "CHECK(quantity_min >= 0 AND (quantity_max = 0 OR quantity_max >= "
        "quantity_min))",
        "The quantities of an alternative are in the wrong order.",
    )

    def _is_usable(self, card):
        """Whether the card may go to this machine now."""
        self.ensure_one()
        if self.condition == "quantity":
            least = card.uom_id.compare(card.quantity, self.quantity_min) >= 0
            most = not self.quantity_max or (
                card.uom_id.compare(card.quantity, self.quantity_max) <= 0
            )
            return least and most
        if self.condition == "down":
            usual = self.operation_id.workcenter_id
            return (
                usual.working_state == "blocked" or usual in card._get_held_machines()
            )
        return True


class MrpRoutingWorkcenter(models.Model):
    _inherit = "mrp.routing.workcenter"

    alternative_ids = fields.One2many(
        "poms.routing.alternative", "operation_id", string="Alternatives", copy=True
    )
