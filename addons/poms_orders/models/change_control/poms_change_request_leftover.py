from odoo import models

from ...domain.change_dispositions import leftover
from .poms_change_request_impact import to_decimal


class PomsChangeRequest(models.Model):
    """What a change leaves behind that nobody needs."""

    _inherit = "poms.change.request"

    def _note_leftover(self, needs, productions):
        """List components and pieces that lost their order.

        :param dict needs: {component: need of the orders before the change}
        """
        self.ensure_one()
        self.env.flush_all()
        after = productions | productions.production_group_id.production_ids
        now = after._poms_open_needs()
        dropped = {p: need - now.get(p, 0.0) for p, need in needs.items()}
        for line in self.line_ids.filtered(lambda row: row.kind == "stock"):
            product = line.product_id
            dropped[product] = max(dropped.get(product, 0.0), line.quantity)
        rows = self._component_leftovers(
            {p: q for p, q in dropped.items() if p.uom_id.compare(q, 0) > 0}
        )
        rows += self._piece_leftovers(productions)
        self.env["poms.dead.stock"].create(rows)

    def _component_leftovers(self, dropped):
        products = self.env["product.product"].concat(*dropped)
        products = products.with_company(self.company_id)
        products.invalidate_recordset(["virtual_available"])
        made = self.line_ids.production_id.product_id
        rows = []
        for product in products - made:
            rest = leftover(
                to_decimal(dropped[product]), to_decimal(product.virtual_available)
            )
            if product.uom_id.compare(float(rest), 0) > 0:
                rows.append(self._prepare_dead_stock(product, float(rest)))
        return rows

    def _piece_leftovers(self, productions):
        """Pieces that are made, or go on being made, for no order."""
        rows = []
        lines = self._production_lines()
        for production in productions.filtered(lambda p: p.state != "cancel"):
            line = lines[production]
            if not production.poms_order_line_id and line.item_id.order_line_id:
                quantity = (
                    production.qty_produced
                    if production.state == "done"
                    else production.product_qty
                )
            elif line.surplus and production.state != "done":
                quantity = production.product_qty - line.wanted
            else:
                continue
            quantity = production.product_uom_id._compute_quantity(
                quantity, production.product_id.uom_id
            )
            if production.product_id.uom_id.compare(quantity, 0) > 0:
                vals = self._prepare_dead_stock(production.product_id, quantity)
                rows.append(dict(vals, kind="product", production_id=production.id))
        return rows

    def _prepare_dead_stock(self, product, quantity):
        return {
            "request_id": self.id,
            "kind": "component",
            "product_id": product.id,
            "quantity": quantity,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
        }
