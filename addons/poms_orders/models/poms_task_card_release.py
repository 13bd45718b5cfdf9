from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class PomsTaskCard(models.Model):
    """Holds of cards; their release: `release/task_card_release`."""

    _inherit = "poms.task.card"

    is_held = fields.Boolean(
        string="Held", compute="_compute_is_held", store=True, index=True
    )
    hold_ids = fields.One2many("poms.hold", "card_id", string="Own Holds")
    hold_reason = fields.Char(compute="_compute_hold_reason", compute_sudo=True)

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
