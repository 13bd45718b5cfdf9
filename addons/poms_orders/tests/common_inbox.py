import base64
from datetime import timedelta

from odoo import fields

from .common import PomsCommon


class InboxCommon(PomsCommon):
    """Orders as messages bring them: one line of 12 pieces of the item 4711."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.ref = "CUST-1"
        cls.orders = cls.env["poms.order"]
        cls.unit = cls.env.ref("uom.product_uom_unit")

    def _line(self, line="10", item="4711", quantity="12", **values):
        return {
            "line": line,
            "item": {"buyer": item},
            "quantity": quantity,
            "unit": "PCE",
            "price": "5",
            **values,
        }

    def _document(self, number="4500000001", lines=None, **values):
        return {
            "family": "csv",
            "type": "order",
            "sender": "CUST-1",
            "order_number": number,
            "requested_date": str(fields.Date.today() + timedelta(days=30)),
            "currency": self.company.currency_id.name,
            "lines": lines or [self._line()],
            **values,
        }

    def _take_in(
        self, document=None, channel="edi", original=None, uuid=None, **values
    ):
        """(answer, order) of a message."""
        answer = self.orders.ingest_document(
            document or self._document(**values),
            channel,
            None,
            original and original[0],
            original and base64.b64encode(original[1]).decode(),
            uuid,
        )
        return answer, self.orders.browse(answer["id"] or [])

    def _map(self, item="4711", product=None):
        return self.env["poms.item.mapping"].create(
            {
                "partner_id": self.partner.id,
                "kind": "buyer",
                "code": item,
                "product_id": (product or self.shaft).id,
            }
        )
