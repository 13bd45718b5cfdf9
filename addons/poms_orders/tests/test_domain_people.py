import random
from datetime import date, datetime, timedelta
from decimal import Decimal as D
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ..domain.dispatch_rules import DispatchFacts, judge_dispatch
from ..domain.paper_double import Told, find_doubles
from ..domain.time_split import (
    Shift,
    Span,
    day_window,
    find_shifts,
    pick_shift,
    split_time,
)

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
H = 3600


def at(hour, minute=0, day=2):
    return datetime(2026, 3, day) + timedelta(hours=hour, minutes=minute)


def span(start, end, key="a"):
    return Span(at(start), at(end) if end is not None else None, key)


DAY = (at(0), at(24))

# name, presence, direct, indirect, breaks, now, expected
# (present, direct, indirect, idle, break, outside) in hours
SPLITS = [
    ("nobody", [], [], [], [], 24, (0, 0, 0, 0, 0, 0)),
    ("only here", [span(6, 14)], [], [], [], 24, (8, 0, 0, 8, 0, 0)),
    (
        "a plain day",
        [span(6, 14)],
        [span(6, 12)],
        [span(12, 13, "clean")],
        [],
        24,
        (8, 6, 1, 1, 0, 0),
    ),
    (
        "a break is no presence",
        [span(6, 14)],
        [],
        [],
        [span(10, 11)],
        24,
        (7, 0, 0, 7, 1, 0),
    ),
    (
        "who works through the break works",
        [span(6, 14)],
        [span(6, 14)],
        [],
        [span(10, 11)],
        24,
        (8, 8, 0, 0, 0, 0),
    ),
    (
        "two machines at once share the person",
        [span(6, 14)],
        [span(6, 14, "a"), span(8, 10, "b")],
        [],
        [],
        24,
        (8, 8, 0, 0, 0, 0),
    ),
    (
        "a card beats an indirect timer beside it",
        [span(6, 14)],
        [span(6, 8)],
        [span(7, 9, "clean")],
        [],
        24,
        (8, 2, 1, 5, 0, 0),
    ),
    (
        "work told while away",
        [span(6, 8)],
        [span(7, 10)],
        [],
        [],
        24,
        (2, 1, 0, 1, 0, 2),
    ),
    (
        "two sources of presence",
        [span(6, 14), span(7, 15)],
        [],
        [],
        [],
        24,
        (9, 0, 0, 9, 0, 0),
    ),
    ("still here", [span(6, None)], [span(8, None)], [], [], 10, (4, 2, 0, 2, 0, 0)),
    ("not yet begun", [span(12, None)], [], [], [], 10, (0, 0, 0, 0, 0, 0)),
    ("clipped by the window", [span(-3, 30)], [], [], [], 24, (24, 0, 0, 24, 0, 0)),
    ("forgotten badge", [span(2, None)], [], [], [], 24, (12, 0, 0, 12, 0, 0)),
    (
        "forgotten indirect timer",
        [span(0, 24)],
        [],
        [span(1, None, "clean")],
        [],
        24,
        (24, 0, 12, 12, 0, 0),
    ),
    (
        "the same card told twice",
        [span(6, 14)],
        [span(6, 8), span(7, 9)],
        [],
        [],
        24,
        (8, 3, 0, 5, 0, 0),
    ),
]


@tagged("post_install", "-at_install")
class TestTimeSplit(BaseCase):
    """Present = direct + indirect + idle."""

    def test_cases(self):
        for name, presence, direct, indirect, breaks, now, expected in SPLITS:
            with self.subTest(name):
                split = split_time(DAY, presence, direct, indirect, breaks, at(now))
                got = (
                    split.present_s,
                    split.direct_s,
                    split.indirect_s,
                    split.idle_s,
                    split.break_s,
                    split.outside_s,
                )
                self.assertEqual(got, tuple(hours * H for hours in expected))

    def test_shares(self):
        """Two cards at once get half each of the time in which both run."""
        direct = [span(6, 10, "a"), span(8, 12, "b")]
        split = split_time(DAY, [span(6, 12)], direct)
        self.assertEqual(split.shares, {"a": 3 * H, "b": 3 * H})

    def test_forgotten_are_named(self):
        split = split_time(DAY, [span(0, 24)], [], [span(1, None, "clean")])
        self.assertEqual(split.forgotten, ("clean",))
        split = split_time(DAY, [span(0, 24)], [], [span(13, None, "clean")])
        self.assertEqual(split.forgotten, ())

    def test_span_backwards(self):
        with self.assertRaises(ValueError):
            Span(at(8), at(7))

    def test_any_times_add_up(self):
        """Whatever is told: nothing negative, nothing twice, sums fit the window."""
        rng = random.Random(7)
        for _case in range(500):
            spans = [
                [self._random_span(rng, key) for key in range(rng.randrange(5))]
                for _kind in range(4)
            ]
            now = at(rng.randrange(25))
            split = split_time(DAY, *spans, now)
            worked = split.direct_s + split.indirect_s
            self.assertEqual(split.present_s, worked + split.idle_s)
            values = (split.direct_s, split.indirect_s, split.idle_s)
            self.assertTrue(all(value >= 0 for value in values))
            self.assertAlmostEqual(sum(split.shares.values()), worked, delta=0.01)
            whole = split.present_s + split.break_s + split.outside_s
            self.assertLessEqual(whole, max((now - DAY[0]).total_seconds(), 0))
            self.assertEqual(split, split_time(DAY, *spans, now))

    def _random_span(self, rng, key):
        start = at(0, rng.randrange(-300, 1500))
        length = rng.choice([None, rng.randrange(600)])
        end = None if length is None else start + timedelta(minutes=length)
        return Span(start, end, str(key % 3))

    def test_days_of_23_and_25_hours(self):
        for day, hours in (
            (date(2026, 3, 28), 24),
            (date(2026, 3, 29), 23),
            (date(2026, 10, 25), 25),
        ):
            start, end = day_window(day, BERLIN)
            self.assertEqual((end - start).total_seconds(), hours * H)
        self.assertEqual(
            day_window(date(2026, 3, 2), SHANGHAI),
            (datetime(2026, 3, 1, 16), datetime(2026, 3, 2, 16)),
        )

    def test_night_shift_over_midnight_and_clock_change(self):
        """22 to 6 is seven hours when the clock goes forward; one shift, not two."""
        night = [
            (datetime(2026, 3, 28, 21), datetime(2026, 3, 28, 23)),
            (datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 4)),
        ]
        (shift,) = find_shifts(night)
        self.assertEqual(shift.end - shift.start, timedelta(hours=7))
        self.assertEqual(shift.breaks, ())
        split = split_time(
            (shift.start, shift.end),
            [Span(shift.start, shift.end)],
            [],
            [],
            [],
            shift.end,
        )
        self.assertEqual(split.present_s, 7 * H)

    def test_shifts(self):
        early = [(at(6), at(10)), (at(10, 15), at(14))]
        late = [(at(18), at(22))]
        shifts = find_shifts([*late, *early])
        self.assertEqual(
            shifts,
            [
                Shift(at(6), at(14), (Span(at(10), at(10, 15)),)),
                Shift(at(18), at(22)),
            ],
        )
        for moment, start in (
            (at(5, 30), at(6)),
            (at(15), at(6)),
            (at(17, 30), at(18)),
        ):
            self.assertEqual(pick_shift(shifts, moment).start, start)
        self.assertIsNone(pick_shift(shifts, at(4)))


# name, facts, modes, [(code, level)]
DISPATCHES = [
    ("fits", {"person_state": "here", "machine_fits": None}, {}, []),
    ("done", {"card_state": "done"}, {}, [("dispatch_closed", "block")]),
    ("planned", {"card_state": "planned"}, {}, [("dispatch_planned", "block")]),
    ("held", {"is_held": True}, {}, [("dispatch_held", "block")]),
    ("absent", {"person_state": "absent"}, {}, [("dispatch_absent", "block")]),
    ("leave", {"person_state": "leave"}, {}, [("dispatch_leave", "block")]),
    ("not seen", {"person_state": "missing"}, {}, [("dispatch_missing", "warn")]),
    (
        "skill warns unless the plant blocks",
        {"person_state": "here", "missing_skills": ("CNC",)},
        {},
        [("dispatch_skill", "warn")],
    ),
    (
        "skill blocks",
        {"person_state": "here", "missing_skills": ("CNC",)},
        {"skill": "block"},
        [("dispatch_skill", "block")],
    ),
    (
        "skill off",
        {"person_state": "here", "missing_skills": ("CNC",)},
        {"skill": "off"},
        [],
    ),
    (
        "other team",
        {"person_state": "here", "in_team": False},
        {},
        [("dispatch_team", "block")],
    ),
    (
        "the strictest first",
        {"person_state": "here", "busy_with": ("TC2",), "is_held": True},
        {},
        [("dispatch_held", "block"), ("dispatch_busy", "warn")],
    ),
    ("no such machine", {"machine_fits": False}, {}, [("dispatch_machine", "warn")]),
    (
        "a running card stays on its machine",
        {"card_state": "running", "machine_fits": True},
        {},
        [("dispatch_running", "block")],
    ),
    (
        "a running card may change hands",
        {"card_state": "running", "person_state": "here"},
        {},
        [],
    ),
    (
        "blocked machine",
        {"machine_fits": True, "machine_blocked": True},
        {"station": "block"},
        [("dispatch_blocked", "block")],
    ),
]


@tagged("post_install", "-at_install")
class TestDispatchRules(BaseCase):
    def test_cases(self):
        for name, facts, modes, expected in DISPATCHES:
            with self.subTest(name):
                found = judge_dispatch(
                    DispatchFacts(**{"card_state": "released", **facts}), modes
                )
                self.assertEqual([(f.code, f.level) for f in found], expected)


def told(key=1, people=(1,), good=5, start=None, end=None):
    quantities = (D(good), D(0), D(0), D(0))
    return Told(key, frozenset(people), quantities, start, end)


@tagged("post_install", "-at_install")
class TestPaperDouble(BaseCase):
    def test_cases(self):
        slip = told(0, start=at(8), end=at(9))
        for name, other, is_double in [
            ("the same", told(start=at(8), end=at(9)), True),
            ("clocks differ", told(start=at(8, 4), end=at(9, 5)), True),
            ("a part of it", told(start=at(8, 30), end=at(9)), True),
            ("the next one, as many", told(start=at(9), end=at(10)), False),
            ("begun a little early", told(start=at(8, 50), end=at(9, 50)), False),
            ("only an end, of the one before", told(end=at(8)), False),
            ("only an end, a late clock", told(end=at(9, 5)), True),
            ("other person", told(people=(2,), start=at(8), end=at(9)), False),
            ("one of two", told(people=(1, 2), start=at(8), end=at(9)), True),
            ("other quantity", told(good=6, start=at(8), end=at(9)), False),
            ("no time told", told(), True),
            ("only an end", told(end=at(8, 30)), True),
            ("only an end, later", told(end=at(12)), False),
        ]:
            with self.subTest(name):
                self.assertEqual(find_doubles(slip, [other]), [1] if is_double else [])
                mirrored = find_doubles(
                    Told(1, other.people, other.quantities, other.start, other.end),
                    [slip],
                )
                self.assertEqual(mirrored, [0] if is_double else [])
