from odoo import api, fields, models
from odoo.fields import Domain

from ...domain.confidence import SURE, overall

PAGE = 80
ASKED = {
    "all": Domain.TRUE,
    "ready": Domain([("has_issue", "=", False), ("confidence", ">=", SURE)]),
    "questions": Domain(["|", ("has_issue", "=", True), ("confidence", "<", SURE)]),
    "changes": Domain("previous_id", "!=", False),
}
# Waiting orders of a customer that are offered for merging; more is a list's work.
MAX_SIBLINGS = 10


class PomsOrder(models.Model):
    """What the planner's inbox reads; few queries however much waits."""

    _inherit = "poms.order"

    def _awaits_change(self):
        """Whether this changes an order that is in production already."""
        self.ensure_one()
        return self.state == "received" and self.previous_id.state in (
            "confirmed",
            "done",
        )

    # --- left: the queue

    @api.model
    def inbox_queue(self, search="", only="all", offset=0, limit=PAGE):
        """What waits, most urgent first.

        :param str search: in our number, the customer's, customer and items
        :param str only: all, ready, questions or changes
        :return: {"orders": [row], "total": int, "counts": {only: int}}
        """
        self.check_access("read")
        waiting = Domain("state", "=", "received") & self._inbox_search(search)
        domain = waiting & ASKED[only]
        orders = self.search_fetch(
            domain,
            ["name", "partner_id", "reference", "confidence", "missing_fields"],
            order="priority desc, customer_class, date_due, id",
            offset=offset,
            limit=limit,
        )
        counts = self._inbox_counts(waiting)
        return {
            "orders": [order._inbox_row() for order in orders],
            "total": counts[only],
            "counts": counts,
        }

    @api.model
    def _inbox_counts(self, waiting):
        """{all, ready, questions, changes: count}; two queries."""
        groups = self._read_group(waiting, ["has_issue", "confidence"], ["__count"])
        total = sum(count for *_key, count in groups)
        ready = sum(
            count for issue, sure, count in groups if not issue and sure >= SURE
        )
        return {
            "all": total,
            "ready": ready,
            "questions": total - ready,
            "changes": self.search_count(waiting & ASKED["changes"]),
        }

    @api.model
    def _inbox_search(self, text):
        text = (text or "").strip()
        if not text:
            return Domain.TRUE
        names = (
            "name",
            "reference",
            "partner_id.complete_name",
            "line_ids.item_buyer",
            "line_ids.product_id",
        )
        return Domain.OR(Domain(name, "ilike", text) for name in names)

    def _inbox_row(self):
        """A row of the queue."""
        return {
            "id": self.id,
            "name": self.name,
            "channel": self.channel,
            "partner": self.partner_id.name or "",
            "sender": "" if self.partner_id else self._sender_name(),
            "reference": self.reference or "",
            "revision": self.revision,
            "part": self.part,
            "due": fields.Datetime.to_string(self.date_due) or "",
            "priority": self.priority,
            "customer_class": self.customer_class or "",
            "confidence": self.confidence,
            "missing": self.missing_fields.split(",") if self.missing_fields else [],
            "is_ready": not self.has_issue and self.confidence >= SURE,
            "is_blocked": self.has_issue,
            "is_change": self._awaits_change(),
            "is_cancellation": self.is_cancellation,
            "make_to_stock": self.make_to_stock,
        }

    def _sender_name(self):
        document = self.document or {}
        names = [
            party.get("name")
            for party in document.get("partners") or []
            if party.get("role") == "buyer"
        ]
        return next(filter(None, [*names, document.get("sender")]), "")

    # --- middle and right: one order

    def inbox_order(self):
        """One order as understood, why, and what it changes.

        Its originals are read apart (`read_originals`): large ones take a moment.
        """
        self.ensure_one()
        self.check_access("read")
        lines = self.line_ids.sorted(lambda line: (line.sequence, line.id))
        sure = lines._assess()
        shown = lines._shown_in_inbox()
        suggestions = shown._suggest_products()
        return {
            **self._inbox_row(),
            "state": self.state,
            "overall": overall(self._assess(list(sure.values()))),
            "issues": self._issues(),
            "fields": self._inbox_fields(),
            "lines": [
                line._inbox_line(sure[line], suggestions.get(line, []))
                for line in shown
            ],
            "more_lines": len(lines) - len(shown),
            "production_only": not self._makes_sale(),
            "promised": fields.Datetime.to_string(self.date_promised) or "",
            "received": fields.Datetime.to_string(self.date_received) or "",
            "merged": [
                {"id": o.id, "name": o.name, "reference": o.reference or ""}
                for o in self.merged_from_ids
            ],
            "siblings": self._inbox_siblings(),
            "difference": self._inbox_difference(),
            "previous": {
                "id": self.previous_id.id,
                "name": self.previous_id.name or "",
            },
            "notes": self._rule_notes(),
            "file": self._inbox_file(),
            "original_count": len(self.sudo().original_attachment_ids),
        }

    def _inbox_file(self):
        """The file that it was read from, and how many of its rows are missing."""
        rows = self.intake_row_ids.filtered(lambda row: row.state == "open")
        return {"id": self.intake_part_id.id, "rows": len(rows)}

    def _inbox_fields(self):
        """The order's own fields: value, how sure, why, where in the original."""
        document = self.document or {}
        return {
            "partner_id": {
                "value": self.partner_id.id,
                "text": self.partner_id.complete_name or "",
                "percent": 100 if self.partner_id or self.make_to_stock else 0,
                "why": self._why("customer", "missing")
                if not self.partner_id and not self.make_to_stock
                else "",
                "sent": self._sender_codes(document),
                "suggestions": self._suggest_partners(),
            },
            "reference": {
                "value": self.reference or "",
                "percent": 100,
                "why": "",
                "sent": [document.get("order_number") or self.reference or ""],
            },
            "date_due": {
                "value": fields.Datetime.to_string(self.date_due) or "",
                "percent": 100 if self.date_due else 0,
                "why": "" if self.date_due else self._why("date", "missing"),
                "sent": [document.get("requested_date") or ""],
            },
            "priority": {"value": self.priority, "percent": 100, "why": "", "sent": []},
            "currency_id": {
                "value": self.currency_id.id,
                "text": self.currency_id.name or self.currency_code or "",
                "percent": 100 if self.currency_id else 0,
                "why": "" if self.currency_id else self._why("currency", "missing"),
                "sent": [self.currency_code or ""],
            },
        }

    @api.model
    def _why(self, field, code):
        """The sentence for a code of `domain.confidence`; "" where all is plain."""
        _ = self.env._
        sentences = {
            ("customer", "missing"): _("Which customer? The sender is not known."),
            ("currency", "missing"): _("This currency is not in use here."),
            ("product", "missing"): _("Which product is it?"),
            ("product", "crossed"): _(
                "The customer's number is equal to one of ours. Is it this product?"
            ),
            ("product", "mapping"): _("Remembered for this customer."),
            ("product", "own"): _("By our item number."),
            ("product", "gtin"): _("By its GTIN."),
            ("unit", "missing"): _("Which unit is it?"),
            ("unit", "no_conversion"): _(
                "This unit cannot be converted into the product's own."
            ),
            ("unit", "product"): _("No unit was sent: the product's own is taken."),
            ("quantity", "unreadable"): _("The quantity cannot be read."),
            ("quantity", "not_positive"): _("The quantity is not positive."),
            ("quantity", "too_much"): _("Nobody orders as much: is it a slip?"),
            ("quantity", "not_whole"): _(
                "Pieces with serial numbers are not made in parts."
            ),
            ("quantity", "unusual"): _(
                "Far more than this customer has ever ordered. Is it a slip?"
            ),
            ("date", "missing"): _("No date was asked for."),
            ("date", "unreadable"): _("The date cannot be read."),
            ("date", "past"): _("The date was over when the order came."),
            ("date", "order"): _("The order's date."),
            ("price", "unreadable"): _("The price cannot be read."),
            ("price", "list"): _("None was sent: the price list counts."),
            ("price", "no_price"): _("No price was sent, and we have none."),
        }
        return sentences.get((field, code), "")

    def _suggest_partners(self):
        """Customers that a sender without mapping may be, for one tick."""
        name = self._sender_name()
        if self.partner_id or self.make_to_stock or len(name) < 3:
            return []
        found = self.env["res.partner"].search(
            [
                "|",
                ("complete_name", "ilike", name.split("@")[-1]),
                ("email", "ilike", name),
                ("parent_id", "=", False),
            ],
            limit=3,
        )
        return [{"id": p.id, "name": p.display_name} for p in found]

    def _inbox_siblings(self):
        """Other waiting orders of this customer: to merge, or the same by chance."""
        if not self.partner_id or self.state != "received" or self._awaits_change():
            return []
        orders = self.search(
            [
                ("state", "=", "received"),
                ("id", "!=", self.id),
                ("partner_id", "child_of", self.partner_id.commercial_partner_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("warehouse_id", "=", self.warehouse_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=MAX_SIBLINGS,
        )
        orders = orders.filtered(lambda order: not order._awaits_change())
        return [order._inbox_row() for order in orders]

    def _inbox_difference(self):
        """[{kind, line, item, fields: [{name, before, after}]}] against the last."""
        if not self.previous_id:
            return []
        lines = self.env["poms.order.line"]
        rows = []
        for change in self._compare_with_previous():
            before = lines.browse(change.before.key if change.before else [])
            after = lines.browse(change.after.key if change.after else [])
            line = after or before
            names = change.fields or (
                ("quantity", "due") if change.kind in ("added", "removed") else ()
            )
            rows.append(
                {
                    "kind": change.kind,
                    "line": line.line or str(line.sequence),
                    "item": line._item_text(),
                    "fields": [
                        {
                            "name": name,
                            "before": before._fact_text(name) if before else "",
                            "after": after._fact_text(name) if after else "",
                        }
                        for name in names
                    ],
                }
            )
        return rows
