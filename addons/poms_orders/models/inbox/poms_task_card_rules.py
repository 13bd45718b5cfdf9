from odoo import api, models

from ...domain.intake_rules import CardState, OrderFacts, may_release

# Rounds of a release: a card may open the gate of the one after it.
MAX_ROUNDS = 50
MAX_CARDS = 1000


class PomsTaskCard(models.Model):
    """Release by rule."""

    _inherit = "poms.task.card"

    def _rule_states(self, findings=None):
        findings = findings or {}
        return [
            CardState(
                state=card.state,
                is_pinned=card.is_pinned,
                is_held=card.is_held,
                findings=len(findings.get(card, ())),
            )
            for card in self
        ]

    @api.model
    def _cron_auto_release(self):
        """Release by the rules in force; does nothing where none is switched on."""
        for company in self.env["res.company"].search([]):
            rules = self.env["poms.intake.rule"]._switched_on("release", company)
            if rules:
                self.with_company(company)._auto_release(rules)

    def _auto_release(self, rules):
        """Release planned cards that a rule covers and no gate speaks against."""
        company = self.env.company
        left = self.search(
            [
                ("state", "=", "planned"),
                ("company_id", "=", company.id),
                ("order_id", "!=", False),
            ],
            limit=MAX_CARDS,
            order="date_planned_start, id",
        )
        for _round in range(MAX_ROUNDS):
            done = left._release_by(rules)
            if not done:
                break
            left -= done

    def _release_by(self, rules):
        """One round; returns the cards that were released."""
        findings = self._gate_findings()
        limits = {rule: rule._limits() for rule in rules}
        chosen = {}
        for card in self:
            state = card._rule_states(findings)
            facts = card._rule_facts()
            rule = next(
                (r for r in rules if not may_release(limits[r], facts, state)), None
            )
            if rule:
                key = (rule, card.order_id)
                chosen[key] = chosen.get(key, self.browse()) | card
        released = self.browse()
        for (rule, order), cards in chosen.items():
            cards._set_released(findings)
            rule._log(order, cards)
            released |= cards
        return released

    def _rule_facts(self):
        """Customer, production line and team; nothing else counts for a card."""
        partner = self.order_id.partner_id
        group = self.workcenter_id.poms_group_id
        return OrderFacts(
            confidence=100,
            has_question=False,
            value=0.0,
            quantities=(),
            partners=frozenset((partner | partner.commercial_partner_id).ids),
            lines=frozenset(group.ids) if group else None,
            teams=self.workcenter_id._team_sets(),
            customer_class=self.order_id.customer_class or "",
        )
