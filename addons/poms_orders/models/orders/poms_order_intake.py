import base64
from datetime import datetime, time

import psycopg2
import pytz

from odoo import Command, api, models
from odoo.exceptions import AccessError, ConcurrencyError, ValidationError

from ...domain.intake import differences, read_date, read_lines

ORDER_TYPES = ("order",)
CHANGE_TYPES = ("order_change", "order_cancel")
# A date without a time means the end of that working day, by the sender's clock.
END_OF_DAY = time(17, 0)


class PomsOrder(models.Model):
    """The intake: a neutral document of any channel becomes one order."""

    _inherit = "poms.order"

    @api.model
    def ingest_document(
        self,
        document,
        channel="api",
        partner_id=None,
        original_name=None,
        original_content_base64=None,
        uuid=None,
    ):
        """Take an order in; the public door of all channels.

        :param dict document: the neutral document (JSON object)
        :param str channel: form, file, email, scan, api or edi
        :param int partner_id: the customer, where the caller knows it
        :param str original_name: file name of the message as received
        :param str original_content_base64: its bytes
        :param str uuid: the sender's unique key; the same again is answered alike
        :return: {"status": accepted|duplicate|refused, "id", "code", "message"}
        """
        roles = "poms_orders.group_connector,poms_orders.group_planner"
        if not self.env.user.has_groups(roles):
            raise AccessError(
                self.env._("Only planners and connectors hand in orders.")
            )
        self._check_ingest(document, channel, uuid)
        attachments = []
        if original_content_base64:
            try:
                content = base64.b64decode(original_content_base64, validate=True)
            except ValueError:
                raise ValidationError(
                    self.env._("original_content_base64 is not base64.")
                ) from None
            attachments = [(original_name or "original", content)]
        partner = self._ingest_partner(partner_id)
        # sudo: a connector's bot has no rights on orders but this door
        return self.sudo()._ingest_document(
            document, channel, partner, attachments, uuid
        )

    @api.model
    def _ingest_document(self, document, channel, partner, attachments=(), uuid=None):
        """Make an order of `document`, or find the one that it already is.

        :param attachments: (name, bytes) pairs or `ir.attachment` records
        :return: as `ingest_document`
        :raise ConcurrencyError: the same order is being taken in at this moment;
            Odoo's request handling tries again
        """
        partner = partner or self._find_partner(document)
        known = self._find_known(document, partner, uuid)
        try:
            with self.env.cr.savepoint():
                if known:
                    if known["status"] == "duplicate":
                        order = self.browse(known["id"])
                        order._keep_copy(document, channel, attachments, uuid)
                    return known
                vals = self._prepare_document_vals(document, channel, partner, uuid)
                # a picture's order is typed in beside it
                to_type = self.env.context.get("poms_to_type")
                is_order = document.get("type") in ORDER_TYPES
                if is_order and not vals["line_ids"] and not to_type:
                    return self._answer(
                        "refused", "no_lines", self.env._("The order has no lines.")
                    )
                order = self.create(vals)
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error
        order._store_attachments(attachments)
        order._match_lines()
        return order._settle()

    def _settle(self):
        """Decide what a new order is: itself, a copy, or a revision; answer so."""
        self.ensure_one()
        name = self.name
        newer = self._settle_older() if self.previous_id else self.browse()
        if newer:
            return self._answer(
                "duplicate",
                "older",
                self.env._(
                    "It is older than what is here for %s: it is ignored, and kept "
                    "there.",
                    newer.name,
                ),
                newer,
            )
        copy_of = self._settle_revision() if self.previous_id else self.browse()
        if copy_of:
            text = self.env._("Order %s is here already.", copy_of.name)
            return self._answer("duplicate", "merged", text, copy_of)
        self._after_intake()
        return self._answer(
            "accepted",
            "received",
            self.env._("Order %s has been received.", name),
            self,
        )

    @api.model
    def _answer(self, status, code, message, order=None):
        return {
            "status": status,
            "id": order.id if order else False,
            "code": code,
            "message": message,
        }

    @api.model
    def _find_known(self, document, partner, uuid):
        """The answer for a document that is here already, or cannot be an order."""
        kind = document.get("type")
        if kind not in ORDER_TYPES + CHANGE_TYPES:
            return self._answer(
                "refused", "not_an_order", self.env._("This is no order: %s.", kind)
            )
        same, before = self._find_by_uuid(uuid)
        if same and differences(before, document):
            return self._answer(
                "refused",
                "uuid_conflict",
                self.env._(
                    "Message %(uuid)s came before with another content, as order "
                    "%(order)s. Send a change under a new key.",
                    uuid=uuid,
                    order=same.name,
                ),
                same,
            )
        latest = same or self._find_latest(document, partner)
        if kind in CHANGE_TYPES and not latest:
            return self._answer(
                "refused",
                "unknown_order",
                self.env._(
                    "Order %s is not known here; a change cannot come before it.",
                    document.get("order_number") or "?",
                ),
            )
        if latest and (same or self._is_same(latest, document)):
            message = self.env._("Order %s is here already.", latest.name)
            return self._answer("duplicate", "duplicate", message, latest)
        return None

    @api.model
    def _is_same(self, order, document):
        return (order.document or {}).get("type") == document.get(
            "type"
        ) and not differences(order.document or {}, document)

    @api.model
    def _find_partner(self, document):
        """The customer by number or tax number of the buyer, or as remembered.

        A name counts only where a person has said whose it is.
        """
        codes = [document.get("sender")] + [
            party.get("id")
            for party in document.get("partners") or []
            if party.get("role") == "buyer"
        ]
        codes = [code for code in codes if code]
        partners = self.env["res.partner"].search(
            ["|", ("ref", "in", codes), ("vat", "in", codes)], limit=2
        )
        if len(partners) == 1:
            return partners
        return self.env["poms.sender.mapping"]._find_customer(
            self._sender_codes(document)
        )

    @api.model
    def _sender_codes(self, document):
        """What names the sender in a message: what a person's answer is kept for."""
        codes = [document.get("sender")]
        for party in document.get("partners") or []:
            if party.get("role") == "buyer":
                codes += [party.get("id"), party.get("name")]
        return list(dict.fromkeys(code for code in codes if code))

    @api.model
    def _prepare_document_vals(self, document, channel, partner, uuid):
        """Vals of the order and its lines; what cannot be read is noted."""
        latest = self._find_latest(document, partner)
        lines = [
            Command.create(self._prepare_line_vals(index, line))
            for index, line in enumerate(read_lines(document))
            if line.action != "delete" and document.get("type") != "order_cancel"
        ]
        code = document.get("currency")
        currency = self.env["res.currency"].search([("name", "=", code)], limit=1)
        dates = [vals[2]["date_due"] for vals in lines if vals[2]["date_due"]]
        try:
            document_date = read_date(document.get("document_date"))
        except ValueError:
            document_date = None
        return {
            "partner_id": partner.id if partner else False,
            "reference": document.get("order_number") or False,
            "revision": latest.revision + 1 if latest else 0,
            "previous_id": latest.id,
            "uuid": uuid or False,
            "channel": channel,
            "document": document,
            "document_date": document_date,
            "date_due": min(dates, default=False),
            "currency_code": code or False,
            # none where the message names one that is not in use here
            "currency_id": currency.id
            or (not code and self.env.company.currency_id.id),
            "line_ids": lines,
            "is_cancellation": document.get("type") == "order_cancel",
        }

    @api.model
    def _prepare_line_vals(self, index, line):
        return {
            "sequence": 10 * (index + 1),
            "line": line.line,
            "item_buyer": line.items["buyer"] or False,
            "item_supplier": line.items["supplier"] or False,
            "item_gtin": line.items["gtin"] or False,
            "description": line.description or False,
            "quantity": float(line.quantity or 0),
            "uom_code": line.unit or False,
            "price_unit": float(line.price or 0),
            "date_due": self._to_utc(line.due),
            "unread": [list(issue) for issue in line.issues] or False,
        }

    @api.model
    def _to_utc(self, value):
        """A date of the sender as naive UTC, by the company's time zone."""
        if not value:
            return False
        if not isinstance(value, datetime):
            value = datetime.combine(value, END_OF_DAY)
        if not value.tzinfo:
            company = self.env.company
            zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
            value = pytz.timezone(zone).localize(value)
        return value.astimezone(pytz.utc).replace(tzinfo=None)

    def _after_intake(self):
        """Note the receipt; tell a planner of what only a person can answer."""
        hooks = self.env["poms.hooks"]
        for order in self:
            hooks._record_event(
                "order_received",
                order,
                {
                    "order": order.name,
                    "reference": order.reference or "",
                    "revision": order.revision,
                    "channel": order.channel,
                    "partner": order.partner_id.ref or order.partner_id.name or "",
                },
            )
        self._run_intake_rules()
