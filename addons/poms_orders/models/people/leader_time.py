from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...domain.time_split import Shift, Span, day_window, split_time
from ..reporting.task_card_data import date_text
from .desk_input import desk_input

WINDOWS = ("today", "yesterday", "shift")


class PomsLeader(models.AbstractModel):
    """Present = direct + indirect + idle, per person and team."""

    _inherit = "poms.leader"

    @api.model
    @desk_input
    def get_times(self, team_id, window="today"):
        """Divide the time of a team's people.

        :param str window: today, yesterday (local days) or shift (the present one)
        :return: ``{"start", "end", "people": [row], "total": row}``; a row has
            ``name, present_s, direct_s, indirect_s, idle_s, break_s, outside_s``
            (seconds), ``shares: [{"name", "kind", "seconds"}]`` and ``forgotten:
            [name]``
        """
        team = self._get_teams([team_id])
        now = fields.Datetime.now()
        shift = self._get_window(team, window, now)
        people = self._get_members(team, now)
        spans = self._get_spans(people, shift, min(now, shift.end))
        rows = []
        for person in people.sorted("name"):
            split = split_time(
                (shift.start, shift.end),
                spans["presence"].get(person.id, ()),
                spans["direct"].get(person.id, ()),
                spans["indirect"].get(person.id, ()),
                spans["breaks"].get(person.id, ()),
                now,
            )
            rows.append(self._get_time_row(person, split, spans["names"]))
        sums = ("present_s", "direct_s", "indirect_s", "idle_s", "break_s", "outside_s")
        return {
            "start": date_text(shift.start),
            "end": date_text(shift.end),
            "people": rows,
            "total": {name: sum(row[name] for row in rows) for name in sums},
        }

    @api.model
    def _get_window(self, team, window, now):
        """The window as a `Shift`."""
        if window not in WINDOWS:
            raise UserError(self.env._("%s is no window of time.", window))
        if window == "shift":
            return team._get_shift(now)
        zone = team._get_zone()
        day = now.replace(tzinfo=timezone.utc).astimezone(zone).date()
        if window == "yesterday":
            day -= timedelta(days=1)
        return Shift(*day_window(day, zone))

    @api.model
    def _get_time_row(self, person, split, names):
        shares = [
            {"name": names.get(key, key), "kind": key[:1], "seconds": round(seconds)}
            for key, seconds in sorted(split.shares.items(), key=lambda kv: -kv[1])
        ]
        return {
            "id": person.id,
            "name": person.name,
            "present_s": split.present_s,
            "direct_s": split.direct_s,
            "indirect_s": split.indirect_s,
            "idle_s": split.idle_s,
            "break_s": split.break_s,
            "outside_s": split.outside_s,
            "shares": shares,
            "forgotten": [names.get(key, key) for key in split.forgotten],
        }

    @api.model
    def _get_spans(self, people, shift, last):
        """Return spans per person, and the names of their keys; six queries.

        Keys: ``d<card id>`` for direct, ``i<reason id>`` for indirect time.
        """
        names = {"presence": self.env._("Presence without an end")}
        return {
            "presence": self._get_presence_spans(people, shift),
            "direct": self._get_direct_spans(people, shift, last, names),
            "indirect": self._get_indirect_spans(people, shift, names),
            "breaks": self._get_break_spans(people, shift),
            "names": names,
        }

    @api.model
    def _get_presence_spans(self, people, shift):
        # sudo: people of the caller's own teams, here and below
        rows = self.env["poms.presence"].sudo()
        rows = rows.search(
            [
                ("employee_id", "in", people.ids),
                ("kind", "=", "present"),
                ("date_in", "<", shift.end),
                "|",
                ("date_out", "=", False),
                ("date_out", ">", shift.start),
            ]
        )
        spans = {}
        for row in rows:
            span = Span(row.date_in, row.date_out or None)
            spans.setdefault(row.employee_id.id, []).append(span)
        attendances = self._get_attendances(people, shift.start, shift.end)
        for employee_id, pairs in attendances.items():
            spans.setdefault(employee_id, []).extend(Span(*pair) for pair in pairs)
        return spans

    @api.model
    def _get_direct_spans(self, people, shift, last, names):
        """Booked time lines, and what runs now and is not booked yet."""
        rows = self.env["mrp.workcenter.productivity"].sudo()
        rows = rows.search(
            [
                ("employee_id", "in", people.ids),
                ("date_start", "<", shift.end),
                ("date_end", ">", shift.start),
            ]
        )
        spans = {}
        for row in rows:
            names[f"d{row.card_id.id}"] = row.card_id.name or row.workorder_id.name
            span = Span(row.date_start, row.date_end, f"d{row.card_id.id}")
            spans.setdefault(row.employee_id.id, []).append(span)
        # sudo: only time on them is told, to who leads these people
        cards = self.env["poms.task.card"].sudo()
        running = cards.search(
            [
                ("state", "=", "running"),
                ("company_id", "in", people.company_id.ids),
            ]
        )
        for employee_id, work in self._get_work_now(running).items():
            for card, _since, booked in work:
                names[f"d{card.id}"] = card.name
                if booked < last:
                    span = Span(booked, None, f"d{card.id}")
                    spans.setdefault(employee_id, []).append(span)
        return spans

    @api.model
    def _get_indirect_spans(self, people, shift, names):
        rows = self.env["poms.indirect.time"].sudo()
        rows = rows.search(
            [
                ("employee_id", "in", people.ids),
                ("date_start", "<", shift.end),
                "|",
                ("date_end", "=", False),
                ("date_end", ">", shift.start),
            ]
        )
        spans = {}
        for row in rows:
            names[f"i{row.reason_id.id}"] = row.reason_id.name
            span = Span(row.date_start, row.date_end or None, f"i{row.reason_id.id}")
            spans.setdefault(row.employee_id.id, []).append(span)
        return spans

    @api.model
    def _get_break_spans(self, people, shift):
        """Breaks of each person's own calendar inside the window."""
        breaks = {
            calendar: [
                span
                for one in self.env["poms.team"]._find_calendar_shifts(
                    calendar, shift.start, shift.end
                )
                for span in one.breaks
            ]
            for calendar in people.resource_calendar_id
        }
        return {p.id: breaks.get(p.resource_calendar_id, ()) for p in people}
