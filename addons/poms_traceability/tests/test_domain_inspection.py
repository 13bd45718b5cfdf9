from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..domain.inspection_rules import (
    Asked,
    is_due,
    is_within,
    read_decimal,
    released_quantity,
)


@tagged("post_install", "-at_install")
class TestInspectionRules(BaseCase):
    def test_is_due(self):
        """(trigger, every, asked before, seen) + call and good pieces -> due."""
        for trigger, every, asked, seen, call, good, expected in [
            ("first", 1, False, 0, "start", 0, True),
            ("first", 1, False, 0, "report", 5, True),
            ("first", 1, True, 0, "report", 5, False),
            ("each", 1, False, 0, "start", 0, False),
            ("each", 1, False, 0, "report", 5, True),
            ("each", 1, True, 5, "report", 7, True),
            ("each", 1, True, 5, "report", 5, False),
            ("each", 1, True, 7, "finish", 7, False),
            ("last", 1, False, 0, "report", 9, False),
            ("last", 1, False, 0, "finish", 10, True),
            ("last", 1, True, 10, "finish", 10, False),
            ("every", 10, False, 0, "report", 9, False),
            ("every", 10, False, 0, "report", 10, True),
            ("every", 10, True, 10, "report", 19, False),
            ("every", 10, True, 10, "report", 25, True),
            ("every", 10, True, 25, "report", 29, False),
            ("every", 10, True, 25, "report", 31, True),
        ]:
            point = Asked(trigger, Decimal(every), asked, Decimal(seen))
            with self.subTest(point=point, call=call, good=good):
                self.assertIs(is_due(point, call, Decimal(good)), expected)

    def test_read_decimal(self):
        for text, expected in [
            ("9.99", "9.99"),
            (" 9,99 ", "9.99"),
            ("-1", "-1"),
            (0, "0"),
        ]:
            self.assertEqual(read_decimal(text), Decimal(expected))
        for text in (None, False, "", "  "):
            self.assertIsNone(read_decimal(text))
        for text in ("ten", "1.2.3", "NaN", "inf"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                read_decimal(text)

    def test_limits_belong_to_it(self):
        low, high = Decimal("9.98"), Decimal("10.02")
        for value, expected in [("9.98", 1), ("10.02", 1), ("9.979", 0), ("10.021", 0)]:
            self.assertEqual(is_within(Decimal(value), low, high), bool(expected))
        self.assertTrue(is_within(Decimal(-5), None, Decimal(0)))
        self.assertTrue(is_within(Decimal(5), Decimal(0), None))

    def test_released_quantity(self):
        for waiting, good, expected in [
            ([], 8, 8),
            ([0], 8, 0),
            ([5], 8, 5),
            ([8, 5], 12, 5),
        ]:
            found = released_quantity(map(Decimal, waiting), Decimal(good))
            self.assertEqual(found, Decimal(expected))
