from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class PomsTaskCard(models.Model):
    """Cards reach the floor: one or many, by hand or by rule, through the gates."""

    _inherit = "poms.task.card"

    gate_finding_ids = fields.One2many(
        "poms.gate.finding", "card_id", string="Gate Findings", readonly=True
    )
    release_rule_id = fields.Many2one(
        "poms.intake.rule",
        string="Released by Rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_taken_back = fields.Boolean(
        string="By Hand Only",
        readonly=True,
        copy=False,
        help="Was released by a rule and taken back: no rule releases it again.",
    )

    def action_release(self):
        """Release planned cards to the floor.

        Raises `UserError` naming every card that a gate blocks; what gates only
        warn of is noted in the card's history.
        """
        self.check_access("write")
        cards = self.filtered(lambda card: card.state == "planned")
        findings = cards._gate_findings()
        lines = [
            f"{card.name}: {self._gate_sentence(finding)}"
            for card, found in findings.items()
            for finding in found
            if finding.mode == "block"
        ]
        if lines:
            raise UserError(
                self.env._("Not released:\n%(reasons)s", reasons="\n".join(lines))
            )
        cards._set_released(findings)
        return True

    def action_release_checked(self):
        """Release at once where no gate blocks; else show the gates one by one."""
        self.check_access("write")
        cards = self.filtered(lambda card: card.state == "planned")
        if not cards:
            raise UserError(
                self.env._(
                    "None of these cards waits for release; choose planned ones."
                )
            )
        findings = cards._gate_findings()
        if any(f.mode == "block" for found in findings.values() for f in found):
            return cards._open_card_dialog("poms_orders.poms_card_release_action")
        cards._set_released(findings)
        return True

    def _release_passing(self):
        """Release those that no gate blocks; return the others."""
        self.check_access("write")
        cards = self.filtered(lambda card: card.state == "planned")
        findings = cards._gate_findings()
        blocked = cards.filtered(
            lambda card: any(f.mode == "block" for f in findings[card])
        )
        passing = cards - blocked
        passing._set_released({card: findings[card] for card in passing})
        return blocked

    def _release_overridden(self, reason):
        """Release in spite of blocking gates; logged with who and why.

        :param str reason: why it is right to release them
        :raise AccessError: without the right to override gates
        """
        self.check_access("write")
        if not self.env.user.has_group("poms_orders.group_gate_override"):
            raise AccessError(
                self.env._(
                    "Only who has the right to override release gates may do that."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why these cards are released anyway."))
        cards = self.filtered(lambda card: card.state == "planned")
        held = cards.filtered("is_held")
        if held:
            raise UserError(
                self.env._(
                    "%(card)s is held: %(reason)s. A hold is released, not overridden.",
                    card=held[0].name,
                    reason=held[0].hold_reason,
                )
            )
        findings = cards._gate_findings()
        cards._set_released(findings, reason.strip())
        blocked = cards.filtered(
            lambda card: any(f.mode == "block" for f in findings[card])
        )
        self.env["poms.hooks"]._record_events(
            [
                (
                    "gate_overridden",
                    card,
                    {
                        "card": card.name,
                        "reason": reason.strip(),
                        "gates": [f.gate for f in findings[card] if f.mode == "block"],
                    },
                )
                for card in blocked
            ]
        )
        return True

    def _set_released(self, findings, reason="", rule=None):
        """Write the release, count the findings and tell the ledger.

        :param dict findings: {card: [Finding]}
        :param str reason: of an override
        :param rule: the `poms.intake.rule` that released them, if one did
        """
        vals = {"state": "released", "date_released": fields.Datetime.now()}
        # sudo: state and findings are written by releases only, never by hand; who
        # may release was asked
        self.sudo().write(
            {
                **vals,
                "release_rule_id": rule.id if rule else False,
                "is_taken_back": False,
            }
        )
        self.env["poms.gate.finding"].sudo().create(
            [
                card._prepare_finding_vals(finding, reason, rule)
                for card in self
                for finding in findings.get(card, ())
            ]
        )
        texts = {
            card.id: card._get_release_text(findings.get(card, ()), reason, rule)
            for card in self
        }
        texts = {card_id: text for card_id, text in texts.items() if text}
        self.browse(texts)._message_log_batch(texts)
        self.env["poms.hooks"]._record_events(
            [
                (
                    "card_released",
                    card,
                    {"card": card.name, "quantity": str(card.quantity)},
                )
                for card in self
            ]
        )

    def _prepare_finding_vals(self, finding, reason, rule):
        self.ensure_one()
        is_override = finding.mode == "block"
        return {
            "card_id": self.id,
            "gate": finding.gate,
            "outcome": "overridden" if is_override else "warned",
            "detail": finding.detail,
            "reason": reason if is_override else False,
            "rule_id": rule.id if rule else False,
            "user_id": self.env.uid,
            "team_id": self.team_id.id,
            "workcenter_id": self.workcenter_id.id,
            "workcenter_group_id": self.workcenter_id.poms_group_id.id,
            "operation_id": self.operation_id.id,
            "company_id": self.company_id.id,
        }

    def _get_release_text(self, findings, reason, rule):
        """What the card's history says; empty when there is nothing to say."""
        texts = []
        if rule:
            texts.append(self.env._("Released by the rule %s.", rule.name))
        if findings:
            sentences = "; ".join(self._gate_sentence(f) for f in findings)
            texts.append(self.env._("Released in spite of: %s", sentences))
        if reason:
            texts.append(self.env._("Reason: %s", reason))
        return " ".join(texts)

    def action_unrelease(self):
        """Take released cards that nobody started back from the floor."""
        self.check_access("write")
        for card in self:
            if card.state != "released":
                raise UserError(
                    self.env._(
                        "%s is not waiting on the floor; only a released card that "
                        "nobody started can be taken back.",
                        card.name,
                    )
                )
        # sudo: the state is written by acts only; the right was checked
        cards = self.sudo()
        # else the rule would release it again some minutes later
        cards.filtered("release_rule_id").is_taken_back = True
        cards.write(
            {"state": "planned", "date_released": False, "release_rule_id": False}
        )
        return True
