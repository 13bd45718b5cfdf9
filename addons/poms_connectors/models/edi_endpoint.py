import json

from odoo import models

from ..domain.message import http_status


class EdiEndpoint(models.Model):
    """Endpoints of POMS's partners go through POMS's intake.

    The plain one stores what comes without reading it, and the same message twice.
    """

    _inherit = "edi.endpoint"

    def _handle_exec__create_exchange_record(self, request):
        if not self.backend_id._is_poms():
            return super()._handle_exec__create_exchange_record(request)
        partner = self.backend_id._poms_partner()
        answer = partner._receive(
            request.httprequest.get_data(), request.params.get("filename"), "http"
        )
        return {
            "payload": json.dumps(answer, ensure_ascii=False),
            "status_code": http_status(answer["status"]),
            "headers": {"Content-Type": "application/json"},
        }
