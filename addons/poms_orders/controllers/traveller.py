from odoo import http
from odoo.http import content_disposition, request


class TravellerController(http.Controller):
    @http.route("/poms/traveller", type="http", auth="user", methods=["GET"])
    def traveller(self, cards):
        """The travellers of the cards with these ids (1,2,3) as PDF."""
        ids = [int(text) for text in cards.split(",") if text.isdigit()]
        records = request.env["poms.task.card"].browse(ids).exists()
        if not records:
            raise request.not_found()
        records.check_access("read")
        pdf = request.env["poms.traveller"]._get_pdf(records)
        name = f"{records[0].production_id.sudo().name}.pdf".replace("/", "-")
        return request.make_response(
            pdf,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name, "inline")),
            ],
        )
