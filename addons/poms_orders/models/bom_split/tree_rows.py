"""Rows of the split's tree, for the screen: a flat list, parents before children."""

from datetime import timedelta

from odoo import fields

OPEN_NEED = ("draft", "confirmed", "partially_available", "waiting")
PRODUCTION_MARKS = {
    "draft": "planned",
    "confirmed": "planned",
    "progress": "running",
    "to_close": "running",
    "done": "done",
    "cancel": "cancelled",
}
# Which state of its cards an operation shows: the one that says most.
CARD_ORDER = ("running", "paused", "released", "planned", "done", "cancelled")


class TreeRows:
    """Collects rows of one order (a record in superuser mode).

    A row: ``key, parent`` (a key or ""), ``kind`` (line, production, shared,
    operation, component, byproduct), ``model, id`` (what a click opens; id may be
    0), ``name, detail, quantity, unit, start, finish`` (UTC or ""), ``mark`` (of
    the one legend), ``is_late, is_short, is_held, note``.
    """

    def __init__(self, order):
        self.order = order
        self.env = order.env
        self.now = fields.Datetime.now()
        self.rows = []
        for line in order.line_ids:
            self._add_line(line)
        self.lines = {row["id"]: row for row in self.rows}

    def _add(self, key, parent, kind, record, name, quantity, unit, **more):
        row = {
            "key": key,
            "parent": parent,
            "kind": kind,
            "model": record._name,
            "id": record.id,
            "name": name,
            "detail": "",
            "quantity": float(quantity),
            "unit": unit.name or "",
            "start": "",
            "finish": "",
            "mark": "planned",
            "is_late": False,
            "is_short": False,
            "is_held": False,
            "note": "",
        }
        self.rows.append(row | more)
        return self.rows[-1]

    def _add_line(self, line):
        due = line.date_due or self.order.date_due
        self._add(
            f"line-{line.id}",
            "",
            "line",
            line,
            line.product_id.display_name or line.description or line.item_buyer or "",
            line.quantity,
            line.uom_id,
            detail=self.env._("Line %s", line.line or line.sequence),
            due=_text(due),
            mark={"cancelled": "cancelled", "delivered": "done"}.get(
                line.state, "planned"
            ),
            note=line.issue_text or "" if line.state == "open" else "",
        )

    def _finish_line(self, line_id, finish):
        """A line ends when the last of its production orders does."""
        row = self.lines.get(line_id)
        if row and finish:
            row["finish"] = max(row["finish"], _text(finish))
            row["is_late"] = bool(row["due"]) and row["finish"] > row["due"]

    # --- a plan that nobody has confirmed

    def add_plan(self, plan, structure):
        """Rows of the pure `plan`; `structure` as `_load_structure` gave it."""
        products = self.env["product.product"]
        by_id = {p.id: p for p in structure}
        for index, node in enumerate(plan.nodes):
            product = by_id[node.product]
            for number, peg in enumerate(node.pegs):
                if peg.parent is None:
                    parent = f"line-{peg.demand}"
                    self._finish_line(peg.demand, node.finish)
                else:
                    parent = f"node-{peg.parent}"
                if number:
                    self._add_share(f"share-{index}-{number}", parent, product, peg)
                else:
                    self._add_node(f"node-{index}", parent, product, node)
            self._add_steps(f"node-{index}", product, structure[product], node)
        parts = products.browse(dict.fromkeys(need.product for need in plan.needs))
        parts = {part.id: part for part in parts}
        for number, need in enumerate(plan.needs):
            if need.product not in by_id or need.from_stock or need.from_incoming:
                self._add_need(f"need-{number}", parts[need.product], need)

    def _add_node(self, key, parent, product, node):
        self._add(
            key,
            parent,
            "production",
            product,
            product.display_name,
            node.quantity,
            product.uom_id,
            detail=self.env._("to be made"),
            start=_text(node.start),
            finish=_text(node.finish),
            note=self._pool_note(len(node.pegs)),
        )

    def _pool_note(self, shares):
        if shares < 2:
            return ""
        return self.env._("made together for %s needs", shares)

    def _add_share(self, key, parent, product, peg):
        self._add(
            key,
            parent,
            "shared",
            product,
            product.display_name,
            peg.quantity,
            product.uom_id,
            detail=self.env._("share of a common production order"),
        )

    def _add_steps(self, key, product, made, node):
        for step in made.operations:
            machine = step.workcenter_id
            share = float(node.quantity) / (made.bom.product_qty or 1.0)
            minutes = step.time_cycle * share * 100.0 / (machine.time_efficiency or 100)
            self._add(
                f"{key}-step-{step.id}",
                key,
                "operation",
                step,
                step.name,
                node.quantity,
                product.uom_id,
                detail=machine.name,
                minutes=minutes + machine.time_start + machine.time_stop,
            )

    def _add_need(self, key, product, need):
        parent = f"line-{need.demand}" if need.parent is None else f"node-{need.parent}"
        is_bought = not need.pegged
        short = need.open if is_bought else 0
        notes = []
        if need.from_stock:
            notes.append(self.env._("%s from stock", f"{need.from_stock:f}"))
        if need.from_incoming:
            notes.append(self.env._("%s comes in time", f"{need.from_incoming:f}"))
        late = False
        if short:
            text, late = self._buying(product, short, need.date)
            notes.append(text)
        self._add(
            key,
            parent,
            "component",
            product,
            product.display_name,
            need.quantity - need.pegged,
            product.uom_id,
            finish=_text(need.date),
            mark="waiting" if short or need.from_incoming else "stock",
            is_short=bool(short),
            is_late=late,
            note=", ".join(notes),
        )

    def _buying(self, product, quantity, date):
        """(sentence, whether it comes too late) on what has to be bought."""
        supplier = product.seller_ids[:1]
        text = self.env._("%s to be bought", f"{quantity:f}")
        if not supplier:
            return text, False
        arrival = self.now + timedelta(days=supplier.delay)
        days = self.env._("%s days from the supplier", supplier.delay)
        return f"{text} ({days})", arrival > date

    # --- production orders that are there

    def add_productions(self, productions, supply):
        """Rows of `productions` of this order, each below its parent or line.

        :param dict supply: {product id: Supply} of components not there yet
        """
        shown = set(productions.ids)
        for production in productions.sorted("id"):
            shares = production.poms_peg_ids.filtered(self._is_ours)
            parents = [(share.parent_id, share.order_line_id) for share in shares]
            if not parents:
                line = production.poms_order_line_id
                parents = [(production.poms_parent_id, line)]
            for number, (parent, line) in enumerate(parents):
                key = f"line-{line.id}"
                if parent.id in shown:
                    key = f"mo-{parent.id}"
                else:
                    self._finish_line(line.id, production.date_finished)
                if number:
                    self._add_made_share(production, shares[number], key)
                else:
                    self._add_production(production, key, parent, line)
            self._add_work(production)
            self._add_moves(production, supply)

    def _is_ours(self, share):
        return share.order_line_id.order_id == self.order

    def _add_production(self, production, key, parent, line):
        open_ = production.state not in ("done", "cancel")
        limit = parent.date_start or line.date_due or line.order_id.date_due
        finish = production.date_finished
        cards = production.card_ids.filtered(lambda c: c.state != "cancelled")
        self._add(
            f"mo-{production.id}",
            key,
            "production",
            production,
            production.product_id.display_name,
            production.product_qty,
            production.product_uom_id,
            detail=production.name,
            start=_text(production.date_start),
            finish=_text(finish),
            mark=PRODUCTION_MARKS[production.state],
            is_late=bool(
                open_ and finish and (finish < self.now or (limit and finish > limit))
            ),
            is_held=open_ and any(cards.mapped("is_held")),
            note=self._pool_note(len(production.poms_peg_ids)),
        )

    def _add_made_share(self, production, share, key):
        self._add(
            f"mo-{production.id}-share-{share.id}",
            key,
            "shared",
            production,
            production.product_id.display_name,
            share.quantity,
            production.product_uom_id,
            detail=production.name,
            mark=PRODUCTION_MARKS[production.state],
        )

    def _add_work(self, production):
        for workorder in production.workorder_ids:
            cards = workorder.card_ids.filtered(lambda c: c.state != "cancelled")
            states = set(cards.mapped("state"))
            state = next((s for s in CARD_ORDER if s in states), "cancelled")
            starts = [c.date_started or c.date_planned_start for c in cards]
            ends = [c.date_done or c.date_planned_finish for c in cards]
            starts, ends = list(filter(None, starts)), list(filter(None, ends))
            open_ = state not in ("done", "cancelled")
            held = cards.filtered(lambda c: c.is_held and c.state != "done")
            self._add(
                f"wo-{workorder.id}",
                f"mo-{production.id}",
                "operation",
                cards if len(cards) == 1 else workorder,
                workorder._poms_step_name(),
                sum(cards.mapped("quantity_good")) if cards else 0,
                production.product_uom_id,
                detail=", ".join(cards.workcenter_id.mapped("name"))
                or workorder.workcenter_id.name,
                of=sum(cards.mapped("quantity")),
                start=_text(min(starts, default=workorder.date_start)),
                finish=_text(max(ends, default=workorder.date_finished)),
                minutes=workorder.duration_expected,
                mark=state,
                is_late=bool(open_ and ends and max(ends) < self.now),
                is_held=bool(held),
                note=held[:1].hold_reason or "" if held else "",
                cards=cards.mapped("name"),
            )

    def _add_moves(self, production, supply):
        for move in production.move_raw_ids:
            if move.state != "cancel":
                self._add_component(production, move, supply)
        for move in production.move_byproduct_ids:
            self._add(
                f"move-{move.id}",
                f"mo-{production.id}",
                "byproduct",
                move.product_id,
                move.product_id.display_name,
                move.product_uom_qty,
                move.product_uom,
                detail=self.env._("by-product"),
                mark="done" if move.state == "done" else "planned",
            )

    def _add_component(self, production, move, supply):
        made = move.move_orig_ids.production_id
        missing = move.product_uom.round(move.product_uom_qty - move.quantity)
        is_open = move.state in OPEN_NEED and missing > 0
        note, coming = "", None
        if is_open and not made:
            coming = self._coming(supply.get(move.product_id.id), missing)
            note = self.env._("%s missing", f"{missing:g}")
            if coming:
                date = fields.Datetime.context_timestamp(self.order, coming)
                note += ", " + self.env._("expected %s", date.strftime("%Y-%m-%d"))
        mark = "done" if move.state == "done" else "stock"
        self._add(
            f"move-{move.id}",
            f"mo-{production.id}",
            "component",
            move.product_id,
            move.product_id.display_name,
            move.product_uom_qty,
            move.product_uom,
            detail=", ".join(made.mapped("name")),
            finish=_text(production.date_start),
            mark="waiting" if is_open else mark,
            is_short=bool(is_open and not made and not coming),
            is_late=bool(coming and coming > production.date_start),
            note=note,
        )

    def _coming(self, supply, missing):
        """When the open supply covers what is missing; None if it does not."""
        if supply is None:
            return None
        total = float(supply.free)
        if total >= missing:
            return self.now
        for date, quantity in supply.incoming:
            total += float(quantity)
            if total >= missing:
                return date
        return None


def _text(date):
    return fields.Datetime.to_string(date) if date else ""
