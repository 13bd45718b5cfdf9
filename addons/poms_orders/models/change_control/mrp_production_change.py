from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..poms_booking_context import booking_context


class MrpProduction(models.Model):
    """The acts by which a production order follows a change: `Step.act` by name."""

    _inherit = "mrp.production"

    def _poms_do_step(self, step, item, target):
        """Do one step of the change; return what was done, in words.

        :param step: `domain.change_dispositions.Step`
        :param target: the order line that gets the pieces, where one does
        """
        self.ensure_one()
        acts = {
            "cancel": self._poms_step_cancel,
            "close": self._poms_step_close,
            "quantity": self._poms_step_quantity,
            "unpeg": self._poms_step_unpeg,
            "repeg": self._poms_step_repeg,
            "scrap": self._poms_step_scrap,
            "unbuild": self._poms_step_unbuild,
            "return_used": self._poms_step_return_used,
            "shift": self._poms_step_shift,
            "switch": self._poms_step_switch,
            "hold_rework": self._poms_step_hold_rework,
        }
        return acts[step.act](step, item, target)

    def _poms_depths(self):
        """{order: most levels above it}; parents before their children."""
        depths = {}
        for production in self:
            depth, parents = 0, production._split_parents()
            while parents and depth < 50:
                depth, parents = depth + 1, parents._split_parents()
            depths[production] = depth
        return depths

    def _poms_step_cancel(self, step, item, target):
        self.action_cancel()
        return self.env._("cancelled")

    def _poms_step_close(self, step, item, target):
        """End it with what it has finished; what it took stays taken."""
        self.card_ids._close("done")
        self.workorder_ids.filtered(
            lambda w: w.state not in ("done", "cancel")
        ).with_context(**booking_context()).write({"state": "done"})
        self.with_context(**booking_context())._poms_close()
        return self.env._("closed with %s", f"{self.qty_produced:g}")

    def _poms_step_quantity(self, step, item, target):
        """Odoo's own change of quantity."""
        before = self.product_qty
        wizard = self.env["change.production.qty"].create(
            {"mo_id": self.id, "product_qty": float(step.quantity)}
        )
        wizard.change_prod_qty()
        return self.env._(
            "quantity %(before)s → %(after)s",
            before=f"{before:g}",
            after=f"{self.product_qty:g}",
        )

    def _poms_step_unpeg(self, step, item, target):
        self._poms_unlink_from_customer()
        return self.env._("goes on, for stock")

    def _poms_unlink_from_customer(self):
        """No delivery, parent or customer line waits for this order any more."""
        waiting = self.move_finished_ids.move_dest_ids
        self.move_finished_ids.move_dest_ids = [Command.clear()]
        waiting.filtered(lambda m: m.state not in ("done", "cancel"))._recompute_state()
        # sudo: pegs are written by the split and its changes alone
        self.sudo().poms_peg_ids.unlink()
        self.write({"poms_order_line_id": False, "poms_parent_id": False})
        if "sale_line_id" in self._fields:
            self.sale_line_id = False

    def _poms_step_repeg(self, step, item, target):
        """For another customer's line of the same product."""
        if not target:
            raise UserError(
                self.env._("%s: choose the order line that gets the pieces.", self.name)
            )
        if target.product_id != self.product_id:
            raise UserError(
                self.env._(
                    "%(line)s asks for another product than %(order)s makes.",
                    line=target.display_name,
                    order=self.name,
                )
            )
        self._poms_unlink_from_customer()
        self.poms_order_line_id = target
        if target.sale_line_id:
            self.sale_line_id = target.sale_line_id
        moves = target.sale_line_id.move_ids.filtered(
            lambda m: (
                m.product_id == self.product_id
                and m.picking_code == "outgoing"
                and m.state not in ("done", "cancel")
            )
        )
        self.move_finished_ids.filtered(
            lambda m: m.product_id == self.product_id and m.state != "cancel"
        ).move_dest_ids = [Command.set(moves.ids)]
        self.card_ids.filtered(lambda c: c.state not in ("done", "cancelled")).write(
            {"date_due": target._get_due()}
        )
        return self.env._("now for %s", target.display_name)

    def _poms_step_scrap(self, step, item, target):
        """A scrap document for finished pieces that are in stock."""
        lines = self.move_finished_ids.filtered(
            lambda m: m.product_id == self.product_id and m.state == "done"
        ).move_line_ids
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "product_id": line.product_id.id,
                    "scrap_qty": line.quantity,
                    "product_uom_id": line.product_uom_id.id,
                    "lot_id": line.lot_id.id,
                    "location_id": line.location_dest_id.id,
                    "company_id": self.company_id.id,
                    "origin": f"{item.request_id.name} {self.name}",
                }
                for line in lines
                if line.quantity
            ]
        )
        scraps.do_scrap()
        return self.env._("%s scrap documents", len(scraps)) if scraps else ""

    def _poms_step_unbuild(self, step, item, target):
        """Take finished pieces in stock apart again."""
        lots = self.lot_producing_ids
        if len(lots) > 1:
            raise UserError(
                self.env._(
                    "%s made several lots: take them apart one by one.", self.name
                )
            )
        unbuild = self.env["mrp.unbuild"].create(
            {
                "product_id": self.product_id.id,
                "mo_id": self.id,
                "product_qty": self.qty_produced,
                "product_uom_id": self.product_uom_id.id,
                "lot_id": lots.id,
            }
        )
        unbuild.action_unbuild()
        return self.env._("taken apart by %s", unbuild.name)

    def _poms_step_return_used(self, step, item, target):
        """Components that are in unfinished pieces come back to stock."""
        made, done = self._poms_made(), self._get_finished_quantity()
        share = 1.0 - (done / made if made else 0.0)
        moves = self.env["stock.move"]
        for move in self.move_raw_ids.filtered(lambda m: m.state == "done"):
            quantity = move.product_uom.round(move.quantity * share)
            if quantity > 0:
                moves |= move._poms_send_back(quantity, item.request_id.name)
        moves._action_confirm()
        for move in moves:
            move.quantity = move.product_uom_qty
            move.picked = True
        moves._action_done()
        return self.env._("%s components back in stock", len(moves))

    def _poms_step_shift(self, step, item, target):
        """The new due date, by as much as the customer's moved."""
        delta = item.date_new - (item.date_old or item.date_new)
        moves = self.move_finished_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        deadline = (self.date_deadline or item.date_old or item.date_new) + delta
        moves.write({"date_deadline": deadline})
        self.date_deadline = deadline
        cards = self.card_ids.filtered(lambda c: c.state not in ("done", "cancelled"))
        cards.write({"date_due": item.date_new})
        return self.env._("due %s", fields.Datetime.to_string(deadline))

    def _poms_step_switch(self, step, item, target):
        """From here on by the new revision.

        Pieces that are made stay with this order and the old one; what is left goes
        to an order of its own, so that their lots and serials never mix.
        """
        made = self._poms_made()
        production = self
        if made and self.product_uom_id.compare(made, self.product_qty) < 0:
            production = self._poms_split_rest(made)
            production.workorder_ids._sync_cards()
        elif made:
            return self.env._("all pieces are made by the old revision")
        production.lot_producing_ids = False
        production._link_bom(item.new_bom_id)
        production.bom_id = item.new_bom_id
        production.is_outdated_bom = False
        return self.env._(
            "%(order)s by revision %(revision)s",
            order=production.name,
            revision=item.new_bom_id.poms_revision_name,
        )

    def _poms_step_hold_rework(self, step, item, target):
        holds = self.env["poms.hold"]._hold(
            self,
            kind="engineering",
            note=self.env._("%s: rework the pieces", item.request_id.name),
        )
        return self.env._("held for rework") if holds else ""

    def _poms_open_needs(self):
        """{component: what these orders still need of it}, in the product's unit."""
        needs = {}
        for move in self.move_raw_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        ):
            product = move.product_id
            needs[product] = needs.get(product, 0.0) + move.product_qty
        return needs
