from odoo import api, models
from odoo.exceptions import ValidationError

from ..poms_booking_context import is_booking


class MrpProduction(models.Model):
    """What change control asks of a production order."""

    _inherit = "mrp.production"

    @api.constrains("lot_producing_ids", "bom_id")
    def _check_lot_of_one_revision(self):
        """Pieces made by two revisions never share a lot.

        Not inside a booking: the floor is not stopped; an order that changes its
        revision loses its lot, so that reports make a new one.
        """
        if is_booking(self.env) or not self.lot_producing_ids:
            return
        others = self.search(
            [
                ("lot_producing_ids", "in", self.lot_producing_ids.ids),
                ("state", "!=", "cancel"),
            ]
        )
        for production in self.filtered("bom_id"):
            mixed = others.filtered(
                lambda other, production=production: (
                    other.bom_id != production.bom_id
                    and other.bom_id.poms_previous_id | other.bom_id.poms_next_ids
                    and other.lot_producing_ids & production.lot_producing_ids
                )
            )
            if mixed:
                raise ValidationError(
                    self.env._(
                        "%(lot)s holds pieces of revision %(other)s (%(order)s). "
                        "Give pieces of revision %(own)s a lot of their own.",
                        lot=mixed.lot_producing_ids[:1].name,
                        other=mixed[0].bom_id.poms_revision_name,
                        order=mixed[0].name,
                        own=production.bom_id.poms_revision_name,
                    )
                )

    def _poms_spent(self):
        """What was spent here so far: components taken and machine time."""
        self.ensure_one()
        taken = self.move_raw_ids.filtered(lambda m: m.state == "done")
        components = sum(
            move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            * move.product_id.standard_price
            for move in taken
        )
        return components + self.workorder_ids._cal_cost()

    def _poms_made(self):
        """The most that left any step, or was received: never made undone."""
        self.ensure_one()
        return max(self._get_reported_quantity(), self.qty_produced)

    def action_request_change(self):
        """Ask for a change of the order that this is made for."""
        self.ensure_one()
        return self.poms_order_id.action_request_change()
