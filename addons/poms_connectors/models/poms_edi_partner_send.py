import base64

import pytz

from odoo import fields, models

from ..codecs import write
from ..codecs.errors import WriteError
from ..codecs.u8 import write_reply
from ..domain.answer import order_response

EXTENSIONS = {"edifact": "edi", "idoc": "xml", "u8": "xml"}


class PomsEdiPartner(models.Model):
    """The way out: answers as messages of the partner's family."""

    _inherit = "poms.edi.partner"

    def _send(self, answer, received):
        """Write `answer` (of `poms.order`) as the answer to the message `received`.

        :return: the outgoing message, or an empty one if it could not be written;
            that one is kept too, as failed, for a person
        """
        self.ensure_one()
        partner = self.with_company(self.company_id)
        asked = received.document or {}
        number = self.env["ir.sequence"].next_by_code("poms.edi.control")
        document, content, problem = order_response(answer, asked), b"", False
        try:
            content = partner._write(document, answer, asked, number)
        except WriteError as error:
            problem = str(error)
        message = self.env["poms.edi.message"].create(
            partner._prepare_out_vals(document, received, number, problem)
        )
        if problem:
            return message.browse()
        message.exchange_id = partner._make_out_exchange(message, content)
        if self.way_out == "folder":
            message.exchange_id.action_exchange_send()
        return message

    def _write(self, document, answer, asked, number):
        """The bytes of a response; raises `WriteError` with what is wrong."""
        if self.family == "u8":
            reason = answer.get("reason") or self.env._("The order was refused.")
            is_refused = document["response"] == "rejected"
            item = {
                "key": document.get("order_number"),
                "number": None if is_refused else document.get("document_number"),
                "error": reason if is_refused else None,
            }
            return write_reply([item], asked)
        envelope = {
            "sender": self.own_code or asked.get("receiver"),
            "sender_qualifier": self.own_qualifier,
            "receiver": self.their_code or asked.get("sender"),
            "receiver_qualifier": self.their_qualifier,
            "control_number": number,
            "client": asked.get("client"),
            "charset": self.charset,
            "encoding": self.encoding,
            "test": self.mode == "test",
        }
        return write(document, self.family, envelope, self._now(), self.idoc_form)

    def _now(self):
        """The company's wall clock: messages carry local time without a zone."""
        company = self.company_id
        zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(pytz.timezone(zone)).replace(tzinfo=None)

    def _prepare_out_vals(self, document, received, number, problem):
        names = {"edifact": "ORDRSP", "idoc": "ORDRSP", "u8": "return"}
        control = number.zfill(16) if self.family == "idoc" else number
        return {
            "edi_partner_id": self.id,
            "direction": "output",
            "family": self.family,
            "type": "order_response",
            "message_type": names[self.family],
            "control_number": control,
            "order_number": document.get("order_number"),
            "is_test": self.mode == "test",
            "document": document,
            "order_id": received.order_id.id,
            "answered_id": received.id,
            "state": "failed" if problem else "pending",
            "code": "not_written" if problem else False,
            "text": problem,
        }

    def _make_out_exchange(self, message, content):
        extension = EXTENSIONS[self.family]
        if self.family == "idoc" and self.idoc_form == "flat":
            extension = "idoc"
        backend = self.backend_id.with_context(edi__skip_quick_exec=True)
        exchange = backend.create_record(
            "poms_out",
            {
                "exchange_file": base64.b64encode(content),
                "exchange_filename": (
                    f"{message.message_type}-{message.control_number}.{extension}"
                ),
                "edi_exchange_state": "output_pending",
                "company_id": self.company_id.id,
            },
        )
        exchange._set_related_record(message)
        return exchange

    # -- what the partner fetches

    def _outbox(self):
        """The messages that wait to be fetched, oldest first."""
        self.ensure_one()
        messages = self.env["poms.edi.message"].search(
            [
                ("edi_partner_id", "=", self.id),
                ("direction", "=", "output"),
                ("state", "=", "pending"),
                ("exchange_id", "!=", False),
            ],
            order="id",
        )
        return [
            {
                "id": message.id,
                "filename": message.filename,
                "type": message.type,
                "message_type": message.message_type,
                "order_number": message.order_number,
                "control_number": message.control_number,
            }
            for message in messages
        ]

    def _out_message(self, message_id):
        """One outgoing message of this partner, or none."""
        return self.env["poms.edi.message"].search(
            [
                ("id", "=", message_id),
                ("edi_partner_id", "=", self.id),
                ("direction", "=", "output"),
                ("state", "in", ("pending", "sent")),
                ("exchange_id", "!=", False),
            ]
        )
