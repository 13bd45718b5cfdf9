from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...domain.intake import read_lines
from ...domain.message_age import is_older
from ...domain.order_identity import (
    LineFact,
    compare_lines,
    is_same,
    normal_reference,
    pair_lines,
)

CLOSED = ("rejected", "cancelled")
# EDIFACT BGM 1225: the change message is the whole order again.
REPLACES = "5"


class PomsOrder(models.Model):
    """The same order twice is one; a changed one is a revision."""

    _inherit = "poms.order"

    reference_key = fields.Char(
        compute="_compute_reference_key",
        store=True,
        index=True,
        precompute=True,
        help="The customer's number as compared between channels.",
    )
    part = fields.Integer(
        default=0, readonly=True, copy=False, help="Number of a split-off part."
    )
    is_cancellation = fields.Boolean(
        readonly=True, copy=False, help="The customer takes the order back."
    )

    @api.depends("reference")
    def _compute_reference_key(self):
        for order in self:
            order.reference_key = normal_reference(order.reference) or False

    @api.model
    def _find_latest(self, document, partner):
        """The newest living revision of the order that `document` speaks of."""
        key = normal_reference(document.get("order_number"))
        if not key or not partner:
            return self.browse()
        return self.search(
            self._domain_of_number(key, partner), order="revision desc, part", limit=1
        )

    @api.model
    def _find_cancelled(self, document, partner):
        """The order of this number that was cancelled, where none is left; or empty."""
        key = normal_reference(document.get("order_number"))
        if not key or not partner:
            return self.browse()
        domain = [
            ("company_id", "=", self.env.company.id),
            ("partner_id", "child_of", partner.commercial_partner_id.id),
            ("reference_key", "=", key),
            ("state", "=", "cancelled"),
        ]
        return self.search(domain, order="id desc", limit=1)

    @api.model
    def _domain_of_number(self, key, partner):
        return Domain(
            [
                ("company_id", "=", self.env.company.id),
                ("partner_id", "child_of", partner.commercial_partner_id.id),
                ("reference_key", "=", key),
                "|",
                ("state", "not in", CLOSED),
                ("merged_into_id", "!=", False),
            ]
        )

    def _family(self):
        """The orders that hold this revision's lines: itself, its parts, a merged one.

        A line belongs to the number that it came with (`reference_key`).
        """
        self.ensure_one()
        orders = self
        if self.reference_key and self.partner_id:
            domain = self._domain_of_number(self.reference_key, self.partner_id)
            orders |= self.with_company(self.company_id).search(
                domain & Domain("revision", "=", self.revision)
            )
        return self.browse(order._holder().id for order in orders)

    def _holder(self):
        """The order that holds the lines of one that was merged."""
        order = self
        while order.merged_into_id:
            order = order.merged_into_id
        return order

    # --- what differs

    def _line_facts(self, key):
        """The lines of the customer's number `key`, as pure facts."""
        lines = self.line_ids.sorted(lambda line: (line.sequence, line.id))
        return [line._line_fact() for line in lines if line.reference_key == key]

    def _compare_with_previous(self):
        """[LineChange] between what is here and this revision; keys are line ids."""
        self.ensure_one()
        before, key = self.previous_id, self.reference_key
        if before.state not in CLOSED:
            before = before._family()
        return compare_lines(before._line_facts(key), self._line_facts(key))

    # --- what becomes of a newer message

    def _settle_revision(self):
        """Find out what a newer message is; returns the order it is a copy of.

        A copy is dropped, its original kept with the order. A revision of an order
        that is not confirmed takes its place; any other waits for change control.
        """
        self.ensure_one()
        latest = self.previous_id
        if latest.merged_into_id and latest._holder().state == "received":
            latest.action_unmerge()
        base = latest._confirmed_base()
        self._keep_unnamed_lines(latest._family())
        for known in latest | base:
            family = known._family()
            if not self.is_cancellation and self._is_copy_of(family):
                return self._drop_into(known, family)
        self._note_revision()
        if base:
            self._await_change(base)
        else:
            self._take_place_of(latest._family())
        return self.browse()

    def _settle_older(self):
        """The order that `self`, a message written before it, is kept with; or empty.

        Whatever is late on its way changes nothing: revisions are put in order by the
        customer's own number, else by the messages' dates.
        """
        self.ensure_one()
        latest = self.previous_id
        if not is_older(self.document or {}, latest.document or {}):
            return self.browse()
        return self._move_message_to(latest._holder(), is_older=True)

    def _move_message_to(self, known, is_older=False):
        """Keep the message of `self` with `known`; `self` goes."""
        document, channel, uuid = self.document, self.channel, self.uuid
        originals = self.original_attachment_ids
        originals.write({"res_id": known.id})  # else they go with the order
        self.unlink()
        known._keep_copy(document, channel, originals, uuid, is_older)
        return known

    def _confirmed_base(self):
        """The order in production that a waiting revision (or itself) is about."""
        self.ensure_one()
        order = self._holder()
        while order and order.state not in ("confirmed", "done"):
            order = order.previous_id._holder()
        return order

    def _is_copy_of(self, family):
        changes = self._compare_with(family)
        return bool(changes) and is_same(changes)

    def _compare_with(self, family):
        key = self.reference_key
        return compare_lines(family._line_facts(key), self._line_facts(key))

    def _pairs_with(self, family):
        """(line here before, line of this revision) pairs."""
        key, lines = self.reference_key, self.env["poms.order.line"]
        pairs = pair_lines(family._line_facts(key), self._line_facts(key))
        return [(lines.browse(old.key), lines.browse(new.key)) for old, new in pairs]

    def _drop_into(self, known, family):
        """`self` says nothing new: keep its message with `known`, fill what it adds."""
        lines = self.env["poms.order.line"]
        for change in self._compare_with(family):
            if change.kind == "filled":
                lines.browse(change.before.key)._fill_from(
                    lines.browse(change.after.key), change.fields
                )
        self._move_message_to(known)
        waiting = known.next_ids.filtered(lambda order: order.state == "received")
        waiting._close_as_replaced(known)
        return known

    def _keep_unnamed_lines(self, family):
        """A change that names only some lines leaves the others as they are."""
        document = self.document or {}
        asked = read_lines(document)
        if (
            document.get("type") != "order_change"
            or document.get("function") == REPLACES
            or not any(line.action in ("change", "delete") for line in asked)
        ):
            return
        facts = [
            LineFact(index, line.line, tuple(line.items.values()))
            for index, line in enumerate(asked)
        ]
        known = family._line_facts(self.reference_key)
        named = {old.key for old, _new in pair_lines(known, facts)}
        unnamed = family.line_ids.browse(f.key for f in known if f.key not in named)
        self.line_ids = [
            Command.create({**vals, "order_id": self.id})
            for vals in unnamed.copy_data()
        ]
        self._complete_changed_lines(family)

    def _complete_changed_lines(self, family):
        """What a changed line does not say stays: quantity, date, price, unit."""
        for before, after in self._pairs_with(family):
            names = [n for n in ("quantity", "price", "due", "unit") if after._lacks(n)]
            after._fill_from(before, names)

    def _take_place_of(self, family):
        """Nothing is confirmed yet: the revision replaces what waited."""
        self.ensure_one()
        for before, after in self._pairs_with(family):
            after._fill_from(
                before, [n for n in ("product", "unit") if after._lacks(n)]
            )
        key = self.reference_key
        family.line_ids.filtered(lambda line: line.reference_key != key).order_id = self
        self.search([("merged_into_id", "in", family.ids)]).merged_into_id = self
        self.write(
            {
                "priority": max(family.mapped("priority")),
                "make_to_stock": any(family.mapped("make_to_stock")),
            }
        )
        family._close_as_replaced(self)

    def _close_as_replaced(self, by):
        """A revision that nobody confirmed gives way to `by`."""
        self.line_ids.write({"state": "cancelled"})
        self.write({"state": "cancelled"})
        for order in self:
            order._message_log(body=self.env._("Replaced by %s.", by.name))

    def _await_change(self, base):
        """The order is in production: newer wishes are for change control."""
        self.ensure_one()
        older = base.next_ids.filtered(
            lambda order: order.state == "received" and order != self
        )
        older |= self.previous_id.filtered(lambda order: order.state == "received")
        self.previous_id = base
        older._close_as_replaced(self)
        self._hand_to_change_control()

    def _hand_to_change_control(self):
        """The change request that this revision asks for; empty where none is needed.

        Asking twice finds the same request.
        """
        self.ensure_one()
        base = self.previous_id
        if base.state != "confirmed":
            return self.env["poms.change.request"]
        return base._request_change(self.document or {}, self.original_attachment_ids)

    def _note_revision(self):
        """Say in both histories what a newer message changes."""
        self.ensure_one()
        old = self.previous_id
        body = self.env._(
            "%(new)s is revision %(revision)s of %(old)s. It differs in: %(lines)s",
            new=self.name,
            revision=self.revision,
            old=old.name,
            lines="; ".join(self._change_sentences())
            or self.env._("the kind of message"),
        )
        for order in self | old:
            order._message_log(body=body)

    def _change_sentences(self):
        """One sentence per line that the revision changes."""
        lines = self.env["poms.order.line"]
        return [
            lines.browse((change.after or change.before).key)._change_sentence(change)
            for change in self._compare_with_previous()
            if change.kind != "same"
        ]
