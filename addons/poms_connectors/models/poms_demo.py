from odoo import api, fields, models

from ..demo_messages import WRITERS


class PomsDemo(models.AbstractModel):
    """Orders of the demo plant's EDI partners come as messages, as in life."""

    _inherit = "poms.demo"

    @api.model
    def _hand_in_edi(self, document, partner):
        edi = self.env["poms.edi.partner"].search([("partner_id", "=", partner.id)])
        if not edi or edi.family not in WRITERS:
            return super()._hand_in_edi(document, partner)
        name, text = WRITERS[edi.family](document, edi)
        answer = edi._receive(text.encode(), name, "http")
        assert answer["status"] == "accepted", answer
        message = self.env["poms.edi.message"].browse(answer["messages"][0]["id"])
        return message.order_id

    @api.model
    def _after_orders(self):
        """A message that cannot be read, for the integrator's desk."""
        result = super()._after_orders()
        edi = self.env.ref("poms_connectors.demo_edi_partner_yonyou", False)
        if edi:
            document = {
                "order_number": "4502000",
                "document_date": str(fields.Date.today()),
                "lines": [
                    {
                        "item": {"supplier": "", "buyer": "CP-001"},
                        "quantity": "5",
                        "price": "3840.00",
                    }
                ],
            }
            name, text = WRITERS["u8"](document, edi)
            edi._receive(text.encode(), name, "http")
        return result
