from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestSplitConfirm(PomsCommon):
    """What the split makes of lots, scrap, pools, stock and warehouses."""

    def _confirm(self, *orders):
        orders = self.env["poms.order"].union(*orders)
        orders.action_confirm()
        return orders.production_ids

    def _of(self, productions, product):
        return productions.filtered(lambda p: p.product_id == product)

    def _variant_of_tree(self):
        """top of left and right, both of the shared part pin."""
        pin, left, right, top = (
            self._create_product(name) for name in ("Pin", "Left", "Right", "Top")
        )
        self._create_bom(pin, {self.bar: 1}, [("Sawing", self.saw, 2)])
        self._create_bom(left, {pin: 2}, [("Turning", self.lathe, 60)])
        self._create_bom(right, {pin: 3}, [("Turning", self.lathe, 6)])
        self._create_bom(top, {left: 1, right: 1}, [("Washing", self.washer, 1)])
        return top, left, right, pin

    # --- quantities

    def test_scrap_of_product_and_component(self):
        self.blank_bom.poms_scrap_percent = 10
        self.shaft_bom.bom_line_ids.filtered(
            lambda line: line.product_id == self.screw
        ).poms_scrap_percent = 4
        made = self._confirm(self._create_order(10))
        blank, shaft = self._of(made, self.blank), self._of(made, self.shaft)
        self.assertEqual(blank.product_qty, 12, "10 good of 12 whole pieces")
        screws = shaft.move_raw_ids.filtered(lambda m: m.product_id == self.screw)
        self.assertAlmostEqual(screws.product_uom_qty, 20.84)
        need = shaft.move_raw_ids.filtered(lambda m: m.product_id == self.blank)
        self.assertEqual(need.move_orig_ids, blank.move_finished_ids)

    def test_a_sold_kit_takes_what_it_says(self):
        kit = self._create_product("Kit")
        bom = self._create_bom(kit, {self.screw: 10}, type="phantom")
        bom.bom_line_ids.poms_scrap_percent = 50
        order = self._create_order(1, product=kit)
        self._confirm(order)
        self.assertEqual(order.sale_order_id.picking_ids.move_ids.product_uom_qty, 10)

    def test_scrap_of_everything_is_refused(self):
        with self.assertRaisesRegex(Exception, "from 0 to 99"):
            self.blank_bom.poms_scrap_percent = 100

    def test_lots(self):
        self.blank_bom.write({"poms_batch_min": 12, "poms_batch_multiple": 5})
        made = self._confirm(self._create_order(10))
        self.assertEqual(self._of(made, self.blank).product_qty, 15)

    def test_native_batch_size_makes_several_orders(self):
        self.blank_bom.write({"enable_batch_size": True, "batch_size": 4})
        made = self._confirm(self._create_order(10))
        blanks = self._of(made, self.blank)
        self.assertEqual(blanks.mapped("product_qty"), [4, 4, 4])
        shaft = self._of(made, self.shaft)
        self.assertEqual(blanks.poms_parent_id, shaft)
        need = shaft.move_raw_ids.filtered(lambda m: m.product_id == self.blank)
        self.assertEqual(need.move_orig_ids, blanks.move_finished_ids)

    def test_unit_of_the_bill_of_material(self):
        """A line in dozens, a bill for a dozen: all in the products' own units."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.blank_bom.write({"product_uom_id": dozen.id, "product_qty": 1})
        self.blank_bom.bom_line_ids.write({"product_qty": 2})
        line = self.shaft_bom.bom_line_ids.filtered(
            lambda line: line.product_id == self.blank
        )
        line.write({"product_uom_id": dozen.id, "product_qty": 0.5})
        made = self._confirm(self._create_order(4))
        blank = self._of(made, self.blank)
        self.assertEqual(blank.product_qty, 24)
        self.assertEqual(blank.move_raw_ids.product_qty, 4)

    def test_variants_take_their_own_components(self):
        colour = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [Command.create({"name": c}) for c in ("red", "blue")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Knob",
                "is_storable": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": colour.id,
                            "value_ids": [Command.set(colour.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        red, blue = template.product_variant_ids
        bom = self._create_bom(red, {self.blank: 1, self.shaft: 1})
        bom.product_id = False
        values = template.attribute_line_ids.product_template_value_ids
        for line, value in zip(bom.bom_line_ids, values, strict=True):
            line.bom_product_template_attribute_value_ids = value
        made = self._confirm(self._create_order(3, product=blue))
        self.assertIn(self.shaft, made.product_id)
        made = self._confirm(self._create_order(3, product=red, reference="PO-2"))
        self.assertEqual(made.product_id, red | self.blank)

    def test_raw_moves_are_what_the_split_planned(self):
        top, _left, _right, _pin = self._variant_of_tree()
        order = self._create_order(7, product=top)
        structure = order._load_structure(top)
        needs = order._plan_split(structure).needs
        made = self._confirm(order)
        planned = sorted(
            (n.product, float(n.quantity)) for n in needs if n.parent is not None
        )
        moves = made.move_raw_ids
        self.assertEqual(
            planned, sorted((m.product_id.id, m.product_qty) for m in moves)
        )

    # --- pegged or pooled

    def test_shared_part_is_pegged(self):
        top, left, right, pin = self._variant_of_tree()
        made = self._confirm(self._create_order(10, product=top))
        pins = self._of(made, pin)
        self.assertEqual(
            {p.poms_parent_id.product_id: p.product_qty for p in pins},
            {left: 20, right: 30},
        )
        self.assertFalse(pins.poms_peg_ids)

    def test_shared_part_is_pooled(self):
        top, left, right, pin = self._variant_of_tree()
        pin.poms_is_pooled = True
        other = self._create_order(2, product=top, reference="PO-2")
        order = self._create_order(10, product=top)
        made = self._confirm(order, other)
        pool = self._of(made, pin)
        self.assertEqual(len(pool), 1)
        self.assertEqual(pool.product_qty, 60)
        self.assertEqual(sum(pool.poms_peg_ids.mapped("quantity")), 60)
        self.assertEqual(pool.poms_peg_ids.order_line_id, (order | other).line_ids)
        parents = self._of(made, left) | self._of(made, right)
        self.assertEqual(pool.poms_peg_ids.parent_id, parents)
        self.assertEqual(pool._get_sources(), parents)
        for parent in parents:
            self.assertEqual(parent.move_raw_ids.move_orig_ids, pool.move_finished_ids)
            self.assertLessEqual(pool.date_finished, parent.date_start)
            self.assertEqual(parent.card_ids.previous_card_ids, pool.card_ids)
        self.assertEqual(pool.card_ids.next_card_ids, parents.card_ids)

    # --- net requirement

    def test_ordered_product_itself_is_taken_from_stock(self):
        """The order's own delivery must not be what takes the stock away."""
        self.company.poms_use_stock = True
        self._put_in_stock(self.shaft, 4)
        made = self._confirm(self._create_order(10))
        self.assertEqual(self._of(made, self.shaft).product_qty, 6)
        made = self._confirm(self._create_order(10, reference="PO-2"))
        self.assertEqual(self._of(made, self.shaft).product_qty, 10, "it is taken")

    def test_product_says_how_it_is_covered(self):
        self.company.poms_use_stock = True
        self._put_in_stock(self.shaft, 10)
        self._put_in_stock(self.blank, 3)
        self.shaft.poms_stock_use = "order"
        made = self._confirm(self._create_order(10))
        self.assertEqual(self._of(made, self.shaft).product_qty, 10)
        self.assertEqual(self._of(made, self.blank).product_qty, 7)

    def _incoming(self, product, quantity, date):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "date": date,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "picking_type_id": warehouse.in_type_id.id,
            }
        )
        move._action_confirm(merge=False)
        return move

    def test_what_comes_in_time_counts(self):
        self.company.poms_use_stock = True
        now = fields.Datetime.now()
        self._incoming(self.blank, 4, now + timedelta(days=2))
        self._incoming(self.blank, 4, now + timedelta(days=60))
        made = self._confirm(self._create_order(10))
        self.assertEqual(self._of(made, self.blank).product_qty, 6)
        made = self._confirm(self._create_order(10, reference="PO-2"))
        self.assertEqual(self._of(made, self.blank).product_qty, 10, "it is promised")

    def test_incoming_is_left_alone_where_the_company_says_so(self):
        self.company.write({"poms_use_stock": True, "poms_use_incoming": False})
        self._incoming(self.blank, 4, fields.Datetime.now())
        made = self._confirm(self._create_order(10))
        self.assertEqual(self._of(made, self.blank).product_qty, 10)

    def test_stock_reserved_for_others_is_not_used(self):
        self.company.poms_use_stock = True
        self._put_in_stock(self.blank, 5)
        other = self._create_production(5)
        other.action_assign()
        self.shaft.poms_stock_use = "order"
        made = self._confirm(self._create_order(10))
        self.assertEqual(self._of(made, self.blank).product_qty, 10)

    # --- warehouses of several steps

    def _check_steps(self, steps):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        warehouse.manufacture_steps = steps
        order = self._create_order(10)
        before = self.env["mrp.production"].search_count([])
        made = self._confirm(order)
        self.assertEqual(self.env["mrp.production"].search_count([]), before + 2)
        blank, shaft = self._of(made, self.blank), self._of(made, self.shaft)
        self.assertEqual(blank.poms_parent_id, shaft)
        self.assertEqual(shaft._get_children(), blank)
        self.assertEqual(blank.poms_order_line_id, order.line_ids)
        need = shaft.move_raw_ids.filtered(lambda m: m.product_id == self.blank)
        self.assertTrue(need.move_orig_ids, "components are picked first")
        self.assertLessEqual(blank.date_finished, shaft.date_start)
        return blank, shaft, need

    def test_two_steps(self):
        blank, _shaft, need = self._check_steps("pbm")
        self.assertEqual(need.move_orig_ids.move_orig_ids, blank.move_finished_ids)
        self.assertEqual(need.move_orig_ids.state, "waiting")

    def test_three_steps(self):
        self._check_steps("pbm_sam")

    def test_two_steps_with_make_to_order_route(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        (self.shaft | self.blank).route_ids = [Command.link(route.id)]
        blank, _shaft, need = self._check_steps("pbm")
        self.assertEqual(need.move_orig_ids.move_orig_ids, blank.move_finished_ids)

    def test_by_product(self):
        chips = self._create_product("Chips")
        self.shaft_bom.byproduct_ids = [
            Command.create(
                {
                    "product_id": chips.id,
                    "product_qty": 0.5,
                    "product_uom_id": chips.uom_id.id,
                }
            )
        ]
        made = self._confirm(self._create_order(10))
        shaft = self._of(made, self.shaft)
        extra = shaft.move_byproduct_ids
        self.assertEqual(extra.product_uom_qty, 5)
        self.assertFalse(extra.move_dest_ids, "by-products go to stock")


@tagged("post_install", "-at_install")
class TestSplitFindings(PomsCommon):
    """Faults of master data are named, all at once, before anything is made."""

    def _counts(self):
        models = ("sale.order", "mrp.production", "stock.move", "poms.task.card")
        return [self.env[model].search_count([]) for model in models]

    def test_all_faults_at_once(self):
        other = self._create_product("Other")
        self._create_bom(other, {self.bar: 1}, [("Sawing", self.saw, 1)])
        line = self.shaft_bom.bom_line_ids.filtered(
            lambda line: line.product_id == self.screw
        )
        line.product_uom_id = self.env.ref("uom.product_uom_kgm")
        self.bar.active = False
        orders = self._create_order(3)
        orders |= self._create_order(3, product=other, reference="PO-2")
        before = self._counts()
        with self.assertRaises(UserError) as caught:
            orders.action_confirm()
        text = str(caught.exception)
        self.assertIn(
            "[SHAFT] Shaft → [BLANK] Blank → [BAR] Bar: [BAR] Bar is arch", text
        )
        self.assertIn("the unit of [SCREW] Screw in the bill of material of", text)
        self.assertEqual(self._counts(), before)
        self.assertEqual(set(orders.mapped("state")), {"received"})

    def test_warnings_are_noted_and_do_not_stop(self):
        self.saw.time_start = 10  # a setup hides no missing time
        self.blank_bom.operation_ids.time_cycle_manual = 0
        self.shaft_bom.operation_ids.unlink()
        order = self._create_order(3)
        order.action_confirm()
        self.assertEqual(order.state, "confirmed")
        text = " ".join(order.message_ids.mapped("body"))
        self.assertIn("operation Sawing of [BLANK] Blank takes no time", text)
        self.assertIn("[SHAFT] Shaft has no operations", text)
        self.assertIn("Neither a bill of material, nor a supplier, nor stock", text)
        self.assertIn("[BAR] Bar, [SCREW] Screw", text)

    def test_a_plant_chooses_what_blocks(self):
        self.env["ir.config_parameter"].set_param(
            "poms_orders.split_no_routing", "block"
        )
        self.shaft_bom.operation_ids.unlink()
        order = self._create_order(3)
        with self.assertRaisesRegex(UserError, "has no operations"):
            order.action_confirm()

    def test_a_setting_does_not_let_a_wrong_unit_pass(self):
        self.env["ir.config_parameter"].set_param("poms_orders.split_unit", "off")
        self.blank_bom.bom_line_ids.product_uom_id = self.env.ref("uom.product_uom_kgm")
        order = self._create_order(3)
        with self.assertRaisesRegex(UserError, "cannot be converted"):
            order.action_confirm()

    def test_supplied_or_stocked_parts_are_no_finding(self):
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        self.bar.seller_ids = [Command.create({"partner_id": supplier.id})]
        self._put_in_stock(self.screw, 1)
        order = self._create_order(3)
        structure = order._load_structure(self.shaft)
        self.assertFalse(order._split_findings(structure))
