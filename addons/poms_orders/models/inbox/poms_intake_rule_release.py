from odoo import api, fields, models
from odoo.fields import Domain

# Cards that are looked at together; the next ones follow in the same run.
AT_ONCE = 1000


class PomsIntakeRule(models.Model):
    """Releases cards by itself: nothing that a gate blocks, and by choice nothing
    that a gate warns of."""

    _inherit = "poms.intake.rule"

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

    _horizon_not_negative = models.Constraint(
        "CHECK(horizon_hours >= 0)", "A rule cannot look into the past."
    )

    def _get_domain(self):
        """Domain of the cards that the rule may release now."""
        self.ensure_one()
        latest = fields.Datetime.add(fields.Datetime.now(), hours=self.horizon_hours)
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "planned")
            & Domain("is_held", "=", False)
            & Domain("is_taken_back", "=", False)
            & Domain("date_planned_start", "<=", latest)
        )
        if self.team_ids:
            teams = self.team_ids.ids
            domain &= Domain("team_id", "in", teams) | (
                Domain("team_id", "=", False)
                & Domain("workcenter_id.poms_team_ids", "in", teams)
            )
        if self.group_ids:
            domain &= Domain("workcenter_id.poms_group_id", "in", self.group_ids.ids)
        if self.partner_ids:
            domain &= Domain("order_id.partner_id", "child_of", self.partner_ids.ids)
        if self.customer_class:
            domain &= Domain("order_id.customer_class", "=", self.customer_class)
        return domain

    def _release(self):
        """Release what this rule may; return the cards."""
        self.ensure_one()
        found = self.env["poms.task.card"].search(
            self._get_domain(), order="date_planned_start, id"
        )
        released = found.browse()
        for start in range(0, len(found), AT_ONCE):
            # somebody has the others open: the next run takes them
            cards = found[start : start + AT_ONCE].try_lock_for_update()
            released |= self._release_cards(cards)
        self._log_release(released)
        return released

    def _release_cards(self, cards):
        """Release those that may pass; one may open the gate of the card after it."""
        released = cards.browse()
        while cards:
            findings = cards._gate_findings()
            allowed = cards.filtered(
                lambda card, found=findings: self._may_pass(found[card])
            )
            if not allowed:
                break
            allowed._set_released({c: findings[c] for c in allowed}, rule=self)
            released |= allowed
            cards -= allowed
        return released

    def _may_pass(self, findings):
        return not any(
            finding.mode == "block" or not self.takes_warnings for finding in findings
        )

    def _log_release(self, cards):
        """Note one use per order; cards made to stock are one use together."""
        self.env["poms.intake.rule.log"].create(
            [
                {
                    "rule_id": self.id,
                    "kind": self.kind,
                    "order_id": order.id,
                    "card_ids": group.ids,
                }
                for order, group in cards.grouped("order_id").items()
            ]
        )

    @api.model
    def _cron_release(self):
        """Run every rule that is switched on, one transaction each."""
        rules = self.search([("kind", "=", "release"), ("is_on", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(rules))
        for rule in rules:
            rule.with_company(rule.company_id)._release()
            self.env["ir.cron"]._commit_progress(1)
