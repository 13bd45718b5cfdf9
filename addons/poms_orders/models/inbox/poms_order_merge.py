from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class PomsOrder(models.Model):
    """Several waiting orders into one, one into several, and back."""

    _inherit = "poms.order"

    merged_into_id = fields.Many2one(
        "poms.order", readonly=True, copy=False, index="btree_not_null"
    )
    merged_from_ids = fields.One2many("poms.order", "merged_into_id", readonly=True)

    # --- merge

    def action_merge(self):
        """Merge waiting orders of one customer into the one that is due first.

        Lines keep the number that they came with, so that a later message still
        finds them. Returns the order that stays.
        """
        self.check_access("write")
        self._check_mergeable()
        orders = self.sorted(lambda o: (o.part, o.date_due or o.date_received, o.id))
        target, others = orders[0], orders[1:]
        for line in others.line_ids:
            origin = line.origin_order_id or line.order_id
            line.write(
                {
                    "origin_order_id": origin.id if origin != target else False,
                    "date_due": line.date_due or line.order_id.date_due,
                    "order_id": target.id,
                }
            )
        target._renumber_lines()
        originals = others.original_attachment_ids
        target.write(
            {
                "priority": max(orders.mapped("priority")),
                "original_attachment_ids": [Command.link(i) for i in originals.ids],
            }
        )
        others.write({"state": "cancelled", "merged_into_id": target.id})
        names = ", ".join(others.mapped("name"))
        target._message_log(body=self.env._("Merged with %s.", names))
        for order in others:
            order._message_log(body=self.env._("Merged into %s.", target.name))
        return target

    def _check_mergeable(self):
        if len(self) < 2:
            raise UserError(self.env._("Choose at least two orders to merge."))
        running = self.filtered(lambda order: order.state != "received")
        if running:
            raise UserError(
                self.env._("%s does not wait in the inbox any more.", running[0].name)
            )
        if any(order._awaits_change() or order.is_cancellation for order in self):
            raise UserError(
                self.env._("A change of an order in production cannot be merged.")
            )
        kinds = {
            (
                order.company_id,
                order.partner_id.commercial_partner_id,
                order.currency_id,
                order.warehouse_id,
                order.make_to_stock,
            )
            for order in self
        }
        if len(kinds) > 1:
            raise UserError(
                self.env._(
                    "Only orders of one customer, currency and warehouse can be merged."
                )
            )

    def _renumber_lines(self):
        for order in self:
            lines = order.line_ids.sorted(lambda line: (line.order_id.id, line.id))
            for number, line in enumerate(lines, 1):
                line.sequence = number * 10

    def action_unmerge(self):
        """Take merged orders out again, with the lines that came with them."""
        self.check_access("write")
        for order in self.filtered("merged_into_id"):
            holder = order._holder()
            if holder.state != "received":
                raise UserError(
                    self.env._(
                        "%s is confirmed; its parts cannot be taken out.", holder.name
                    )
                )
            own = holder.line_ids.filtered(
                lambda line, order=order: line.origin_order_id == order
            )
            order.write({"state": "received", "merged_into_id": False})
            own.write({"order_id": order.id, "origin_order_id": False})
            foreign = order.original_attachment_ids
            holder.original_attachment_ids = [Command.unlink(i) for i in foreign.ids]
            holder._message_log(body=self.env._("%s was taken out again.", order.name))
        return True

    # --- split

    def action_split(self, line_ids=None):
        """Split waiting orders: the lines `line_ids` apart, or one part per due date.

        The earliest date stays in the order. Returns the new orders.
        """
        self.check_access("write")
        self.ensure_one()
        if self.state != "received" or self._awaits_change():
            raise UserError(
                self.env._("Only an order that waits in the inbox can be split.")
            )
        groups = self._lines_by_date()
        if line_ids:
            lines = self.line_ids.filtered(lambda line: line.id in line_ids)
            groups = [self.line_ids - lines, lines]
        if len(groups) < 2 or not all(groups):
            raise UserError(
                self.env._("There is nothing to split: choose some of the lines.")
            )
        return self.browse().concat(*(self._split_off(lines) for lines in groups[1:]))

    def _lines_by_date(self):
        groups = self.line_ids.grouped(lambda line: line._local_due())
        return [groups[due] for due in sorted(groups, key=lambda d: (d is None, d))]

    def _split_off(self, lines):
        """A new part of this order with `lines`."""
        part = self.copy(
            {
                "line_ids": [],
                "reference": self.reference,
                "revision": self.revision,
                "part": max(self._family().mapped("part")) + 1,
                "previous_id": self.previous_id.id,
                "channel": self.channel,
                "date_received": self.date_received,
                "date_due": min(
                    (d for d in lines.mapped("date_due") if d), default=None
                )
                or self.date_due,
                "document": self.document,
                "original_attachment_ids": [
                    Command.set(self.original_attachment_ids.ids)
                ],
            }
        )
        for line in lines:
            line.origin_order_id = line.origin_order_id or self
        lines.write({"order_id": part.id})
        part._message_log(body=self.env._("Split off from %s.", self.name))
        self._message_log(body=self.env._("Split: %s went apart.", part.name))
        return part

    # --- back

    @api.private
    def undo_confirm(self):
        """Take confirmed orders back into the inbox, with all that was made.

        Raises `UserError` naming the card on which somebody has begun, or what has
        left the house.
        """
        orders = self.filtered(lambda order: order.state == "confirmed")
        begun = orders.card_ids.filtered(
            lambda card: card.state not in ("planned", "released", "cancelled")
        )[:1]
        if begun:
            raise UserError(
                self.env._(
                    "%(card)s of %(order)s has been started. Change the order instead.",
                    card=begun.name,
                    order=begun.order_id.name,
                )
            )
        if any(picking.state == "done" for picking in orders.picking_ids):
            raise UserError(self.env._("Goods of this order have left already."))
        orders.action_cancel()
        orders.line_ids.write({"state": "open", "sale_line_id": False})
        orders.write({"state": "received", "sale_order_id": False})
        for order in orders:
            order._message_log(body=self.env._("Taken back into the inbox."))

    def action_undo_confirm(self):
        """Button: back into the inbox, for what nobody has begun."""
        self.check_access("write")
        self.undo_confirm()
        return True
