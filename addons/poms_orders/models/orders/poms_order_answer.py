from odoo import fields, models


class PomsOrder(models.Model):
    """What the customer hears: the response, then the delivery."""

    _inherit = "poms.order"

    def _send_answer(self, kind):
        """Hand the neutral document `kind` to whoever sends; noted if it went."""
        self.ensure_one()
        hooks = self.env["poms.hooks"]
        document = self._prepare_answer(kind)
        message = hooks._send_document(document, self.partner_id, self)
        if message:
            hooks._record_event(
                "document_sent",
                self,
                {
                    "order": self.name,
                    "type": kind,
                    "partner": self.partner_id.ref or self.partner_id.name or "",
                },
            )
        return message

    def _prepare_answer(self, kind):
        """The neutral document that answers this order.

        Lines keep the customer's numbers, units and order; quantities are what we
        confirm (order_response) or have delivered (delivery).
        """
        self.ensure_one()
        asked = self.document or {}
        return {
            "family": asked.get("family") or "",
            "type": kind,
            "sender": asked.get("receiver") or self.company_id.partner_id.ref or "",
            "receiver": asked.get("sender") or self.partner_id.ref or "",
            "order_number": self.reference or self.name,
            "supplier_number": self.sale_order_id.name or self.name,
            "document_date": str(fields.Date.context_today(self)),
            "currency": self.currency_id.name,
            "status": "rejected" if self.state == "rejected" else "accepted",
            "reason": self.reject_reason or "",
            "partners": asked.get("partners") or [],
            "lines": [line._prepare_answer_line(kind) for line in self.line_ids],
            "ignored": [],
        }

    def _update_progress(self):
        """Delivered lines, done orders; called when goods or orders are finished."""
        orders = self.filtered(lambda order: order.state == "confirmed")
        for order in orders:
            delivered = order.line_ids.filtered(lambda line: line._is_delivered())
            delivered.filtered(lambda line: line.state == "confirmed").write(
                {"state": "delivered"}
            )
            if order.line_ids and order.line_ids == delivered:
                order.state = "done"

    def _after_shipment(self, picking):
        """A delivery left: progress, ledger, message to the customer."""
        hooks = self.env["poms.hooks"]
        self._update_progress()
        for order in self:
            hooks._record_event(
                "shipped",
                picking,
                {
                    "order": order.name,
                    "reference": order.reference or "",
                    "delivery": picking.name,
                    "lines": [
                        {
                            "product": line.product_id.default_code
                            or line.product_id.name,
                            "lot": line.lot_id.name or "",
                            "quantity": str(line.quantity),
                        }
                        for line in picking.move_line_ids
                    ],
                },
            )
            order._send_answer("delivery")
