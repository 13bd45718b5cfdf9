from odoo import api, fields, models
from odoo.exceptions import UserError

from ...domain.dispatch_rules import BLOCK, DispatchFacts, judge_dispatch
from ..states import CARD_MOVABLE
from .desk_input import desk_input


class PomsLeader(models.AbstractModel):
    """Dispatch (派工): who makes a card, on which machine."""

    _inherit = "poms.leader"

    @api.model
    @desk_input
    def get_candidates(self, card_id):
        """Return who and what a card may go to, the fitting ones first.

        :return: ``{"people": [{"id", "name", "state", "findings": [{"code", "level",
            "message"}]}], "machines": [{"id", "name", …}]}``
        """
        card = self._get_led_cards([card_id])
        teams = self._get_teams()
        context = self._get_dispatch_context(card, self._get_members(teams), teams)
        people = [
            {
                "id": person.id,
                "name": person.name,
                "state": context["states"][person.id]["state"],
                "is_chosen": person == card.employee_id,
                "findings": self._judge(card, person, None, context),
            }
            for person in context["people"].sorted("name")
        ]
        machines = card._get_eligible_machines()
        answer = {
            "people": sorted(people, key=_badness),
            "machines": [
                {
                    "id": machine.id,
                    "name": machine.name,
                    "is_chosen": machine == card.workcenter_id,
                    "findings": self._judge(card, None, machine, context)
                    if machine != card.workcenter_id
                    else [],
                }
                for machine in machines
            ],
        }
        return answer

    @api.model
    @desk_input
    def dispatch(self, card_ids, employee_id=None, workcenter_id=None):
        """Give cards to a person, to a machine, or to both.

        :param employee_id: False takes the person off; None leaves it
        :return: ``{"status": "accepted", "warnings": [finding], "undo": […]}`` or
            ``{"status": "refused", "code", "message", "card"}``; nothing is written
            then
        """
        cards = self._get_led_cards(card_ids)
        teams = self._get_teams()
        person = self._get_people([employee_id]) if employee_id else None
        machine = self._get_machine(workcenter_id, cards) if workcenter_id else None
        people = person or self.env["hr.employee"].sudo()
        context = self._get_dispatch_context(cards, people, teams)
        warnings = []
        for card in cards:
            moved = machine if machine and machine != card.workcenter_id else None
            found = self._judge(card, person, moved, context)
            stop = next((f for f in found if f["level"] == BLOCK), None)
            if stop:
                return {"status": "refused", "card": card.name, **stop}
            warnings += [{**f, "card": card.name} for f in found]
        undo = [[c.id, c.employee_id.id or False, c.workcenter_id.id] for c in cards]
        self._write_dispatch(cards, employee_id, machine)
        return {"status": "accepted", "warnings": warnings, "undo": undo}

    @api.model
    @desk_input
    def undo_dispatch(self, rows):
        """Give cards back to whom they were: [[card id, employee id, machine id]]."""
        cards = {card.id: card for card in self._get_led_cards([r[0] for r in rows])}
        for card_id, employee_id, workcenter_id in rows:
            card = cards[card_id]
            if card.state == "done":
                raise UserError(self.env._("%s is done already.", card.name))
            self._check_place(card, employee_id, workcenter_id)
            machine = card.workcenter_id.browse(workcenter_id).exists()
            if machine == card.workcenter_id or card.state not in CARD_MOVABLE:
                machine = None
            self._write_dispatch(card, employee_id, machine)
        return True

    @api.model
    def _check_place(self, card, employee_id, workcenter_id):
        """A client says who had the card: at least somebody of this company."""
        # sudo: only whose company they are of
        people = self.env["hr.employee"].sudo().browse(employee_id or []).exists()
        machine = card.workcenter_id.browse(workcenter_id or []).exists()
        if len(people) != bool(employee_id) or people.company_id - card.company_id:
            raise UserError(self.env._("This person is in none of your teams."))
        if machine.company_id - card.company_id:
            raise UserError(self.env._("This machine does not exist here."))

    @api.model
    def _write_dispatch(self, cards, employee_id, machine):
        """Write the place of cards as superuser, and tell the floor."""
        vals = {}
        if employee_id is not None:
            vals["employee_id"] = employee_id or False
        if machine:
            vals["workcenter_id"] = machine.id
        # forced: the rules and the plant's modes have judged the machine before
        cards._reassign(vals, is_forced=True)
        for card in cards:
            target = card.team_id or card.company_id
            payload = {"kind": "dispatch", "card_id": card.id, "card": card.name}
            self.env["bus.bus"]._sendone((target, "poms_floor"), "poms_card", payload)

    @api.model
    def _get_machine(self, workcenter_id, cards):
        # sudo: machines of the caller's company
        machine = self.env["mrp.workcenter"].sudo().browse(workcenter_id).exists()
        if not machine or machine.company_id not in cards.company_id:
            raise UserError(self.env._("This machine does not exist here."))
        return machine

    @api.model
    def _get_dispatch_context(self, cards, people, teams):
        """What is read once for all cards, people and machines that are judged."""
        now = fields.Datetime.now()
        shifts = {t.id: t._get_shift(now) for t in people.poms_team_ids | teams}
        work = self._get_work_now(self._get_cards(teams))
        today = fields.Datetime.context_timestamp(self, now)
        missing = {}
        for operation in cards.operation_id:
            requirements = operation.skill_requirement_ids
            if requirements and people:
                missing[operation] = requirements._get_missing(people, today.date())
        return {
            "people": people,
            "states": self._get_states(people, now, shifts, work),
            "lent": self.env["poms.presence"]._get_lent_teams(people, now),
            "work": work,
            "missing": missing,
            "modes": self.env["poms.task.card"]._get_check_modes(),
        }

    @api.model
    def _judge(self, card, person, machine, context):
        """Return the findings of `judge_dispatch` with their sentences."""
        facts = {
            "card_state": card.state,
            "is_held": card.is_held,
            "hold_reason": card.hold_reason or "",
            "waits_for": "; ".join(r["message"] for r in self._get_waits(card)),
        }
        if person:
            missing = context["missing"].get(card.operation_id, {}).get(person.id, ())
            facts |= {
                "person_state": context["states"][person.id]["state"],
                "missing_skills": tuple(m.display_name for m in missing),
                "busy_with": tuple(
                    row[0].name
                    for row in context["work"].get(person.id, ())
                    if row[0] != card
                ),
                "in_team": self._is_in_team(card.team_id, person, context["lent"]),
            }
        if machine:
            facts["machine_fits"] = machine in card._get_eligible_machines()
            facts["machine_blocked"] = machine.working_state == "blocked"
        found = judge_dispatch(DispatchFacts(**facts), context["modes"])
        return [
            {
                "code": finding.code,
                "level": finding.level,
                "message": self._get_dispatch_message(finding, card, person, machine),
            }
            for finding in found
        ]

    @api.model
    def _get_waits(self, card):
        """What the card waits for, but its hold, which is said by itself."""
        return [r for r in card._get_waiting_reasons() if r["code"] != "held"]

    @api.model
    def _is_in_team(self, team, person, lent):
        if not team:
            return None
        return person in (team.employee_ids | team.leader_id) or team in lent[person.id]

    @api.model
    def _get_dispatch_message(self, finding, card, person, machine):
        """The sentence of a finding: what is wrong, and what to do about it."""
        _ = self.env._
        who, where = (person.name if person else ""), (machine.name if machine else "")
        sentences = {
            "dispatch_closed": _("%s is finished.", card.name),
            "dispatch_planned": _("%s is not released. Ask the planner.", card.name),
            "dispatch_held": _(
                "On hold: %s. It can go on when the hold is released.", finding.detail
            ),
            "dispatch_waits": _("Cannot begin yet: %s.", finding.detail),
            "dispatch_absent": _("%s is marked absent. Mark the person back.", who),
            "dispatch_leave": _("%s has leave today.", who),
            "dispatch_missing": _("%s was not seen here yet.", who),
            "dispatch_team": _(
                "%(person)s is not in the team %(team)s. Let the person be lent first.",
                person=who,
                team=card.team_id.name,
            ),
            "dispatch_skill": _("Skill missing or expired: %s.", finding.detail),
            "dispatch_busy": _("Works on %s now.", finding.detail),
            "dispatch_running": _(
                "%s has been started. Interrupt it to move the rest.", card.name
            ),
            "dispatch_machine": _("%s is no alternative for this step.", where),
            "dispatch_blocked": _("%s is blocked. Ask maintenance.", where),
        }
        return sentences[finding.code]


def _badness(row):
    """Sort: the fitting first, then those with a warning, then the refused."""
    levels = {finding["level"] for finding in row["findings"]}
    return (BLOCK in levels, len(row["findings"]), row["name"])
