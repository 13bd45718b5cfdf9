from odoo import models
from odoo.exceptions import UserError


class ChangeProductionQty(models.TransientModel):
    _inherit = "change.production.qty"

    def change_prod_qty(self):
        """On an order with reports: not below what was reported, and the open
        demand is what the new quantity needs less what was posted.

        Odoo scales the open rest by the whole change, so that it asks too little
        when raised and too much when lowered.
        """
        reported = self.mo_id._with_reports()
        for wizard in self.filtered(lambda w: w.mo_id in reported):
            # sudo: cards are asked for what was reported only
            least = wizard.mo_id.sudo()._get_reported_quantity()
            if wizard.mo_id.product_uom_id.compare(wizard.product_qty, least) < 0:
                raise UserError(
                    self.env._(
                        "%(quantity)s pieces of %(name)s are reported already: "
                        "choose at least that, or correct the reports first.",
                        quantity=least,
                        name=wizard.mo_id.name,
                    )
                )
        open_raw = reported.move_raw_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        open_raw._set_unit_need()
        result = super().change_prod_qty()
        for production in reported:
            production._fit_open_demand()
        return result
