from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..adapter.encode import decode, encode
from ..adapter.facts import Card, Facts, Machine, Order, Placement, Skill
from ..adapter.minutes import Horizon, Windows, merge, subtract, whole_minutes
from ..adapter.rules import figures, find_faults
from ..adapter.supply import Demand, Supply, cover

START = datetime(2026, 3, 2)
DAY = 24 * 60


def world(cards, windows=((0, 10 * DAY),), machines=(1, 2), skills=(), **machine):
    """Facts with `machines` that share `windows`; every card has its own order."""
    return Facts(
        name="test",
        horizon=Horizon(START, 10 * DAY),
        machines={
            key: Machine(key, f"M{key}", Windows(windows), **machine)
            for key in machines
        },
        cards={card.id: card for card in cards},
        orders={card.order: Order(card.order, f"O{card.order}", 100) for card in cards},
        skills={skill.id: skill for skill in skills},
    )


def card(key, duration=60, machines=(1,), **values):
    minutes = dict.fromkeys(machines, duration)
    return Card(key, f"C{key}", key, minutes, **values)


def codes(facts, *placements):
    return {fault.code for fault in find_faults(facts, placements)}


@tagged("post_install", "-at_install")
class TestMinutes(BaseCase):
    def test_merge_joins_touching_and_drops_empty(self):
        self.assertEqual(merge([(5, 9), (0, 5), (7, 8), (3, 3)]), [(0, 9)])

    def test_subtract(self):
        self.assertEqual(
            subtract([(0, 10), (20, 30)], [(40, 50), (5, 22), (25, 26)]),
            [(0, 5), (22, 25), (26, 30)],
        )
        self.assertEqual(subtract([(0, 10)], [(0, 10)]), [])

    def test_midnight_gap_of_a_microsecond_is_closed(self):
        horizon = Horizon(START, 3 * DAY)
        midnight = START + timedelta(days=1)
        spans = [
            (START, midnight - timedelta(microseconds=1)),
            (midnight, midnight + timedelta(hours=6)),
        ]
        self.assertEqual(whole_minutes(spans, horizon), [(0, DAY + 360)])

    def test_half_minutes_are_cut_inwards(self):
        span = (START + timedelta(seconds=30), START + timedelta(seconds=210))
        self.assertEqual(whole_minutes([span], Horizon(START, DAY)), [(1, 3)])

    def test_horizon_wants_whole_minutes(self):
        with self.assertRaises(ValueError):
            Horizon(START + timedelta(seconds=1), DAY)

    def test_work_over_a_break(self):
        windows = Windows([(60, 120), (180, 240)])
        cases = [(60, 60, 120), (60, 61, 181), (60, 120, 240), (60, 121, None)]
        for start, duration, end in cases:
            with self.subTest(start=start, duration=duration):
                self.assertEqual(windows.end_of(start, duration), end)
        cases = [(240, 60, 180), (200, 30, 110), (180, 10, 110), (100, 50, None)]
        for end, duration, start in cases:
            with self.subTest(end=end, duration=duration):
                self.assertEqual(windows.start_of(end, duration), start)
        self.assertEqual(windows.work(0, 1000), 120)
        self.assertEqual(list(windows.pieces(100, 200)), [(100, 120), (180, 200)])
        self.assertEqual(windows.first_from(120), 180)
        self.assertIsNone(windows.first_from(240))


@tagged("post_install", "-at_install")
class TestSupply(BaseCase):
    def test_first_come_first_served(self):
        minutes = cover(
            [Demand(1, 7, 5), Demand(2, 7, 5), Demand(3, 7, 1), Demand(4, 8, 1)],
            [Supply(7, 4, 100), Supply(7, 6, 0)],
        )
        self.assertEqual(minutes, {1: 0, 2: 100, 3: None, 4: None})


@tagged("post_install", "-at_install")
class TestRules(BaseCase):
    """Each rule refuses the smallest plan that breaks it, and no other."""

    def test_sound_plan(self):
        facts = world([card(1), card(2, after=(1,))])
        self.assertFalse(
            codes(facts, Placement(1, 1, 0, 0, 60), Placement(2, 1, 60, 60, 120))
        )

    def test_missing_twice_unknown_machine(self):
        facts = world([card(1)])
        place = Placement(1, 1, 0, 0, 60)
        self.assertEqual(codes(facts), {"missing"})
        self.assertEqual(codes(facts, place, place), {"twice"})
        self.assertEqual(codes(facts, place, Placement(9, 1, 60, 60, 61)), {"unknown"})
        self.assertEqual(codes(facts, Placement(1, 2, 0, 0, 60)), {"machine"})

    def test_overlap(self):
        facts = world([card(1), card(2)])
        self.assertEqual(
            codes(facts, Placement(1, 1, 0, 0, 60), Placement(2, 1, 59, 59, 119)),
            {"overlap"},
        )

    def test_short_card_inside_a_long_one_overlaps_the_third_too(self):
        facts = world([card(1, 100), card(2, 10), card(3, 10)])
        faults = find_faults(
            facts,
            [
                Placement(1, 1, 0, 0, 100),
                Placement(2, 1, 10, 10, 20),
                Placement(3, 1, 50, 50, 60),
            ],
        )
        self.assertEqual([fault.card for fault in faults], [2, 3])

    def test_precedence_and_release(self):
        facts = world([card(1), card(2, machines=(2,), after=(1,), release=90)])
        first = Placement(1, 1, 0, 0, 60)
        self.assertEqual(
            codes(facts, first, Placement(2, 2, 59, 59, 119)),
            {"precedence", "release"},
        )
        self.assertFalse(codes(facts, first, Placement(2, 2, 90, 90, 150)))

    def test_calendar_and_duration(self):
        facts = world([card(1)], windows=[(0, 30), (100, 200)])
        self.assertFalse(codes(facts, Placement(1, 1, 0, 0, 130)))
        self.assertEqual(
            codes(facts, Placement(1, 1, 0, 0, 60)), {"calendar", "duration"}
        )
        self.assertEqual(codes(facts, Placement(1, 1, 50, 50, 160)), {"calendar"})

    def test_setup(self):
        setup = {(None, 5): 15, (5, 6): 20}
        facts = world([card(1, group=5), card(2, group=6)], setup=setup)
        first = Placement(1, 1, 0, 15, 75, 15)
        self.assertFalse(codes(facts, first, Placement(2, 1, 75, 95, 155, 20)))
        self.assertEqual(codes(facts, first, Placement(2, 1, 75, 75, 135)), {"setup"})
        self.assertEqual(
            codes(facts, first, Placement(2, 1, 75, 85, 145, 20)), {"setup"}
        )

    def test_card_without_group_leaves_the_setup(self):
        facts = world(
            [card(1, group=5), card(2), card(3, group=5)], setup={(None, 5): 15}
        )
        self.assertFalse(
            codes(
                facts,
                Placement(1, 1, 0, 15, 75, 15),
                Placement(2, 1, 75, 75, 135),
                Placement(3, 1, 135, 135, 195),
            )
        )

    def test_fixed_cards_are_taken_as_they_stand(self):
        fixed = [
            Card(1, "C1", 1, {}, fixed=(1, -30, 50)),
            Card(2, "C2", 2, {}, fixed=(1, 20, 60)),
        ]
        facts = world([*fixed, card(3)], windows=[(0, 10), (60, 500)])
        stay = (Placement(1, 1, -30, -30, 50), Placement(2, 1, 20, 20, 60))
        self.assertFalse(codes(facts, *stay, Placement(3, 1, 60, 60, 120)))
        moved = Placement(2, 1, 21, 21, 60)
        self.assertEqual(
            codes(facts, stay[0], moved, Placement(3, 1, 60, 60, 120)), {"fixed"}
        )

    def test_skill(self):
        people = Skill(1, "Welding", ((0, 100, 1), (100, 1000, 2)))
        facts = world(
            [card(1, machines=(1,), skills=(1,)), card(2, machines=(2,), skills=(1,))],
            skills=[people],
        )
        first = Placement(1, 1, 0, 0, 60)
        self.assertEqual(codes(facts, first, Placement(2, 2, 59, 59, 119)), {"skill"})
        self.assertFalse(codes(facts, first, Placement(2, 2, 60, 60, 120)))
        self.assertFalse(
            codes(
                facts,
                Placement(1, 1, 100, 100, 160),
                Placement(2, 2, 100, 100, 160),
            )
        )

    def test_figures(self):
        facts = world([card(1, after=()), card(2)])
        values = figures(
            facts, [Placement(1, 1, 0, 10, 70, 10), Placement(2, 1, 70, 70, 130)]
        )
        self.assertEqual(values["late_orders"], 1)
        self.assertEqual(values["weighted_tardiness"], 30)
        self.assertEqual((values["makespan"], values["setup_min"]), (130, 10))


@tagged("post_install", "-at_install")
class TestEncode(BaseCase):
    def test_same_windows_share_a_calendar(self):
        problem = encode(world([card(1, machines=(1, 2))]))
        self.assertEqual(len(problem["calendars"]), 1)
        self.assertEqual(
            [row["machine"] for row in problem["operations"][0]["alternatives"]],
            [1, 2],
        )

    def test_setup_stands_right_before_the_run_and_skips_the_break(self):
        facts = world(
            [card(1, group=5)], windows=[(0, 30), (100, 500)], setup={(None, 5): 20}
        )
        problem = encode(facts)
        self.assertEqual(problem["machines"][0]["setup"], {"first": {"5": 20}})
        row = {"operation": 1, "machine": 1, "start": 110, "end": 170, "setup_min": 20}
        [place] = decode(facts, {"operations": [row]})
        self.assertEqual((place.start, place.run, place.end), (20, 110, 170))
        self.assertFalse(find_faults(facts, [place]))

    def test_unreadable_answer(self):
        with self.assertRaisesRegex(ValueError, "not readable"):
            decode(world([card(1)]), {"operations": [{"operation": 1}]})
