from decimal import Decimal

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import groupby

from ...domain.split import Demand, SplitError, plan
from ..bom_split.mrp_production_chain import SPLIT


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
        groups = orders._split_groups()
        structures = [g._load_structure(g.line_ids.product_id) for g in groups]
        findings = [
            g._split_findings(s) for g, s in zip(groups, structures, strict=True)
        ]
        orders._check_findings([finding for some in findings for finding in some])
        orders.previous_id.filtered(lambda o: o.state == "received").write(
            {"state": "cancelled"}
        )
        for group, structure, some in zip(groups, structures, findings, strict=True):
            # planned before the sale order, whose deliveries would reserve our stock
            nodes = group._plan_split(structure).nodes
            group._make_sale_orders()
            group._make_productions(nodes)
            group._log_findings(some, structure)
        orders.line_ids.write({"state": "confirmed"})
        orders.write({"state": "confirmed"})
        orders._after_confirm()
        return True

    def _split_groups(self):
        """These orders by company and warehouse, each to be split on its own.

        Orders for stock apart: their own stock does not lower what they make.
        """
        groups = self.grouped(
            lambda order: (order.company_id, order.warehouse_id, order.make_to_stock)
        )
        return [group.with_company(key[0]) for key, group in groups.items()]

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
        orders = self.filtered(lambda order: order._makes_sale())
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

    def _plan_split(self, structure, supply_for=None, lines=None):
        """The pure plan of these orders' lines.

        All orders are of one company and warehouse: supply is shared out once.

        :param dict structure: as `_load_structure` gives it
        :param supply_for: products whose supply counts; those that use stock
        :param lines: only these of the orders' lines
        """
        now = fields.Datetime.now()
        boms = self._pure_boms(structure)
        if supply_for is None:
            supply_for = self.env["product.product"].browse(
                [product for product, bom in boms.items() if bom.uses_stock]
            )
        if any(self.mapped("make_to_stock")):
            supply_for -= self.line_ids.product_id
        demands = [
            Demand(
                line.id,
                line.product_id.id,
                Decimal(str(line._stock_quantity())),
                line.date_due or line.order_id.date_due or now,
            )
            for line in (self.line_ids if lines is None else lines)
        ]
        try:
            return plan(demands, boms, now, self._load_supply(supply_for))
        except SplitError as error:
            if error.code != "too_much":
                raise
            raise UserError(
                self.env._(
                    "%s asks for more than can be planned (ten years of one production "
                    "order, or thousands of them). Check the quantities.",
                    ", ".join(self.mapped("name")),
                )
            ) from None

    def _make_productions(self, nodes):
        """Create, link and confirm the production orders of `nodes`.

        All at once, then chained: a child's output to its parent's need, whatever
        the route. Returns the orders, parents first.
        """
        if not nodes:
            return self.env["mrp.production"]
        waiting = self._waiting_deliveries(nodes)
        productions = self._create_productions(nodes)
        parents = self._peg(nodes, productions)
        productions._link_groups(parents)
        later = {}
        for node, production in zip(nodes, productions, strict=True):
            moves = self._targets(node, productions, waiting)
            now = moves.filtered(
                lambda move, p=production: move.location_id == p.location_dest_id
            )
            production._chain_to(now)
            if moves - now:
                later[production] = moves - now
        productions.with_context(
            poms_split=True, poms_made=productions.product_id.ids
        ).action_confirm()
        if later:
            productions._chain_later(later)
            productions._settle_unchained()
        # chained by hand: a delivery now waits for these orders, not for stock
        productions.move_finished_ids.move_dest_ids._recompute_state()
        productions._set_split_dates(nodes)
        return productions

    def _create_productions(self, nodes):
        """Production orders, names and groups of all nodes in one go each."""
        # What an earlier confirmation of this transaction left to compute would be
        # computed together with the new orders, and leave these without moves.
        self.env["mrp.production"].flush_model()
        vals_list = [self._prepare_production_vals(node) for node in nodes]
        types = self.env["stock.picking.type"]
        for type_id, some in groupby(vals_list, lambda vals: vals["picking_type_id"]):
            names = types.browse(type_id).sequence_id._next_many(len(some))
            for vals, name in zip(some, names, strict=True):
                vals["name"] = name
        groups = self.env["mrp.production.group"].create(
            [{"name": vals["name"]} for vals in vals_list]
        )
        for vals, group in zip(vals_list, groups, strict=True):
            vals["production_group_id"] = group.id
        # one note for all below, instead of a message and a subscription for each
        quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True}
        quiet["poms_being_split"] = SPLIT
        productions = self.env["mrp.production"].with_context(**quiet).create(vals_list)
        productions = self.env["mrp.production"].browse(productions.ids)
        productions._message_log_batch(
            {
                production.id: self.env._("Made for %s", line.display_name)
                for production in productions
                for line in production.poms_order_line_id
            }
        )
        return productions

    def _peg(self, nodes, productions):
        """Say for whom each order is made; return {order: its parents}."""
        empty = productions.browse()
        parents, pegs = {}, []
        for node, production in zip(nodes, productions, strict=True):
            above = empty.concat(
                *(productions[p.parent] for p in node.pegs if p.parent is not None)
            )
            parents[production] = above.browse(dict.fromkeys(above.ids))
            if node.parent is not None:
                production.poms_parent_id = productions[node.parent]
            if len(node.pegs) > 1:
                pegs += [
                    {
                        "production_id": production.id,
                        "parent_id": peg.parent is not None
                        and productions[peg.parent].id,
                        "order_line_id": peg.demand,
                        "quantity": float(peg.quantity),
                    }
                    for peg in node.pegs
                ]
        if pegs:
            # sudo: pegs are written by the split alone; nobody edits them
            self.env["poms.peg"].sudo().create(pegs)
        return parents

    def _waiting_deliveries(self, nodes):
        """{(order line, product): its first delivery moves}, freed from stock.

        Odoo reserves stock for a delivery at once; what we make for it is not
        taken from others.
        """
        lines = self.env["poms.order.line"]
        found = {
            (peg.demand, node.product): lines.browse(peg.demand)._moves_waiting_for(
                node.product
            )
            for node in nodes
            for peg in node.pegs
            if peg.parent is None and peg.covers
        }
        self.env["stock.move"].concat(*found.values())._do_unreserve()
        return found

    def _targets(self, node, productions, waiting):
        """The moves that take what the order of `node` makes, and nothing else."""
        moves = self.env["stock.move"]
        for peg in node.pegs:
            if peg.covers and peg.parent is None:
                moves |= waiting[peg.demand, node.product]
            elif peg.covers:
                moves |= productions[peg.parent].move_raw_ids.filtered(
                    lambda move: move.product_id.id == node.product
                )
        return moves

    def _operation_type(self, node):
        bom = self.env["mrp.bom"].browse(node.bom)
        return bom.picking_type_id or self._manufacture_type()

    def _prepare_production_vals(self, node):
        line = self.env["poms.order.line"].browse(node.demand)
        order = line.order_id
        vals = {
            "product_id": node.product,
            "bom_id": node.bom,
            "product_qty": float(node.quantity),
            "product_uom_id": self.env["product.product"]
            .browse(node.product)
            .uom_id.id,
            "picking_type_id": self._operation_type(node).id,
            "company_id": order.company_id.id,
            "origin": order.name,
            "priority": "1" if order.priority != "0" else "0",
            "date_start": node.start.replace(microsecond=0),
            "date_finished": node.finish.replace(microsecond=0),
            "date_deadline": node.finish.replace(microsecond=0),
            "poms_order_line_id": line.id,
        }
        if order.sale_order_id:
            vals["reference_ids"] = [
                Command.set(order.sale_order_id.stock_reference_ids.ids)
            ]
            if node.parent is None:
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
        # sudo: cancelling reads analytic lines, which planners have no rights on; the
        # right to change the order was checked above
        productions.sudo().action_cancel()
        sales = orders.sudo().sale_order_id
        sales.with_context(disable_cancel_warning=True)._action_cancel()
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
