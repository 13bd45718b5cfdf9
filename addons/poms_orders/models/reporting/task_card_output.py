from odoo import Command, models


class PomsTaskCard(models.Model):
    """Good pieces of the last step: into stock, with lot and genealogy."""

    _inherit = "poms.task.card"

    def _book_output(self, report, effects, entry, closes):
        """Receive the good pieces of the last step at once.

        The closing report leaves its pieces to the close, which gives them what
        the order has cost and nobody has yet; pieces that quality has not let go
        stay out of stock until then. Told by-products are received.

        :return: the lots of the good pieces
        """
        self._book_byproducts(entry)
        lots = self.env["stock.lot"].concat(*[lot for lot, _quantity in entry.parts])
        production = self.production_id
        if entry.parts and not closes and production._is_quality_released():
            move = production._get_open_finished_move()
            price = production._estimate_unit_cost()
            done = move._post_part(entry.parts, price_unit=price)
            done.move_line_ids.consume_line_ids = self._get_source_lines(effects.good)
            self._record_lots(report, lots, entry)
        return lots

    def _prepare_lot_vals(self, entry):
        """Find or make the lots of the good pieces; their values of the report."""
        if not entry.act.good or not self._is_receiving():
            return {}
        entry.parts = self._get_lot_parts(entry)
        lots = self.env["stock.lot"].concat(*[lot for lot, _quantity in entry.parts])
        return {"lot_id": lots[:1].id, "lot_ids": [Command.set(lots.ids)]}

    def _get_lot_parts(self, entry):
        """Return [(lot, quantity in the product's unit)] of the good pieces."""
        production = self.production_id
        product = production.product_id
        good = production.product_uom_id._compute_quantity(
            float(entry.act.good), product.uom_id
        )
        if product.tracking == "serial":
            lots = production._poms_get_lots(entry.act.serials)
            return [(lot, 1.0) for lot in lots]
        if product.tracking == "lot":
            return [(production._poms_get_lots([entry.act.lot]), good)]
        return [(self.env["stock.lot"], good)]

    def _get_source_lines(self, good):
        """Component lines that went into the pieces of this report.

        Pieces flow first in, first out: a report of pieces 5 to 8 of the last step
        took what reports of pieces 5 to 8 took at each step before.
        """
        made = self.workorder_id.qty_produced
        rows = self.env["poms.report.component"].search(
            [
                ("production_id", "=", self.production_id.id),
                ("piece_from", "<", made),
                ("piece_to", ">", made - float(good)),
            ]
        )
        return rows.move_id.move_line_ids.filtered("quantity")

    def _book_byproducts(self, entry):
        for move, name, quantity in entry.byproducts:
            lot = self.env["stock.lot"]
            if move.product_id.tracking != "none":
                lot = self.production_id._poms_get_lots([name], move.product_id)
            price = self.production_id._estimate_unit_cost(move)
            move._post_part([(lot, float(quantity))], price_unit=price)

    def _record_lots(self, report, lots, entry):
        """Note the received lots in the ledger."""
        hooks = self.env["poms.hooks"]
        for lot in lots:
            hooks._record_event(
                "lot_received",
                lot,
                {
                    "lot": lot.name,
                    "product_id": lot.product_id.id,
                    "production": self.production_id.name,
                    "card": self.name,
                    "report_id": report.id,
                    "employee_id": entry.employee.id,
                },
            )
