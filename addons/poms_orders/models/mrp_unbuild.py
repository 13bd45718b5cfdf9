from odoo import models


class MrpUnbuild(models.Model):
    _inherit = "mrp.unbuild"

    def _generate_consume_moves(self):
        return self._generate_grouped(super()._generate_consume_moves)

    def _generate_produce_moves(self):
        return self._generate_grouped(super()._generate_produce_moves)

    def _generate_grouped(self, generate):
        """One move per product for orders with reports.

        Odoo makes one for each done move with a fraction of it: a third of a serial
        number, three times. The moves are joined before they are confirmed.
        """
        moves = generate()
        if not self.mo_id._with_reports():
            return moves
        kept = self.env["stock.move"]
        for group in moves.grouped(lambda m: (m.unbuild_id, m.product_id)).values():
            first = group[:1]
            uom = first.product_id.uom_id
            total = sum(
                move.product_uom._compute_quantity(
                    move.product_uom_qty, uom, round=False
                )
                for move in group
            )
            first.write({"product_uom": uom.id, "product_uom_qty": uom.round(total)})
            (group - first).unlink()
            kept |= first
        return kept
