from odoo import http
from odoo.http import content_disposition, request


class LotRecordController(http.Controller):
    @http.route(
        "/poms/lot/<int:lot_id>/record.pdf", type="http", auth="user", readonly=True
    )
    def lot_record_pdf(self, lot_id):
        """Answer the record of a lot as PDF; rights are checked by the record."""
        lot = request.env["stock.lot"].browse(lot_id).exists()
        if not lot:
            raise request.not_found()
        content = request.env["poms.lot.record"]._get_pdf(lot)
        name = content_disposition(f"{lot.name}.pdf", "inline")
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", name)]
        return request.make_response(content, headers)
