from collections import defaultdict
from decimal import Decimal

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..domain.split import Bom, Demand, Line, SplitError, split


class PomsOrder(models.Model):
    """Confirming: sale order, production orders down every level, task cards."""

    _inherit = "poms.order"

    def action_confirm(self):
        """Make sale order, the tree of production orders, and their task cards.

        Raises `UserError` naming every question that is still open; nothing is
        created then.
        """
        self.check_access("write")
        orders = self.filtered(lambda order: order.state == "received")
        orders._check_confirmable()
        orders.previous_id.filtered(lambda o: o.state == "received").write(
            {"state": "cancelled"}
        )
        for (company, _warehouse), group in orders.grouped(
            lambda order: (order.company_id, order.warehouse_id)
        ).items():
            group = group.with_company(company)
            group._make_sale_orders()
            group._make_productions(group._split_lines())
        orders.line_ids.write({"state": "confirmed"})
        orders.write({"state": "confirmed"})
        orders._after_confirm()
        return True

    def _check_confirmable(self):
        issues = [f"{order.name}: {text}" for order in self for text in order._issues()]
        running = self.previous_id.filtered(lambda o: o.state in ("confirmed", "done"))
        issues += [
            self.env._(
                "%(new)s changes %(old)s, which is already in production. Change its "
                "production orders, then reject this revision.",
                new=order.name,
                old=order.previous_id.name,
            )
            for order in self
            if order.previous_id in running
        ]
        if issues:
            raise UserError(
                self.env._("Before confirming:\n%(issues)s", issues="\n".join(issues))
            )

    def _after_confirm(self):
        """Ledger and answer to the customer, through the hooks."""
        hooks = self.env["poms.hooks"]
        for order in self:
            hooks._record_event(
                "order_confirmed",
                order,
                {
                    "order": order.name,
                    "sale_order": order.sale_order_id.name or "",
                    "production_orders": order.production_ids.mapped("name"),
                    "cards": len(order.card_ids),
                },
            )
            order._send_answer("order_response")

    # --- sale order

    def _make_sale_orders(self):
        """Confirmed sale orders; what they would make natively we make ourselves."""
        orders = self.filtered(
            lambda o: not o.partner_id.commercial_partner_id.poms_production_only
        )
        sales = self.env["sale.order"].create([o._prepare_sale_vals() for o in orders])
        for order, sale in zip(orders, sales, strict=True):
            if sale.currency_id != order.currency_id:
                # computed from the price list; prices here are the customer's own
                sale.currency_id = order.currency_id
            for line, sale_line in zip(order.line_ids, sale.order_line, strict=True):
                line.sale_line_id = sale_line
            order.sale_order_id = sale
        sales.with_context(poms_split=True).action_confirm()

    def _prepare_sale_vals(self):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "client_order_ref": self.reference,
            "origin": self.name,
            "company_id": self.company_id.id,
            "commitment_date": self.date_due,
            "warehouse_id": self.warehouse_id.id,
            "order_line": [
                Command.create(line._prepare_sale_line_vals()) for line in self.line_ids
            ],
        }

    # --- the split: records in, `domain.split`, records out

    def _split_lines(self):
        """The production orders that these orders' lines need, as pure nodes.

        All orders are of one company and warehouse: free stock is shared out once.
        """
        boms = self._load_boms(self.line_ids.product_id)
        demands = [
            Demand(
                line.id,
                line.product_id.id,
                Decimal(str(line._stock_quantity())),
                line.date_due or line.order_id.date_due or fields.Datetime.now(),
            )
            for line in self.line_ids
        ]
        stock = self._load_stock(boms) if self.company_id.poms_use_stock else None
        try:
            return split(demands, boms, fields.Datetime.now(), stock)
        except SplitError as error:
            path = self.env["product.product"].browse(error.path)
            raise UserError(
                self.env._(
                    "%(product)s is contained in itself: %(path)s. Correct the bills "
                    "of material.",
                    product=path[-1].display_name,
                    path=" → ".join(path.mapped("display_name")),
                )
            ) from None

    def _manufacture_type(self):
        return self.warehouse_id.manu_type_id

    def _load_boms(self, products):
        """{product id: Bom} of everything below `products`, level by level.

        Kits go before other bills of material, as in Odoo.
        """
        finder = self.env["mrp.bom"]
        company, operation_type = self.company_id.id, self._manufacture_type()
        result, seen = {}, products
        while products:
            kits = finder._bom_find(products, company_id=company, bom_type="phantom")
            rest = products.filtered(lambda p, kits=kits: not kits[p])
            made = finder._bom_find(
                rest, operation_type, company_id=company, bom_type="normal"
            )
            below = self.env["product.product"]
            for product in products:
                bom = kits[product] or made[product]
                if bom:
                    lines = bom.bom_line_ids.filtered(
                        lambda line, p=product: not line._skip_bom_line(p)
                    )
                    result[product.id] = self._pure_bom(bom, product, lines)
                    below |= lines.product_id
            products = below - seen
            seen |= below
        return result

    def _pure_bom(self, bom, product, lines):
        """The pure twin of `bom` for `product`, in the products' own units."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        output = bom.product_uom_id._compute_quantity(
            bom.product_qty, product.uom_id, round=False
        )
        fixed, unit = self._elapsed_minutes(bom, product, output)
        return Bom(
            key=bom.id,
            output=Decimal(str(output)),
            lines=tuple(
                Line(
                    line.product_id.id,
                    Decimal(str(line.product_qty)),
                    Decimal(
                        str(
                            line.product_uom_id._compute_quantity(
                                1.0, line.product_id.uom_id, round=False
                            )
                        )
                    ),
                    digits,
                )
                for line in lines
            ),
            is_kit=bom.type == "phantom",
            fixed_min=fixed,
            unit_min=unit,
        )

    def _elapsed_minutes(self, bom, product, output):
        """(fixed, per piece) minutes on the wall clock that an order takes.

        Working minutes are stretched by the machine's hours per week; the
        scheduler replaces this estimate.
        """
        fixed = bom.produce_delay * 24 * 60.0
        per_piece = 0.0
        for operation in bom.operation_ids:
            if operation._skip_operation_line(product):
                continue
            machine = operation.workcenter_id
            hours = machine.resource_calendar_id.hours_per_week or 40
            stretch = 168.0 / min(hours, 168.0)
            fixed += (machine.time_start + machine.time_stop) * stretch
            cycle = operation.time_cycle * 100.0 / (machine.time_efficiency or 100.0)
            per_piece += cycle / output * stretch
        return fixed or 0.0, per_piece

    def _load_stock(self, boms):
        """{product id: free quantity in the warehouse} of what can be made."""
        products = self.env["product.product"].browse(boms)
        products = products.with_context(warehouse_id=self.warehouse_id.id)
        return {p.id: Decimal(str(p.free_qty)) for p in products}

    def _make_productions(self, nodes):
        """Create, link and confirm the production orders of `nodes`.

        Level by level, so that a child's output is chained to its parent's need;
        the route does not matter. Returns the orders, parents first.
        """
        made = {}
        levels = defaultdict(list)
        for index, node in enumerate(nodes):
            levels[node.level].append(index)
        productions = self.env["mrp.production"]
        self._free_deliveries(nodes)
        for level in sorted(levels):
            vals_list = [
                self._prepare_production_vals(nodes[index], made)
                for index in levels[level]
            ]
            created = productions.create(vals_list)
            made.update(zip(levels[level], created, strict=True))
        productions = productions.concat(*(made[index] for index in sorted(made)))
        productions._link_groups()
        productions.with_context(
            poms_split=True, poms_made=productions.product_id.ids
        ).action_confirm()
        # chained by hand: a delivery now waits for these orders, not for stock
        productions.move_finished_ids.move_dest_ids._recompute_state()
        productions._set_split_dates({made[i]: node for i, node in enumerate(nodes)})
        return productions

    def _free_deliveries(self, nodes):
        """Take back stock that deliveries reserved at once, where we make for them."""
        lines = self.env["poms.order.line"]
        moves = [
            lines.browse(node.demand)._moves_waiting_for(node)
            for node in nodes
            if node.parent is None
        ]
        self.env["stock.move"].concat(*moves)._do_unreserve()

    def _prepare_production_vals(self, node, made):
        line = self.env["poms.order.line"].browse(node.demand)
        order = line.order_id
        parent = made.get(node.parent, self.env["mrp.production"])
        bom = self.env["mrp.bom"].browse(node.bom)
        operation_type = bom.picking_type_id or order._manufacture_type()
        vals = {
            "product_id": node.product,
            "bom_id": bom.id,
            "product_qty": float(node.quantity),
            "product_uom_id": self.env["product.product"]
            .browse(node.product)
            .uom_id.id,
            "picking_type_id": operation_type.id,
            "company_id": order.company_id.id,
            "origin": order.name,
            "priority": "1" if order.priority != "0" else "0",
            "date_start": node.start,
            "date_finished": node.finish,
            "date_deadline": node.finish,
            "poms_order_line_id": line.id,
            "poms_parent_id": parent.id,
        }
        targets = line._moves_waiting_for(node, parent)
        if targets:
            vals["move_dest_ids"] = [Command.link(move.id) for move in targets]
        if order.sale_order_id:
            vals["reference_ids"] = [
                Command.set(order.sale_order_id.stock_reference_ids.ids)
            ]
            if not parent:
                vals["sale_line_id"] = line.sale_line_id.id
        return vals

    # --- the other ways out

    def action_reject(self, reason=None):
        """Refuse received orders; their customers get a negative answer."""
        self.check_access("write")
        orders = self.filtered(lambda order: order.state == "received")
        orders.write({"state": "rejected", "reject_reason": reason or False})
        orders.line_ids.write({"state": "cancelled"})
        for order in orders:
            order._send_answer("order_response")
        return True

    def action_cancel(self):
        """Cancel orders with all that was made for them; refused once work runs."""
        self.check_access("write")
        orders = self.filtered(lambda o: o.state in ("received", "confirmed"))
        productions = orders.production_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        productions.action_cancel()
        orders.sale_order_id.with_context(disable_cancel_warning=True)._action_cancel()
        orders.line_ids.write({"state": "cancelled"})
        orders.write({"state": "cancelled"})
        return True

    def action_reopen(self):
        """Take a rejected order back into the inbox."""
        self.check_access("write")
        orders = self.filtered(lambda order: order.state == "rejected")
        orders.write({"state": "received", "reject_reason": False})
        orders.line_ids.write({"state": "open"})
        return True

    def action_match(self):
        """Try the mappings again on lines without a product."""
        self.check_access("write")
        self._match_lines()
        return True
