from odoo import api, models


class PomsHooks(models.AbstractModel):
    _inherit = "poms.hooks"

    @api.model
    def _send_document(self, document, partner, records):
        """Answer by EDI what came by EDI.

        Order responses only: a delivery is not announced yet.
        """
        sent = super()._send_document(document, partner, records)
        if sent or document.get("type") != "order_response":
            return sent
        # sudo: a planner confirms; what goes out is the partner's set-up's business
        received = self.env["poms.edi.message"].sudo()._received_for(records)
        edi_partner = received.edi_partner_id
        if not received or not edi_partner.active or not edi_partner.is_answered:
            return sent
        return edi_partner._send(document, received) or None
