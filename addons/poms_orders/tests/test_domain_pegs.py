import unittest
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.poms_orders.domain.pegs import share_out

PIECES = st.lists(st.integers(0, 50), max_size=6)


class TestShareOut(unittest.TestCase):
    def test_cases(self):
        for parts, needs, shares in (
            ([10], [4, 6], [(0, 0, 4), (0, 1, 6)]),
            ([5, 5], [4, 6], [(0, 0, 4), (0, 1, 1), (1, 1, 5)]),
            ([5, 7], [4, 6], [(0, 0, 4), (0, 1, 1), (1, 1, 5)]),
            ([3], [4, 6], [(0, 0, 3)]),
            ([0, 4], [4], [(1, 0, 4)]),
            ([4], [], []),
            ([], [4], []),
        ):
            with self.subTest(parts=parts, needs=needs):
                self.assertEqual(
                    share_out(
                        [Decimal(part) for part in parts],
                        [Decimal(need) for need in needs],
                    ),
                    [(part, need, Decimal(pieces)) for part, need, pieces in shares],
                )

    @settings(max_examples=150, deadline=None)
    @given(PIECES, PIECES)
    def test_no_piece_twice_and_none_idle_while_somebody_waits(self, parts, needs):
        shares = share_out(list(map(Decimal, parts)), list(map(Decimal, needs)))
        given_of = [sum(q for p, _n, q in shares if p == i) for i in range(len(parts))]
        got = [sum(q for _p, n, q in shares if n == i) for i in range(len(needs))]
        self.assertTrue(all(q > 0 for _p, _n, q in shares))
        for used, part in zip(given_of, parts, strict=True):
            self.assertLessEqual(used, part)
        for served, need in zip(got, needs, strict=True):
            self.assertLessEqual(served, need)
        self.assertEqual(sum(got), min(sum(parts), sum(needs)))
