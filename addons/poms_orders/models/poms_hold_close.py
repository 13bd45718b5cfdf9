from odoo import models


class PomsHold(models.Model):
    _inherit = "poms.hold"

    def action_release(self, note=None):
        """A released hold may have been all that an order waited for to close."""
        result = super().action_release(note)
        # sudo: finds what waited; nothing is told
        self.sudo()._get_waiting_productions()._close_if_ready()
        return result

    def _get_waiting_productions(self):
        """Finished orders that these holds may have kept open."""
        productions = self.production_id | self.card_id.production_id
        productions |= self.order_id.production_ids
        if self.lot_id:
            productions |= productions.search(
                [("lot_producing_ids", "in", self.lot_id.ids)]
            )
        return productions.filtered(lambda p: p.state == "to_close")
