from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..poms_booking_context import booking_context, is_booking


class MrpProduction(models.Model):
    """Orders with reports: what Odoo's close does to parts that are posted already."""

    _inherit = "mrp.production"

    report_ids = fields.One2many("poms.report", "production_id", readonly=True)

    def _with_reports(self):
        """Those of these orders with an accepted report; one query."""
        groups = (
            self.env["poms.report"]
            .sudo()
            ._read_group(
                [("production_id", "in", self.ids), ("state", "=", "accepted")],
                ["production_id"],
            )
        )
        reported = {production.id for (production,) in groups}
        return self.filtered(lambda production: production.id in reported)

    def _with_output(self):
        """Those of these orders from which something was made or taken.

        A card that was only begun, by mistake or for a set-up, is no output.
        """
        return self.filtered(
            lambda production: (
                any(card._has_output() for card in production.card_ids)
                or "done" in production.move_raw_ids.mapped("state")
            )
        )

    # -- our close --------------------------------------------------------------

    def _is_ready_to_close(self, card=None):
        """True when every card and step is finished and nobody stops the order.

        :param card: a card that is just being finished
        """
        self.ensure_one()
        steps = self.workorder_ids.filtered(lambda w: w.state not in ("done", "cancel"))
        if steps - (card.workorder_id if card else steps.browse()):
            return False
        if any(c.state not in ("done", "cancelled") for c in self.card_ids):
            return False
        held = any(self.card_ids._active_holds().values())
        return not held and self._is_quality_released()

    def _is_quality_released(self):
        """True when quality holds back none of this order's good pieces."""
        hooks = self.env["poms.hooks"]
        for card in self.card_ids.filtered("quantity_good"):
            released = hooks._quality_released_qty(card)
            if released is not None and (
                card.uom_id.compare(released, card.quantity_good) < 0
            ):
                return False
        return True

    def _close_if_ready(self):
        """Close orders that waited, after their cards, for a release.

        To be called when a hold or an inspection lets pieces go.
        """
        # sudo: closing follows from the finished cards, not from who releases
        for production in self._with_reports().sudo():
            if production.state == "to_close" and production._is_ready_to_close():
                production.with_context(**booking_context())._poms_close()

    def _poms_close(self, source_lines=None, is_backorder=False):
        """Close an order whose last card was finished.

        Pieces that no report has received are received here, with what the order
        has cost and no receipt has yet.

        :param source_lines: component lines that went into those pieces
        :param bool is_backorder: make an order of the missing pieces
        """
        self.ensure_one()
        total = self._get_finished_quantity()
        if not total:
            return self._poms_close_empty()
        if is_backorder and self.product_uom_id.compare(total, self.product_qty) < 0:
            self._poms_split_rest(total)
        parts = self._get_unreceived_parts(total)
        if source_lines is None:
            source_lines = self._get_unlinked_lines()
        self._cancel_open_components()
        self._fit_byproducts(total)
        if parts:
            self._set_output_lines(self._get_open_finished_move(), parts)
        self._set_header_lots(parts)
        self.qty_producing = total
        result = self.with_context(
            skip_consumption=True,
            skip_backorder=True,
            skip_redirection=True,
            poms_source_line_ids=source_lines.ids,
        ).button_mark_done()
        if self.state != "done":
            raise UserError(
                self.env._(
                    "%(name)s could not be closed: Odoo asks %(question)s.",
                    name=self.name,
                    question=result,
                )
            )
        return True

    def _set_header_lots(self, parts):
        """Name the made lots on the order: all serials, or the last lot."""
        lots = self._get_received_lots()
        lots |= lots.concat(*[lot for lot, _quantity in parts])
        if self.product_tracking == "serial":
            self.lot_producing_ids = lots
        elif self.product_tracking == "lot":
            self.lot_producing_ids = lots[-1:]

    def _get_unreceived_parts(self, total):
        """Return [(lot or empty, quantity in the product's unit)] still to receive.

        :param float total: good pieces of the order, in its unit
        """
        uom = self.product_id.uom_id
        lines = self.move_finished_ids.filtered(
            lambda m: m.product_id == self.product_id and m.state == "done"
        ).move_line_ids
        if self.product_tracking == "none":
            made = self.product_uom_id._compute_quantity(total, uom)
            rest = made - sum(lines.mapped("quantity_product_uom"))
            return [(self.env["stock.lot"], rest)] if uom.compare(rest, 0) > 0 else []
        made = {}
        for report in self.report_ids.filtered(lambda r: r.state == "accepted"):
            lots = report.lot_ids or report.corrects_id.lot_ids
            good = self.product_uom_id._compute_quantity(report.quantity_good, uom)
            for lot in lots:
                made[lot] = made.get(lot, 0.0) + good / len(lots)
        for line in lines:
            made[line.lot_id] = made.get(line.lot_id, 0.0) - line.quantity_product_uom
        parts = [(lot, rest) for lot, rest in made.items() if uom.compare(rest, 0) > 0]
        return sorted(parts, key=lambda part: part[0].id)

    def _get_unlinked_lines(self):
        """Component lines that went into no receipt yet; all if every one did."""
        lines = self.move_raw_ids.filtered(lambda m: m.state == "done").move_line_ids
        return lines.filtered(lambda line: not line.produce_line_ids) or lines

    def _poms_close_empty(self):
        """Nothing good came out: the order ends cancelled, what it took stays."""
        moves = self.move_raw_ids | self.move_finished_ids
        moves = moves.filtered(lambda m: m.state not in ("done", "cancel"))
        moves.with_context(skip_mo_check=True)._action_cancel()
        return True

    def _poms_split_rest(self, total):
        """Make an order of the pieces that miss; this one keeps `total`.

        Odoo's split divides posted moves too and asks for the wrong rest: posted
        ones are marked as additional, which it skips, and the rest's components
        are those of the pieces that each step has still to make.
        """
        moves = self.move_raw_ids | self.move_finished_ids
        moves.filtered(lambda m: m.state == "done").additional = True
        raw = moves.filtered(lambda m: m.state not in ("done", "cancel"))
        raw &= self.move_raw_ids
        raw._set_unit_need()
        needs = {(m.product_id, m.bom_line_id): m.poms_unit_need for m in raw}
        missing = self.product_qty - total
        quiet = self.with_context(**booking_context(), no_procurement=True)
        backorder = quiet._split_productions({self: [total, missing]}) - self
        raw._do_unreserve()
        raw.with_context(no_procurement=True).write({"product_uom_qty": 0.0})
        for move in backorder.move_raw_ids.with_context(no_procurement=True):
            need = needs.get((move.product_id, move.bom_line_id), 0.0)
            carried = move.workorder_id.qty_reported_from_previous_wo
            quantity = need * (missing - carried)
            move.poms_unit_need = need
            move.product_uom_qty = move.product_id.uom_id._compute_quantity(
                quantity, move.product_uom
            )
        for move in backorder.move_finished_ids.with_context(no_procurement=True):
            if move.product_id == self.product_id:
                move.product_uom_qty = self.product_uom_id._compute_quantity(
                    missing, move.product_uom
                )
        backorder.action_assign()
        return backorder

    def _get_finished_quantity(self):
        """Good pieces of the order: what every last step has made."""
        last = self.workorder_ids.filtered(
            lambda w: (
                w.state != "cancel"
                and not w.needed_by_workorder_ids.filtered(
                    lambda n: n.state != "cancel"
                )
            )
        )
        return min(last.mapped("qty_produced"), default=0.0)

    def _get_reported_quantity(self):
        """The most that left any step: good, scrap and material fault."""
        self.ensure_one()
        return max(
            (
                sum(
                    card.quantity_good
                    + card.quantity_scrap
                    + card.quantity_material_fault
                    for card in workorder.card_ids
                )
                for workorder in self.workorder_ids
            ),
            default=0.0,
        )

    def _fit_open_demand(self):
        """Set open moves to the order's quantity less what was posted of them."""
        self.ensure_one()
        moves = (self.move_raw_ids | self.move_finished_ids).filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        taken = moves._get_taken()
        for move in moves:
            if move in self.move_raw_ids:
                total = move.poms_unit_need * self.product_qty
            elif move.product_id == self.product_id:
                total = self.product_uom_id._compute_quantity(
                    self.product_qty, move.product_id.uom_id
                )
            else:
                continue
            rest = max(total - taken.get(move.id, 0.0), 0.0)
            rest = move.product_id.uom_id._compute_quantity(rest, move.product_uom)
            if move.product_uom.compare(rest, move.product_uom_qty):
                move.product_uom_qty = rest

    def _get_received_lots(self):
        lines = self.move_finished_ids.filtered(
            lambda m: m.product_id == self.product_id and m.state == "done"
        ).move_line_ids
        # a line that a correction has emptied is no receipt
        return lines.filtered("quantity").lot_id

    def _get_open_finished_move(self):
        """The move through which this order's product is received."""
        moves = self.move_finished_ids.filtered(
            lambda m: (
                m.product_id == self.product_id and m.state not in ("done", "cancel")
            )
        )
        return moves[:1]

    def _set_output_lines(self, move, parts):
        """Lines of the last receipt, one per lot; not picked before the close."""
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(move._prepare_part_vals(lot, quantity, is_picked=False))
            for lot, quantity in parts
        ]

    def _cancel_open_components(self):
        """Give back what was reserved and not taken.

        One move stays, without demand: with every move done or cancelled Odoo
        would call the order done before it has posted labour and the receipt.
        """
        moves = self.move_raw_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        kept = moves[:1]
        (moves - kept).with_context(skip_mo_check=True)._action_cancel()
        kept._do_unreserve()
        kept.with_context(no_procurement=True).write(
            {"product_uom_qty": 0.0, "picked": False}
        )

    def _fit_byproducts(self, total):
        """By-products nobody reported: counted ones by quantity, else none.

        Odoo would receive all of the planned quantity, also of a short order, and
        ask for the lot of a tracked one.
        """
        moves = self.move_byproduct_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        moves._set_unit_need()
        taken = moves._get_taken()
        for move in moves:
            rest = move.poms_unit_need * total - taken.get(move.id, 0.0)
            uom = move.product_id.uom_id
            if move.product_id.tracking != "none" or uom.compare(rest, 0) <= 0:
                move.with_context(skip_mo_check=True)._action_cancel()
            else:
                move.quantity = uom._compute_quantity(rest, move.product_uom)

    def _poms_get_lots(self, names, product=None):
        """Find or make lots, in the order of `names`; "" is that of the order."""
        product = product or self.product_id
        own = self.lot_producing_ids[:1] if product == self.product_id else None
        names = [name or (own.name if own else self.name) for name in names]
        lots = self.env["stock.lot"]
        found = lots.search(
            [
                ("name", "in", names),
                ("product_id", "=", product.id),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        by_name = {lot.name: lot for lot in found}
        new = lots.create(
            [
                {
                    "name": name,
                    "product_id": product.id,
                    "company_id": self.company_id.id,
                }
                for name in dict.fromkeys(names)
                if name not in by_name
            ]
        )
        by_name |= {lot.name: lot for lot in new}
        return lots.concat(*[by_name[name] for name in names])

    def _estimate_unit_cost(self, byproduct_move=None):
        """What a piece is expected to cost, for receipts before the close."""
        product = byproduct_move.product_id if byproduct_move else self.product_id
        if product.cost_method not in ("fifo", "average"):
            return product.standard_price
        moves = self.move_raw_ids.filtered(lambda m: m.state != "cancel")
        material = sum(m.product_id.standard_price * m.product_qty for m in moves)
        labour = sum(
            w.duration_expected / 60 * w.workcenter_id.costs_hour
            for w in self.workorder_ids
        )
        total = material + labour
        shares = sum(self.move_byproduct_ids.mapped("cost_share")) / 100
        if byproduct_move:
            planned = sum(
                self.move_byproduct_ids.filtered(
                    lambda m: m.product_id == product
                ).mapped("product_qty")
            )
            return total * byproduct_move.cost_share / 100 / (planned or 1)
        quantity = self.product_uom_id._compute_quantity(
            self.product_qty, product.uom_id
        )
        return total * max(1 - shares, 0) / (quantity or 1)

    # -- Odoo's close, corrected for posted parts -------------------------------

    def _cal_price(self, consumed_moves):
        """Count every component of the order, and what was received before.

        Odoo counts the raw moves of the closing call only, so that components
        posted by reports would cost nothing.
        """
        if not self._with_reports():
            return super()._cal_price(consumed_moves)
        done = self.move_raw_ids.filtered(lambda m: m.state == "done")
        result = super()._cal_price(done | consumed_moves)
        move = self._get_open_finished_move()
        if move and move.product_id.cost_method in ("fifo", "average"):
            received = self.move_finished_ids.filtered(lambda m: m.state == "done")
            quantity = move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id
            )
            if quantity:
                value = move.price_unit * quantity - sum(received.mapped("value"))
                move.price_unit = max(value, 0.0) / quantity
        return result

    def _post_inventory(self, cancel_backorder=False):
        """Keep the links of earlier receipts; the last one gets its own.

        Odoo overwrites those of all finished lines with the components posted in
        the closing call.
        """
        reported = self._with_reports()
        before = {
            line: line.consume_line_ids
            for line in reported.move_finished_ids.filtered(
                lambda m: m.state == "done"
            ).move_line_ids
        }
        result = super()._post_inventory(cancel_backorder=cancel_backorder)
        sources = self.env["stock.move.line"].browse(
            self.env.context.get("poms_source_line_ids", [])
        )
        for line in reported.move_finished_ids.move_line_ids:
            line.consume_line_ids = before.get(line, sources)
        return result

    def _check_sn_uniqueness(self):
        """Reports have posted these serials: their own lines are no duplicates.

        Double use stays refused by the rules of a report and by stock itself.
        """
        if self._with_reports():
            return None
        return super()._check_sn_uniqueness()

    # -- Odoo's buttons on orders with reports ----------------------------------

    def button_mark_done(self):
        if is_booking(self.env):
            return super().button_mark_done()
        reported = self._with_reports()
        reported.check_access("write")
        # sudo: whoever may close orders closes those with cards and reports too
        for production in reported.sudo():
            production._check_may_close()
            production.with_context(**booking_context())._poms_close()
        rest = self - reported
        return super(MrpProduction, rest).button_mark_done() if rest else True

    def _check_may_close(self):
        """Refuse the close by hand while a card, a hold or quality stands open."""
        open_cards = self.card_ids.filtered(
            lambda card: card.state not in ("done", "cancelled")
        )
        if open_cards:
            raise UserError(
                self.env._(
                    "%(name)s has reports. Finish its cards (%(cards)s) on the "
                    "floor: the last one closes it.",
                    name=self.name,
                    cards=", ".join(open_cards.mapped("name")),
                )
            )
        held = any(self.card_ids._active_holds().values())
        if held or not self._is_quality_released():
            raise UserError(
                self.env._(
                    "%(name)s is on hold or waits for an inspection. Its release "
                    "closes it.",
                    name=self.name,
                )
            )

    def action_cancel(self):
        if not is_booking(self.env):
            self.workorder_ids._check_no_running_card(self.env._("cancel the order"))
        # sudo: whether something was made is asked for everybody
        made = self.sudo()._with_reports()._with_output().with_env(self.env)
        made._refuse_with_reports(
            self.env._("Correct its reports to zero first, or finish its cards.")
        )
        return super().action_cancel()

    def unlink(self):
        # Also refused ones: what people told stays.
        if self.sudo().report_ids:
            self._refuse(self.sudo().report_ids[:1].production_id, "")
        return super().unlink()

    def set_qty_producing(self):
        self._refuse_with_reports(self.env._("Report on its cards."))
        return super().set_qty_producing()

    def write(self, vals):
        if "qty_producing" in vals and not is_booking(self.env):
            self._refuse_with_reports(self.env._("Report on its cards."))
        return super().write(vals)

    def _refuse_with_reports(self, advice):
        if is_booking(self.env):
            return
        reported = self._with_reports().filtered(lambda p: p.state != "cancel")
        if reported:
            self._refuse(reported[0], advice)

    def _refuse(self, production, advice):
        raise UserError(
            self.env._(
                "%(name)s has reports. %(advice)s",
                name=production.name,
                advice=advice,
            )
        )
