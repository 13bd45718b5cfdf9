from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...domain.intake_rules import Limits
from ..states import CUSTOMER_CLASSES

KINDS = [
    ("accept", "Accept orders"),
    ("release", "Release cards"),
    ("apply", "Apply changes"),
]


class PomsIntakeRule(models.Model):
    """What the system may do alone, for these customers on these lines.

    Off until somebody switches it on; each use is logged and can be undone.
    """

    _name = "poms.intake.rule"
    _description = "Automatic Act"
    _inherit = ["mail.thread", "poms.acting.rule"]
    _order = "sequence, id"
    _check_company_auto = True
    _poms_switch = "is_on"
    _poms_guarded_fields = (
        "is_on",
        "kind",
        "value_min",
        "value_max",
        "quantity_max",
        "customer_class",
        "partner_ids",
        "group_ids",
        "team_ids",
        "horizon_hours",
        "takes_warnings",
        "company_id",
    )

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, string="Act", required=True, tracking=True)
    is_on = fields.Boolean(string="Switched On", tracking=True, copy=False)
    active = fields.Boolean(default=True)
    partner_ids = fields.Many2many(
        "res.partner",
        "poms_intake_rule_partner_rel",
        string="Customers",
        help="Empty: every customer.",
    )
    group_ids = fields.Many2many(
        "poms.workcenter.group",
        "poms_intake_rule_group_rel",
        string="Production Lines",
        help="Everything must be made on work centers of these groups; of cards, "
        "those on them are released. Empty: everywhere.",
    )
    team_ids = fields.Many2many(
        "poms.team",
        "poms_intake_rule_team_rel",
        string="Teams",
        help="Each machine that is needed must be one of these teams'. Empty: every "
        "team.",
    )
    customer_class = fields.Selection(
        CUSTOMER_CLASSES,
        help="Empty: customers of every class.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    value_min = fields.Monetary(
        string="Value From", help="In the company's currency; 0: no limit."
    )
    value_max = fields.Monetary(
        string="Value To", help="In the company's currency; 0: no limit.", tracking=True
    )
    quantity_max = fields.Float(
        string="Quantity up to",
        digits="Product Unit",
        help="Per line, in the product's unit; 0: no limit.",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    log_ids = fields.One2many("poms.intake.rule.log", "rule_id", string="Uses")
    log_count = fields.Integer(string="Times Used", compute="_compute_log_count")

    _limits_ordered = models.Constraint(
        "CHECK(value_min >= 0 AND value_max >= 0 AND quantity_max >= 0)",
        "A limit cannot be negative.",
    )

    @api.constrains("value_min", "value_max")
    def _check_range(self):
        for rule in self:
            if rule.value_max and rule.value_min > rule.value_max:
                raise ValidationError(
                    self.env._("%s: the value's range is empty.", rule.name)
                )

    @api.depends("log_ids")
    def _compute_log_count(self):
        groups = self.env["poms.intake.rule.log"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
        )
        counts = {rule.id: count for rule, count in groups}
        for rule in self:
            rule.log_count = counts.get(rule.id, 0)

    def write(self, vals):
        result = super().write(vals)
        if "kind" in vals:
            # planners make rules that release: none becomes one that accepts
            self.check_access("write")
        return result

    def action_switch(self):
        """Switch on what is off, and off what is on."""
        self.check_access("write")
        for rule in self:
            rule.is_on = not rule.is_on
        return True

    def action_view_log(self):
        return self.log_ids._get_records_action(name=self.env._("Uses"))

    @api.model
    def _switched_on(self, kind, company):
        """The rules of `kind` in force, in their order."""
        # sudo: a rule acts for whoever hands in an order, also a bot
        return self.sudo().search(
            [
                ("kind", "=", kind),
                ("is_on", "=", True),
                ("company_id", "=", company.id),
            ]
        )

    def _limits(self):
        self.ensure_one()
        return Limits(
            min_value=self.value_min,
            max_value=self.value_max,
            max_quantity=self.quantity_max,
            partners=frozenset(self.partner_ids.ids),
            lines=frozenset(self.group_ids.ids),
            teams=frozenset(self.team_ids.ids),
            customer_class=self.customer_class or "",
        )

    def _log(self, order, cards=None, revision=None):
        """Note one use on `order`."""
        self.ensure_one()
        log = self.env["poms.intake.rule.log"].create(
            {
                "rule_id": self.id,
                "kind": self.kind,
                "order_id": order.id,
                "revision_id": revision.id if revision else False,
                "card_ids": cards.ids if cards else False,
            }
        )
        order._message_log(
            body=self.env._("Done by the rule “%s”; it can be undone.", self.name)
        )
        return log
