from decimal import Decimal

from odoo import models
from odoo.tools import format_datetime

from .poms_change_request_impact import to_decimal


class PomsChangeItem(models.Model):
    """The rows of what an item touches, kind by kind."""

    _inherit = "poms.change.item"

    def _touched_rows(self):
        """Vals of `poms.change.line`; several searches, whatever the number of rows."""
        self.ensure_one()
        if self.kind == "setting":
            return self._setting_rows()
        rows = []
        wanted = self._wanted_quantities()
        productions = self.env["mrp.production"].concat(*wanted)
        # read at once what the rows look at one by one
        productions.card_ids.mapped("quantity_good")
        productions.move_raw_ids.move_orig_ids.mapped("state")
        for production in productions:
            rows += self._production_rows(production, wanted[production])
            rows += self._card_rows(production)
            rows += self._bar_rows(production)
            rows += self._kit_rows(production, wanted[production])
            rows += self._pieces_rows(production, wanted[production])
        if self.order_line_id or self.kind in ("bom", "document"):
            rows += self._order_rows(productions)
        if self.kind != "date":
            rows += self._purchase_rows(productions)
        return rows + self._delivery_rows() + self._stock_rows()

    def _row(self, kind, record, **vals):
        """Vals of one row; `facts` in `vals` are what the rules look at."""
        facts = vals.pop("facts", {})
        proposal, risk = self._judge(kind, **facts)
        return {
            "item_id": self.id,
            "kind": kind,
            "res_model": record._name,
            "res_id": record.id,
            "name": record.display_name,
            "risk": risk,
            "proposal": proposal,
            "disposition": proposal,
            "surplus": float(facts.get("surplus", 0)),
            **vals,
        }

    def _production_rows(self, production, wanted):
        made = to_decimal(production._poms_made())
        is_done = production.state == "done"
        quantity = to_decimal(production.product_qty)
        return [
            self._row(
                "production",
                production,
                facts={
                    "state": production.state,
                    "quantity": quantity,
                    "surplus": max((quantity if is_done else made) - wanted, Decimal(0))
                    if self.kind != "bom"
                    else Decimal(0),
                },
                production_id=production.id,
                product_id=production.product_id.id,
                quantity=production.product_qty,
                wanted=float(wanted),
                uom_id=production.product_uom_id.id,
                state_code=production.state,
            )
        ]

    def _card_rows(self, production):
        return [
            self._row(
                "card",
                card,
                facts={"state": card.state, "quantity": to_decimal(card.quantity)},
                name=f"{card.name} {card.workorder_id._poms_step_name()}",
                production_id=production.id,
                card_id=card.id,
                product_id=production.product_id.id,
                quantity=card.quantity_open,
                uom_id=card.uom_id.id,
                state_code=card.state,
            )
            for card in production.card_ids._not_cancelled().sorted("id")
        ]

    def _bar_rows(self, production):
        cards = production.card_ids.filtered(
            lambda c: c.date_planned_start and c.state in ("planned", "released")
        )
        if not cards:
            return []
        start = min(cards.mapped("date_planned_start"))
        finish = max(c.date_planned_finish or c.date_planned_start for c in cards)
        return [
            self._row(
                "bar",
                production,
                name=self.env._(
                    "%(count)s × %(order)s, %(start)s to %(finish)s",
                    count=len(cards),
                    order=production.name,
                    start=format_datetime(self.env, start, dt_format="short"),
                    finish=format_datetime(self.env, finish, dt_format="short"),
                ),
                production_id=production.id,
                state_code="scheduled",
            )
        ]

    def _kit_rows(self, production, wanted):
        rows = []
        ratio = wanted / (to_decimal(production.product_qty) or Decimal(1))
        for move in production.move_raw_ids:
            if move.state in ("done", "cancel") or not move.quantity:
                continue
            is_picked = any(m.state == "done" for m in move.move_orig_ids)
            product = move.product_id
            held = to_decimal(move.quantity)
            rows.append(
                self._row(
                    "kit",
                    move,
                    facts={
                        "quantity": held,
                        "surplus": max(held - held * ratio, Decimal(0))
                        if self.kind != "bom"
                        else Decimal(0),
                    },
                    name=f"{product.display_name} ({production.name})",
                    production_id=production.id,
                    product_id=product.id,
                    quantity=move.quantity,
                    uom_id=move.product_uom.id,
                    state_code="picked" if is_picked else "reserved",
                    cost=move.quantity * product.standard_price if is_picked else 0.0,
                )
            )
        return rows

    def _pieces_rows(self, production, wanted):
        made = to_decimal(production._poms_made())
        if not made or (production.state == "done" and self.kind in ("bom", "date")):
            return []
        surplus = max(made - wanted, Decimal(0)) if self.order_line_id else made
        product = production.product_id
        target = self._other_need(product)
        return [
            self._row(
                "pieces",
                production,
                facts={
                    "state": production.state,
                    "quantity": made,
                    "surplus": surplus,
                    "is_shared": bool(target),
                },
                name=f"{product.display_name} ({production.name})",
                production_id=production.id,
                product_id=product.id,
                quantity=float(made),
                uom_id=production.product_uom_id.id,
                state_code=production.state,
                target_line_id=target.id,
                cost=production._poms_spent(),
            )
        ]

    def _other_need(self, product):
        """Another order's open line for this product that nothing was begun for."""
        if self.kind not in ("cancel", "product", "quantity"):
            return self.env["poms.order.line"]
        return self.env["poms.order.line"].search(
            [
                ("product_id", "=", product.id),
                ("state", "=", "confirmed"),
                ("order_id.state", "=", "confirmed"),
                ("id", "!=", self.order_line_id.id),
                ("company_id", "=", self.company_id.id),
                ("production_ids.state", "=", "confirmed"),
            ],
            order="date_due, id",
            limit=1,
        )

    def _order_rows(self, productions):
        lines = self.order_line_id or productions.poms_order_line_id
        return [
            self._row(
                "order",
                line,
                product_id=line.product_id.id,
                quantity=line.quantity,
                uom_id=line.uom_id.id,
                state_code=line.state,
                **({} if self.order_line_id else {"disposition": "as_is"}),
            )
            for line in lines
        ]

    def _purchase_rows(self, productions):
        """Incoming moves for components, linked to these orders or for stock."""
        components = productions.move_raw_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        made = productions.product_id
        moves = self.env["stock.move"].search(
            [
                ("product_id", "in", (components.product_id - made).ids),
                ("picking_code", "=", "incoming"),
                ("state", "not in", ("draft", "done", "cancel")),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return [
            self._row(
                "purchase",
                move,
                facts={
                    "quantity": to_decimal(move.product_uom_qty),
                    "surplus": to_decimal(move.product_uom_qty),
                    "is_shared": not move.move_dest_ids & components,
                },
                name=f"{move.product_id.display_name} "
                f"({move.origin or move.picking_id.name})",
                product_id=move.product_id.id,
                quantity=move.product_uom_qty,
                uom_id=move.product_uom.id,
                state_code="ordered",
                cost=move.product_uom_qty * move.product_id.standard_price,
            )
            for move in moves
        ]

    def _delivery_rows(self):
        moves = self.order_line_id.sale_line_id.move_ids.filtered(
            lambda m: (
                m.picking_code == "outgoing" and m.state not in ("draft", "cancel")
            )
        )
        return [
            self._row(
                "delivery",
                move,
                name=f"{move.picking_id.name} {move.product_id.display_name}",
                product_id=move.product_id.id,
                quantity=move.product_uom_qty,
                uom_id=move.product_uom.id,
                state_code="shipped" if move.state == "done" else "open",
            )
            for move in moves
        ]

    def _stock_rows(self):
        """Components that the new revision does not use any more, and no other."""
        if self.kind != "bom":
            return []
        dropped = self.bom_id.bom_line_ids.product_id
        dropped -= self.new_bom_id.bom_line_ids.product_id
        used = self.env["mrp.bom.line"].search(
            [
                ("product_id", "in", dropped.ids),
                ("bom_id.active", "=", True),
                ("bom_id", "not in", (self.bom_id | self.new_bom_id).ids),
            ]
        )
        products = (dropped - used.product_id).with_company(self.company_id)
        return [
            self._row(
                "stock",
                product,
                product_id=product.id,
                quantity=product.qty_available,
                uom_id=product.uom_id.id,
                state_code="stock",
                cost=product.qty_available * product.standard_price,
            )
            for product in products
            if product.qty_available > 0
        ]

    def _setting_rows(self):
        record = self._get_record()
        if record is None:
            return []
        return [
            self._row(
                "setting", record, name=self._setting_label(), state_code="setting"
            )
        ]
