from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...domain.dispatch_rules import BLOCK
from ...domain.report_rules import QUANTITIES
from ..reporting.task_card_facts import to_decimal
from .desk_input import desk_input


class PomsLeader(models.AbstractModel):
    """A running card makes room for a rush one."""

    _inherit = "poms.leader"

    @api.model
    @desk_input
    def interrupt(self, uuid, card_id, rush_card_id=None, employee_id=None, **told):
        """Report what a running card has made; the rest becomes a card of its own.

        Nothing made yet: the card is paused as it is. The rush card then takes the
        machine and the person, and the rest comes after it.

        :param str uuid: made once by the client; the same one is one interruption
        :param employee_id: who makes the rush card; None: who works here now
        :param told: good, scrap, rework, material_fault (decimal strings), reason,
            lot, serials, note as `poms.task.card.report` takes them
        :return: ``{"status": "accepted", "rest_card_id", "rest_card", "report_id"}``
            or ``{"status": "refused", "code", "message"}``
        :raise UserError: the report of the part quantity is refused; nothing is kept
        """
        cards = self._get_led_cards([i for i in (card_id, rush_card_id) if i])
        keys, ids = cards.production_id.ids, cards.ids
        return self.env["poms.door"]._serial(
            keys,
            lambda: self._interrupt(uuid, card_id, rush_card_id, employee_id, told),
            shared=lambda: self._get_stocked(ids),
        )

    @api.model
    def _get_stocked(self, card_ids):
        products = self.env["poms.task.card"]
        return sorted({i for c in card_ids for i in products._get_stocked_products(c)})

    @api.model
    def _interrupt(self, uuid, card_id, rush_card_id, employee_id, told):
        """Inner `interrupt`, behind the door."""
        first = self.env["poms.report"]._find_by_uuid(
            self.env["poms.task.card"]._parse_uuid(uuid)
        )
        if first:
            return {"status": "accepted", "report_id": first.id, "duplicate": True}
        card = self._get_led_cards([card_id])
        rush = self._get_led_cards([rush_card_id]) if rush_card_id else card.browse()
        if card.state != "running":
            return self._refuse_interrupt(
                "card_not_running",
                self.env._("%s does not run any more. Dispatch it.", card.name),
            )
        people = self._get_workers(card)
        chosen = self._get_people([employee_id]) if employee_id else people[:1]
        found = self._judge_rush(card, rush, chosen)
        if found:
            return self._refuse_interrupt(found["code"], found["message"])
        rest = self._leave_card(uuid, card, people, told)
        if rush:
            self._put_rush(rush, card, rest, chosen)
        return {
            "status": "accepted",
            "rest_card_id": rest.id,
            "rest_card": rest.name,
            "is_paused": rest == card,
            "report_id": self.env["poms.report"]._find_by_uuid(uuid).id,
        }

    @api.model
    def _refuse_interrupt(self, code, message):
        return {"status": "refused", "code": code, "message": message}

    @api.model
    def _get_workers(self, card):
        """Who works on the card now; else to whom it was given; else the leader."""
        work = self._get_work_now(card)
        # sudo: people who report on a card that the caller leads
        people = self.env["hr.employee"].sudo().browse(work)
        return people or card.employee_id or self._get_own_employee()

    @api.model
    def _judge_rush(self, card, rush, person):
        """The first thing that forbids the rush card, None if it may come."""
        if not rush:
            return None
        if rush == card:
            return {
                "code": "rush_same",
                "message": self.env._("A card cannot make room for itself."),
            }
        context = self._get_dispatch_context(rush, person, self._get_teams())
        moved = card.workcenter_id if card.workcenter_id != rush.workcenter_id else None
        found = self._judge(rush, person, moved, context)
        return next((f for f in found if f["level"] == BLOCK), None)

    @api.model
    def _leave_card(self, uuid, card, people, told):
        """Report the part, split the rest off; return the card that is left to do."""
        cards = self.env["poms.task.card"]
        parsed = {n: cards._parse_decimal(n, told.get(n) or "0") for n in QUANTITIES}
        spent = sum(parsed.values()) - parsed["rework"]
        rest = to_decimal(card.quantity_open) - spent
        act = {**told, **{name: str(value) for name, value in parsed.items()}}
        note = self.env._("Interrupted by %s", self.env.user.name)
        act["note"] = "; ".join(filter(None, (told.get("note"), note)))
        if rest <= 0:
            raise UserError(
                self.env._(
                    "Nothing of %s would be left. Report it at the station instead.",
                    card.name,
                )
            )
        if not spent and not parsed["rework"]:
            # nothing new to be told: the card stops where it is
            paused = cards._pause(
                uuid, card, people[:1], people=people[1:].ids, note=act["note"]
            )
            self._check_answer(paused)
            return card._split_open(note=note) if self._get_spent(card) else card
        left = card._split_open(float(rest), note=note)
        others = (people - people[:1]).ids
        self._check_answer(cards._finish(uuid, card, people[:1], people=others, **act))
        return left.sudo()  # sudo: placed by this method

    @api.model
    def _get_spent(self, card):
        return to_decimal(card.quantity) - to_decimal(card.quantity_open)

    @api.model
    def _check_answer(self, answer):
        if answer["status"] != "accepted":
            raise UserError(answer["message"])

    @api.model
    def _put_rush(self, rush, card, rest, person):
        """The rush card takes the machine now, the rest comes right after it."""
        rush.priority = "2"
        machine = card.workcenter_id
        self._write_dispatch(
            rush, person.id, machine if machine != rush.workcenter_id else None
        )
        now = fields.Datetime.now()
        minutes = max(rush.setup_min + rush.run_min, 1)
        then = now + timedelta(minutes=minutes)
        plan = {rush.id: {"date_start": now, "date_finish": then}}
        if rest != card:
            length = timedelta(minutes=max(rest.setup_min + rest.run_min, 1))
            plan[rest.id] = {"date_start": then, "date_finish": then + length}
        rush.with_context(poms_move_pinned=True)._write_plan(plan)
