from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..domain.gates import CardFacts, check


class PomsTaskCard(models.Model):
    """Release and hold of cards."""

    _inherit = "poms.task.card"

    is_held = fields.Boolean(
        string="Held", compute="_compute_is_held", store=True, index=True
    )
    hold_ids = fields.One2many("poms.hold", "card_id", string="Own Holds")
    hold_reason = fields.Char(compute="_compute_hold_reason", compute_sudo=True)
    gate_text = fields.Text(
        string="Before Release", compute="_compute_gate_text", compute_sudo=True
    )

    # --- holds

    @api.depends(
        "hold_ids.state", "production_id", "workcenter_id", "product_id", "order_id"
    )
    def _compute_is_held(self):
        """Held by itself, its order, product, lot or machine.

        Holds on those bring their cards up to date: `poms.hold._touch_cards`.
        """
        holds = self._active_holds()
        for card in self:
            card.is_held = bool(holds[card])

    @api.depends("is_held")
    def _compute_hold_reason(self):
        holds = self.filtered("is_held")._active_holds()
        for card in self:
            texts = [hold._sentence() for hold in holds.get(card, ())]
            card.hold_reason = "; ".join(texts) or False

    def _active_holds(self):
        """{card: the active holds that stop it}; one search for all cards."""
        targets = {
            "card_id": lambda card: card,
            "production_id": lambda card: card.production_id,
            "order_id": lambda card: card.order_id,
            "product_id": lambda card: card.product_id,
            "workcenter_id": lambda card: card.workcenter_id,
            "lot_id": lambda card: card.production_id.lot_producing_ids,
        }
        domain = Domain.OR(
            Domain(name, "in", [i for card in self for i in target(card).ids])
            for name, target in targets.items()
        )
        # sudo: whether a card is held is the same for everybody
        holds = (
            self.env["poms.hold"].sudo().search(domain & Domain("state", "=", "active"))
        )
        return {
            card: holds.filtered(
                lambda hold, card=card: any(
                    hold[name] and hold[name] in target(card)
                    for name, target in targets.items()
                )
            )
            for card in self
        }

    def action_hold(self):
        """Open the form of a new hold on this card."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "poms.hold",
            "name": self.env._("Hold %s", self.name),
            "view_mode": "form",
            "target": "new",
            "context": {"default_card_id": self.id},
        }

    def action_unhold(self):
        """Release the card's own holds; a hold on something wider is named."""
        holds = self.hold_ids.filtered(lambda hold: hold.state == "active")
        wider = [c for c in self if c.is_held and not c.hold_ids & holds]
        if wider:
            raise UserError(
                self.env._(
                    "%(card)s is not held itself, but by: %(reason)s. Release that.",
                    card=wider[0].name,
                    reason=wider[0].hold_reason,
                )
            )
        return holds.action_release()

    # --- release

    def action_release(self):
        """Release planned cards to the floor.

        Raises `UserError` naming every card that a gate blocks; what gates only
        warn of is noted in the card's history.
        """
        self.check_access("write")
        cards = self.filtered(lambda card: card.state == "planned")
        findings = cards._gate_findings()
        blocked = {
            card: [f for f in found if f.mode == "block"]
            for card, found in findings.items()
        }
        lines = [
            f"{card.name}: {self._gate_sentence(finding)}"
            for card, found in blocked.items()
            for finding in found
        ]
        if lines:
            raise UserError(
                self.env._("Not released:\n%(reasons)s", reasons="\n".join(lines))
            )
        cards._set_released(findings)
        return True

    def _set_released(self, findings):
        """Write the release, note warnings and tell the ledger."""
        self.write({"state": "released", "date_released": fields.Datetime.now()})
        self._message_log_batch(
            {
                card.id: self.env._(
                    "Released in spite of: %s",
                    "; ".join(self._gate_sentence(f) for f in findings[card]),
                )
                for card in self
                if findings.get(card)
            }
            if any(findings.values())
            else {}
        )
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
        self.write({"state": "planned", "date_released": False})
        return True

    @api.depends("state", "is_held", "date_planned_start")
    def _compute_gate_text(self):
        planned = self.filtered(lambda card: card.state == "planned")
        findings = planned._gate_findings()
        for card in self:
            texts = [self._gate_sentence(f) for f in findings.get(card, ())]
            card.gate_text = "\n".join(texts) or False

    def _gate_findings(self):
        """{card: [Finding]} by the gates of each card's company."""
        # read for all at once what `_gate_facts` looks at card by card
        cards = self.sudo()
        cards.production_id.move_raw_ids.product_id.mapped("display_name")
        cards.workorder_id.blocked_by_workorder_ids.card_ids.mapped("state")
        modes = {c: self.env["poms.gate"]._modes(c) for c in self.company_id}
        return {
            card: check(card._gate_facts(), modes.get(card.company_id)) for card in self
        }

    def _gate_facts(self):
        """The facts that the gates look at, from prefetched records."""
        self.ensure_one()
        card = self.sudo()  # sudo: gates judge facts that operators may not read
        moves = card.production_id.move_raw_ids.filtered(
            lambda move: (
                move.workorder_id in (card.workorder_id, move.browse().workorder_id)
                and move.state not in ("assigned", "done", "cancel")
            )
        )
        released = self.env["poms.hooks"]._quality_released_qty(card)
        return CardFacts(
            held_by=card.hold_reason or "" if card.is_held else "",
            missing=tuple(moves.product_id.mapped("display_name")),
            unreleased=tuple(
                previous.name
                for previous in card.previous_card_ids
                if previous.state == "planned"
            ),
            quality_open=None if released is None else Decimal(str(released)),
            is_planned=bool(card.date_planned_start),
        )

    @api.model
    def _gate_sentence(self, finding):
        """What a finding says, and what to do about it."""
        _ = self.env._
        sentences = {
            "hold": _("held: %s", finding.detail),
            "kit": _("components missing: %s", finding.detail),
            "predecessor": _("earlier cards not released: %s", finding.detail),
            "quality": _("quality has released %s pieces", finding.detail or "0"),
            "schedule": _("not scheduled yet"),
        }
        return sentences[finding.gate]
