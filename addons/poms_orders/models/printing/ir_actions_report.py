from odoo import models

# Report name -> the method of its model that draws the PDF. They are drawn by
# reportlab: Debian's wkhtmltopdf is unpatched, and often there is none.
PRINTED = {
    "poms_orders.report_traveller": "_render_travellers",
    "poms_orders.report_traveller_production": "_render_travellers",
    "poms_orders.report_card_label": "_render_labels",
    "poms_orders.report_card_label_production": "_render_labels",
    "poms_orders.report_station_sheet": "_render_sheets",
}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        report = self._get_report(report_ref)
        method = PRINTED.get(report.report_name)
        if not method:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        records = self.env[report.model].browse(ids)
        if report.model == "mrp.production":
            records = records.card_ids
        return getattr(records, method)(), "pdf"
