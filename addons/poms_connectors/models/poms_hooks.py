from odoo import api, models

from ..codecs import read
from ..codecs.detect import detect_family
from ..codecs.reader import SUPPORTED


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

    @api.model
    def _read_order_file(self, name, content):
        """EDI that came by mail or upload: its orders, read by the codecs.

        Changes speak of an order that only the EDI partner's own way finds.
        """
        result = super()._read_order_file(name, content)
        if result or detect_family(content) not in SUPPORTED:
            return result
        documents, errors = [], []
        for reading in read(content):
            errors += [issue.text for issue in reading.issues]
            document = reading.document
            if document and document.get("type") == "order":
                documents.append(document)
            elif document:
                errors.append(
                    self.env._(
                        "%s is no new order: upload the file under EDI.",
                        document.get("type"),
                    )
                )
        return {"documents": documents, "errors": errors}
