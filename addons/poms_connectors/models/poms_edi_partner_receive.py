import base64
import binascii

import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tools import mute_logger

from ..codecs import read
from ..codecs.idoc.flat import CODE_PAGES
from ..codecs.u8 import write_reply
from ..domain.message import (
    STATUS,
    document_digest,
    message_key,
    total_status,
    without_null,
)

MAX_BYTES = 20 * 1024 * 1024
# States in which a message of the same key is the one that counts.
LIVE_STATES = ("received", "done", "waiting", "ignored")
RETRIED_STATES = ("error", "parked")


class PomsEdiPartner(models.Model):
    """The intake: one file, its messages, what is answered."""

    _inherit = "poms.edi.partner"

    @api.model
    def receive(self, content_base64, filename=None):
        """Take in a file of the calling bot's partner.

        :param str content_base64: the file's bytes
        :param str filename: its name at the sender
        :return: {"status": accepted|duplicate|refused|partial, "exchange", "messages":
            [{"status", "id", "code", "message", "order", "order_number",
            "control_number", "message_number", "errors"}]}; what is not known is
            left out
        """
        partner = self._of_user()
        try:
            content = base64.b64decode(content_base64 or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise ValidationError(self.env._("content_base64 is not base64.")) from None
        return without_null(partner._receive(content, filename, "rpc"))

    @api.model
    def _of_user(self):
        """The partner whose bot is calling (as superuser); AccessError if none."""
        if not self.env.user.has_group("poms_orders.group_connector"):
            raise AccessError(self.env._("Only a partner's bot user sends messages."))
        # sudo: a bot has no rights but these methods, each for its own partner
        partner = self.sudo().search([("user_id", "=", self.env.uid)], limit=1)
        if not partner:
            raise AccessError(
                self.env._("No EDI partner is set up for %s.", self.env.user.name)
            )
        return partner.with_company(partner.company_id)

    def _receive(self, content, filename, channel):
        """Store a file, read it, process its messages; return the answer.

        Callers have checked the rights: runs as superuser. All or nothing is stored:
        an exception means that the sender has to send again.
        """
        self.ensure_one()
        if not content:
            raise UserError(self.env._("The file is empty."))
        if len(content) > MAX_BYTES:
            raise UserError(
                self.env._("The file is larger than %s MB.", MAX_BYTES // 1024 // 1024)
            )
        # sudo: see above
        partner = self.sudo().with_company(self.company_id)
        backend = partner.backend_id.with_context(edi__skip_quick_exec=True)
        exchange = backend.create_record(
            "poms_in",
            {
                "exchange_file": base64.b64encode(content),
                "exchange_filename": filename or self.env._("message"),
                "edi_exchange_state": "input_received",
                "company_id": partner.company_id.id,
            },
        )
        backend.exchange_process(exchange.with_context(poms_channel=channel))
        return partner._answer_exchange(exchange)

    def _process_exchange(self, exchange):
        """Read a stored file if that has not been done, and process what is new."""
        self.ensure_one()
        messages = exchange.poms_message_ids
        if not messages:
            messages = self._read_exchange(exchange)
            exchange._set_related_record(messages[:1])
        messages.filtered(lambda m: m.state == "received")._process()
        return messages._summary()

    def _read_content(self, content):
        """The codecs' readings of a file, with this partner's settings."""
        encoding = CODE_PAGES.get(self.encoding or "", self.encoding) or None
        return read(
            content,
            encoding=encoding,
            width=self.width or None,
            fallbacks=(encoding,) if encoding else (),
            max_bytes=MAX_BYTES,
        )

    def _read_exchange(self, exchange):
        """Make a message of each reading; known ones become duplicates."""
        content = base64.b64decode(
            exchange.with_context(bin_size=False).exchange_file or b""
        )
        vals_list = [
            {
                **self._prepare_message_vals(reading, content, index),
                "exchange_id": exchange.id,
            }
            for index, reading in enumerate(self._read_content(content), 1)
        ]
        self._mark_known(vals_list)
        try:
            # Muted: a copy at the same moment is no error, and its content no log.
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                messages = self.env["poms.edi.message"].create(vals_list)
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation as error:
            # The same message at this very moment: the retry finds it.
            raise ConcurrencyError(str(error)) from error
        return messages

    def _prepare_message_vals(self, reading, content, index):
        """Vals of one message, with the state that its content alone gives it."""
        envelope, document = reading.envelope, reading.document
        kinds = dict(self.env["poms.edi.message"]._fields["type"].selection)
        kind = envelope.get("type", "other")
        vals = {
            "edi_partner_id": self.id,
            "position": index,
            "direction": "input",
            "channel": self.env.context.get("poms_channel") or "folder",
            "family": envelope.get("family") if envelope.get("family") in
            dict(self._fields["family"].selection) else False,
            "type": kind if kind in kinds else "other",
            "message_type": envelope.get("message_type"),
            "control_number": envelope.get("control_number"),
            "message_number": envelope.get("message_number"),
            "is_test": bool(envelope.get("test")),
            "key": message_key(envelope, content, index),
        }  # fmt: skip
        if reading.issues:
            errors = [issue.as_dict() for issue in reading.issues]
            text = "\n".join(self._error_text(error) for error in errors)
            state = {"state": "error", "code": errors[0]["code"]}
            return {**vals, **state, "errors": errors, "text": text, "document": False}
        code, text = self._objection(document)
        return {
            **vals,
            "document": document,
            "digest": document_digest(document),
            "order_number": document.get("order_number"),
            "state": "parked" if code else "received",
            "code": code,
            "text": text,
            "errors": False,
        }

    def _error_text(self, error):
        place = error["position"]
        where = [
            self.env._("line %s", place["line"]) if place["line"] else "",
            place["segment"] or "",
            place["field"] or "",
            self.env._("byte %s", place["byte"]) if place["byte"] is not None else "",
        ]
        return f"{', '.join(filter(None, where))}: {error['text']}"

    def _objection(self, document):
        """(code, sentence) why a readable message is parked, or (False, False)."""
        if document["family"] != self.family:
            return "family", self.env._(
                "The partner is set up for another family of messages."
            )
        if document["test"] != (self.mode == "test"):
            return "test", self.env._(
                "Message and partner disagree on whether this is a test."
            )
        receiver, sender = document.get("receiver"), document.get("sender")
        if self.own_code and receiver and receiver != self.own_code:
            return "receiver", self.env._("The message is for %s, not us.", receiver)
        if self.their_code and sender and sender != self.their_code:
            return "sender", self.env._(
                "The message is from %s, not from this partner.", sender
            )
        return False, False

    def _mark_known(self, vals_list):
        """Give copies of known messages their state, and retire failed ones.

        The same number with another content is a matter for a person.
        """
        readable = [vals for vals in vals_list if vals["state"] == "received"]
        known = self.env["poms.edi.message"].search(
            [
                ("edi_partner_id", "=", self.id),
                ("direction", "=", "input"),
                ("key", "in", [vals["key"] for vals in readable]),
                ("state", "in", LIVE_STATES + RETRIED_STATES),
            ]
        )
        live = {m.key: m for m in known if m.state in LIVE_STATES}
        seen = {key: (m.digest, m) for key, m in live.items()}
        for vals in readable:
            if vals["key"] not in seen:
                seen[vals["key"]] = (vals["digest"], self.env["poms.edi.message"])
                continue
            digest, original = seen[vals["key"]]
            vals["original_id"] = original.id
            vals["order_id"] = original.order_id.id
            if digest == vals["digest"]:
                text = self.env._("This message has come before.")
                vals.update(state="duplicate", code="duplicate", text=text)
            else:
                text = self.env._(
                    "A message of this number has come before with another content."
                )
                vals.update(state="parked", code="conflict", text=text)
        new = {vals["key"] for vals in readable if vals["state"] == "received"}
        retired = known.filtered(lambda m: m.state in RETRIED_STATES and m.key in new)
        retired.write({"state": "superseded"})

    # -- answers

    def _answer_exchange(self, exchange):
        """The answer to a file, for programs."""
        answers = [message._answer() for message in exchange.poms_message_ids]
        return {
            "status": total_status([answer["status"] for answer in answers]),
            "exchange": exchange.identifier,
            "messages": answers,
        }

    def _reply_u8(self, exchange):
        """The answer to a U8 message in U8's own form."""
        messages = exchange.poms_message_ids
        items = []
        for message in messages:
            is_taken = STATUS[message.state] in ("accepted", "duplicate")
            is_taken = is_taken and message.state != "ignored"
            number = message.order_id.name or f"EDI-{message.id}"
            items.append(
                {
                    "key": message.order_number or message.control_number,
                    "number": number if is_taken else None,
                    "error": None if is_taken else message.text
                    or self.env._("POMS processes no such document."),
                }
            )  # fmt: skip
        first = messages[:1]
        envelope = dict(first.document or {})
        envelope.setdefault("message_type", first.message_type)
        envelope.setdefault("control_number", first.control_number)
        return write_reply(items, envelope)
