from decimal import Decimal

from odoo import api, fields, models

from ...domain.change_lanes import LaneRule
from .states import CHANGE_KINDS, RULE_LANES


class PomsChangeRule(models.Model):
    """How much a change may touch to go this lane; what fits none goes to the board."""

    _name = "poms.change.rule"
    _description = "Lane of Changes"
    _inherit = ["poms.guarded"]
    _order = "company_id, sequence, id"
    _poms_guarded_fields = (
        "lane",
        "kind",
        "max_released",
        "max_started",
        "max_cost",
        "active",
        "sequence",
        "company_id",
    )

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(CHANGE_KINDS, help="Empty: every kind of change.")
    lane = fields.Selection(RULE_LANES, required=True)
    max_released = fields.Integer(
        string="Released Cards at Most", default=0, help="-1: any number."
    )
    max_started = fields.Integer(
        string="Started Cards at Most", default=0, help="-1: any number."
    )
    max_cost = fields.Monetary(string="Spent at Most", help="0: any amount.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def _rules(self, company):
        """The pure rules of `company`, in their order; () for the usual ones."""
        # sudo: who decides follows from the rules, whoever submits
        rules = self.sudo().search([("company_id", "=", company.id)])
        return tuple(
            LaneRule(
                rule.lane,
                rule.kind or "",
                None if rule.max_released < 0 else rule.max_released,
                None if rule.max_started < 0 else rule.max_started,
                Decimal(str(rule.max_cost)) if rule.max_cost else None,
            )
            for rule in rules
        )
