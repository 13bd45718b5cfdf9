from dataclasses import replace

from odoo import fields, models

from .poms_outside_order import OUTSIDE


class PomsTaskCard(models.Model):
    """What alternatives and suppliers mean for a card."""

    _inherit = "poms.task.card"

    outside_ids = fields.One2many(
        "poms.outside.order", "card_id", string="Outside Processing", readonly=True
    )

    def _get_held_machines(self):
        """Machines with an active hold; one query, as few are held at a time."""
        # sudo: whether a machine is held is the same for everybody
        holds = self.env["poms.hold"].sudo()
        domain = [("workcenter_id", "!=", False), ("state", "=", "active")]
        return holds.search(domain).workcenter_id

    def _get_eligible_machines(self):
        """With the operation's alternatives whose condition holds for this card."""
        machines = super()._get_eligible_machines()
        for alternative in self.operation_id.alternative_ids:
            if alternative._is_usable(self):
                machines |= alternative.workcenter_id
        return machines

    def _get_outside(self):
        """The order at a supplier by which these pieces are away; may be empty."""
        # sudo: that pieces are away is no secret; the price stays hidden
        return self.sudo().outside_ids.filtered(lambda order: order.state == "sent")

    def _get_card_facts(self):
        """Alternative machines are right ones."""
        facts = super()._get_card_facts()
        machines = facts.machines | frozenset(self._get_eligible_machines().ids)
        return replace(facts, machines=machines)

    def _add_machine_facts(self, facts, entry):
        """Pieces that are at a supplier cannot be worked on here."""
        facts = super()._add_machine_facts(facts, entry)
        outside = self._get_outside()
        if outside and self.env.context.get("poms_outside") is not OUTSIDE:
            text = self.env._(
                "at %(partner)s until %(date)s",
                partner=outside[0].partner_id.display_name,
                date=fields.Date.to_string(outside[0].date_due) or "?",
            )
            return replace(facts, is_held=True, hold_reason=text)
        return facts

    def _get_person_facts(self, employee, people):
        """Who books a supplier's pieces in need not know the work."""
        facts = super()._get_person_facts(employee, people)
        if self.env.context.get("poms_outside") is not OUTSIDE:
            return facts
        return replace(facts, in_team=None, in_machine_team=None, missing_skills=())

    def action_outside(self):
        """Open the form of a new order at a supplier for this card."""
        self.ensure_one()
        usual = self.operation_id.alternative_ids.filtered("partner_id")[:1]
        return {
            "type": "ir.actions.act_window",
            "res_model": "poms.outside.order",
            "name": self.env._("Outside Processing of %s", self.name),
            "view_mode": "form",
            "context": {
                "default_card_id": self.id,
                "default_quantity": self.quantity_open,
                "default_partner_id": usual.partner_id.id,
            },
        }
