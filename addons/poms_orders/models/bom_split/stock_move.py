from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _adjust_procure_method(self, picking_type_code=False):
        """What the split makes (or takes from stock) is not procured again.

        Needs that goods reach by another move (pick before production) keep their
        procurement: it makes that move.
        """
        result = super()._adjust_procure_method(picking_type_code)
        made = self.env.context.get("poms_made")
        if made:
            self.filtered(
                lambda move: (
                    move.raw_material_production_id
                    and move.product_id.id in made
                    and move.location_id == move.warehouse_id.lot_stock_id
                )
            ).procure_method = "make_to_stock"
        return result

    def _poms_ends(self, direction):
        """The last moves in a direction (move_orig_ids or move_dest_ids)."""
        ends = self.browse()
        todo, seen = self, self
        while todo:
            ends += todo.filtered(lambda move: not move[direction])
            todo = todo[direction] - seen
            seen |= todo
        return ends
