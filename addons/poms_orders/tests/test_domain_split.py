import unittest
from datetime import datetime, timedelta
from decimal import Decimal

from odoo.addons.poms_orders.domain.split import (
    Bom,
    Demand,
    Line,
    SplitError,
    Supply,
    components,
    plan,
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
        boms = {
            "top": bom("T", 1, [("mid", "1")]),
            "mid": bom("M", 1, [], uses_stock=True),
        }
        demands = [
            self._demand(key="late", due=DUE + timedelta(days=1)),
            self._demand(key="early"),
        ]
        result = plan(demands, boms, NOW, {"mid": Supply(Decimal(14))})
        self.assertEqual(
            [(n.demand, n.product, n.quantity) for n in result.nodes],
            [("early", "top", 10), ("late", "top", 10), ("late", "mid", 6)],
        )
        self.assertFalse(result.nodes[-1].pegs[0].covers, "the need takes from stock")
        self.assertEqual([n.from_stock for n in result.needs], [0, 0, 10, 4])

    def test_incoming_counts_only_if_it_comes_in_time(self):
        boms = {"top": bom("T", 1, [], uses_stock=True)}
        incoming = (
            (DUE - timedelta(days=1), Decimal(3)),
            (DUE + timedelta(days=1), Decimal(50)),
        )
        result = plan(
            [self._demand()], boms, NOW, {"top": Supply(Decimal(1), incoming)}
        )
        self.assertEqual([n.quantity for n in result.nodes], [6])
        self.assertEqual(result.needs[0].from_incoming, 3)

    def test_lots(self):
        cases = [
            ({}, "7", ["7"]),
            ({"scrap": Decimal("0.1"), "digits": 0}, "10", ["12"]),
            ({"scrap": Decimal("0.1")}, "10", ["11.12"]),
            ({"batch_min": Decimal(25)}, "10", ["25"]),
            ({"batch_multiple": Decimal(6)}, "10", ["12"]),
            ({"batch_min": Decimal(20), "batch_multiple": Decimal(6)}, "10", ["24"]),
            ({"batch_size": Decimal(4)}, "10", ["4", "4", "4"]),
            ({"batch_size": Decimal(10), "scrap": Decimal("0.5")}, "10", ["10", "10"]),
        ]
        for rules, good, lots in cases:
            with self.subTest(rules=rules, good=good):
                top = bom("T", 1, [], **rules)
                self.assertEqual(
                    top.lots_for(Decimal(good)), [Decimal(q) for q in lots]
                )

    def test_shared_part_pegged_or_pooled(self):
        def nodes(**rules):
            boms = {
                "top": bom("T", 1, [("left", "1"), ("right", "1")], fixed_min=10),
                "left": bom("L", 1, [("pin", "2")], fixed_min=60),
                "right": bom("R", 1, [("pin", "3")], fixed_min=30),
                "pin": bom("P", 1, [], fixed_min=5, **rules),
            }
            found = split([self._demand()], boms, NOW)
            return found, [n for n in found if n.product == "pin"]

        found, pins = nodes()
        self.assertEqual([(p.quantity, len(p.pegs)) for p in pins], [(20, 1), (30, 1)])
        found, pins = nodes(is_pooled=True)
        (pin,) = pins
        self.assertEqual(pin.quantity, 50)
        parents = {found[peg.parent].product: peg.quantity for peg in pin.pegs}
        self.assertEqual(parents, {"left": 20, "right": 30})
        left = next(n for n in found if n.product == "left")
        self.assertEqual(pin.finish, left.start, "the earliest need says when")

    def test_surplus_of_a_lot_serves_the_next_need_where_stock_counts(self):
        for uses_stock, lots in ((False, [50, 50]), (True, [50])):
            boms = {
                "top": bom("T", 1, [("a", "1"), ("b", "1")]),
                "a": bom("A", 1, [("pin", "2")]),
                "b": bom("B", 1, [("pin", "2")]),
                "pin": bom("P", 1, [], batch_min=Decimal(50), uses_stock=uses_stock),
            }
            found = split([self._demand()], boms, NOW)
            self.assertEqual([n.quantity for n in found if n.product == "pin"], lots)

    def test_component_scrap(self):
        top = Bom("T", Decimal(1), (Line("bar", Decimal(2), scrap=Decimal("0.05")),))
        needs = components(top, Decimal(10), {})
        self.assertEqual(needs, {"bar": Decimal("21.06")})

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

    def test_more_than_anybody_plans_is_refused(self):
        """A slip in a quantity must not become a million orders or a century."""
        many = {"top": bom("T", 1, [], batch_size=Decimal(1))}
        long = {"top": bom("T", 1, [], unit_min=60.0)}
        for boms in (many, long):
            for quantity in (10**6, 10**16):
                with self.assertRaises(SplitError) as caught:
                    split([self._demand(quantity=quantity)], boms, NOW)
                self.assertEqual(caught.exception.code, "too_much")

    def test_bought_product_makes_nothing(self):
        self.assertEqual(split([self._demand(product="screw")], {}, NOW), [])
