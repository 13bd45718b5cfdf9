from odoo import api, models

BATCH = 500
KINDS = {
    "start": "card_started",
    "resume": "card_started",
    "pause": "card_paused",
}


class PomsDemo(models.AbstractModel):
    _inherit = "poms.demo"

    @api.model
    def _job_load_history(self):
        """The past was written in bulk, past the hooks: tell the ledger of it."""
        result = super()._job_load_history()
        self._record_past()
        return result

    @api.model
    def _record_past(self):
        """Record the accepted reports that have no event, oldest first.

        Their events say when it happened, and that they were recorded today.

        :return: number of events
        """
        events = self.env["poms.trace.event"].sudo()
        told = events.search([("source_model", "=", "poms.report")])
        reports = self.env["poms.report"].sudo()
        past = reports.search(
            [("state", "=", "accepted"), ("id", "not in", told.mapped("source_ref"))],
            order="date, id",
        )
        for start in range(0, len(past), BATCH):
            events._record_many(
                [
                    (
                        KINDS.get(report.kind, "card_reported"),
                        report,
                        {"date": report.date_end or report.date},
                    )
                    for report in past[start : start + BATCH]
                ]
            )
        return len(past)
