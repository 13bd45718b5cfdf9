from datetime import timedelta

from pytz import timezone, utc

from odoo import api, fields, models

from ..people.poms_leader import LEADERS
from ..reporting.floor_input import floor_input
from ..reporting.task_card_data import date_text, quantity_text
from ..states import CARD_STARTED

# What can be read from some metres away.
WALL_ROWS = 5
WALL_CARDS = 400
NEXT_MIN = 60


class PomsTaskCard(models.Model):
    """What a screen on the wall shows of a station: its work, and nobody's name."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def station_wall(self, device=None):
        """Return what stands at a screen's machines; nobody has to be identified.

        :param str device: key of an enrolled tablet; None: a team leader's own
            log-in, the machines of the teams
        :return: ``{"status": "accepted", "code": "ok", "name", "machines": [{"id",
            "name", "mark": "running" | "paused" | "held" | "called" | "idle", "card":
            card | False}], "today": {"good", "planned"}, "late": [card],
            "late_count", "stops": [{"kind": "call" | "hold", "text", "workcenter",
            "since"}], "stop_count", "next": [card], "next_count"}``; lists hold at
            most five rows; shape of a card: readme/API.md
        :raise AccessError: no such tablet, and no team leader
        """
        self._check_caller()
        name, machines = self._get_wall_machines(device)
        # sudo: the tablet's key or the leader's role was checked; only its machines
        cards = self.sudo().with_company(machines.company_id[:1] or self.env.company)
        # names as the screen's log-in reads them
        cards = cards.with_context(lang=self.env.user.lang)
        return cards._get_wall(name, machines.with_env(cards.env))

    @api.model
    def _get_wall_machines(self, device):
        """(title, machines as superuser) of a screen."""
        if device or not self.env.user.has_groups(LEADERS):
            tablet = self.env["poms.device"]._find_by_key(device)
            return tablet.name, tablet.workcenter_ids
        teams = self.env["poms.leader"]._get_teams()
        # sudo: the leader's own teams
        return ", ".join(teams.mapped("name")), teams.sudo().workcenter_ids

    def _get_wall(self, name, machines):
        now = fields.Datetime.now()
        cards = self.search(
            [
                ("workcenter_id", "in", machines.ids),
                ("state", "in", ("released", *CARD_STARTED)),
            ],
            limit=WALL_CARDS,
        )
        calls = self.env["poms.call"].search(
            [("workcenter_id", "in", machines.ids), ("state", "!=", "closed")],
            order="date_called, id",
        )
        late = cards.filtered(lambda c: c._is_late_at(now)).sorted(
            lambda c: (c.date_due or c.date_planned_finish or now, c.id)
        )
        soon = now + timedelta(minutes=NEXT_MIN)
        coming = cards.filtered(
            lambda c: (
                c.state == "released"
                and c.date_planned_start
                and now <= c.date_planned_start <= soon
            )
        ).sorted(lambda c: (c.date_planned_start, c.id))
        stops = calls._get_wall_stops() + cards._get_wall_holds()
        return {
            "status": "accepted",
            "code": "ok",
            "name": name,
            "machines": cards._get_wall_tiles(machines, calls),
            "today": self._get_wall_today(machines, now),
            "late": [card._get_wall_card() for card in late[:WALL_ROWS]],
            "late_count": len(late),
            "stops": stops[:WALL_ROWS],
            "stop_count": len(stops),
            "next": [card._get_wall_card() for card in coming[:WALL_ROWS]],
            "next_count": len(coming),
        }

    def _is_late_at(self, now):
        """As the station's screen says it: behind its date, or running over."""
        self.ensure_one()
        expected = max(self.date_planned_finish or now, now)
        if self.date_due:
            return expected > self.date_due
        return bool(
            self.state == "running"
            and self.date_planned_finish
            and self.date_planned_finish < now
        )

    def _get_wall_tiles(self, machines, calls):
        """Each machine with the card that matters there now."""
        order = {"running": 0, "paused": 1}
        tiles = []
        for machine in machines:
            started = self.filtered(
                lambda c, m=machine: c.workcenter_id == m and c.state in CARD_STARTED
            ).sorted(lambda c: (order.get(c.state, 2), c.id))
            card = started[:1]
            mark = "held" if card.is_held else card.state or "idle"
            if calls.filtered(
                lambda c, m=machine: c.workcenter_id == m and c.state == "open"
            ):
                mark = "called"
            tiles.append(
                {
                    "id": machine.id,
                    "name": machine.name,
                    "mark": mark,
                    "card": card._get_wall_card() if card else False,
                }
            )
        return tiles

    def _get_wall_card(self):
        self.ensure_one()
        spent = self.quantity_good + self.quantity_scrap + self.quantity_material_fault
        return {
            "id": self.id,
            "name": self.name,
            "operation": self.step_name,
            "product": self.production_id.product_id.display_name or "",
            "workcenter": self.workcenter_id.name or "",
            "spent": quantity_text(spent),
            "quantity": quantity_text(self.quantity),
            "uom": self.uom_id.name or "",
            "date_planned_start": date_text(self.date_planned_start),
            "date_planned_finish": date_text(self.date_planned_finish),
            "date_due": date_text(self.date_due),
        }

    def _get_wall_holds(self):
        return [
            {
                "kind": "hold",
                "text": card.hold_reason or "",
                "workcenter": card.workcenter_id.name or "",
                "since": "",
            }
            for card in self.filtered("is_held")
        ]

    def _get_wall_today(self, machines, now):
        """Good pieces of the plant's day so far, and what was planned to be done."""
        zone = timezone(self.env.company.resource_calendar_id.tz or "UTC")
        local = utc.localize(now).astimezone(zone)
        begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
        start = begin.astimezone(utc).replace(tzinfo=None)
        end = (begin + timedelta(days=1)).astimezone(utc).replace(tzinfo=None)
        ((good,),) = self.env["poms.report"]._read_group(
            [
                ("workcenter_id", "in", machines.ids),
                ("state", "=", "accepted"),
                ("date", ">=", start),
            ],
            [],
            ["quantity_good:sum"],
        )
        ((planned,),) = self._read_group(
            [
                ("workcenter_id", "in", machines.ids),
                ("state", "!=", "cancelled"),
                ("date_planned_finish", ">=", start),
                ("date_planned_finish", "<", end),
            ],
            [],
            ["quantity:sum"],
        )
        return {"good": quantity_text(good), "planned": quantity_text(planned)}


class PomsCall(models.Model):
    _inherit = "poms.call"

    def _get_wall_stops(self):
        names = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "kind": "call",
                "text": call.name or names.get(call.kind, ""),
                "workcenter": call.workcenter_id.name or "",
                "since": date_text(call.date_called),
            }
            for call in self
        ]
