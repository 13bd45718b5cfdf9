from collections import defaultdict

import pytz

from odoo import api, models

from ..adapter.facts import Skill
from ..adapter.minutes import Windows, subtract


class PomsPlanProblem(models.AbstractModel):
    """Who is there for an operation, by shift."""

    _inherit = "poms.plan.problem"

    @api.model
    def _read_skills(self, reading):
        """Fill `reading.skills`: {requirement id of the first of its kind: `Skill`}.

        A kind is a skill with its lowest level. People with several skills count
        for each; who may work under supervision needs none. A skill that nobody
        holds is no limit, but named: missing master data stops no plan.
        """
        requirements = reading.cards.operation_id.skill_requirement_ids.filtered(
            lambda requirement: not requirement.is_supervisable
        )
        if not requirements:
            return
        people = self._people_by_kind(reading, requirements)
        present = self._presence(
            reading, self.env["hr.employee"].union(*people.values())
        )
        for kind, same in requirements.grouped(self._kind).items():
            employees = people.get(kind)
            if not employees:
                reading.warn(
                    self.env._(
                        "Nobody holds %(skill)s: planned without this limit.",
                        skill=same[0].display_name,
                    )
                )
                continue
            key = min(same.ids)
            capacity = self._head_count([present[person] for person in employees])
            reading.skills[key] = Skill(key, same[0].display_name, capacity)

    @api.model
    def _kind(self, requirement):
        """(skill id, lowest level in percent) of a requirement."""
        return requirement.skill_id.id, requirement.skill_level_id.level_progress

    @api.model
    def _people_by_kind(self, reading, requirements):
        """{kind: employees of the company who hold it today}."""
        today = reading.horizon.start.date()
        held = self.env["hr.employee.skill"].search(
            [
                ("skill_id", "in", requirements.skill_id.ids),
                ("employee_id.company_id", "=", reading.company.id),
                ("employee_id.active", "=", True),
                ("valid_from", "<=", today),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", today),
            ],
            order="id",
        )
        result = defaultdict(lambda: self.env["hr.employee"])
        for skill_id, lowest in {self._kind(r) for r in requirements}:
            for row in held:
                if row.skill_id.id == skill_id and row.level_progress >= lowest:
                    result[skill_id, lowest] |= row.employee_id
        return result

    @api.model
    def _presence(self, reading, employees):
        """{employee: `Windows` in which he or she works}, one reading a calendar."""
        result = {}
        horizon = reading.horizon
        start, end = pytz.utc.localize(horizon.start), pytz.utc.localize(horizon.end)
        for calendar, people in employees.grouped("resource_calendar_id").items():
            if not calendar or calendar.schedule_type == "flexible":
                always = Windows([(0, horizon.minutes)])
                result.update(dict.fromkeys(people, always))
                continue
            spans = calendar._work_intervals_batch(
                start, end, people.resource_id, tz=pytz.timezone(calendar.tz)
            )
            for person in people:
                result[person] = self._to_windows(horizon, spans[person.resource_id.id])
        return result

    @api.model
    def _head_count(self, windows):
        """Sorted (start, end, people) of several people's working windows."""
        changes = defaultdict(int)
        for window in windows:
            for start, end in window.intervals:
                changes[start] += 1
                changes[end] -= 1
        result, people, since = [], 0, 0
        for minute in sorted(changes):
            if people and minute > since:
                result.append((since, minute, people))
            people += changes[minute]
            since = minute
        return tuple(result)

    @api.model
    def _skills(self, reading, card):
        """Ids of the skills that bind `card`: those under which it can be done."""
        result = []
        kinds = {self._kind(r): r for r in card.operation_id.skill_requirement_ids}
        for requirement in reading.skills:
            record = self.env["poms.skill.requirement"].browse(requirement)
            if self._kind(record) not in kinds:
                continue
            if kinds[self._kind(record)].is_supervisable:
                continue
            if self._can_be_done(reading, card, reading.skills[requirement]):
                result.append(requirement)
        return tuple(result)

    @api.model
    def _can_be_done(self, reading, card, skill):
        """Whether each machine of `card` has a span with a skilled person throughout.

        Work does not pause for want of a person: where the machine runs longer
        than a person is there, the skill would make the card impossible.
        """
        for machine_id, minutes in self._minutes(reading, card)[0].items():
            if self._longest(reading, reading.machines[machine_id], skill) < minutes:
                reading.warn(
                    self.env._(
                        "%(skill)s: nobody is there long enough on %(machine)s; "
                        "planned without this limit.",
                        skill=skill.name,
                        machine=reading.machines[machine_id].name,
                    )
                )
                return False
        return True

    @api.model
    def _longest(self, reading, machine, skill):
        """Most working minutes of `machine` in a row with a skilled person there."""
        key = (machine.id, skill.id)
        if key not in reading.longest:
            present = [(start, end) for start, end, _people in skill.capacity]
            absent = subtract(machine.windows.intervals, present)
            edges = [0, *(m for span in absent for m in span), reading.horizon.minutes]
            reading.longest[key] = max(
                machine.windows.work(start, end)
                for start, end in zip(edges[::2], edges[1::2], strict=True)
            )
        return reading.longest[key]
