from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..domain.inspection_rules import Asked, is_due

POINT_TRIGGERS = [
    ("first", "First piece"),
    ("each", "Each report"),
    ("last", "Last piece"),
    ("every", "Every n pieces"),
]
POINT_KINDS = [("pass_fail", "Pass or fail"), ("measure", "Measure")]
POINT_WHO = [("operator", "Operator"), ("inspector", "Inspector")]


class PomsQualityPoint(models.Model):
    """What is inspected, when and by whom, on a product's way through the plant."""

    _name = "poms.quality.point"
    _description = "Quality Point"
    _order = "sequence, id"
    _check_company_auto = True

    title = fields.Char(required=True, translate=True)
    instruction = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: used by all companies.",
    )
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Empty: every product of the operation.",
    )
    operation_id = fields.Many2one(
        "mrp.routing.workcenter",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every operation of the product.",
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter", string="Machine", check_company=True, ondelete="cascade"
    )
    trigger = fields.Selection(POINT_TRIGGERS, default="first", required=True)
    every = fields.Integer(default=10, help="Pieces between two inspections.")
    kind = fields.Selection(POINT_KINDS, default="pass_fail", required=True)
    has_minimum = fields.Boolean("Lower Limit")
    value_min = fields.Float("Minimum", digits=(16, 6))
    has_maximum = fields.Boolean("Upper Limit")
    value_max = fields.Float("Maximum", digits=(16, 6))
    unit = fields.Char()
    who = fields.Selection(POINT_WHO, default="inspector", required=True)
    holds_pieces = fields.Boolean(
        "Pieces Wait",
        help="The next step gets the pieces only when the result is there. Without "
        "it, the floor goes on and only a failed inspection stops the card.",
    )
    inspection_ids = fields.One2many("poms.inspection", "point_id")

    _every_positive = models.Constraint(
        "CHECK(every >= 1)", "At least one piece lies between two inspections."
    )
    _limits_order = models.Constraint(
        "CHECK(NOT has_minimum OR NOT has_maximum OR value_min <= value_max)",
        "The lower limit lies above the upper one.",
    )

    @api.depends("title")
    def _compute_display_name(self):
        for point in self:
            point.display_name = point.title

    @api.constrains("product_id", "operation_id", "workcenter_id")
    def _check_place(self):
        for point in self:
            if not (point.product_id or point.operation_id or point.workcenter_id):
                raise ValidationError(
                    self.env._(
                        "Say where “%s” is inspected: a product, an operation or a "
                        "machine.",
                        point.title,
                    )
                )

    @api.model
    def _find_for(self, card):
        """Return the points that apply to `card`."""
        domain = Domain("company_id", "in", [card.company_id.id, False])
        for name in ("product_id", "operation_id", "workcenter_id"):
            domain &= Domain(name, "in", [card[name].id, False])
        # sudo: operators trigger inspections of points that they may not read
        return self.sudo().search(domain)

    def _filter_due(self, card, call, inspections):
        """Return the points that `card` owes an inspection at this call.

        :param str call: start | report | finish
        :param inspections: all inspections of the card
        """
        good = Decimal(str(round(card.quantity_good, 6)))
        due = self.browse()
        for point in self:
            own = inspections.filtered(lambda i, p=point: i.point_id == p)
            seen = max(own.mapped("quantity_after"), default=0.0)
            asked = Asked(
                trigger=point.trigger,
                every=Decimal(point.every),
                has_inspection=bool(own),
                quantity_seen=Decimal(str(round(seen, 6))),
            )
            if is_due(asked, call, good):
                due |= point
        return due

    def _prepare_inspection_vals(self, card, asked):
        """Return the values of the inspection that `card` owes this point."""
        self.ensure_one()
        own = asked.filtered(lambda i: i.point_id == self)
        return {
            "point_id": self.id,
            "card_id": card.id,
            "company_id": card.company_id.id,
            "workcenter_id": card.workcenter_id.id,
            "trigger": self.trigger,
            "kind": self.kind,
            "who": self.who,
            "holds_pieces": self.holds_pieces,
            "has_minimum": self.has_minimum,
            "value_min": self.value_min,
            "has_maximum": self.has_maximum,
            "value_max": self.value_max,
            "unit": self.unit,
            "quantity_before": max(own.mapped("quantity_after"), default=0.0),
            "quantity_after": card.quantity_good,
        }
