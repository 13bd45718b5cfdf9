from collections import defaultdict

from odoo import api, fields, models


class PomsLeader(models.AbstractModel):
    """Who is here, and who works on what: a constant number of queries."""

    _inherit = "poms.leader"

    @api.model
    def _get_states(self, people, moment, shifts, work):
        """Return {employee id: {"state", "since", "until", "source", "note",
        "lent_to"}}.

        state: here, absent, leave, missing (the shift runs, nobody saw the person)
        or off. Who was seen here is here, whatever a list says: by a badge, the
        leader, Odoo's attendance, or at work on a card.

        :param people: employees as superuser
        :param work: of `_get_work_now`
        :param shifts: {team id: `Shift`} of the people's teams
        """
        rows = self.env["poms.presence"].sudo()._get_current(people, moment)
        attendances = self._get_attendances(people, moment, moment)
        leaves = self._get_leaves(people, moment)
        states = {}
        for person in people:
            mine = rows.filtered(lambda row, p=person: row.employee_id == p)
            states[person.id] = self._judge_state(
                mine,
                attendances.get(person.id) or _seen_at_work(work.get(person.id)),
                leaves.get(person.id),
                any(
                    shifts[team.id].start <= moment < shifts[team.id].end
                    for team in person.poms_team_ids
                    if team.id in shifts
                ),
            )
        return states

    @api.model
    def _judge_state(self, rows, attendances, leave, is_on_shift):
        """One person's state, see `_get_states`."""
        present = rows.filtered(lambda row: row.kind == "present")[:1]
        absent = rows.filtered(lambda row: row.kind == "absent")[:1]
        lent = rows.filtered(lambda row: row.kind == "lent")[:1]
        absences = dict(rows._fields["absence"]._description_selection(self.env))
        answer = {
            "state": "missing" if is_on_shift else "off",
            "since": "",
            "until": "",
            "source": "",
            "note": "",
            "lent_to": lent.team_id.id or False,
            "lent_to_name": lent.team_id.name or "",
        }
        if present or attendances:
            since = present.date_in or attendances[0][0]
            answer |= {
                "state": "here",
                "since": fields.Datetime.to_string(since),
                "source": present.source or "work",
            }
        elif absent or leave:
            until = absent.date_out or (leave and leave[1])
            note = absent.note or absences.get(absent.absence) or ""
            answer |= {
                "state": "absent" if absent else "leave",
                "until": fields.Datetime.to_string(until) if until else "",
                "note": note or (leave and leave[0]) or "",
            }
        return answer

    @api.model
    def _get_attendances(self, people, begin, end):
        """Return {employee id: [(in, out or None)]} of Odoo's attendance, if there."""
        if "hr.attendance" not in self.env:
            return {}
        # sudo: people of the caller's own teams
        rows = (
            self.env["hr.attendance"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", people.ids),
                    ("check_in", "<=", end),
                    "|",
                    ("check_out", "=", False),
                    ("check_out", ">", begin),
                ],
                order="check_in",
            )
        )
        found = defaultdict(list)
        for row in rows:
            found[row.employee_id.id].append((row.check_in, row.check_out or None))
        return dict(found)

    @api.model
    def _get_leaves(self, people, moment):
        """Return {employee id: (name, until)} of who has leave at `moment`.

        Odoo's time off writes these rows when it is approved; so it counts where it
        is installed, and plain entries of the calendar do without it.
        """
        # sudo: people of the caller's own teams; the cause of a leave is not told
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id", "in", people.resource_id.ids),
                    ("time_type", "=", "leave"),
                    ("date_from", "<=", moment),
                    ("date_to", ">", moment),
                ]
            )
        )
        by_resource = {leave.resource_id: leave for leave in leaves}
        return {
            person.id: ("", by_resource[person.resource_id].date_to)
            for person in people
            if person.resource_id in by_resource
        }

    @api.model
    def _get_work_now(self, cards):
        """Return {employee id: [(card, on it since, not booked since)]}.

        Since the last start or resume; minutes are not booked since the last report.
        Cost: two queries for all cards.
        """
        work = defaultdict(list)
        # sudo: reports on cards that the caller may see
        for card, clocks in cards.sudo()._get_clocks().items():
            for employee, (since, booked) in clocks.items():
                work[employee.id].append((card, since, booked))
        return dict(work)

    @api.model
    def _get_indirect_now(self, people):
        """Return {employee id: the indirect time that runs}."""
        # sudo: people of the caller's own teams
        rows = self.env["poms.indirect.time"].sudo()
        rows = rows.search(
            [("employee_id", "in", people.ids), ("date_end", "=", False)]
        )
        return {row.employee_id.id: row for row in rows}


def _seen_at_work(rows):
    """Who works on a card is here, at least since its start."""
    return [(min(since for _card, since, _booked in rows), None)] if rows else []
