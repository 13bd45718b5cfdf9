from collections import Counter
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ...domain.time_split import Shift, day_window, find_shifts, pick_shift


class PomsTeam(models.Model):
    """Who leads a team, and when its shift is."""

    _inherit = "poms.team"

    deputy_ids = fields.Many2many(
        "hr.employee",
        "poms_team_deputy_rel",
        "team_id",
        "employee_id",
        string="Deputies",
        check_company=True,
        help="Lead the team beside its leader: same screen, same rights.",
    )

    @api.model
    def _get_led(self):
        """The teams whose people and times this user may see and change.

        Planners and plant managers: all of the companies that are chosen; others:
        the teams that they lead, or whose deputy they are.
        """
        domain = [("company_id", "in", self.env.companies.ids)]
        if not self.env.su and not self.env.user.has_groups(
            "poms_orders.group_planner,poms_orders.group_plant_manager"
        ):
            domain += [
                "|",
                ("leader_id.user_id", "=", self.env.uid),
                ("deputy_ids.user_id", "=", self.env.uid),
            ]
        # sudo: whose employee a user is stands in private employee data
        return self.sudo().search(domain)

    def _get_zone(self):
        """The team's time zone: of its company's calendar."""
        self.ensure_one()
        name = self.company_id.resource_calendar_id.tz or self.env.user.tz or "UTC"
        return ZoneInfo(name)

    def _get_calendar(self):
        """The calendar that most of the team's people have."""
        self.ensure_one()
        # sudo: working times of employees; only the team's shift goes out
        people = self.sudo().employee_ids
        counts = Counter(people.mapped("resource_calendar_id"))
        if not counts:
            return self.sudo().company_id.resource_calendar_id
        return max(counts, key=lambda calendar: (counts[calendar], -calendar.id))

    def _get_shift(self, moment):
        """The team's shift at `moment` (naive UTC) as a `Shift`.

        Without a calendar, or days after the last shift, it is the local day.
        """
        self.ensure_one()
        calendar = self._get_calendar()
        shifts = self._find_calendar_shifts(calendar, moment, moment)
        shift = pick_shift(shifts, moment)
        if shift and shift.end - shift.start <= timedelta(hours=16):
            return shift
        zone = self._get_zone()
        local = moment.replace(tzinfo=timezone.utc).astimezone(zone)
        return Shift(*day_window(local.date(), zone))

    def _notify_people(self):
        """Tell the leaders' screens that something about these teams' people changed.

        Without names or times: those are read again, by who may.
        """
        for team in self:
            self.env["bus.bus"]._sendone(
                (team, "poms_floor"), "poms_people", {"team_id": team.id}
            )

    @api.model
    def _find_calendar_shifts(self, calendar, begin, end):
        """Shifts of a calendar around a window (naive UTC), breaks inside."""
        if not calendar:
            return []
        begin = (begin - timedelta(days=2)).replace(tzinfo=timezone.utc)
        end = (end + timedelta(days=2)).replace(tzinfo=timezone.utc)
        working = calendar._attendance_intervals_batch(begin, end)[False]
        return find_shifts(
            [(_naive(start), _naive(stop)) for start, stop, _r in working]
        )


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
