from odoo import models


class PomsTaskCard(models.Model):
    """Good pieces of the last step: into stock, with lot and genealogy."""

    _inherit = "poms.task.card"

    def _book_output(self, report, effects, entry, closes):
        """Receive the good pieces of the last step at once.

        The closing report leaves its pieces to the close, which gives them what
        the order has cost and nobody has yet. Told by-products are received.

        :return: the lots of the good pieces; their quantities by `_get_lot_parts`
        """
        self._book_byproducts(entry)
        lots = self.env["stock.lot"]
        production = self.production_id
        if not effects.good or not self._is_receiving():
            return lots
        parts = self._get_lot_parts(entry)
        lots = lots.concat(*[lot for lot, _quantity in parts])
        if not closes:
            move = production._get_open_finished_move()
            done = move._post_part(parts, price_unit=production._estimate_unit_cost())
            lines = self._get_source_lines(effects.good)
            done.move_line_ids.consume_line_ids = lines
            self._record_lots(report, lots, entry)
        return lots

    def _get_lot_parts(self, entry):
        """Return [(lot, quantity in the product's unit)] of the good pieces."""
        production = self.production_id
        product = production.product_id
        good = production.product_uom_id._compute_quantity(
            float(entry.act.good), product.uom_id
        )
        if product.tracking == "serial":
            return [(production._poms_get_lot(name), 1.0) for name in entry.act.serials]
        if product.tracking == "lot":
            return [(production._poms_get_lot(entry.act.lot), good)]
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
        return rows.move_id.move_line_ids

    def _book_byproducts(self, entry):
        for move, name, quantity in entry.byproducts:
            lot = self.env["stock.lot"]
            if move.product_id.tracking != "none":
                lot = self.production_id._poms_get_lot(name, move.product_id)
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
