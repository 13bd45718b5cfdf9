from odoo import api, fields, models
from odoo.fields import Domain

# Cards that one run of a rule takes; the next run takes the next.
AT_ONCE = 1000


class PomsReleaseRule(models.Model):
    """Releases cards by itself; off until a person switches it on.

    Nothing that a gate blocks, and by choice nothing that a gate warns of, is ever
    released. Every use is noted on the card and taken back by one button.
    """

    _name = "poms.release.rule"
    _description = "Release Rule"
    _inherit = ["mail.thread", "poms.acting.rule"]
    _order = "sequence, id"
    _check_company_auto = True
    _poms_guarded_fields = (
        "active",
        "horizon_hours",
        "takes_warnings",
        "team_id",
        "workcenter_group_id",
        "partner_id",
        "company_id",
    )

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(string="Switched on", default=False, tracking=True)
    horizon_hours = fields.Float(
        string="Hours Ahead",
        default=24,
        required=True,
        tracking=True,
        help="Cards are released that many hours before their planned start.",
    )
    takes_warnings = fields.Boolean(
        string="In Spite of Warnings",
        tracking=True,
        help="Off: only cards that every gate lets pass.",
    )
    team_id = fields.Many2one(
        "poms.team", check_company=True, help="Empty: every team."
    )
    workcenter_group_id = fields.Many2one(
        "poms.workcenter.group",
        string="Line",
        check_company=True,
        help="Empty: every machine.",
    )
    partner_id = fields.Many2one("res.partner", string="Customer")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    card_count = fields.Integer(string="Cards Released", compute="_compute_card_count")

    _horizon_not_negative = models.Constraint(
        "CHECK(horizon_hours >= 0)", "A rule cannot look into the past."
    )

    def _compute_card_count(self):
        groups = self.env["poms.task.card"]._read_group(
            [("release_rule_id", "in", self.ids)], ["release_rule_id"], ["__count"]
        )
        counts = {rule.id: count for rule, count in groups}
        for rule in self:
            rule.card_count = counts.get(rule.id, 0)

    def action_view_cards(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_task_card_action"
        )
        return dict(action, domain=[("release_rule_id", "in", self.ids)], context={})

    def _get_domain(self):
        """Domain of the cards that the rule may release now."""
        self.ensure_one()
        latest = fields.Datetime.add(fields.Datetime.now(), hours=self.horizon_hours)
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "planned")
            & Domain("is_held", "=", False)
            & Domain("date_planned_start", "<=", latest)
        )
        if self.team_id:
            domain &= Domain("team_id", "=", self.team_id.id) | (
                Domain("team_id", "=", False)
                & Domain("workcenter_id.poms_team_ids", "in", self.team_id.ids)
            )
        if self.workcenter_group_id:
            domain &= Domain(
                "workcenter_id.poms_group_id", "=", self.workcenter_group_id.id
            )
        if self.partner_id:
            domain &= Domain("order_id.partner_id", "child_of", self.partner_id.id)
        return domain

    def _release(self):
        """Release what this rule may; return the cards."""
        self.ensure_one()
        cards = self.env["poms.task.card"].search(
            self._get_domain(), order="date_planned_start, id", limit=AT_ONCE
        )
        # somebody has them open: the next run takes them
        cards = cards.try_lock_for_update()
        findings = cards._gate_findings()
        allowed = cards.filtered(
            lambda card: (
                not any(
                    f.mode == "block" or not self.takes_warnings for f in findings[card]
                )
            )
        )
        allowed._set_released({c: findings[c] for c in allowed}, rule=self)
        return allowed

    @api.model
    def _cron_release(self):
        """Run every rule that is switched on, one transaction each."""
        rules = self.search([])
        self.env["ir.cron"]._commit_progress(remaining=len(rules))
        for rule in rules:
            rule._release()
            self.env["ir.cron"]._commit_progress(1)
