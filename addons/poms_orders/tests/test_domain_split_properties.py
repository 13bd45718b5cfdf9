import unittest
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from odoo.addons.poms_orders.domain.split import (
    Bom,
    Demand,
    Line,
    SplitError,
    Supply,
    components,
    plan,
)

NOW = datetime(2026, 1, 5, 8)
PRODUCTS = 9


def quantities(low, high, places=2):
    return st.decimals(low, high, places=places, allow_nan=False)


@st.composite
def structures(draw):
    """Products 0..8, each of products with a higher number: no cycle."""
    boms = {}
    for product in range(PRODUCTS):
        if product and draw(st.integers(0, 3)) == 0:
            continue
        below = st.integers(product + 1, PRODUCTS)
        parts = draw(st.lists(below, max_size=3)) if product < PRODUCTS - 1 else []
        lines = tuple(
            Line(
                part,
                draw(quantities("0.05", 5)),
                draw(st.sampled_from([Decimal(1), Decimal(12), Decimal("0.5")])),
                scrap=draw(st.sampled_from([Decimal(0), Decimal("0.07")])),
            )
            for part in parts
        )
        boms[product] = Bom(
            key=product,
            output=draw(st.sampled_from([Decimal(1), Decimal(10), Decimal("0.5")])),
            lines=lines,
            is_kit=bool(lines) and draw(st.integers(0, 4)) == 0,
            fixed_min=draw(st.floats(0, 3000)),
            unit_min=draw(st.floats(0, 5)),
            scrap=draw(st.sampled_from([Decimal(0), Decimal("0.03"), Decimal("0.5")])),
            batch_min=draw(st.sampled_from([Decimal(0), Decimal(20)])),
            batch_multiple=draw(st.sampled_from([Decimal(0), Decimal(7)])),
            batch_size=draw(st.sampled_from([Decimal(0)] * 4 + [Decimal(5000)])),
            digits=draw(st.sampled_from([0, 2])),
            is_pooled=draw(st.booleans()),
            uses_stock=draw(st.booleans()),
        )
    return boms


@st.composite
def worlds(draw):
    boms = draw(structures())
    demands = [
        Demand(
            key,
            draw(st.integers(0, PRODUCTS - 1)),
            draw(quantities("0.01", 500)),
            NOW + timedelta(hours=draw(st.integers(-100, 2000))),
        )
        for key in range(draw(st.integers(1, 4)))
    ]
    supply = {
        product: Supply(
            draw(quantities(-5, 100)),
            tuple(
                (NOW + timedelta(hours=draw(st.integers(0, 1500))), quantity)
                for quantity in draw(st.lists(quantities("0.01", 50), max_size=2))
            ),
        )
        for product in draw(st.sets(st.integers(0, PRODUCTS), max_size=4))
    }
    return demands, boms, supply


def planned(demands, boms, supply):
    """The plan of a world, which must not be one of thousands of lots."""
    try:
        return plan(demands, boms, NOW, supply)
    except SplitError as error:
        if error.code != "too_much":
            raise
        reject()


class TestSplitProperties(unittest.TestCase):
    """What holds for every structure, demand and supply that can be split."""

    @settings(max_examples=150, deadline=None)
    @given(worlds())
    def test_quantities_are_conserved(self, world):
        demands, boms, supply = world
        result = planned(demands, boms, supply)
        for need in result.needs:
            self.assertGreaterEqual(min(need.from_stock, need.from_incoming), 0)
            if need.product in boms:
                self.assertEqual(need.open, 0, "all that is made here is covered")
            else:
                self.assertGreaterEqual(need.open, 0)
            pegs = [
                peg.quantity
                for node in result.nodes
                for peg in node.pegs
                if node.product == need.product
                and (peg.parent, peg.demand) == (need.parent, need.demand)
            ]
            if need.parent is not None:
                self.assertEqual(sum(pegs), need.pegged)
        for node in result.nodes:
            pegged = sum(peg.quantity for peg in node.pegs)
            self.assertLessEqual(pegged, boms[node.product].good_of(node.quantity))
            self.assertGreaterEqual(
                node.quantity, boms[node.product].lots_for(pegged)[-1]
            )
        for product, there in supply.items():
            needs = [n for n in result.needs if n.product == product]
            stock = sum(n.from_stock for n in needs)
            coming = sum(n.from_incoming for n in needs)
            self.assertLessEqual(stock, max(there.free, 0))
            self.assertLessEqual(coming, sum(q for _date, q in there.incoming))

    @settings(max_examples=150, deadline=None)
    @given(worlds())
    def test_every_order_needs_exactly_its_components(self, world):
        demands, boms, supply = world
        result = planned(demands, boms, supply)
        for index, node in enumerate(result.nodes):
            needs = {}
            for need in result.needs:
                if need.parent == index:
                    needs.setdefault(need.product, Decimal(0))
                    needs[need.product] += need.quantity
            wanted = components(boms[node.product], node.quantity, boms)
            self.assertEqual(needs, {p: q for p, q in wanted.items() if q})
        asked = sum(
            d.quantity
            for d in demands
            if d.product in boms and not boms[d.product].is_kit
        )
        met = sum(
            n.from_stock + n.from_incoming + n.pegged
            for n in result.needs
            if n.parent is None
            and n.product in boms
            and any(d.key == n.demand and d.product == n.product for d in demands)
        )
        self.assertEqual(asked, met)

    @settings(max_examples=150, deadline=None)
    @given(worlds())
    def test_dates_are_consistent_down_the_tree(self, world):
        demands, boms, supply = world
        nodes = planned(demands, boms, supply).nodes
        due = {d.key: d.due for d in demands}
        for index, node in enumerate(nodes):
            self.assertGreaterEqual(node.start, NOW)
            span = timedelta(minutes=node.minutes)
            self.assertEqual(node.finish - node.start, span)
            parents = [p.parent for p in node.pegs]
            for parent in parents:
                if parent is not None:
                    self.assertLess(parent, index, "parents stand first")
                    self.assertLessEqual(node.finish, nodes[parent].start)
                    self.assertGreater(node.level, nodes[parent].level)
            ends = [nodes[p].start for p in parents if p is not None]
            ends += [due[p.demand] for p in node.pegs if p.parent is None]
            children = [
                n.finish for n in nodes if any(p.parent == index for p in n.pegs)
            ]
            if node.finish > min(ends):
                # late only because something below, or this itself, starts at once
                self.assertEqual(node.start, max([NOW, *children]))
