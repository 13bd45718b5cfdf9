from odoo import models

# Report name -> the method of its model that draws the PDF, as for travellers.
ORDER_FORMS = {
    "poms_orders.report_order_form": "_render_order_forms",
    "poms_orders.report_order_form_blank": "_render_order_forms",
}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        report = self._get_report(report_ref)
        method = ORDER_FORMS.get(report.report_name)
        if not method:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        return getattr(self.env[report.model].browse(ids), method)(), "pdf"
