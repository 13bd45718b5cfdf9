from odoo import models
from odoo.exceptions import UserError

from ..states import CARD_MOVABLE, CARD_OPEN


class PomsTaskCard(models.Model):
    """Cards go to other people and machines, and get other numbers."""

    _inherit = "poms.task.card"

    def _get_eligible_machines(self):
        """The machines on which the card may run; its own one first."""
        self.ensure_one()
        own = self.workorder_id.workcenter_id
        return self.workcenter_id | own | own.alternative_workcenter_ids

    def _reassign(self, vals, note="", is_forced=False):
        """Give open cards another machine, team or person.

        :param dict vals: ids of workcenter_id, team_id, employee_id; what is missing
            stays
        :param bool is_forced: a machine that the routing does not name is taken too
        :raise UserError: closed or started card, machine that does not fit
        :raise AccessError: neither planner nor team leader
        """
        self._check_may_change_cards()
        # sudo: who may dispatch cards was asked; the rest follows from it
        cards = self.sudo()
        cards.lock_for_update()
        closed = cards.filtered(lambda card: card.state not in CARD_OPEN)
        if closed:
            raise UserError(self.env._("%s is closed.", closed[0].name))
        machine = self.env["mrp.workcenter"].browse(vals.get("workcenter_id"))
        if machine:
            cards._check_machine(machine, is_forced)
        before = cards._snapshot()
        moved = cards.filtered(lambda card: machine and card.workcenter_id != machine)
        cards.write(vals)
        moved._estimate_minutes()
        moved.workorder_id._follow_cards()
        names = [
            record.display_name
            for name in ("workcenter_id", "team_id", "employee_id")
            if (record := cards[:1][name]) and name in vals
        ]
        self.env["poms.card.act"]._log(
            "reassign",
            before,
            cards,
            self.env._(
                "%(cards)s go to %(target)s",
                cards=", ".join(cards.mapped("name")),
                target=", ".join(names) or "-",
            ),
            note,
        )

    def _check_machine(self, machine, is_forced):
        for card in self:
            if card.state not in CARD_MOVABLE and card.workcenter_id != machine:
                raise UserError(
                    self.env._(
                        "%s was started there. Split its rest off and give that to "
                        "the other machine.",
                        card.name,
                    )
                )
            machines = card._get_eligible_machines()
            if machine not in machines and not is_forced:
                raise UserError(
                    self.env._(
                        "%(machine)s is no machine for %(card)s (%(fit)s are). Tick "
                        "that it is meant, or choose another.",
                        machine=machine.display_name,
                        card=card.name,
                        fit=", ".join(machines.mapped("display_name")),
                    )
                )

    def _keep_number(self):
        """Remember the present numbers, so that printed paper still finds them."""
        numbers = self.env["poms.card.number"].sudo()
        known = set(
            numbers.search([("number", "in", self.mapped("name"))]).mapped("number")
        )
        numbers.create(
            [
                {"number": card.name, "card_id": card.id}
                for card in self
                if card.name not in known
            ]
        )

    def _renumber(self, names, note=""):
        """Give cards other numbers; the old ones stay findable.

        :param list names: one for each card, in order
        :raise UserError: a number is on another card, now or formerly
        """
        self._check_may_change_cards()
        # sudo: who may number cards was asked
        cards = self.sudo()
        names = [name.strip() for name in names]
        if len(set(names)) < len(cards) or not all(names):
            raise UserError(self.env._("Give each card a number of its own."))
        former = self.env["poms.card.number"].sudo()
        taken = cards.search([("name", "in", names), ("id", "not in", cards.ids)])
        old = former.search([("number", "in", names), ("card_id", "not in", cards.ids)])
        clash = taken.mapped("name") + old.mapped("number")
        if clash:
            raise UserError(
                self.env._("%s is, or was, the number of another card.", clash[0])
            )
        before = cards._snapshot()
        olds = cards.mapped("name")
        cards._keep_number()
        former.search([("number", "in", names)]).unlink()
        if set(names) & set(olds):
            # cards that swap numbers: the constraint looks at each row at once
            for card in cards:
                card.name = f"{card.name}~{card.id}"
            cards.flush_recordset(["name"])
        for card, name in zip(cards, names, strict=True):
            card.name = name
        self.env["poms.card.act"]._log(
            "renumber",
            before,
            cards,
            self.env._(
                "%(old)s are now %(new)s", old=", ".join(olds), new=", ".join(names)
            ),
            note,
        )
