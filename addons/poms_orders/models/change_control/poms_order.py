from decimal import Decimal

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ...domain.change_diff import Row, compare
from ...domain.intake import read_lines
from .states import CHANGE_OPEN


class PomsOrder(models.Model):
    """A customer's newer message on an order in production becomes a change request."""

    _inherit = "poms.order"

    change_request_ids = fields.One2many(
        "poms.change.request", "order_id", string="Changes"
    )
    change_count = fields.Integer(
        string="Open Changes", compute="_compute_change_count"
    )

    def _compute_change_count(self):
        groups = self.env["poms.change.request"]._read_group(
            [("order_id", "in", self.ids), ("state", "in", CHANGE_OPEN)],
            ["order_id"],
            ["__count"],
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.change_count = counts.get(order.id, 0)

    def action_request_change(self):
        """Open the form of a new change of this order."""
        self.ensure_one()
        if self.state != "confirmed":
            raise UserError(
                self.env._(
                    "%s is not in production: change it directly, or ask again "
                    "after confirming.",
                    self.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "poms.change.request",
            "view_mode": "form",
            "name": self.env._("Change of %s", self.name),
            "context": {
                "default_kind": "customer",
                "default_order_id": self.id,
                "default_company_id": self.company_id.id,
                "default_subject": self.env._(
                    "Change of %s", self.reference or self.name
                ),
            },
        }

    def action_view_changes(self):
        return self.change_request_ids._get_records_action(name=self.env._("Changes"))

    def _request_change(self, document, attachments=()):
        """Ask for what the customer's newer `document` changes in this order.

        Where less is wanted, the touched cards are held at once. The same document
        again finds the request that it made.

        :param dict document: neutral document of type order, order_change or
            order_cancel
        :param attachments: (name, bytes) pairs or `ir.attachment` records
        :return: the `poms.change.request`, in draft; empty where nothing differs
        """
        self.ensure_one()
        requests = self.env["poms.change.request"]
        same = self.change_request_ids.filtered(
            lambda r: r.state in CHANGE_OPEN and r.document == document
        )
        if same:
            return same[:1]
        items = self._asked_items(document)
        if not items:
            return requests
        request = requests.create(
            {
                "kind": "customer",
                "subject": self.env._(
                    "Customer's change of %s", self.reference or self.name
                ),
                "order_id": self.id,
                "company_id": self.company_id.id,
                "document": document,
                "item_ids": [Command.create(vals) for vals in items],
            }
        )
        request._keep_message(attachments)
        request._refresh_impact()
        if request._reduces():
            # sudo: holding at once is a rule, not a right of the message's bearer
            request.sudo()._hold_touched()
        body = self.env._("The customer asks for a change: %s", request.name)
        self._message_log(body=body)
        return request

    def _asked_items(self, document):
        """Vals of the items that `document` asks for, by the pure comparison."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state != "cancelled")
        raws = read_lines(document)
        probes = self._probe_lines(raws)
        before = [
            Row(
                line.id,
                line.line or str(line.sequence),
                Decimal(str(line.quantity)),
                line._get_due(),
                line.product_id.id,
            )
            for line in lines
        ]
        after = [
            Row(
                index,
                raw.line,
                raw.quantity,
                self._to_utc(raw.due) or None,
                probe.product_id.id or None,
                raw.action,
            )
            for index, (raw, probe) in enumerate(zip(raws, probes, strict=True))
        ]
        asked = compare(before, after, document.get("type") or "order")
        return [self._prepare_asked(one, raws, probes) for one in asked]

    def _probe_lines(self, raws):
        """The message's lines with product and unit as the mappings find them.

        Unsaved records: nothing of them is stored.
        """
        probe = self.new(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "line_ids": [
                    Command.create(self._prepare_line_vals(index, raw))
                    for index, raw in enumerate(raws)
                ],
            }
        )
        probe._match_products(probe.line_ids)
        probe._match_units(probe.line_ids)
        return probe.line_ids

    def _prepare_asked(self, asked, raws, probes):
        """Vals of a `poms.change.item`; what cannot be read stands in its note."""
        raw = raws[asked.new] if asked.new is not None else None
        probe = probes[asked.new] if asked.new is not None else None
        line = self.env["poms.order.line"].browse(asked.key or [])
        vals = {"kind": asked.kind, "order_line_id": line.id}
        if raw is None or asked.kind == "cancel":
            return vals
        unit = line.uom_id or probe.uom_id
        notes = [self.env._("cannot read “%s”", value) for _code, value in raw.issues]
        if raw.unit and line and (line.uom_code or line.uom_id.name) != raw.unit:
            unit = probe.uom_id
            if unit != line.uom_id:
                notes.append(
                    self.env._(
                        "the unit changed to %s: enter the quantity in the line's unit",
                        raw.unit,
                    )
                )
        item_code = next((code for code in raw.items.values() if code), "")
        if asked.kind == "add" and not probe.product_id:
            notes.append(self.env._("item %s is not known", item_code))
        return {
            **vals,
            "line_number": raw.line,
            "quantity_new": float(raw.quantity or 0),
            "date_new": self._to_utc(raw.due),
            "product_new_id": probe.product_id.id,
            "uom_id": unit.id,
            "price_new": float(raw.price or 0),
            "note": "; ".join(notes) or False,
        }
