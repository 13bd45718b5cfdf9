from pathlib import Path

import odoo
from odoo import api, fields, models
from odoo.tools import file_path, format_datetime, format_duration

from ...report.fonts import get_fonts
from ...report.label import render_labels
from ...report.traveller import render_travellers

ROBOTO = "web/static/fonts/google/Roboto/Roboto-%s.ttf"


class PomsTaskCard(models.Model):
    """Cards on paper: travellers and labels."""

    _inherit = "poms.task.card"

    def action_print_travellers(self):
        # config: these papers have no letterhead to be asked for first
        report = self.env.ref("poms_orders.action_report_traveller")
        return report.report_action(self, config=False)

    def action_print_labels(self):
        report = self.env.ref("poms_orders.action_report_card_label")
        return report.report_action(self, config=False)

    def _render_travellers(self):
        """Return the PDF of the cards' orders; only these cards are on it."""
        self.check_access("read")
        # sudo: who may read a card may have its paper; a team leader has no right
        # on stock moves, and no cost is on it
        cards = self.sudo()._not_cancelled().sorted(_reading_order)
        orders = [
            production._get_traveller_data(
                cards.filtered(lambda card, of=production: card.production_id == of)
            )
            for production in cards.production_id
        ]
        return render_travellers(orders, self._get_print_words(), self._get_fonts())

    def _render_labels(self):
        """Return the PDF of a label per card."""
        self.check_access("read")
        # sudo: see the travellers
        cards = self.sudo()._not_cancelled().sorted(_reading_order)
        return render_labels(
            [card._get_label_data() for card in cards], self._get_fonts()
        )

    @api.model
    def _get_fonts(self):
        """Fonts of this machine: of Odoo's own package, or of the system."""
        roots = [
            str(parent / "share/fonts")
            for path in odoo.addons.__path__
            for parent in Path(path).resolve().parents
        ]
        folder = self.env["ir.config_parameter"].sudo().get_param("poms_orders.fonts")
        folders = [folder, *roots, "/usr/share/fonts", "/usr/local/share/fonts"]
        return get_fonts(
            tuple(name for name in folders if name and Path(name).is_dir()),
            _find_file(ROBOTO % "Regular"),
            _find_file(ROBOTO % "Bold"),
        )

    @api.model
    def _get_print_words(self):
        now = format_datetime(self.env, fields.Datetime.now())
        return {
            "traveller": self.env._("Production order"),
            "component": self.env._("Component"),
            "lots": self.env._("Lots"),
            "quantity": self.env._("Quantity"),
            "good": self.env._("Good"),
            "scrap": self.env._("Scrap"),
            "rework": self.env._("Rework"),
            "material_fault": self.env._("Material fault"),
            "name_date": self.env._("Name, date, time"),
            "page": self.env._("Page"),
            "printed": self.env._("Printed %(date)s", date=now),
        }

    def _get_traveller_card(self):
        """Return what the traveller says of one card; texts are formatted."""
        self.ensure_one()
        return {
            "name": self.name,
            "operation": self.workorder_id._poms_step_name(),
            "facts": [
                (self.env._("Machine"), self.workcenter_id.name),
                (self.env._("Quantity"), self._format_quantity()),
                (self.env._("Start"), self._format_date(self.date_planned_start)),
                (self.env._("Finish"), self._format_date(self.date_planned_finish)),
                (self.env._("Setup"), _format_minutes(self.setup_min)),
                (self.env._("Run"), _format_minutes(self.run_min)),
                (self.env._("Team"), self.team_id.name),
                (self.env._("Person"), self.employee_id.name),
            ],
            "notes": [
                parameter._get_limit_text()
                for parameter in self.operation_id.parameter_ids
            ],
        }

    def _get_label_data(self):
        """Return what the label says of one card."""
        self.ensure_one()
        return {
            "name": self.name,
            "operation": self.workorder_id._poms_step_name(),
            "product": self.product_id.display_name,
            "order": self.production_id.name,
            "facts": [
                (self.env._("Quantity"), self._format_quantity()),
                (self.env._("Machine"), self.workcenter_id.name),
                (self.env._("Due"), self._format_date(self.date_due)),
                (self.env._("Customer order"), self.order_id.name),
            ],
        }

    def _format_quantity(self):
        return f"{self.quantity:g} {self.uom_id.name}"

    def _format_date(self, date):
        return format_datetime(self.env, date, dt_format="short") if date else ""


def _reading_order(card):
    return (card.production_id.id, card.sequence, card.id)


def _find_file(name):
    try:
        return str(Path(file_path(name)).resolve())
    except FileNotFoundError:
        return ""


def _format_minutes(minutes):
    return format_duration(minutes / 60) + " h" if minutes else ""
