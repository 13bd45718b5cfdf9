import unittest
from datetime import datetime, timedelta
from decimal import Decimal

from odoo.addons.poms_orders.domain.split import (
    Bom,
    Demand,
    Line,
    SplitError,
    components,
    split,
)

NOW = datetime(2026, 1, 5, 8)
DUE = datetime(2026, 2, 2, 8)


def bom(key, output, lines, **more):
    return Bom(
        key,
        Decimal(output),
        tuple(Line(product, Decimal(quantity)) for product, quantity in lines),
        **more,
    )


class TestSplit(unittest.TestCase):
    """The split without a database; products are letters."""

    def _demand(self, quantity="10", product="top", due=DUE, key=1):
        return Demand(key, product, Decimal(quantity), due)

    def test_all_levels_down_to_bought_parts(self):
        boms = {
            "top": bom("T", 1, [("mid", "2"), ("screw", "4")], unit_min=6),
            "mid": bom("M", 1, [("low", "3")], fixed_min=60),
            "low": bom("L", 10, [("bar", "1")]),
        }
        top, mid, low = split([self._demand()], boms, NOW)
        self.assertEqual(
            [(n.product, n.quantity, n.parent) for n in (top, mid, low)],
            [
                ("top", Decimal(10), None),
                ("mid", Decimal(20), 0),
                ("low", Decimal(60), 1),
            ],
        )
        self.assertEqual(top.finish, DUE)
        self.assertEqual(top.start, DUE - timedelta(hours=1))
        self.assertEqual(mid.finish, top.start)
        self.assertEqual(mid.start, top.start - timedelta(hours=1))
        self.assertEqual(low.finish, mid.start)

    def test_late_tree_moves_as_a_whole(self):
        boms = {
            "top": bom("T", 1, [("mid", "1")], fixed_min=600),
            "mid": bom("M", 1, [], fixed_min=600),
        }
        top, mid = split([self._demand(due=NOW)], boms, NOW)
        self.assertEqual(mid.start, NOW)
        self.assertEqual(top.start, mid.finish)
        self.assertEqual(top.finish, NOW + timedelta(hours=20))

    def test_kits_are_opened_at_any_level(self):
        boms = {
            "top": bom("T", 1, [("kit", "2")]),
            "kit": bom("K", 1, [("mid", "3"), ("inner", "1")], is_kit=True),
            "inner": bom("I", 1, [("mid", "1"), ("nut", "5")], is_kit=True),
            "mid": bom("M", 1, []),
        }
        self.assertEqual(
            components(boms["top"], Decimal(10), boms),
            {"mid": Decimal(80), "nut": Decimal(100)},
        )
        top, mid = split([self._demand()], boms, NOW)
        self.assertEqual(mid.quantity, 80)
        nodes = split([self._demand(product="kit")], boms, NOW)
        self.assertEqual([(n.product, n.quantity) for n in nodes], [("mid", 40)])

    def test_net_requirement_uses_stock_earliest_due_first(self):
        boms = {"top": bom("T", 1, [("mid", "1")]), "mid": bom("M", 1, [])}
        demands = [
            self._demand(key="late", due=DUE + timedelta(days=1)),
            self._demand(key="early"),
        ]
        nodes = split(demands, boms, NOW, {"mid": Decimal(14)})
        self.assertEqual(
            [(n.demand, n.product, n.quantity, n.from_stock) for n in nodes],
            [
                ("early", "top", 10, 0),
                ("late", "top", 10, 0),
                ("late", "mid", 6, 4),
            ],
        )
        self.assertFalse(nodes[-1].covers_parent)

    def test_component_quantities_round_up_in_their_unit(self):
        boms = {"top": bom("T", 3, [("bar", "1")])}
        self.assertEqual(
            components(boms["top"], Decimal(10), boms), {"bar": Decimal("3.34")}
        )

    def test_cycle_is_named(self):
        boms = {
            "top": bom("T", 1, [("mid", "1")]),
            "mid": bom("M", 1, [("top", "1")]),
        }
        with self.assertRaises(SplitError) as caught:
            split([self._demand()], boms, NOW)
        self.assertEqual(caught.exception.path, ("top", "mid", "top"))

    def test_bought_product_makes_nothing(self):
        self.assertEqual(split([self._demand(product="screw")], {}, NOW), [])
