from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..domain.call_escalation import Fit, Level, find_due, next_due, pick_rule

T0 = datetime(2026, 3, 2, 6, 0)
LEVELS = [Level(1, 0), Level(2, 10), Level(3, 30, goes_on=True)]
ANY = Fit(1)
QUALITY = Fit(2, kind="quality")
TEAM = Fit(3, team=7)
OTHER = Fit(4, company=9)
RULES = [
    # (what, kind, team, company, key)
    ("nothing special", "machine", None, 1, 1),
    ("the kind wins over any", "quality", None, 1, 2),
    ("the team wins over the kind", "quality", 7, 1, 3),
    ("another company's is not used", "machine", 8, 1, 1),
    ("the own company's wins over all companies'", "machine", 8, 9, 4),
]
DUE = [
    # (what, told, minutes, has come, levels told)
    ("at once", 0, 0, False, [1]),
    ("not yet", 1, 9.9, False, []),
    ("in time", 1, 10, False, [2]),
    ("each once", 2, 29, False, []),
    ("missed in a downtime: all, in order", 0, 500, False, [1, 2, 3]),
    ("somebody has come", 1, 20, True, []),
    ("goes on until it is solved", 1, 30, True, [3]),
    ("after the last", 3, 9999, False, []),
]


@tagged("post_install", "-at_install")
class TestDomainCalls(BaseCase):
    def test_rules(self):
        rules = [ANY, QUALITY, TEAM, OTHER]
        for what, kind, team, company, key in RULES:
            with self.subTest(what):
                self.assertEqual(pick_rule(rules, kind, team, company), key)
        self.assertIsNone(pick_rule([OTHER], "machine", None, 1))

    def test_levels(self):
        for what, told, minutes, has_come, numbers in DUE:
            with self.subTest(what):
                now = T0 + timedelta(minutes=minutes)
                due = find_due(LEVELS, told, T0, now, has_come)
                self.assertEqual([level.number for level, _when in due], numbers)

    def test_when_each_was_due_and_the_next_one_is(self):
        due = find_due(LEVELS, 0, T0, T0 + timedelta(hours=9), False)
        minutes = [(when - T0).total_seconds() / 60 for _level, when in due]
        self.assertEqual(minutes, [0, 10, 30])
        self.assertEqual(next_due(LEVELS, 1, T0, False), T0 + timedelta(minutes=10))
        self.assertEqual(next_due(LEVELS, 1, T0, True), T0 + timedelta(minutes=30))
        self.assertIsNone(next_due(LEVELS, 3, T0, False))
