from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MrpBomLine(models.Model):
    """Components that are partly lost in use."""

    _inherit = "mrp.bom.line"

    poms_scrap_percent = fields.Float(
        string="Scrap (%)",
        digits=(5, 2),
        help="Part of this component that is lost in use: production orders take so "
        "much more. Not counted on the line of a kit; set it on the kit's parts.",
    )

    @api.constrains("poms_scrap_percent")
    def _check_poms_scrap_percent(self):
        if any(not 0 <= line.poms_scrap_percent <= 99 for line in self):
            raise ValidationError(
                self.env._("Scrap of a component is a percentage from 0 to 99.")
            )

    def _prepare_line_done_values(
        self, quantity, product, original_quantity, parent_line, boms_done
    ):
        """What is lost comes on top, where something is made.

        A kit that is sold or moved as such (the first bill of material is a kit)
        takes what it says: nothing is lost there.
        """
        if self.poms_scrap_percent and boms_done[0][0].type != "phantom":
            quantity = self.product_uom_id.round(
                quantity / (1 - self.poms_scrap_percent / 100.0), rounding_method="UP"
            )
        return super()._prepare_line_done_values(
            quantity, product, original_quantity, parent_line, boms_done
        )
