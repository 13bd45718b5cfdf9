from odoo import Command

from .common import PomsCommon


class ChangeCommon(PomsCommon):
    """A confirmed order of ten shafts over two levels, and who may decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = cls._new_user("change_planner", "group_planner")
        cls.engineer = cls._new_user("change_engineer", "group_process_engineer")
        cls.manager = cls._new_user("change_manager", "group_plant_manager")
        cls.sales = cls._new_user("change_sales", "group_change_board")
        cls.buyer = cls._new_user("change_buyer", "group_change_board")
        cls.order = cls._create_order(10)
        cls.order.action_confirm()
        cls.line = cls.order.line_ids
        cls.top = cls.order.production_ids.filtered(lambda p: p.product_id == cls.shaft)
        cls.child = cls.order.production_ids - cls.top

    @classmethod
    def _create_board(cls, quorum=2, **vals):
        members = cls.manager | cls.sales | cls.buyer
        return cls.env["poms.change.board"].create(
            {
                "quorum": quorum,
                "member_ids": [Command.create({"user_id": u.id}) for u in members],
                "signer_ids": [Command.set(cls.manager.ids)],
                **vals,
            }
        )

    @classmethod
    def _ask(cls, kind="quantity", user=None, order=None, **item):
        """A drafted change of the order's line."""
        order = order or cls.order
        item.setdefault("order_line_id", order.line_ids[:1].id)
        return (
            cls.env["poms.change.request"]
            .with_user(user or cls.planner)
            .create(
                {
                    "subject": "Customer asks",
                    "kind": "customer",
                    "order_id": order.id,
                    "item_ids": [Command.create({"kind": kind, **item})],
                }
            )
        )

    def _report(self, production, name, good):
        """Good pieces reported on one operation, through the floor's own door."""
        card = production.card_ids.filtered(lambda c: c.operation_id.name == name)
        if card.state == "planned":
            card.action_release()
        card.state = "running"
        card.sudo().write({"quantity_good": good})
        card.state = "paused"
        return card

    def _to_ship(self):
        moves = self.line.sale_line_id.move_ids.filtered(
            lambda m: m.picking_code == "outgoing" and m.state != "cancel"
        )
        self.assertIn(self.top, moves.move_orig_ids.production_id, "still chained")
        return sum(moves.mapped("product_uom_qty"))
