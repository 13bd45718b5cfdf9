from odoo import models


class StockMove(models.Model):
    """Components of a kit on their way back."""

    _inherit = "stock.move"

    def _poms_brought(self):
        """The done moves that brought these components to the line."""
        return self.move_orig_ids.filtered(
            lambda m: m.state == "done" and not m.production_id
        )

    def _poms_return_kit(self, brought, request):
        """Give back what is reserved or was brought to the line; in words."""
        self.ensure_one()
        is_over = self.state == "cancel"
        if not brought:
            if not is_over:
                return self.env._("the order keeps what it still needs")
            return self.env._("reservation given back")
        surplus = sum(brought.mapped("quantity")) - (
            0.0 if is_over else self.product_uom_qty
        )
        if self.product_uom.compare(surplus, 0.0) <= 0:
            return self.env._("the order keeps what it still needs")
        if not is_over:
            self._do_unreserve()
        pickings = self._poms_return_picking(brought, surplus)
        if not is_over:
            self._action_assign()
        return self.env._("return %s", ", ".join(pickings.mapped("name")))

    def _poms_return_picking(self, brought, quantity):
        """Return pickings of `quantity`, newest first; a keeper does them."""
        pickings = self.env["stock.picking"]
        for move in brought.sorted("id", reverse=True):
            part = min(move.quantity, quantity)
            if part <= 0 or not move.picking_id:
                continue
            wizard = self.env["stock.return.picking"].create(
                {"picking_id": move.picking_id.id}
            )
            for line in wizard.product_return_moves:
                line.quantity = part if line.move_id == move else 0.0
            pickings |= wizard._create_return()
            quantity -= part
        return pickings

    def _poms_scrap_kit(self, brought, request):
        """A scrap document for what was brought to the line."""
        self.ensure_one()
        lines = brought.move_line_ids
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "product_id": line.product_id.id,
                    "scrap_qty": line.quantity,
                    "product_uom_id": line.product_uom_id.id,
                    "lot_id": line.lot_id.id,
                    "location_id": line.location_dest_id.id,
                    "company_id": self.company_id.id,
                    "origin": request.name,
                }
                for line in lines
                if line.quantity
            ]
        )
        scraps.do_scrap()
        if not scraps:
            return self.env._("nothing was brought: reservation given back")
        return self.env._("%s scrap documents", len(scraps))

    def _poms_send_back(self, quantity, origin):
        """A move that brings used components back where they came from."""
        return self.create(
            {
                "product_id": self.product_id.id,
                "product_uom_qty": quantity,
                "product_uom": self.product_uom.id,
                "location_id": self.location_dest_id.id,
                "location_dest_id": self.location_id.id,
                "origin": origin,
                "company_id": self.company_id.id,
                "origin_returned_move_id": self.id,
                "move_line_ids": [],
            }
        )
