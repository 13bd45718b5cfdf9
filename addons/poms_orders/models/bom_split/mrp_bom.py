from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MrpBom(models.Model):
    """Lot rules and expected scrap of what a bill of material makes."""

    _inherit = "mrp.bom"

    poms_scrap_percent = fields.Float(
        string="Expected Scrap (%)",
        digits=(5, 2),
        help="Part of the pieces started that is lost. Production orders of customer "
        "orders are larger by so much that the good pieces are enough.",
    )
    poms_batch_min = fields.Float(
        string="Smallest Lot",
        digits="Product Unit",
        help="In the unit of this bill of material; 0: no limit.",
    )
    poms_batch_multiple = fields.Float(
        string="Lot in Multiples of",
        digits="Product Unit",
        help="In the unit of this bill of material; 0: any quantity.",
    )

    @api.constrains("poms_scrap_percent", "poms_batch_min", "poms_batch_multiple")
    def _check_lot_rules(self):
        for bom in self:
            if not 0 <= bom.poms_scrap_percent <= 99:
                raise ValidationError(
                    self.env._("Expected scrap is a percentage from 0 to 99.")
                )
            if bom.poms_batch_min < 0 or bom.poms_batch_multiple < 0:
                raise ValidationError(self.env._("A lot size cannot be negative."))
