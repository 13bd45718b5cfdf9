from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .common import PomsCommon

WRITTEN = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)
      FROM pg_stat_xact_user_tables
"""


class TreeCase(PomsCommon):
    def _rows(self, order, kind=None):
        rows = order.split_tree()["rows"]
        return [row for row in rows if kind in (None, row["kind"])]

    def _chain(self, length, width=1):
        """A product over `length` levels, each with `width` bought parts."""
        below = self.bar
        for level in range(length):
            made = self._create_product(f"Level {level}")
            parts = {
                self._create_product(f"Part {level}-{number}"): 1
                for number in range(width)
            }
            self._create_bom(made, {below: 1, **parts}, [("Turning", self.lathe, 1)])
            below = made
        return below


@tagged("post_install", "-at_install")
class TestSplitTree(TreeCase):
    """The tree before and after confirming."""

    def test_preview_shows_what_confirming_makes(self):
        order = self._create_order(10)
        tree = order.split_tree()
        self.assertTrue(tree["is_preview"])
        self.assertTrue(tree["can_confirm"])
        by_kind = {}
        for row in tree["rows"]:
            by_kind.setdefault(row["kind"], []).append(row)
        line, (shaft, blank) = by_kind["line"][0], by_kind["production"]
        self.assertEqual(shaft["parent"], line["key"])
        self.assertEqual(blank["parent"], shaft["key"])
        self.assertEqual((shaft["quantity"], blank["quantity"]), (10, 10))
        self.assertLessEqual(blank["finish"], shaft["start"])
        self.assertEqual(
            [(r["name"], r["parent"]) for r in by_kind["operation"]],
            [
                ("Turning", shaft["key"]),
                ("Washing", shaft["key"]),
                ("Sawing", blank["key"]),
            ],
        )
        parts = {
            r["name"]: (r["quantity"], r["is_short"]) for r in by_kind["component"]
        }
        self.assertEqual(parts, {"[SCREW] Screw": (20, True), "[BAR] Bar": (10, True)})
        order.action_confirm()
        made = self._rows(order, "production")
        self.assertEqual(
            [(r["name"], r["quantity"], r["start"], r["finish"]) for r in made],
            [
                (r["name"], r["quantity"], r["start"][:19], r["finish"][:19])
                for r in (shaft, blank)
            ],
        )

    def test_preview_writes_nothing(self):
        self.company.poms_use_stock = True
        self._put_in_stock(self.blank, 4)
        order = self._create_order(10)
        self.env.flush_all()
        before = self.env.execute_query(SQL(WRITTEN))
        order.with_user(self._planner).split_tree()
        self.env.flush_all()
        self.assertEqual(self.env.execute_query(SQL(WRITTEN)), before)
        self.assertFalse(order.production_ids)

    def setUp(self):
        super().setUp()
        self._planner = self._new_user("tree-planner", "group_planner")

    def test_stock_and_shortage_are_told(self):
        self.company.poms_use_stock = True
        self._put_in_stock(self.blank, 4)
        self._put_in_stock(self.screw, 100)
        rows = {(r["kind"], r["name"]): r for r in self._rows(self._create_order(10))}
        screws = rows["component", "[SCREW] Screw"]
        self.assertEqual((screws["is_short"], screws["mark"]), (False, "stock"))
        self.assertEqual(rows["production", "[BLANK] Blank"]["quantity"], 6)
        self.assertEqual(rows["component", "[BLANK] Blank"]["quantity"], 4)
        self.assertTrue(rows["component", "[BAR] Bar"]["is_short"])

    def test_a_supplier_that_is_too_slow_is_late(self):
        supplier = self.env["res.partner"].create({"name": "Slow"})
        self.bar.seller_ids = [Command.create({"partner_id": supplier.id, "delay": 90})]
        rows = {r["name"]: r for r in self._rows(self._create_order(10), "component")}
        self.assertTrue(rows["[BAR] Bar"]["is_late"])
        self.assertFalse(rows["[SCREW] Screw"]["is_late"])

    def test_faults_are_shown_instead_of_a_wrong_tree(self):
        self.blank_bom.bom_line_ids.product_uom_id = self.env.ref("uom.product_uom_kgm")
        tree = self._create_order(10).split_tree()
        self.assertFalse(tree["can_confirm"])
        self.assertIn("cannot be converted", tree["findings"][0]["text"])
        self.assertEqual([r["kind"] for r in tree["rows"]], ["line"])

    def test_an_open_question_is_shown_and_the_rest_is_planned(self):
        order = self._create_order(10)
        order.line_ids.copy({"order_id": order.id, "product_id": False})
        tree = order.split_tree()
        self.assertFalse(tree["can_confirm"])
        self.assertTrue(tree["questions"])
        self.assertEqual(len([r for r in tree["rows"] if r["kind"] == "production"]), 2)

    def test_after_confirming_cards_holds_and_lateness_show(self):
        order = self._create_order(10)
        order.action_confirm()
        sawing = order.card_ids.filtered(lambda c: c.operation_id.name == "Sawing")
        self.env["poms.hold"].create({"card_id": sawing.id, "note": "crack found"})
        rows = {(r["kind"], r["name"]): r for r in self._rows(order)}
        self.assertTrue(rows["operation", "Sawing"]["is_held"])
        self.assertTrue(rows["production", "[BLANK] Blank"]["is_held"])
        self.assertFalse(rows["production", "[SHAFT] Shaft"]["is_held"])
        blank = rows["production", "[BLANK] Blank"]
        self.assertEqual(rows["operation", "Sawing"]["parent"], blank["key"])
        self.assertEqual(rows["operation", "Sawing"]["cards"], [sawing.name])
        self.assertTrue(rows["component", "[BAR] Bar"]["is_short"])
        self.assertEqual(rows["component", "[BLANK] Blank"]["mark"], "waiting")
        self.assertFalse(rows["component", "[BLANK] Blank"]["is_short"], "it is made")
        production = order.production_ids.filtered(lambda p: p.product_id == self.blank)
        self.assertFalse(blank["is_late"])
        production.with_context(force_date=True).date_finished = order.date_due
        rows = {(r["kind"], r["name"]): r for r in self._rows(order)}
        self.assertTrue(rows["production", "[BLANK] Blank"]["is_late"])

    def test_steps_are_called_as_the_reader_calls_them(self):
        """Odoo's work orders keep the name in the language of who made them."""
        self.env["res.lang"]._activate_lang("zh_CN")
        steps = self.blank_bom.operation_ids
        steps.with_context(lang="zh_CN").name = "锯切"
        order = self._create_order(10)
        order.action_confirm()
        here = order.with_context(lang="zh_CN")
        names = {r["name"] for r in self._rows(here) if r["kind"] == "operation"}
        self.assertIn("锯切", names)
        self.assertNotIn("Sawing", names)
        card = here.card_ids.filtered(lambda c: c.operation_id.id == steps.id)
        self.assertEqual(card.step_name, "锯切")
        self.assertTrue(card.workorder_id.display_name.endswith("锯切"))
        card.workorder_id.name = "Saw twice"
        self.assertEqual(card.step_name, "Saw twice", "a name of its own")

    def test_pooled_part_stands_once_and_its_shares_point_to_it(self):
        self.blank.poms_is_pooled = True
        orders = self._create_order(3) | self._create_order(4, reference="PO-2")
        orders[0].line_ids.copy({"order_id": orders[0].id})
        kinds = [r["kind"] for r in self._rows(orders[0]) if "Blank" in r["name"]]
        self.assertEqual(kinds, ["production", "shared"])
        orders.action_confirm()
        for order, quantity in zip(orders, (3, 4), strict=True):
            rows = [r for r in self._rows(order) if "Blank" in r["name"]]
            self.assertIn("production", [r["kind"] for r in rows])
            shares = [r["quantity"] for r in rows if r["kind"] == "shared"]
            self.assertEqual(shares, [quantity] if order == orders[0] else [])

    def test_every_row_hangs_on_another(self):
        order = self._create_order(2, product=self._chain(6, 4))
        for _state in ("before", "after"):
            rows = self._rows(order)
            keys = {row["key"] for row in rows}
            self.assertEqual(len(keys), len(rows))
            self.assertLessEqual({r["parent"] for r in rows}, keys | {""})
            if order.state == "received":
                order.action_confirm()

    def test_queries_do_not_grow_with_the_tree(self):
        counts = {}
        for name, size in (("small", 2), ("large", 8)):
            order = self._create_order(2, product=self._chain(size, 5), reference=name)
            for state in ("before", "after"):
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                order.split_tree()
                counts[name, state] = self.env.cr.sql_log_count - start
                if order.state == "received":
                    order.action_confirm()
        # unions of few and of many records may read in one more round
        self.assertLessEqual(counts["large", "before"], counts["small", "before"] + 3)
        self.assertLessEqual(counts["large", "after"], counts["small", "after"] + 3)

    def test_rights(self):
        order = self._create_order(10)
        tree = order.with_user(self._planner).split_tree()
        self.assertTrue(tree["can_confirm"])
        operator = self._new_user("tree-operator", "group_operator")
        with self.assertRaises(AccessError):
            order.with_user(operator).split_tree()
        keeper = self._new_user("tree-keeper", "group_warehouse_keeper")
        self.assertFalse(order.with_user(keeper).split_tree()["can_confirm"])


@tagged("post_install", "-at_install")
class TestSplitTreeScreen(TreeCase, HttpCase):
    """The tree in the browser."""

    browser_size = "1366x768"

    def test_preview_then_confirm(self):
        self._put_in_stock(self.screw, 100)
        order = self._create_order(10)
        planner = self._new_user("split-planner", "group_planner")
        planner.password = "split-planner"
        self.start_tour(
            f"/odoo/poms-orders/{order.id}", "poms_split_tree", login="split-planner"
        )
        self.assertEqual(order.state, "confirmed")
