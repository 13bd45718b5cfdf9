import unittest
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.poms_orders.domain.card_sizes import card_sizes, fill, overlapping
from odoo.addons.poms_orders.domain.drawing_match import match_drawing
from odoo.addons.poms_orders.domain.tool_life import life_state, strokes

D = Decimal
# how long a draw takes says nothing about the rule, only about the machine
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
QUANTITY = st.decimals(0, 100000, places=2)


class TestCardSizes(unittest.TestCase):
    """How a step is divided over its cards."""

    def test_table(self):
        for quantity, size, wanted in (
            ("100", "40", ["40", "40", "20"]),
            ("80", "40", ["40", "40"]),
            ("30", "40", ["30"]),
            ("30", "0", ["30"]),
            ("0", "40", []),
            ("1", "0.3", ["0.3", "0.3", "0.3", "0.1"]),
        ):
            got = card_sizes(D(quantity), D(size))
            self.assertEqual(got, [D(w) for w in wanted], (quantity, size))
        self.assertEqual(len(card_sizes(D(100000), D(1), D(1))), 200)
        for bad in ((D(-1), D(1)), (D(1), D(-1))):
            with self.assertRaises(ValueError):
                card_sizes(*bad)

    @calm
    @given(QUANTITY, QUANTITY)
    def test_pieces_are_conserved(self, quantity, size):
        sizes = card_sizes(quantity, size)
        self.assertEqual(sum(sizes), quantity)
        self.assertTrue(all(s > 0 for s in sizes))
        self.assertLessEqual(len(sizes), 201)

    @calm
    @given(QUANTITY, st.decimals(-100, 100, places=2), QUANTITY)
    def test_what_is_added_is_conserved(self, missing, room, size):
        taken, sizes = fill(missing, room, size)
        self.assertEqual(taken + sum(sizes), missing)
        self.assertTrue(0 <= taken <= max(room, 0))

    def test_which_batches_a_card_waits_for(self):
        sizes = [D(20), D(20), D(10)]
        self.assertEqual(overlapping(D(0), D(20), sizes), [0])
        self.assertEqual(overlapping(D(20), D(50), sizes), [1, 2])
        self.assertEqual(overlapping(D(10), D(30), sizes), [0, 1])
        self.assertEqual(overlapping(D(60), D(70), sizes), [2])
        self.assertEqual(overlapping(D(0), D(20), []), [])

    @calm
    @given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 50))
    def test_a_card_waits_for_all_of_its_pieces(self, sizes, size):
        sizes = [D(s) for s in sizes]
        found, begin = set(), D(0)
        while begin < sum(sizes):
            found |= set(overlapping(begin, begin + size, sizes))
            begin += size
        self.assertEqual(found, set(range(len(sizes))))


class TestDrawingMatch(unittest.TestCase):
    """Files find their document by the number in their name."""

    def test_table(self):
        numbers = ["SH40-010", "SH40", "SH4", "图-12", "A.7"]
        for name, number, revision in (
            ("SH40-010_B.pdf", "SH40-010", "B"),
            ("sh40-010 rev.02.dwg", "SH40-010", "02"),
            ("SH40-010-RevC (final).pdf", "SH40-010", "C"),
            ("SH40-010.pdf", "SH40-010", ""),
            ("SH40_010_A1.pdf", "SH40-010", "A1"),
            ("SH40_a.pdf", "SH40", "A"),
            ("SH400_A.pdf", "", ""),
            ("C:\\drawings\\图-12 版本B.pdf", "图-12", "B"),
            ("A.7-3.pdf", "A.7", "3"),
            ("AX7.pdf", "", ""),
            ("SH40-010 housing.pdf", "SH40-010", ""),
            ("scan.pdf", "", ""),
        ):
            self.assertEqual(
                tuple(match_drawing(name, numbers)), (number, revision), name
            )


class TestToolLife(unittest.TestCase):
    """A tool's counter."""

    def test_states(self):
        for used, limit, warning, wanted in (
            (0, 100, 0, "good"),
            (89, 100, 0, "good"),
            (90, 100, 0, "due"),
            (50, 100, 50, "due"),
            (100, 100, 50, "worn"),
            (120, 100, 0, "worn"),
            (999, 0, 0, "good"),
        ):
            self.assertEqual(life_state(used, limit, warning), wanted)

    def test_strokes(self):
        self.assertEqual(strokes(D(9), 4), 3)
        self.assertEqual(strokes(D(8), 4), 2)
        self.assertEqual(strokes(D(-8), 4), -2)
        self.assertEqual(strokes(D("0.5"), 1), 1)
        with self.assertRaises(ValueError):
            strokes(D(1), 0)
