from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _run_manufacture(self, procurements):
        """While an order is split, its production orders come from the split.

        Whatever the route says, Odoo must not make a second one.
        """
        if self.env.context.get("poms_split"):
            return True
        return super()._run_manufacture(procurements)
