from collections import defaultdict
from decimal import Decimal

from odoo import models

from ...domain.supply import unclaimed
from .poms_order_structure import exact

OPEN = ("waiting", "confirmed", "partially_available", "assigned")


class PomsOrder(models.Model):
    """Free, reserved and incoming: what the split may use before it makes more."""

    _inherit = "poms.order"

    def _load_supply(self, products):
        """{product id: Supply} of the warehouse, less what others wait for.

        Two reads for all products. Reserved stock and moves that a production
        order was made for belong to somebody; open needs that will take from stock
        have their part before us.
        """
        warehouse = self.warehouse_id
        if not products or not warehouse:
            return {}
        counted = products.with_context(warehouse_id=warehouse.id)
        moves = self._moves_over_the_fence(products)
        incoming, claimed = defaultdict(list), defaultdict(Decimal)
        for move in moves:
            product = move.product_id.id
            if move.location_dest_id.warehouse_id == warehouse:
                left = _unpegged(move)
                if left > 0 and self.company_id.poms_use_incoming:
                    incoming[product].append((move.date, left))
            elif not move.move_orig_ids:
                claimed[product] += _unreserved(move)
        return {
            product.id: unclaimed(
                exact(product.free_qty), incoming[product.id], claimed[product.id]
            )
            for product in counted
        }

    def _moves_over_the_fence(self, products):
        """Open moves of `products` into the warehouse or out of it."""
        warehouse = self.warehouse_id.id
        inside = ("location_id.warehouse_id", "=", warehouse)
        inside_after = ("location_dest_id.warehouse_id", "=", warehouse)
        # sudo: what stock others wait for counts for whoever may confirm orders
        return (
            self.env["stock.move"]
            .sudo()
            .search(
                [
                    ("product_id", "in", products.ids),
                    ("state", "in", OPEN),
                    "|",
                    "&",
                    inside,
                    "!",
                    inside_after,
                    "&",
                    "!",
                    inside,
                    inside_after,
                ],
                order="id",
            )
        )


def _unpegged(move):
    """What of an incoming move nobody waits for, in the product's unit."""
    waiting = sum(
        dest.product_qty
        for dest in move.move_dest_ids
        if dest.state not in ("done", "cancel")
    )
    return exact(move.product_qty) - exact(waiting)


def _unreserved(move):
    """What an open need still has to take from stock, in the product's unit."""
    reserved = move.product_uom._compute_quantity(
        move.quantity, move.product_id.uom_id, rounding_method="HALF-UP"
    )
    return max(exact(move.product_qty) - exact(reserved), Decimal(0))
