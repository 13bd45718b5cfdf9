from odoo.tests import BaseCase, tagged

from ..domain.parameter_limits import within_limits
from ..domain.setup_matrix import merge_rows, setup_minutes


@tagged("post_install", "-at_install")
class TestSetupMatrix(BaseCase):
    def test_setup_minutes(self):
        """Exact pair, same group, first work, and what the matrix does not know."""
        matrix = {(1, 2): 30, (0, 2): 45, (3, 3): 5}
        for from_group, to_group, minutes in [
            (1, 2, 30),
            (9, 2, 45),
            (0, 2, 45),
            (2, 2, 0),
            (3, 3, 5),
            (1, 7, None),
            (1, 0, None),
        ]:
            with self.subTest(from_group=from_group, to_group=to_group):
                self.assertEqual(setup_minutes(matrix, from_group, to_group), minutes)

    def test_own_row_beats_group_beats_all(self):
        rows = [(0, 0, 1, 2, 60), (0, 7, 1, 2, 40), (5, 0, 1, 2, 20), (6, 0, 1, 2, 1)]
        self.assertEqual(merge_rows(rows, 5, 7), {(1, 2): 20})
        self.assertEqual(merge_rows(rows, 4, 7), {(1, 2): 40})
        self.assertEqual(merge_rows(rows, 4, 0), {(1, 2): 60})
        self.assertEqual(merge_rows(rows[::-1], 5, 7), {(1, 2): 20})


@tagged("post_install", "-at_install")
class TestParameterLimits(BaseCase):
    def test_cases(self):
        for kind, value, minimum, maximum, target, expected in [
            ("number", 5, 1, 9, 0, True),
            ("number", 1, 1, 9, 0, True),
            ("number", 9.001, 1, 9, 0, False),
            ("number", 0.5, 1, 9, 0, False),
            ("number", "5.5", 1, 9, 0, True),
            ("number", 1.7, 0, 1.6, 0, False),
            ("number", 500, 20, 0, 0, True),
            ("number", 19, 20, 0, 0, False),
            ("number", -1, -5, 0, 0, True),
            ("number", 1, -5, 0, 0, False),
            ("number", 42, 0, 0, 0, None),
            ("number", None, 1, 9, 0, None),
            ("text", "anything", 1, 9, 0, None),
            ("yes_no", True, 0, 0, 1, True),
            ("yes_no", False, 0, 0, 1, False),
            ("yes_no", False, 0, 0, 0, None),
        ]:
            with self.subTest(kind=kind, value=value, limits=(minimum, maximum)):
                self.assertIs(
                    within_limits(kind, value, minimum, maximum, target), expected
                )

    def test_wrong_input(self):
        with self.assertRaises(ValueError):
            within_limits("colour", 1)
        for value in ("many", [], {}, "nan", "1e400", 10**400):
            with self.subTest(value), self.assertRaises(ValueError):
                within_limits("number", value, 1, 2)

    def test_no_as_a_word(self):
        for value in ("no", "No ", "0", "false", "否", 0, False):
            self.assertIs(within_limits("yes_no", value, target=1), False, value)
        for value in ("yes", "1", "true", "是", 1, True):
            self.assertIs(within_limits("yes_no", value, target=1), True, value)
