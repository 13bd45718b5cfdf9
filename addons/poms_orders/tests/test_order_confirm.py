from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestOrderConfirm(PomsCommon):
    """A confirmed order is a sale order, a tree of production orders, cards."""

    def _check_tree(self, order, quantity=10):
        line = order.line_ids
        self.assertEqual(len(order.production_ids), 2)
        parent = order.production_ids.filtered(lambda p: p.product_id == self.shaft)
        child = order.production_ids - parent
        self.assertEqual(child.product_id, self.blank)
        self.assertEqual(order.production_ids.poms_order_line_id, line)
        self.assertEqual(child.poms_parent_id, parent)
        self.assertEqual(parent._get_children(), child)
        self.assertEqual(child._get_sources(), parent)
        self.assertEqual(parent.product_qty, quantity)
        self.assertEqual(child.product_qty, quantity)
        self.assertEqual(set(order.production_ids.mapped("state")), {"confirmed"})
        self.assertLessEqual(child.date_finished, parent.date_start)
        self.assertLess(parent.date_start, parent.date_finished)
        need = parent.move_raw_ids.filtered(lambda m: m.product_id == self.blank)
        self.assertEqual(need.move_orig_ids, child.move_finished_ids)
        self.assertEqual(len(order.card_ids), 3)
        self.assertEqual(
            set(order.card_ids.mapped("operation_id.name")),
            {"Sawing", "Turning", "Washing"},
        )
        return parent, child

    def test_confirm_makes_the_whole_tree(self):
        order = self._create_order(10)
        order.action_confirm()
        parent, child = self._check_tree(order)
        sale = order.sale_order_id
        self.assertEqual(sale.state, "sale")
        self.assertEqual(sale.client_order_ref, "PO-1")
        self.assertEqual(sale.order_line.price_unit, 5)
        self.assertEqual(sale.mrp_production_ids, parent)
        self.assertEqual(parent.date_finished, order.date_due.replace(microsecond=0))
        delivery = sale.picking_ids.move_ids
        self.assertEqual(delivery.move_orig_ids, parent.move_finished_ids)
        self.assertEqual(order.state, "confirmed")
        turning = order.card_ids.filtered(lambda c: c.operation_id.name == "Turning")
        self.assertEqual(turning.previous_card_ids, child.card_ids)
        self.assertEqual(child.card_ids.next_card_ids, turning)

    def test_make_to_order_route_makes_nothing_twice(self):
        """With the route that Odoo makes child orders by, the tree is the same."""
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        (self.shaft | self.blank).route_ids = [Command.link(route.id)]
        order = self._create_order(10)
        before = self.env["mrp.production"].search_count([])
        order.action_confirm()
        self.assertEqual(self.env["mrp.production"].search_count([]), before + 2)
        self._check_tree(order)

    def test_auto_reordering_makes_nothing_twice(self):
        self.env["stock.warehouse.orderpoint"].create(
            [
                {"product_id": product.id, "trigger": "auto"}
                for product in self.shaft | self.blank
            ]
        )
        order = self._create_order(10)
        before = self.env["mrp.production"].search_count([])
        order.action_confirm()
        self.assertEqual(self.env["mrp.production"].search_count([]), before + 2)
        self._check_tree(order)

    def test_production_only_makes_no_sale(self):
        self.partner.poms_production_only = True
        order = self._create_order(10)
        order.action_confirm()
        self.assertFalse(order.sale_order_id)
        self._check_tree(order)

    def test_free_stock_is_used_where_the_company_wants_it(self):
        self._put_in_stock(self.blank, 4)
        order = self._create_order(10)
        self.company.poms_use_stock = True
        order.action_confirm()
        child = order.production_ids.filtered(lambda p: p.product_id == self.blank)
        self.assertEqual(child.product_qty, 6)
        self.assertFalse(child.move_dest_ids, "the need may take from stock")
        self.assertTrue(child.poms_parent_id)

    def test_kit_on_the_order_is_opened(self):
        kit = self._create_product("Kit")
        self._create_bom(kit, {self.shaft: 2, self.screw: 1}, type="phantom")
        order = self._create_order(5, product=kit)
        order.action_confirm()
        self._check_tree(order, 10)

    def test_units_are_converted(self):
        order = self._create_order(2)
        order.line_ids.uom_id = self.env.ref("uom.product_uom_dozen")
        order.action_confirm()
        self._check_tree(order, 24)

    def test_late_order_starts_now_as_a_whole(self):
        due = fields.Datetime.now() - timedelta(days=3)
        order = self._create_order(10, date_due=due)
        order.action_confirm()
        self._check_tree(order)
        starts = order.production_ids.mapped("date_start")
        self.assertGreater(min(starts), due)

    def test_open_questions_stop_before_anything_is_made(self):
        order = self._create_order(10)
        order.line_ids.write({"product_id": False, "item_buyer": "X-99"})
        with self.assertRaisesRegex(UserError, "X-99"):
            order.action_confirm()
        self.assertFalse(order.sale_order_id)

    def test_unit_of_another_kind_is_refused(self):
        """Odoo would take 1 kg for 1000 pieces."""
        order = self._create_order(1)
        order.line_ids.uom_id = self.env.ref("uom.product_uom_kgm")
        with self.assertRaisesRegex(UserError, "cannot be converted"):
            order.action_confirm()

    def test_cycle_is_named(self):
        loop = self._create_product("Loop")
        part = self._create_product("Part")
        self._create_bom(part, {self.screw: 1})
        bom = self._create_bom(loop, {part: 1})
        order = self._create_order(1, product=loop)
        # Odoo refuses most cycles when they are typed in; two variants get past
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET product_id = %s, product_tmpl_id = %s "
            "WHERE bom_id = %s",
            [loop.id, loop.product_tmpl_id.id, part.bom_ids.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "contained in itself.*Loop"):
            order.action_confirm()
        self.assertTrue(bom)

    def test_confirm_as_planner(self):
        planner = self._new_user("planner", "group_planner")
        order = self._create_order(10).with_user(planner)
        order.action_confirm()
        self._check_tree(order.sudo())

    def test_cancel_takes_everything_back(self):
        order = self._create_order(10)
        order.action_confirm()
        order.action_cancel()
        self.assertEqual(set(order.production_ids.mapped("state")), {"cancel"})
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(set(order.card_ids.mapped("state")), {"cancelled"})
        self.assertEqual(order.state, "cancelled")

    def test_several_orders_at_once(self):
        orders = self._create_order(3) | self._create_order(4, reference="PO-2")
        orders.action_confirm()
        for order, quantity in zip(orders, (3, 4), strict=True):
            self._check_tree(order, quantity)

    def test_orders_share_free_stock_by_due_date(self):
        self._put_in_stock(self.blank, 5)
        self.company.poms_use_stock = True
        late = self._create_order(4)
        early = self._create_order(
            4, reference="PO-2", date_due=late.date_due - timedelta(days=1)
        )
        (late | early).action_confirm()
        blanks = (late | early).production_ids.filtered(
            lambda p: p.product_id == self.blank
        )
        self.assertEqual(blanks.poms_order_id, late)
        self.assertEqual(blanks.product_qty, 3)

    def test_delivery_waits_for_what_is_made_for_it(self):
        self._put_in_stock(self.shaft, 10)
        order = self._create_order(10)
        order.action_confirm()
        self.assertEqual(order.sale_order_id.picking_ids.move_ids.state, "waiting")
        self._check_tree(order)

    def test_confirming_many_costs_no_more_per_order(self):
        orders = self.env["poms.order"]
        for number in range(6):
            orders |= self._create_order(3, reference=f"N-{number}")
        counts = []
        for some in (orders[:1], orders[1:2], orders[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.action_confirm()
            self.env.flush_all()
            counts.append((self.env.cr.sql_log_count - before) / len(some))
        self.assertLess(counts[2], counts[1])

    def test_shipment_finishes_and_answers_the_order(self):
        order = self._create_order(10)
        order.action_confirm()
        sent, events = [], []
        hooks = type(self.env["poms.hooks"])
        self.patch(
            hooks,
            "_send_document",
            lambda self, document, partner, records: sent.append(document) or True,
        )
        self.patch(
            hooks,
            "_record_event",
            lambda self, kind, record, values: events.append(kind),
        )
        delivery = order.sale_order_id.picking_ids
        delivery.move_ids.move_orig_ids = False
        self._put_in_stock(self.shaft, 10)
        delivery.action_assign()
        delivery.move_ids.write({"quantity": 4, "picked": True})
        delivery.with_context(skip_backorder=True).button_validate()
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(order.line_ids.state, "confirmed")
        rest = order.sale_order_id.picking_ids - delivery
        rest.move_ids.write({"quantity": 6, "picked": True})
        rest.button_validate()
        self.assertEqual(order.line_ids.state, "delivered")
        self.assertEqual(order.state, "done")
        self.assertEqual([d["type"] for d in sent], ["delivery", "delivery"])
        self.assertEqual(float(sent[-1]["lines"][0]["quantity"]), 10)
        self.assertEqual(events.count("shipped"), 2)
