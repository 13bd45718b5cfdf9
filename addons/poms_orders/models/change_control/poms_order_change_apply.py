from odoo import Command, models


class PomsOrder(models.Model):
    """New lines on an order that is in production."""

    _inherit = "poms.order"

    def _apply_new_line(self, item):
        """A line, its sale line and its production orders."""
        self.ensure_one()
        line = self.env["poms.order.line"].create(
            {
                "order_id": self.id,
                "sequence": 10 + max(self.line_ids.mapped("sequence"), default=0),
                "line": item.line_number or False,
                "product_id": item.product_new_id.id,
                "quantity": item.quantity_new,
                "uom_id": item.uom_id.id or item.product_new_id.uom_id.id,
                "price_unit": item.price_new,
                "date_due": item.date_new or self.date_due,
                "state": "confirmed",
            }
        )
        line._make_from_now_on()
        item.order_line_id = line
        return line

    def _after_change(self):
        """Cancelled when every line is; dates follow the lines."""
        for order in self:
            alive = order.line_ids.filtered(lambda line: line.state != "cancelled")
            if not alive and order.state == "confirmed":
                sale = order.sale_order_id
                if sale and not any(sale.order_line.mapped("qty_delivered")):
                    sale.with_context(disable_cancel_warning=True)._action_cancel()
                order.state = "cancelled"
                continue
            dates = [line.date_due for line in alive if line.date_due]
            if dates and order.date_due != min(dates):
                order.date_due = min(dates)
                if order.sale_order_id:
                    order.sale_order_id.commitment_date = order.date_due
        self._update_progress()


class PomsOrderLine(models.Model):
    """How a customer's line and its sale line follow a change."""

    _inherit = "poms.order.line"

    def _get_due(self):
        """When the line is due: its own date, else the order's."""
        return self.date_due or self.order_id.date_due

    def _pegs(self):
        """Shares of pooled production orders that are made for this line."""
        return self.env["poms.peg"].search([("order_line_id", "in", self.ids)])

    def _apply_change(self, item):
        """Take the item's new value; the production orders have followed already."""
        self.ensure_one()
        acts = {
            "quantity": self._change_quantity,
            "date": self._change_date,
            "product": self._change_product,
            "cancel": self._change_cancel,
        }
        acts[item.kind](item)
        self.order_id._after_change()

    def _change_quantity(self, item):
        made = self._made_for()
        self.quantity = item.quantity_new
        self._set_sale_quantity(item.quantity_new)
        missing = self._stock_quantity() - made
        live = self.production_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        if not live and self.product_id.uom_id.compare(missing, 0) > 0:
            # nothing open that could make more: production orders for the rest
            self._make_from_now_on(missing)

    def _made_for(self):
        """What finished production orders have made for this line, product's unit."""
        tops = self.production_ids.filtered(
            lambda p: p.state == "done" and p.product_id == self.product_id
        )
        return sum(
            top.product_uom_id._compute_quantity(
                top.qty_produced, self.product_id.uom_id
            )
            for top in tops
        )

    def _change_date(self, item):
        # all other lines keep the date that they had through the order
        for line in self.order_id.line_ids - self:
            line.date_due = line._get_due()
        self.date_due = item.date_new
        moves = self.sale_line_id.move_ids.filtered(
            lambda m: m.picking_code == "outgoing" and m.state not in ("done", "cancel")
        )
        moves.write({"date_deadline": item.date_new})

    def _change_cancel(self, item):
        self._set_sale_quantity(self.sale_line_id.qty_delivered)
        self.state = "cancelled"

    def _change_product(self, item):
        """The old sale line ends; a new one and new production orders begin."""
        self._set_sale_quantity(self.sale_line_id.qty_delivered)
        product = item.product_new_id
        unit = self.uom_id
        if not unit._has_common_reference(product.uom_id):
            unit = product.uom_id
        old = self.production_ids.filtered(lambda p: p.state != "cancel")
        old.write({"poms_order_line_id": False})
        self.write({"product_id": product.id, "uom_id": unit.id, "sale_line_id": False})
        self._make_from_now_on()

    def _set_sale_quantity(self, quantity):
        """The ordered quantity; Odoo makes its deliveries follow."""
        sale_line = self.sale_line_id
        if not sale_line:
            return
        sale = sale_line.order_id
        was_locked = sale.locked
        sale.locked = False
        sale_line.product_uom_qty = quantity
        sale.locked = was_locked

    def _make_from_now_on(self, quantity=None):
        """Sale line where the order has one, and the tree of production orders.

        :param quantity: only this much more, in the product's unit
        """
        order = self.order_id
        if order.sale_order_id and not self.sale_line_id:
            sale = order.sale_order_id
            was_locked = sale.locked
            sale.locked = False
            sale.order_line = [Command.create(self._prepare_sale_line_vals())]
            self.sale_line_id = sale.order_line.filtered(
                lambda line: line.poms_order_line_id == self
            )[-1:]
            sale.locked = was_locked
        amounts = {self.id: quantity} if quantity is not None else {}
        order = order.with_context(poms_quantities=amounts)
        structure = order._load_structure(self.product_id)
        order._check_findings(order._split_findings(structure))
        order._make_productions(order._plan_split(structure, lines=self).nodes)

    def _stock_quantity(self):
        amounts = self.env.context.get("poms_quantities") or {}
        return amounts.get(self.id, super()._stock_quantity())
