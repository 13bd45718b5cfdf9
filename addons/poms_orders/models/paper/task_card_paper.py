from odoo import fields, models

from ...domain.paper_double import Told, find_doubles
from ...domain.report_rules import PARTS, QUANTITIES
from ..reporting.poms_report import QUANTITY_FIELDS
from ..reporting.task_card_facts import ZERO, add_parts, to_decimal

COUNTED = ("report", "finish")


class PomsTaskCard(models.Model):
    """What came by paper and by a tablet's outbox is shown, not booked twice."""

    _inherit = "poms.task.card"

    def _perform_judged(self, act, common, employee):
        """A queued report that was entered from paper meanwhile is asked about."""
        asks = act.get("queued") and act["kind"] in COUNTED and not act.get("is_paper")
        if asks and not self._is_trusted("poms_book_anyway"):
            doubles = self._find_doubles(act, employee, [("is_paper", "=", True)])
            if doubles:
                entry = self._prepare_entry(act, employee)
                vals = common | self._prepare_report_vals(entry)
                values = {"card": self.name, "date": self._say_when(doubles[:1])}
                return self._refuse(vals, "paper_double", values)
        return super()._perform_judged(act, common, employee)

    def _find_doubles(self, act, employee, domain=()):
        """Return the accepted reports that look like `act`, one query.

        :param dict act: from `_parse_act`
        """
        reports = self.env["poms.report"].search(
            [
                ("card_id", "=", self.id),
                ("state", "=", "accepted"),
                ("kind", "in", COUNTED),
                ("employee_ids", "in", employee.ids),
                *domain,
            ]
        )
        others = [
            Told(
                key=report.id,
                people=frozenset(report.employee_ids.ids),
                quantities=tuple(to_decimal(report[name]) for name in QUANTITY_FIELDS),
                start=report.date_start or None,
                end=report.date_end or None,
            )
            for report in reports
        ]
        end = act["date_end"] or (act.get("queued") and act["date_client"]) or None
        quantities = add_parts(act, {name: act.get(name, ZERO) for name in PARTS})
        told = Told(
            key=0,
            people=frozenset(employee.ids),
            quantities=tuple(quantities[name] for name in QUANTITIES),
            start=act["date_start"] or None,
            end=end,
        )
        return reports.browse(find_doubles(told, others))

    def _say_when(self, report):
        """The time of a report as people here read it."""
        moment = report.date_end or report.date
        zone = self.company_id.resource_calendar_id.tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        return f"{local:%Y-%m-%d %H:%M}"
