from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _adjust_procure_method(self, picking_type_code=False):
        """What the split makes (or takes from stock) is not procured again."""
        result = super()._adjust_procure_method(picking_type_code)
        made = self.env.context.get("poms_made")
        if made:
            self.filtered(
                lambda move: (
                    move.raw_material_production_id and move.product_id.id in made
                )
            ).write({"procure_method": "make_to_stock"})
        return result
