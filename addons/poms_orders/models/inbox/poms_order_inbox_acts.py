from datetime import datetime

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ORDER_FIELDS = (
    "partner_id",
    "reference",
    "date_due",
    "priority",
    "currency_id",
    "make_to_stock",
)
LINE_FIELDS = ("product_id", "uom_id", "quantity", "price_unit", "date_due")


class PomsOrder(models.Model):
    """What the planner does in the inbox; each act answers what came of it."""

    _inherit = "poms.order"

    def inbox_set(self, values, line_id=None, remember=False):
        """Answer a question: write `values` of the order or of one line.

        :param dict values: of the fields shown; a date alone is the end of that day
        :param int line_id: the line, or None for the order itself
        :param bool remember: keep it for this customer or sender, and use it for
            all that waits
        :return: {"resolved": number of other orders understood now, "id": the order
            to show (another one where this turns out to be a copy of it)}
        """
        self.ensure_one()
        self._check_waiting()
        allowed = LINE_FIELDS if line_id else ORDER_FIELDS
        unknown = set(values) - set(allowed)
        if unknown:
            raise ValidationError(
                self.env._("%s cannot be set here.", ", ".join(sorted(unknown)))
            )
        values = self._inbox_values(values)
        if line_id:
            line = self.line_ids.filtered(lambda line: line.id == line_id)
            line._answer(values)
            resolved = line._spread_answer() if remember else self.browse()
            return {"id": self.id, "resolved": len(resolved - self)}
        shown, resolved = self._answer_header(values, remember)
        return {"id": shown.id, "resolved": len(resolved)}

    def inbox_accept_products(self):
        """Every product that was found by an equal number is right, and remembered.

        :return: as `inbox_set`
        """
        self.ensure_one()
        self._check_waiting()
        resolved = self.browse()
        for line in self.line_ids.filtered(lambda line: line.is_doubtful):
            line._answer({"product_id": line.product_id.id})
            if self.partner_id:
                resolved |= line._spread_answer()
        return {"id": self.id, "resolved": len(resolved - self)}

    def _inbox_values(self, values):
        result = dict(values)
        text = result.get("date_due")
        if text:
            # A date alone: the end of that day by the company's clock.
            moment = (
                fields.Date.to_date(text)
                if len(text) == 10
                else datetime.fromisoformat(text)
            )
            result["date_due"] = self._to_utc(moment) if len(text) == 10 else moment
        return result

    def _answer_header(self, values, remember):
        """(order to show, other orders that are understood now)."""
        identity = {"partner_id", "reference"} & set(values)
        others = self.browse()
        order = self._set_identity(values) if identity else self
        if not identity:
            self.write(values)
        if "partner_id" in values and values["partner_id"]:
            order._match_lines()
            if remember:
                others = order._remember_sender()
        return order, others

    def _set_identity(self, values):
        """Customer or number were wrong: it may be an order that is here already."""
        document = {"order_number": values.get("reference", self.reference)}
        partner = self.env["res.partner"].browse(
            values.get("partner_id", self.partner_id.id) or []
        )
        latest = self.with_company(self.company_id)._find_latest(document, partner)
        if latest and latest not in (self, self._family()):
            values = {
                **values,
                "previous_id": latest.id,
                "revision": latest.revision + 1,
            }
        try:
            with self.env.cr.savepoint():
                self.write(values)
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation:
            raise UserError(
                self.env._("Another order of this customer has this number already.")
            ) from None
        if "previous_id" not in values:
            return self
        self._match_lines()
        return self._settle_older() or self._settle_revision() or self

    def _remember_sender(self):
        """Keep whose sender this is; other waiting orders of it get the customer."""
        self.ensure_one()
        codes = self._sender_codes(self.document or {})
        if not codes:
            return self.browse()
        mapping = self.env["poms.sender.mapping"]
        mapping._remember(codes, self.partner_id)
        known = {mapping._normal(code) for code in codes}
        waiting = self.search(
            [
                ("state", "=", "received"),
                ("partner_id", "=", False),
                ("make_to_stock", "=", False),
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.id),
            ]
        ).filtered(
            lambda order: (
                known
                & {mapping._normal(c) for c in self._sender_codes(order.document or {})}
            )
        )
        for order in waiting:
            order._set_identity({"partner_id": self.partner_id.id})._match_lines()
        return waiting

    def _check_waiting(self):
        self.check_access("write")
        gone = self.filtered(lambda order: order.state != "received")
        if gone:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(order)s does not wait any more: it is %(state)s.",
                    order=gone[0].name,
                    state=states[gone[0].state].lower(),
                )
            )

    # --- accept, reject

    def inbox_accept(self):
        """Confirm one waiting order, or hand its change to change control.

        :return: {"status": accepted | change | waits | refused, "message",
            "request_id": only with change}
        """
        self.ensure_one()
        self._check_waiting()
        if self._awaits_change():
            return self._accept_change()
        if self.is_cancellation:
            self.line_ids.write({"state": "cancelled"})
            self.state = "cancelled"
            return self._inbox_answer(
                "accepted", self.env._("%s is cancelled, as asked.", self.reference)
            )
        try:
            with self.env.cr.savepoint():
                self.action_confirm()
        except UserError as error:
            return self._inbox_answer("refused", str(error))
        return self._inbox_answer(
            "accepted",
            self.env._(
                "%(order)s is confirmed: %(count)s production orders.",
                order=self.name,
                count=len(self.production_ids),
            ),
        )

    @api.model
    def _inbox_answer(self, status, message):
        return {"status": status, "message": message}

    def _accept_change(self):
        """From here on change control has it; the request says what it touches."""
        base = self.previous_id
        request = self._hand_to_change_control()
        if request:
            self._close_as_replaced(base)
            self._message_log(
                body=self.env._("Handed to change control: %s.", request.name)
            )
            message = self.env._(
                "The change is with change control: %s.", request.display_name
            )
            return self._inbox_answer("change", message) | {"request_id": request.id}
        return self._inbox_answer(
            "waits",
            self.env._(
                "Nothing in it changes production orders of %(old)s. Settle it by "
                "hand, then reject this revision with that reason.",
                old=base.name,
            ),
        )

    def inbox_reject(self, reason):
        """Refuse waiting orders; the customer is told `reason`."""
        self._check_waiting()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the customer is told the reason."))
        for order in self.filtered(lambda order: order._awaits_change()):
            order._withdraw_request()
        self.action_reject(reason.strip())
        return self._inbox_answer(
            "accepted", self.env._("%s is rejected.", ", ".join(self.mapped("name")))
        )

    def _withdraw_request(self):
        """The request that came with this revision is not wanted any more."""
        self.previous_id.change_request_ids.filtered(
            lambda request: (
                request.document == self.document
                and request.state in ("draft", "submitted")
            )
        ).action_withdraw()

    def inbox_undo(self):
        """Take back the last accept or reject of this order."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "rejected":
            self.action_reopen()
        else:
            self.undo_confirm()
        return self._inbox_answer(
            "accepted", self.env._("%s is in the inbox again.", self.name)
        )

    def inbox_promise(self):
        """The dates that can be promised, as far as something can tell them.

        :return: {"promised": date-time or "", "lines": {line id: date-time}}
        """
        self.ensure_one()
        self.action_promise()
        text = fields.Datetime.to_string
        return {
            "promised": text(self.date_promised) or "",
            "lines": {
                str(line.id): text(line.date_promised)
                for line in self.line_ids
                if line.date_promised
            },
        }

    # --- merge, split

    def inbox_merge(self):
        """Merge these waiting orders; returns the id of the one that stays."""
        return self.action_merge().id

    def inbox_split(self, line_ids=None):
        """Split by lines, or by due date without; returns the ids of the new parts."""
        return self.action_split(line_ids).ids
