from decimal import Decimal

from odoo import Command, models

from ...domain.change_dispositions import (
    CUSTOMER,
    ENGINEERING,
    Touched,
    propose,
    risk,
    spread,
    wanted_quantity,
)

RISK_KEYS = {"high": "1_high", "medium": "2_medium", "low": "3_low"}
# What is touched by one item only counts once, under the strongest that is asked.
STRENGTH = {ask: rank for rank, ask in enumerate((*CUSTOMER, *ENGINEERING, "setting"))}


def to_decimal(value):
    return Decimal(str(value or 0))


class PomsChangeRequest(models.Model):
    """What a change touches: found before the decision, and again when applied."""

    _inherit = "poms.change.request"

    def action_refresh(self):
        """Find anew what drafts touch; dispositions that were chosen stay."""
        self.check_access("write")
        self.filtered(lambda r: r.state == "draft")._refresh_impact()
        return True

    def _refresh_impact(self):
        for request in self:
            # sudo: the whole truth is shown, whatever the asker may read elsewhere
            request = request.sudo()
            request._store_touched(request._find_touched())

    def _store_touched(self, rows):
        """Replace the rows; what a person chose for the same thing stays."""
        self.ensure_one()
        chosen = {
            (line.kind, line.res_model, line.res_id): line for line in self.line_ids
        }
        commands = [Command.clear()]
        for row in sorted(rows, key=lambda row: row["risk"]):
            old = chosen.get((row["kind"], row["res_model"], row["res_id"]))
            if old and old.disposition != old.proposal:
                row["disposition"] = old.disposition
            if old:
                row["note"] = old.note
                row["target_line_id"] = row.get("target_line_id") or (
                    old.target_line_id.id
                )
            commands.append(Command.create(row))
        self.line_ids = commands

    def _find_touched(self):
        """Vals of the rows, one per thing, of the strongest item that touches it."""
        self.ensure_one()
        rows = {}
        for item in self.item_ids.sorted(lambda i: STRENGTH[i.kind]):
            for row in item._touched_rows():
                rows.setdefault((row["kind"], row["res_model"], row["res_id"]), row)
        return list(rows.values())

    def _production_lines(self, kind="production"):
        """{production order: its row of `kind`}."""
        return {
            line.production_id: line
            for line in self.line_ids
            if line.kind == kind and line.production_id
        }


class PomsChangeItem(models.Model):
    """Which production orders an item concerns, and how much of each stays wanted."""

    _inherit = "poms.change.item"

    def _label(self):
        """What is asked, of what."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        about = (
            self.order_line_id.display_name
            or self.bom_id.display_name
            or self.document_revision_id.display_name
            or self.product_new_id.display_name
            or (self.kind == "setting" and self._setting_label())
        )
        return f"{kinds[self.kind]}: {about}" if about else kinds[self.kind]

    def _productions(self):
        """The production orders that this item touches; finished ones of orders too."""
        self.ensure_one()
        if self.order_line_id:
            line = self.order_line_id
            productions = line.production_ids | line._pegs().production_id
            return productions.filtered(lambda p: p.state != "cancel")
        productions = self.env["mrp.production"]
        if self.kind == "bom":
            return productions.search(
                [
                    ("state", "not in", ("done", "cancel")),
                    ("company_id", "=", self.company_id.id),
                    ("bom_id", "=", self.bom_id.id),
                ]
            )
        document = self.document_revision_id.document_id
        if self.kind == "document" and document:
            cards = document._get_open_cards()[document]
            return cards.production_id.filtered(
                lambda p: p.company_id == self.company_id
            )
        return productions

    def _wanted_quantities(self):
        """{production order: quantity that it still has to make after this item}.

        The order's own production orders share the line's new need; each level
        passes its difference down to what was made for it.
        """
        self.ensure_one()
        productions = self._productions()
        wanted = {p: to_decimal(p.product_qty) for p in productions}
        if self.kind in ("cancel", "product"):
            return self._wanted_by_others(productions)
        if self.kind != "quantity":
            return wanted
        below = self.order_line_id._pegs().filtered("parent_id").production_id
        tops = productions.filtered(
            lambda p: not p._split_parents() & productions and p not in below
        )
        line, product = self.order_line_id, self.order_line_id.product_id
        need = [
            to_decimal(line.uom_id._compute_quantity(quantity, product.uom_id))
            for quantity in (line.quantity, self.quantity_new)
        ]
        self._share(tops.sorted("id"), *need, wanted)
        level = tops
        while level:
            level = self._pass_down(level, wanted)
        return wanted

    def _wanted_by_others(self, productions):
        """What each order makes for other lines too, where it is pooled; else 0."""
        pegs = self.env["poms.peg"].search([("production_id", "in", productions.ids)])
        others = pegs.filtered(lambda peg: peg.order_line_id != self.order_line_id)
        wanted = dict.fromkeys(productions, Decimal(0))
        for peg in others:
            wanted[peg.production_id] += to_decimal(peg.quantity)
        return wanted

    def _share(self, productions, before, after, wanted):
        """Share what is wanted of one product among its production orders."""
        total = wanted_quantity(
            sum((wanted[p] for p in productions), Decimal(0)), before, after
        )
        shares = spread(total, [(wanted[p], p.state != "done") for p in productions])
        wanted.update(zip(productions, shares, strict=True))

    def _pass_down(self, parents, wanted):
        """Change the children by what their parents need less or more; next level."""
        pegs = self.order_line_id._pegs().filtered(lambda peg: peg.parent_id in parents)
        pairs = {(p.poms_parent_id, p) for p in parents.poms_child_ids if p in wanted}
        pairs |= {(peg.parent_id, peg.production_id) for peg in pegs}
        empty = self.env["mrp.production"]
        groups = {}
        for parent, child in sorted(pairs, key=lambda pair: (pair[0].id, pair[1].id)):
            key = parent, child.product_id
            groups[key] = groups.get(key, empty) | child
        for (parent, product), group in groups.items():
            moves = parent.move_raw_ids.filtered(
                lambda m, product=product: (
                    m.product_id == product and m.state != "cancel"
                )
            )
            before = to_decimal(sum(moves.mapped("product_qty")))
            if not parent.product_qty:
                continue
            ratio = wanted[parent] / to_decimal(parent.product_qty)
            self._share(group.sorted("id"), before, before * ratio, wanted)
        return empty.union(*groups.values())

    def _judge(self, kind, **facts):
        """(proposal, risk key) of a touched thing, by the pure rules."""
        touched = Touched(kind=kind, **facts)
        return propose(self.kind, touched), RISK_KEYS[risk(self.kind, touched)]
