import unittest
from datetime import datetime
from decimal import Decimal

from odoo.addons.poms_orders.domain.split_check import (
    Part,
    Step,
    Structure,
    check_structures,
)
from odoo.addons.poms_orders.domain.supply import unclaimed

CUT = Step("cut", 1)


def made(*parts, steps=(CUT,), **more):
    return Structure(
        has_bom=True, parts=tuple(map(Part, parts)), steps=tuple(steps), **more
    )


BOUGHT = Structure(has_supplier=True)


class TestCheckStructures(unittest.TestCase):
    """Each fault of a structure by its code and the way to it."""

    def _codes(self, structures, modes=None):
        found = check_structures(["top"], structures, modes)
        return [(f.code, f.mode, "/".join(f.path)) for f in found]

    def test_cases(self):
        cases = [
            ({"top": made("a"), "a": BOUGHT}, []),
            (
                {"top": made("a"), "a": made("top")},
                [("cycle", "block", "top/a/top")],
            ),
            (
                {"top": made("a"), "a": Structure(is_active=False)},
                [("archived", "block", "top/a"), ("no_source", "warn", "top/a")],
            ),
            (
                {"top": made("a", steps=()), "a": BOUGHT},
                [("no_routing", "warn", "top")],
            ),
            (
                {"top": made("a", steps=(), is_kit=True), "a": BOUGHT},
                [],
            ),
            (
                {"top": made(steps=[Step("cut", 0)])},
                [("zero_time", "warn", "top")],
            ),
            (
                {"top": made(steps=[Step("cut", 1, machine_active=False)])},
                [("machine_archived", "warn", "top")],
            ),
            (
                {
                    "top": made("a", "b"),
                    "a": made("c"),
                    "b": made("c"),
                    "c": Structure(),
                },
                [("no_source", "warn", "top/a/c")],
            ),
        ]
        for structures, expected in cases:
            with self.subTest(expected=expected):
                self.assertEqual(self._codes(structures), expected)

    def test_two_cycles_are_two_findings(self):
        structures = {
            "top": made("a", "b"),
            "a": made("top"),
            "b": made("b"),
        }
        paths = {path for _code, _mode, path in self._codes(structures)}
        self.assertEqual(paths, {"top/a/top", "b/b"})

    def test_modes(self):
        structures = {"top": made("a", steps=()), "a": Structure()}
        modes = {"no_routing": "block", "no_source": "off", "cycle": "off"}
        self.assertEqual(
            self._codes(structures, modes), [("no_routing", "block", "top")]
        )


class TestUnclaimed(unittest.TestCase):
    def test_cases(self):
        first, second = datetime(2026, 1, 1), datetime(2026, 1, 2)
        slots = [(second, 7), (first, 5)]
        cases = [
            (10, 0, 10, [(first, 5), (second, 7)]),
            (10, 4, 6, [(first, 5), (second, 7)]),
            (10, 12, 0, [(first, 3), (second, 7)]),
            (10, 16, 0, [(second, 6)]),
            (10, 99, 0, []),
            (-3, 0, 0, [(first, 5), (second, 7)]),
        ]
        for free, claimed, left, coming in cases:
            with self.subTest(free=free, claimed=claimed):
                supply = unclaimed(
                    Decimal(free), [(d, Decimal(q)) for d, q in slots], Decimal(claimed)
                )
                self.assertEqual(supply.free, left)
                self.assertEqual(list(supply.incoming), coming)
