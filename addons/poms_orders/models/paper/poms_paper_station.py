from datetime import timedelta

from odoo import api, fields, models

LATE_HOURS = 2


class PomsPaperStation(models.Model):
    """A station's emergency paper: when it was last printed, where it lies."""

    _name = "poms.paper.station"
    _description = "Emergency Paper of a Station"
    _order = "state desc, workcenter_id"
    _rec_name = "workcenter_id"

    workcenter_id = fields.Many2one(
        "mrp.workcenter", string="Station", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="workcenter_id.company_id", store=True, index=True
    )
    state = fields.Selection(
        [("done", "Printed"), ("failed", "Failed")], default="done", required=True
    )
    date_printed = fields.Datetime(string="Last Printed", readonly=True)
    date_tried = fields.Datetime(string="Last Try", readonly=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    card_count = fields.Integer(string="Cards", readonly=True)
    places = fields.Char(
        string="Stored At", readonly=True, help="Folder, storage or mailbox."
    )
    error = fields.Char(readonly=True)

    _workcenter_unique = models.Constraint(
        "UNIQUE(workcenter_id)", "A station has one line here."
    )

    @api.depends("date_printed")
    def _compute_is_late(self):
        limit = fields.Datetime.now() - timedelta(hours=LATE_HOURS)
        for station in self:
            printed = station.date_printed
            station.is_late = not printed or printed < limit

    def _search_is_late(self, operator, value):
        limit = fields.Datetime.now() - timedelta(hours=LATE_HOURS)
        late = ["|", ("date_printed", "=", False), ("date_printed", "<", limit)]
        if operator != "in":
            return NotImplemented
        return late if True in value else [("date_printed", ">=", limit)]

    def action_print(self):
        """Download the paper as it would be printed now."""
        self.ensure_one()
        report = self.env.ref("poms_orders.action_report_station_sheet")
        return report.report_action(self, config=False)

    @api.model
    def action_print_all(self):
        """Print all stations of the company now, as the hourly job does."""
        return self._print_company(self.env.company)

    def _render_sheets(self):
        """Return the PDF of this station; of several only the first is printed."""
        self.check_access("read")
        # sudo: who may read the line may have its paper; no cost is on it
        return self[:1].sudo().workcenter_id._render_station_sheet()
