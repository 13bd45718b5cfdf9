from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...report.station_sheet import render_station_sheet

HOURS_AHEAD = 24
CARD_LIMIT = 60


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    def _render_station_sheet(self):
        """Return the PDF of this machine's next cards with slips to fill."""
        self.ensure_one()
        now = fields.Datetime.now()
        cards = self._get_sheet_cards(now)
        data = {
            "name": self.name,
            "code": self.code or "",
            "window": self._get_sheet_window(now),
            "cards": [card._get_sheet_card() for card in cards],
            "kinds": self.company_id._get_quantity_kinds(),
            "reasons": self._get_sheet_reasons(),
        }
        fonts = self.env["poms.task.card"]._get_fonts()
        return render_station_sheet(data, self._get_sheet_words(now), fonts)

    def _get_sheet_cards(self, now):
        """What runs here, what was released without a date, and what the plan begins
        in the next 24 hours."""
        soon = Domain("date_planned_start", "<=", now + timedelta(hours=HOURS_AHEAD))
        running = Domain("state", "in", ("running", "paused"))
        undated = Domain("state", "=", "released") & Domain(
            "date_planned_start", "=", False
        )
        planned = Domain("state", "in", ("released", "planned")) & soon
        domain = Domain("workcenter_id", "=", self.id) & (running | undated | planned)
        return self.env["poms.task.card"].search(domain, limit=CARD_LIMIT)

    def _get_sheet_window(self, now):
        end = now + timedelta(hours=HOURS_AHEAD)
        zone = self.company_id.resource_calendar_id.tz or "UTC"
        texts = [
            format_datetime(self.env, moment, tz=zone, dt_format="short")
            for moment in (now, end)
        ]
        return " – ".join(texts)

    def _get_sheet_reasons(self):
        reasons = self.env["poms.reason"].search(
            [
                ("kind", "in", ("scrap", "rework", "material_fault")),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        return [f"{reason.code} {reason.name}" for reason in reasons]

    def _get_sheet_words(self, now):
        zone = self.company_id.resource_calendar_id.tz or "UTC"
        date = format_datetime(self.env, now, tz=zone)
        return {
            "title": self.env._("Emergency paper"),
            "hint": self.env._(
                "Only while the system is off. Write one line each time somebody stops "
                "or hands over: badge, true times, pieces. Hand the sheet to the team "
                "leader; it is entered under Floor, Late Entry."
            ),
            "card": self.env._("Card"),
            "person": self.env._("Badge or name"),
            "start": self.env._("Start time"),
            "end": self.env._("End time"),
            "good": self.env._("Good"),
            "concession": self.env._("Concession"),
            "scrap": self.env._("Scrap"),
            "rework": self.env._("Rework"),
            "material_fault": self.env._("Material fault"),
            "to_inspect": self.env._("To inspect"),
            "reason": self.env._("Reason"),
            "numbers": self.env._("Lot or serials"),
            "reasons": self.env._("Reasons"),
            "blank": self.env._("Cards that are not on this sheet"),
            "nothing": self.env._("No card is planned here for the next 24 hours."),
            "page": self.env._("Page"),
            "printed": self.env._("Printed %(date)s", date=date),
        }
