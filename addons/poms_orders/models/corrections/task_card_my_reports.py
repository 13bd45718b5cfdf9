from datetime import timedelta

from odoo import api, fields, models

from ..reporting.floor_input import floor_input
from ..reporting.task_card_data import date_text, quantity_text

REPORTS_LIMIT = 60
REPORTS_DAYS = 31
SHORT = {
    "quantity_good": "good",
    "quantity_scrap": "scrap",
    "quantity_rework": "rework",
    "quantity_material_fault": "material_fault",
}


class PomsTaskCard(models.Model):
    """Reports that people may look at again, to correct them."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def my_reports(self, token, card=None, search=None):
        """Return accepted reports, newest first, with what stands of them now.

        :param str token: from `identify`
        :param card: number or id of a card: everybody's reports on it; None: one's
            own of the last 31 days, a team leader's also those of the team
        :param str search: part of a card's, an order's or a product's name
        :return: ``{"status": "accepted", "reports": [{"id", "uuid", "card",
            "operation", "product_id", "product", "person", "date", "uom", "good",
            "scrap", "rework", "material_fault", "tracking", "is_corrected",
            "asked", "declined", "is_closed", "components": [{"product_id", "product",
            "tracking", "uom", "lot", "quantity"}]}]}``; at most 60;
            ``asked``: uuid of a correction of it that waits for somebody's agreement;
            ``declined``: why the last one was not approved
        :raise AccessError: nobody identified
        """
        self._check_caller()
        employee, _device, cards = self._open_reading(token)
        domain = [
            ("company_id", "=", cards.env.company.id),
            ("state", "=", "accepted"),
            ("kind", "in", ("report", "finish")),
        ]
        if card:
            domain.append(("card_id", "=", cards._locate_card(card).id))
        else:
            since = fields.Datetime.now() - timedelta(days=REPORTS_DAYS)
            domain += [("date", ">=", since), *self._get_reporter_domain(employee)]
        text = str(search or "").strip()
        if text:
            domain += [
                "|",
                "|",
                ("card_id.name", "ilike", text),
                ("production_id.name", "ilike", text),
                ("production_id.product_id", "ilike", text),
            ]
        found = cards.env["poms.report"].search(domain, limit=REPORTS_LIMIT)
        return {
            "status": "accepted",
            "code": "ok",
            "reports": [cards._get_report_data(report) for report in found],
        }

    @api.model
    def _get_reporter_domain(self, employee):
        own = [("employee_ids", "in", employee.ids)]
        # sudo: which teams the identified person leads
        teams = self.env["poms.team"].sudo().search([("leader_id", "=", employee.id)])
        return ["|", *own, ("team_id", "in", teams.ids)] if teams else own

    @api.model
    def _get_report_data(self, report):
        """One report with its corrections counted in; no value is None."""
        taken = report.correction_ids.filtered(lambda r: r.state == "accepted")
        last = max(taken.ids, default=0)
        asked = report.correction_ids.filtered(
            lambda r: r._is_approvable() and r.id > last
        )
        return {
            "id": report.id,
            "uuid": report.uuid,
            "card": report.card_id.name or "",
            "operation": report.card_id.step_name or "",
            "product_id": report.production_id.product_id.id,
            "product": report.production_id.product_id.display_name or "",
            "order": report.production_id.name or "",
            "person": ", ".join(report.employee_ids.mapped("name")),
            "date": date_text(report.date_client or report.date),
            "uom": report.card_id.uom_id.name or "",
            "tracking": report.production_id.product_id.tracking or "none",
            "is_corrected": bool(taken),
            "asked": asked[:1].uuid or "",
            "declined": self._get_declined(report, last),
            "is_closed": report.production_id.state == "done",
            "components": self._get_taken_data(report),
            **{
                short: quantity_text(report[name] + sum(taken.mapped(name)))
                for name, short in SHORT.items()
            },
        }

    @api.model
    def _get_declined(self, report, last):
        """Why the newest correction since the report `last` was not approved."""
        conflicts = report.correction_ids.filtered(lambda r: r.id > last).conflict_ids
        declined = conflicts.filtered(lambda one: one.resolution == "discard")
        return declined.sorted("id")[-1:].note or ""

    @api.model
    def _get_taken_data(self, report):
        """What a report took of each component and lot, corrections counted in."""
        taken = {}
        for row in self._get_component_rows(report):
            key = row.product_id, row.lot_id
            taken[key] = taken.get(key, 0.0) + row.quantity
        return [
            {
                "product_id": product.id,
                "product": product.display_name or "",
                "tracking": product.tracking,
                "uom": product.uom_id.name or "",
                "lot": lot.name or "",
                "quantity": quantity_text(quantity),
            }
            for (product, lot), quantity in taken.items()
            if not product.uom_id.is_zero(quantity)
        ]
