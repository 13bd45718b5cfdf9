from odoo import Command, api, fields, models

from ...domain.consumption import spread
from .task_card_facts import to_decimal


class StockMove(models.Model):
    """Parts of an order's moves that a report posts at once.

    Odoo posts an order's moves together at its close. Here the open move stays, with
    its id, its reservation and its work order, and a part is split off and posted:
    the stock is true at once and each report has its own move.
    """

    _inherit = "stock.move"

    poms_unit_need = fields.Float(
        digits=(16, 6),
        copy=False,
        readonly=True,
        help="Need for one piece of the order, in the product's unit. Odoo's own "
        "unit factor is wrong once a part was posted.",
    )
    poms_split_from_id = fields.Many2one(
        "stock.move",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The open move of which this one is a part.",
    )

    def _set_unit_need(self):
        """Fix the need per piece of open raw moves before the first part is posted."""
        for move in self.filtered(lambda m: not m.poms_unit_need):
            production = move.raw_material_production_id or move.production_id
            if production.product_qty:
                move.poms_unit_need = move.product_qty / production.product_qty

    def _get_taken(self):
        """Return {open move id: posted in its parts}, in the product's unit."""
        groups = self._read_group(
            [("poms_split_from_id", "in", self.ids), ("state", "=", "done")],
            ["poms_split_from_id", "product_uom"],
            ["quantity:sum"],
        )
        taken = {}
        for move, uom, quantity in groups:
            quantity = uom._compute_quantity(quantity, move.product_id.uom_id)
            taken[move.id] = taken.get(move.id, 0.0) + quantity
        return taken

    def _get_reserved_lots(self, quantity):
        """Take `quantity` from the lots reserved here, oldest line first.

        :param Decimal quantity: in the product's unit
        :return: [(move, lot, quantity, False)]; less than asked if less is reserved
        """
        self.ensure_one()
        lines = self.move_line_ids.filtered("lot_id").sorted("id")
        sources = [
            (line.lot_id, to_decimal(line.quantity_product_uom)) for line in lines
        ]
        parts, _rest = spread(quantity, sources)
        return [(self, lot, part, False) for lot, part in parts]

    def _post_part(self, parts, line_vals=None, price_unit=None):
        """Split `parts` off this open move and post them at once; see `_post_parts`."""
        return self._post_parts({self: parts}, line_vals, price_unit)

    @api.model
    def _post_parts(self, parts_by_move, line_vals=None, price_unit=None):
        """Split parts off open moves and post them all together.

        :param dict parts_by_move: {open move: [(lot or empty, float in the product's
            unit)]}
        :param dict line_vals: values for the new lines
        :param price_unit: value of a receipt
        :return: the posted moves, one for each open one, in the same order
        """
        opened = next(iter(parts_by_move)).browse().concat(*parts_by_move)
        opened._set_unit_need()
        # each part's split looks these up alone; they are looked up once, below
        quiet = opened.with_context(preserve_state=True, poms_skip_orderpoints=True)
        vals_list = [
            move._prepare_part(parts_by_move[move], line_vals or {}) for move in quiet
        ]
        opened._update_orderpoints()
        quants = opened._get_quants(parts_by_move)
        quick = quiet.with_context(quants_cache=quants)
        quick._shrink_reservations(parts_by_move)
        # unlinking has emptied Odoo's cache of them: read them together again
        opened._read_quants(quants)
        posted = quick.with_context(preserve_state=False).create(vals_list)
        posted = posted.with_env(opened.env)
        if price_unit is not None:
            posted.price_unit = price_unit
        posted._action_done()
        opened._recompute_state()
        return posted

    def _update_orderpoints(self):
        """Not once for each part of a report: `_post_parts` does it for all."""
        if not self.env.context.get("poms_skip_orderpoints"):
            return super()._update_orderpoints()
        return None

    def _get_quants(self, parts_by_move):
        """Quants that these parts and the reservations here touch, as Odoo's own
        `quants_cache`; two queries instead of several for each line."""
        lines = self.move_line_ids
        lots = lines.lot_id.concat(
            *[lot for parts in parts_by_move.values() for lot, _part in parts]
        )
        cache = self.env["stock.quant"]._get_quants_by_products_locations(
            self.product_id,
            self.location_id | self.location_dest_id | lines.location_id,
            ["|", ("lot_id", "in", (lots | lines.lot_id).ids), ("lot_id", "=", False)],
        )
        self._read_quants(cache)
        return cache

    @api.model
    def _read_quants(self, cache):
        self.env["stock.quant"].sudo().concat(*cache.values()).mapped("quantity")

    def _prepare_part(self, parts, line_vals):
        """Take `parts` off the demand; return values of the move that posts them."""
        self.ensure_one()
        quantity = sum(part for _lot, part in parts)
        within = min(quantity, self.product_qty)
        # no_procurement: the demand of both parts together stays the same
        quiet = self.with_context(no_procurement=True)
        vals = quiet._split(within)[0] if within > 0 else quiet.copy_data({})[0]
        vals.update(
            # confirmed: _action_confirm would reserve, merge and procure again
            state="confirmed",
            picked=True,
            product_uom=self.product_id.uom_id.id,
            product_uom_qty=quantity,
            # Odoo blanks it on splits
            workorder_id=self.workorder_id.id,
            poms_split_from_id=self.id,
            move_line_ids=[
                Command.create({**self._prepare_part_vals(lot, part), **line_vals})
                for lot, part in parts
            ],
        )
        return vals

    def _prepare_part_vals(self, lot, quantity, is_picked=True):
        """Values of a line of this move; quantity in the product's unit."""
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "location_id": self.location_id.id,
            "location_dest_id": self.location_dest_id.id,
            "company_id": self.company_id.id,
            "lot_id": lot.id,
            "quantity": quantity,
            "picked": is_picked,
        }

    def _shrink_reservations(self, parts_by_move):
        """Give back what is reserved above the demand, that of the lots that were
        just taken first; emptied lines go together."""
        lines = self.move_line_ids
        # Odoo reads these of one move after the other
        self.sudo().mapped("analytic_account_line_ids")
        empty = lines.browse()
        for move in self:
            first_lots = [lot for lot, _part in parts_by_move[move]]
            for line, part in move._get_excess(first_lots):
                uom = line.product_id.uom_id
                # what is read of one is read of all
                line = line.with_prefetch(lines.ids)
                if uom.compare(part, line.quantity_product_uom) >= 0:
                    empty |= line
                else:
                    line.quantity -= uom._compute_quantity(part, line.product_uom_id)
        empty.unlink()

    def _get_excess(self, first_lots):
        """Return [(line, quantity in the product's unit)] reserved above the demand."""
        self.ensure_one()
        lines = self.move_line_ids.sorted(
            lambda line: (line.lot_id not in first_lots, line.id)
        )
        sources = [(line, to_decimal(line.quantity_product_uom, 6)) for line in lines]
        reserved = sum(quantity for _line, quantity in sources)
        excess = reserved - to_decimal(self.product_qty, 6)
        if self.product_id.uom_id.compare(float(excess), 0) <= 0:
            return []
        parts, _rest = spread(excess, sources)
        return [(line, float(part)) for line, part in parts]

    def _lower_lines(self, quantity, lots=None):
        """Take `quantity` off posted lines, newest first; stock and value follow.

        :param float quantity: in the product's unit
        :param lots: only lines of these; empty or None: of all
        :return: what could be taken
        """
        taken = 0.0
        lines = self.move_line_ids
        if lots:
            lines = lines.filtered(lambda line: line.lot_id in lots)
        for line in lines.sorted("id", reverse=True):
            uom = line.product_id.uom_id
            part = min(quantity - taken, line.quantity_product_uom)
            if uom.compare(part, 0) <= 0:
                continue
            line.quantity -= uom._compute_quantity(part, line.product_uom_id)
            taken += part
            if not line.quantity:
                # nothing of it went into anything
                line.write({"consume_line_ids": [(5,)], "produce_line_ids": [(5,)]})
        return taken

    def _take_back(self, quantity):
        """Give back what parts of this open component move took, newest first.

        :param float quantity: in the product's unit
        :return: what was given back; the open move asks for it again
        """
        self.ensure_one()
        parts = self.search(
            [("poms_split_from_id", "=", self.id), ("state", "=", "done")]
        )
        taken = parts._lower_lines(quantity)
        if taken:
            back = self.product_id.uom_id._compute_quantity(taken, self.product_uom)
            self.with_context(no_procurement=True).product_uom_qty += back
            self._action_assign()
        return taken
