from odoo import models
from odoo.tools import format_datetime


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    def _get_sheet_card(self):
        """What the emergency paper says of one card; texts are formatted."""
        self.ensure_one()
        zone = self.company_id.resource_calendar_id.tz or "UTC"
        dates = [
            format_datetime(self.env, moment, tz=zone, dt_format="short")
            for moment in (self.date_planned_start, self.date_planned_finish)
            if moment
        ]
        facts = [
            self.production_id.name,
            self.env._(
                "%(open)g of %(all)g %(unit)s open",
                open=self.quantity_open,
                all=self.quantity,
                unit=self.uom_id.name,
            ),
            " – ".join(dates),
            self.employee_id.name,
            *(p._get_limit_text() for p in self.operation_id.parameter_ids),
        ]
        warnings = []
        if self.is_held:
            warnings.append(self.env._("On hold: %s", self.hold_reason or ""))
        if self.state == "planned":
            warnings.append(self.env._("Not released yet: ask the team leader."))
        return {
            "name": self.name,
            "operation": self.step_name,
            "product": self.product_id.display_name,
            "facts": " · ".join(filter(None, facts)),
            "has_numbers": bool(self._get_slip_needs()),
            "warning": " ".join(warnings),
        }
