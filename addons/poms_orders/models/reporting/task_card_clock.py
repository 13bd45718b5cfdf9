from collections import defaultdict

from odoo import models

from ...domain.card_clock import at_work

CLOCK_KINDS = ("start", "pause", "resume", "report")


class PomsTaskCard(models.Model):
    """Whose clock runs on a card: several people, each with their own minutes."""

    _inherit = "poms.task.card"

    def _get_clocks(self):
        """Return {card: {employee: (on it since, not booked since)}}, naive UTC.

        Only running cards have any. Cost: two queries, however many reports there are.
        """
        running = self.filtered(lambda card: card.state == "running")
        # sudo: who works here is judged; who is told of it is checked by the caller
        reports = self.env["poms.report"].sudo()
        groups = reports._read_group(
            [
                ("card_id", "in", running.ids),
                ("state", "=", "accepted"),
                ("kind", "in", CLOCK_KINDS),
            ],
            ["card_id", "employee_ids", "kind", "is_paper"],
            ["id:max"],
        )
        last = defaultdict(lambda: defaultdict(dict))
        for card, employee, kind, is_paper, number in groups:
            if employee:
                name = "paper" if is_paper and kind == "report" else kind
                acts = last[card.id][employee.id]
                acts[name] = max(acts.get(name, 0), number)
        found = reports.browse(number for *_names, number in groups)
        moments = {report.id: _get_moments(report) for report in found}
        return {
            card: {
                self.env["hr.employee"].browse(employee): (
                    moments[begin][0],
                    moments[booked][1],
                )
                for employee, (begin, booked) in at_work(last[card.id]).items()
            }
            for card in running
        }

    def _get_people(self):
        """Return {card id: [{"employee_id", "name"}]} of who works on them now."""
        clocks = self._get_clocks()
        # sudo: names of colleagues at the same machine
        return {
            card.id: [
                {"employee_id": employee.id, "name": employee.sudo().name}
                for employee in clocks.get(card, ())
            ]
            for card in self
        }


def _get_moments(report):
    """(when it began, until when its minutes are booked)"""
    begin = report.date_start or report.date
    end = report.date_end or report.date
    return begin, end if report.kind == "report" else begin
