from odoo import models

from ...domain.scan_codes import form_code


class ResPartner(models.Model):
    """Empty order forms for a customer, each with a number of its own."""

    _inherit = "res.partner"

    def _render_order_forms(self):
        """Return the PDF of one new form per customer."""
        self.check_access("read")
        # sudo: planners print forms, but have no right on sequences
        sequence = self.env["ir.sequence"].sudo()
        forms = []
        for partner in self:
            number = sequence.next_by_code("poms.order.form")
            forms.append(
                {
                    "code": form_code(partner.id, number),
                    "number": number,
                    "customer": partner.display_name,
                    "rows": [],
                }
            )
        return self.env["poms.order"]._render_forms(forms)
