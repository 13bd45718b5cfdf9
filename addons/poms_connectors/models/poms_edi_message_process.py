from odoo import models
from odoo.exceptions import AccessError, UserError

from ..domain.change import apply_change
from ..domain.message import ORDER_TYPES, STATUS

REPLAYED_STATES = ("received", "waiting", "parked", "error")


class PomsEdiMessage(models.Model):
    """What becomes of a message."""

    _inherit = "poms.edi.message"

    def _process(self):
        """Process messages one by one; a bad one is set aside with its reason."""
        for message in self:
            try:
                with self.env.cr.savepoint():
                    message._process_one()
            except (UserError, ValueError, LookupError, TypeError) as error:
                # What a document can cause; faults of the database go up, so that
                # the whole intake is tried again.
                message.write({"state": "parked", "code": "failed", "text": str(error)})

    def _process_one(self):
        self.ensure_one()
        if self.type in ORDER_TYPES:
            self._ingest()
        elif self.type == "ack":
            self._take_ack()
        elif self.type == "order_response":
            self.write({"state": "ignored", "code": "not_installed"})
        else:
            self.write({"state": "ignored", "code": "ignored"})

    def _ingest(self):
        """Hand the document to orders, and keep what it answers."""
        partner, customer = self.edi_partner_id, self._customer()
        orders = self.env["poms.order"].with_company(self.company_id)
        document, latest = self.document, orders._find_latest(self.document, customer)
        if self.type == "order_cancel":
            known = latest or orders._find_cancelled(document, customer)
            if known:
                self._cancel(known)
                return
        if self.type == "order_change" and latest:
            document, unknown = apply_change(latest.document or {}, document)
            if unknown:
                self._park_unknown_lines(latest, unknown)
                return
        filename = self.exchange_id.exchange_filename or "message"
        answer = orders._ingest_document(
            document,
            "file" if self.channel == "upload" else "edi",
            customer,
            [(filename, self._content())],
            f"edi:{partner.id}:{self.key}",
        )
        state = {"accepted": "done", "duplicate": "duplicate"}.get(
            answer["status"], "parked"
        )
        text = answer["message"]
        if answer["code"] == "unknown_order":
            state = "waiting"
            text = self.env._(
                "Order %s is not here yet: the message waits, and is processed when "
                "the order comes.",
                self.order_number or "?",
            )
        self.write(
            {
                "state": state,
                "code": answer["code"],
                "text": text,
                "order_id": answer["id"] or False,
            }
        )
        if state == "done":
            self._wake_waiting()

    def _park_unknown_lines(self, order, lines):
        """A change of what the order does not have is for a person."""
        text = self.env._(
            "Order %(order)s has no line %(lines)s to change, or has it twice.",
            order=order.name,
            lines=", ".join(lines),
        )
        self.write(
            {
                "state": "parked",
                "code": "unknown_line",
                "text": text,
                "order_id": order.id,
            }
        )

    def _cancel(self, order):
        """Cancel an order that is still in the inbox; else a person decides."""
        values = {"order_id": order.id, "state": "done", "code": "cancelled"}
        if order.state == "cancelled":
            text = self.env._("Order %s has been cancelled before.", order.name)
        elif order.state == "received":
            order.action_cancel()
            text = self.env._("Order %s is cancelled.", order.name)
        else:
            values.update(state="parked", code="in_production")
            text = self.env._(
                "Order %s is in production already. Cancel it there, or tell the "
                "customer that it cannot be cancelled.",
                order.name,
            )
        self.write({**values, "text": text})

    def _customer(self):
        """Whose order it is: the partner, or the buyer that the message names.

        An unknown buyer leaves the order without a customer, in the inbox.
        """
        partner = self.edi_partner_id
        if not partner.is_buyer_by_code:
            return partner.partner_id
        codes = [
            party.get("id")
            for party in self.document.get("partners") or []
            if party.get("role") == "buyer" and party.get("id")
        ]
        codes += [code.lstrip("0") for code in codes if code.isdigit()]
        found = self.env["res.partner"].search(
            [
                ("ref", "in", codes),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            limit=2,
        )
        return found if len(found) == 1 else found.browse()

    def _wake_waiting(self):
        """Process the changes that came before their order."""
        waiting = self.search(
            [
                ("edi_partner_id", "=", self.edi_partner_id.id),
                ("order_number", "=", self.order_number),
                ("state", "=", "waiting"),
                ("id", "!=", self.id),
            ],
            order="id",
        )
        waiting.write({"state": "received"})
        waiting._process()

    def _take_ack(self):
        """Note on our message what its receiver says to it; never answered itself."""
        ack = self.document.get("ack") or {}
        entries = [ack, *(ack.get("items") or [])]
        by_number = {e["reference"]: e for e in entries if e.get("reference")}
        numbers = [*by_number, *(number.zfill(16) for number in by_number)]
        sent = self.search(
            [
                ("edi_partner_id", "=", self.edi_partner_id.id),
                ("direction", "=", "output"),
                ("control_number", "in", numbers),
            ]
        )
        for message in sent:
            number = message.control_number
            entry = by_number.get(number) or by_number.get(number.lstrip("0")) or ack
            message._note_ack(entry)
        self.write(
            {
                "state": "done" if sent else "ignored",
                "code": "acknowledged" if sent else "no_reference",
                "answered_id": sent[:1].id,
            }
        )

    def _note_ack(self, entry):
        """Keep the receiver's verdict on an outgoing message."""
        status = entry.get("status") or "received"
        texts = [entry.get("text") or "", *(entry.get("texts") or [])]
        text = " ".join(filter(None, texts)) or False
        state = "failed" if status == "rejected" else "sent"
        self.write({"state": state, "code": f"ack_{status}", "text": text})

    def _answer(self):
        """What the sender hears of this message."""
        self.ensure_one()
        return {
            "status": STATUS.get(self.state, "accepted"),
            "id": self.id,
            "code": self.code or self.state,
            "message": self.text or "",
            "order": self.order_id.name or None,
            "order_number": self.order_number or None,
            "control_number": self.control_number or None,
            "message_number": self.message_number or None,
            "errors": self.errors or [],
        }

    def _summary(self):
        """One line that counts the messages by state."""
        names = dict(self._fields["state"]._description_selection(self.env))
        counts = self.grouped("state")
        return ", ".join(f"{names[state]}: {len(counts[state])}" for state in counts)

    # -- by hand

    def action_replay(self):
        """Read and process messages again, or send again what failed.

        For what people have put right since: a mapping, a setting, a storage.
        """
        if not self.env.user.has_group("poms_orders.group_planner"):
            raise AccessError(self.env._("Only planners process messages again."))
        self.check_access("read")
        # sudo: messages change by their own methods only
        messages = self.sudo()
        incoming = messages.filtered(
            lambda m: m.direction == "input" and m.state in REPLAYED_STATES
        )
        for message in incoming:
            message._read_again()
        incoming.filtered(lambda m: m.state == "received")._process()
        incoming.exchange_id._poms_sync_state()
        messages.filtered(lambda m: m.state == "failed")._send_again()
        return True

    def _read_again(self):
        """Take the reading at this message's place from the stored file again."""
        self.ensure_one()
        partner = self.edi_partner_id
        readings = partner._read_content(self._content())
        if len(readings) < self.position:
            return
        context = partner.with_context(poms_channel=self.channel)
        vals = context._prepare_message_vals(
            readings[self.position - 1], self._content(), self.position
        )
        same = self.search(
            [
                ("edi_partner_id", "=", partner.id),
                ("direction", "=", "input"),
                ("key", "=", vals["key"]),
                ("state", "in", ("done", "received", "waiting", "ignored")),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if vals["state"] == "received" and same:
            text = self.env._("A later copy of this message has been processed.")
            vals.update(state="superseded", original_id=same.id, text=text)
        self.write(vals)

    def _send_again(self):
        for message in self:
            if message.exchange_id:
                message.write({"state": "pending", "code": False, "text": False})
                message.exchange_id.edi_exchange_state = "output_pending"
                message.exchange_id.action_exchange_send()
            elif message.order_id:
                message.state = "superseded"
                message.order_id._send_answer(message.type)

    def _set_fetched(self):
        """The partner has it: sent."""
        waiting = self.filtered(lambda m: m.state == "pending")
        waiting.write({"state": "sent"})
        waiting.exchange_id.write({"edi_exchange_state": "output_sent"})
