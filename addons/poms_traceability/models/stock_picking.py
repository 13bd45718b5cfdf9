from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Refuse to ship a lot that is on hold."""
        self._check_no_held_lots()
        return super()._action_done()

    def _check_no_held_lots(self):
        outgoing = self.filtered(lambda p: p.location_dest_id.usage == "customer")
        lots = outgoing.move_line_ids.filtered("picked").lot_id
        if not lots:
            return
        # sudo: a held lot is held for everybody
        holds = self.env["poms.hold"].sudo()
        found = holds.search([("lot_id", "in", lots.ids), ("state", "=", "active")])
        if found:
            reasons = [f"{h.lot_id.name}: {h._sentence()}" for h in found]
            raise UserError(
                self.env._(
                    "Not shipped, on hold:\n%(reasons)s", reasons="\n".join(reasons)
                )
            )
