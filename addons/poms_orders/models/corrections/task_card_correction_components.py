from decimal import Decimal

from odoo import models

from ...domain.correction_components import Change, Stand, get_differences
from ...domain.report_rules import QUANTITIES
from ..reporting.task_card_facts import to_decimal

ZERO = Decimal(0)


class PomsTaskCard(models.Model):
    """The components of a corrected report: other lots, or more or less of them."""

    _inherit = "poms.task.card"

    def _get_component_rows(self, original):
        """What a report took and its corrections changed; as superuser."""
        corrections = original.correction_ids.filtered(lambda r: r.state == "accepted")
        return (original | corrections).component_line_ids.sorted("id")

    def _plan_component_changes(self, original, act, wanted, delta):
        """Return the `Change`s that a correction brings; writes nothing.

        :param dict wanted, delta: per good, scrap, rework and material fault
        """
        rows = self._get_component_rows(original)
        moves = self.production_id.move_raw_ids
        told, unknown = self._read_told_components(act.get("components") or [], moves)
        needs = {
            move.product_id.id: move.poms_unit_need
            for move in moves.filtered("poms_unit_need")
        }
        stands = [
            Stand(
                product=row.product_id.id,
                lot=row.lot_id.id or 0,
                quantity=to_decimal(row.quantity),
                is_counted=not row.is_scanned,
                per_piece=to_decimal(needs.get(row.product_id.id, 0.0), 6),
            )
            for row in rows
        ]
        fewer = -sum(delta[name] for name in ("good", "scrap", "material_fault"))
        if self.production_id.state == "done":
            # taking pieces apart gives their material back
            fewer = ZERO
        is_void = not any(wanted[name] for name in QUANTITIES) and fewer > 0
        found = get_differences(stands, told, fewer, is_void)
        return unknown + self._prepare_changes(found)

    def _read_told_components(self, rows, moves):
        """Return ({(product id, lot id): quantity}, changes of what is unknown)."""
        lots = self._find_lots(rows, moves.product_id)
        told, unknown = {}, []
        for row in rows:
            _move, lot, product = self._match_component(row, moves, lots)
            name = str(row.get("lot") or "").strip()
            if product and (lot or not name):
                key = product.id, lot.id or 0
                told[key] = told.get(key, ZERO) + row["quantity"]
                continue
            unknown.append(
                Change(
                    name=product.display_name or str(row.get("product") or name),
                    lot=name,
                    before=ZERO,
                    after=row["quantity"],
                    product_id=product.id or 0,
                    is_lot_known=False,
                )
            )
        return told, unknown

    def _prepare_changes(self, found):
        """Return the facts of {(product id, lot id): (before, after)}."""
        products = self.env["product.product"].browse({key[0] for key in found})
        lots = self.env["stock.lot"].browse({key[1] for key in found if key[1]})
        stock = self._get_lot_stock(lots)
        held = self._get_held_lots(lots, products)
        changes = []
        for (product_id, lot_id), (before, after) in found.items():
            product, lot = products.browse(product_id), lots.browse(lot_id or [])
            changes.append(
                Change(
                    name=product.display_name,
                    lot=lot.name or "",
                    before=before,
                    after=after,
                    product_id=product_id,
                    lot_id=lot_id,
                    is_held=lot in held.lot_id or product in held.product_id,
                    is_tracked=product.tracking != "none",
                    on_hand=to_decimal(stock.get(lot_id, 0.0)) if lot else None,
                )
            )
        # what goes back comes first: the same piece may be taken again
        return sorted(changes, key=lambda change: change.delta)

    # -- booking ------------------------------------------------------------------

    def _book_component_changes(self, report, original, changes):
        """Give back and take what changes; the order may be open or closed."""
        rows = self._get_component_rows(original)
        # what the report's pieces became, before links of emptied lines go
        made = {
            row.product_id: row.move_id.move_line_ids.produce_line_ids for row in rows
        }
        vals_list = []
        for change in changes:
            product = self.env["product.product"].browse(change.product_id)
            lot = self.env["stock.lot"].browse(change.lot_id or [])
            own = rows.filtered(lambda r, p=product: r.product_id == p)
            quantity = abs(float(change.delta))
            if change.delta < 0:
                move = self._give_back_part(own, product, lot, quantity)
            else:
                lines = self._take_part(product, lot, quantity)
                lines.produce_line_ids |= made.get(product, lines.browse())
                move = lines.move_id
            vals_list.append(
                {
                    "report_id": report.id,
                    "company_id": self.company_id.id,
                    "production_id": self.production_id.id,
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "quantity": float(change.delta),
                    "move_id": move[:1].id,
                    "piece_from": min(own.mapped("piece_from"), default=0.0),
                    "piece_to": max(own.mapped("piece_to"), default=0.0),
                    "is_scanned": True,
                }
            )
        self.env["poms.report.component"].create(vals_list)

    def _get_parts(self, product):
        """Moves of a component of this order, those of this step first."""
        moves = self.production_id.move_raw_ids.filtered(
            lambda m: m.product_id == product and m.state != "cancel"
        )
        return moves.sorted(lambda m: (m.workorder_id != self.workorder_id, -m.id))

    def _give_back_part(self, own, product, lot, quantity):
        """Lower what was posted of `lot`, that of the report itself first."""
        moves = self._get_parts(product)
        done = moves.filtered(lambda m: m.state == "done")
        taken = (done & own.move_id)._lower_lines(quantity, lot)
        taken += (done - own.move_id)._lower_lines(quantity - taken, lot)
        open_move = (moves - done)[:1]
        if open_move and taken:
            uom = product.uom_id
            back = uom._compute_quantity(taken, open_move.product_uom)
            open_move.with_context(no_procurement=True).product_uom_qty += back
            open_move._action_assign()
        return (done & own.move_id) or done

    def _take_part(self, product, lot, quantity):
        """Post more of `lot`; return the posted lines."""
        moves = self._get_parts(product)
        done = moves.filtered(lambda m: m.state == "done")
        open_move = (moves - done)[:1]
        if open_move:
            where = {
                "production_id": self.production_id.id,
                "workorder_id": self.workorder_id.id,
            }
            return open_move._post_part([(lot, quantity)], where).move_line_ids
        vals = done[:1]._prepare_part_vals(lot, quantity)
        return self.env["stock.move.line"].create({**vals, "move_id": done[:1].id})
