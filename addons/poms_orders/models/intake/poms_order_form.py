from odoo import api, models
from odoo.tools import format_date

from ...report.order_form import render_order_forms


class PomsOrder(models.Model):
    """An order on paper, with the code that finds it again."""

    _inherit = "poms.order"

    def _render_order_forms(self):
        """Return the PDF of these orders as forms."""
        self.check_access("read")
        forms = [
            {
                "code": order.name,
                "number": order.name,
                "customer": order.partner_id.display_name or "",
                "rows": [order._form_row(line) for line in order.line_ids],
            }
            for order in self
        ]
        return self._render_forms(forms)

    @api.model
    def _form_row(self, line):
        due = line.date_due or line.order_id.date_due
        return (
            line.line or "",
            line.item_buyer or line.product_id.default_code or "",
            line.description or line.product_id.name or "",
            f"{line.quantity:g}",
            line.uom_id.name or line.uom_code or "",
            format_date(self.env, due) if due else "",
        )

    @api.model
    def _render_forms(self, forms):
        words = {
            "title": self.env._("Order form"),
            "customer": self.env._("Customer"),
            "number": self.env._("Form number"),
            "hint": self.env._(
                "Fill in, sign and hand back. Scanning the code opens the order."
            ),
            "signature": self.env._("Date, name, signature"),
            "line": self.env._("No."),
            "item": self.env._("Item number"),
            "description": self.env._("Description"),
            "quantity": self.env._("Quantity"),
            "unit": self.env._("Unit"),
            "date": self.env._("Wanted on"),
        }
        return render_order_forms(forms, words, self.env["poms.task.card"]._get_fonts())
