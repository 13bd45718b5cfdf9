from decimal import Decimal as D

from odoo.tests import BaseCase

from ..domain.consumption import Need, due, spread
from ..domain.correction_rules import CorrectionFacts, judge_correction
from ..domain.report_rules import (
    DEFAULT_MODES,
    Act,
    CardFacts,
    Component,
    Parameter,
    PersonFacts,
    judge,
    number,
)

WORKER = PersonFacts("Worker")
BLOCKED = dict.fromkeys(DEFAULT_MODES, "block")


def card(**values):
    return CardFacts(**{"name": "TC1", "state": "running", "quantity": D(10), **values})


# what it is, card, act, person, code of the first error ("" = accepted)
CASES = [
    ("start released", card(state="released"), Act("start"), WORKER, ""),
    ("start running: a second person", card(), Act("start"), WORKER, ""),
    ("start planned", card(state="planned"), Act("start"), WORKER, "card_not_released"),
    ("start done", card(state="done"), Act("start"), WORKER, "card_done"),
    ("cancelled", card(state="cancelled"), Act("start"), WORKER, "card_cancelled"),
    ("order closed", card(order_state="done"), Act("start"), WORKER, "order_closed"),
    (
        "order cancelled",
        card(order_state="cancel"),
        Act("start"),
        WORKER,
        "card_cancelled",
    ),
    ("held: start", card(is_held=True), Act("start"), WORKER, "card_held"),
    ("held: report", card(is_held=True), Act("report", D(1)), WORKER, "card_held"),
    ("held: pause", card(is_held=True), Act("pause"), WORKER, ""),
    (
        "pause what stands",
        card(state="released"),
        Act("pause"),
        WORKER,
        "card_not_running",
    ),
    ("resume what runs", card(), Act("resume"), WORKER, "card_not_paused"),
    (
        "start before pieces came",
        card(available=D(0), state="released"),
        Act("start"),
        WORKER,
        "previous_missing",
    ),
    ("good", card(), Act("report", D(3)), WORKER, ""),
    ("exactly the rest", card(good=D(7)), Act("report", D(3)), WORKER, ""),
    ("one more", card(good=D(7)), Act("report", D(4)), WORKER, "quantity_over"),
    (
        "good and scrap together",
        card(good=D(5), scrap=D(2)),
        Act("report", D(2), scrap=D(2), has_reason=True),
        WORKER,
        "quantity_over",
    ),
    (
        "rework does not count against the rest",
        card(good=D(9)),
        Act("report", rework=D(5), has_reason=True),
        WORKER,
        "",
    ),
    ("allowed above", card(over_percent=D(20)), Act("report", D(12)), WORKER, ""),
    (
        "above that",
        card(over_percent=D(20)),
        Act("report", D("12.01")),
        WORKER,
        "quantity_over",
    ),
    ("negative", card(), Act("report", D(-1)), WORKER, "quantity_negative"),
    ("too fine", card(step=D(1)), Act("report", D("0.5")), WORKER, "quantity_too_fine"),
    ("nothing", card(), Act("report"), WORKER, "nothing_reported"),
    ("only minutes", card(), Act("report", run_min=D(5)), WORKER, ""),
    (
        "more than came",
        card(available=D(2)),
        Act("report", D(3)),
        WORKER,
        "previous_short",
    ),
    ("as many as came", card(available=D(2)), Act("report", D(2)), WORKER, ""),
    ("finish short", card(good=D(9)), Act("finish"), WORKER, "quantity_under"),
    ("finish full", card(good=D(9)), Act("finish", D(1)), WORKER, ""),
    (
        "scrap without a reason",
        card(),
        Act("report", scrap=D(1)),
        WORKER,
        "reason_missing",
    ),
    ("other team", card(), Act("start"), PersonFacts("W", in_team=False), "team_wrong"),
    ("card without a team", card(), Act("start"), PersonFacts("W", in_team=None), ""),
    (
        "skill",
        card(),
        Act("start"),
        PersonFacts("W", missing_skills=("Turning",)),
        "skill_missing",
    ),
    (
        "other machine",
        card(machines=frozenset({1, 2})),
        Act("start", machine=3),
        WORKER,
        "station_wrong",
    ),
    (
        "alternative machine",
        card(machines=frozenset({1, 2})),
        Act("start", machine=2),
        WORKER,
        "",
    ),
    (
        "blocked machine",
        card(machines=frozenset({1}), blocked_machines=frozenset({1})),
        Act("start", machine=1),
        WORKER,
        "machine_blocked",
    ),
    (
        "lot of the last step",
        card(receives=True, tracking="lot"),
        Act("report", D(1)),
        WORKER,
        "lot_missing",
    ),
    (
        "lot told",
        card(receives=True, tracking="lot"),
        Act("report", D(1), lot="L"),
        WORKER,
        "",
    ),
    (
        "serials per piece",
        card(receives=True, tracking="serial"),
        Act("report", D(2), serials=("A",)),
        WORKER,
        "serial_count",
    ),
    (
        "serial twice",
        card(receives=True, tracking="serial"),
        Act("report", D(2), serials=("A", "A")),
        WORKER,
        "serial_twice",
    ),
    (
        "serial used",
        card(receives=True, tracking="serial"),
        Act("report", D(1), serials=("A",), used_serials=("A",)),
        WORKER,
        "serial_used",
    ),
    (
        "serials only at the last step",
        card(tracking="serial"),
        Act("report", D(1)),
        WORKER,
        "",
    ),
    (
        "required parameter",
        card(),
        Act("report", D(1), parameters=(Parameter("Torque", is_required=True),)),
        WORKER,
        "parameter_missing",
    ),
    (
        "outside of limits",
        card(),
        Act("report", D(1), parameters=(Parameter("Torque", "9", is_within=False),)),
        WORKER,
        "parameter_limit",
    ),
    (
        "wrong component",
        card(),
        Act("report", D(1), components=(Component("X", D(1), is_known=False),)),
        WORKER,
        "component_wrong",
    ),
    (
        "more than is there",
        card(),
        Act(
            "report",
            D(1),
            components=(Component("X", D(3), "L", tracking="lot", on_hand=D(2)),),
        ),
        WORKER,
        "component_short",
    ),
    (
        "lot not scanned",
        card(),
        Act(
            "report",
            D(1),
            components=(Component("X", D(3), tracking="lot", is_scanned=False),),
        ),
        WORKER,
        "component_unscanned",
    ),
]

# what it is, facts, code ("" = may be corrected)
OPEN = {"is_known": True, "is_own": True, "card_quantity": D(10), "card_spent": D(7)}
CLOSED = {
    "is_known": True,
    "order_state": "done",
    "receives": True,
    "step_good": D(10),
}
CORRECTIONS = [
    ("unknown", {"is_known": False}, "report_unknown"),
    ("order cancelled", {**OPEN, "order_state": "cancel"}, "order_cancelled"),
    ("nothing", {**OPEN, "delta": {"good": D(0)}}, "correction_empty"),
    ("below nothing", {**OPEN, "wanted": {"good": D(-1)}}, "quantity_negative"),
    ("less", {**OPEN, "step_good": D(7), "delta": {"good": D(-2)}}, ""),
    (
        "open: shipped before the order is closed",
        {
            **OPEN,
            "receives": True,
            "step_good": D(7),
            "in_stock": D(1),
            "delta": {"good": D(-2)},
        },
        "correction_shipped",
    ),
    (
        "used by the next step",
        {**OPEN, "step_good": D(7), "used_by_next": D(6), "delta": {"good": D(-2)}},
        "correction_below",
    ),
    ("above the card", {**OPEN, "delta": {"good": D(4)}}, "correction_over"),
    (
        "above what came",
        {**OPEN, "available": D(1), "delta": {"good": D(2)}},
        "correction_previous",
    ),
    (
        "scrap instead of good",
        {**OPEN, "step_good": D(7), "delta": {"good": D(-1), "scrap": D(1)}},
        "",
    ),
    ("closed: more", {**CLOSED, "delta": {"good": D(1)}}, "correction_raise_done"),
    ("closed: less", {**CLOSED, "in_stock": D(10), "delta": {"good": D(-1)}}, ""),
    (
        "shipped",
        {**CLOSED, "in_stock": D(1), "delta": {"good": D(-2)}},
        "correction_shipped",
    ),
    (
        "closed: no serials",
        {**CLOSED, "tracking": "serial", "delta": {"good": D(-1)}},
        "correction_tracked",
    ),
]


class TestDomainReport(BaseCase):
    """The rules of a report and of a correction, as tables of cases."""

    def test_rules(self):
        for name, facts, act, person, code in CASES:
            with self.subTest(name):
                verdict = judge(facts, person, act, BLOCKED)
                found = [finding.code for finding in verdict.errors]
                self.assertEqual(found[:1], [code] if code else [])
                self.assertEqual(verdict.effects is None, bool(code))

    def test_modes_soften_checks_only(self):
        act = Act("report", D(11), scrap=D(1))
        verdict = judge(card(), WORKER, act, {"reason": "warn"})
        self.assertEqual([f.code for f in verdict.errors], ["quantity_over"])
        self.assertEqual([f.code for f in verdict.warnings], ["reason_missing"])
        act = Act("report", scrap=D(1))
        self.assertFalse(judge(card(), WORKER, act, {"reason": "off"}).warnings)
        self.assertTrue(judge(card(), WORKER, act, {"reason": "block"}).errors)

    def test_effects(self):
        effects = judge(card(state="released"), WORKER, Act("report", D(3))).effects
        self.assertTrue(effects.starts)
        self.assertFalse(effects.finishes)
        self.assertEqual((effects.state, effects.good), ("running", 3))
        effects = judge(card(good=D(7)), WORKER, Act("report", D(3))).effects
        self.assertTrue(effects.finishes)
        act = Act("report", D(3), rework=D(1))
        self.assertFalse(judge(card(good=D(7)), WORKER, act).effects.finishes)
        self.assertEqual(judge(card(), WORKER, Act("pause")).effects.state, "paused")

    def test_unknown_kind(self):
        with self.assertRaises(ValueError):
            judge(card(), WORKER, Act("explode"))

    def test_corrections(self):
        for name, values, code in CORRECTIONS:
            with self.subTest(name):
                found = judge_correction(CorrectionFacts(**values))
                self.assertEqual(found.code if found else "", code)

    def test_consumption_is_cumulative(self):
        """A third a piece, one by one: 10 pieces take 3.33, not 10 times 0.33."""
        taken = D(0)
        for piece in range(1, 11):
            need = Need(1, D("0.333333"), taken)
            taken += due([need], D(piece))[1]
        self.assertEqual(taken, D("3.33"))

    def test_told_counts_first_and_too_much_gives_nothing_back(self):
        need = Need(1, D(2), D(4))
        self.assertEqual(due([need], D(5))[1], 6)
        self.assertEqual(due([need], D(5), {1: D(5)})[1], 1)
        self.assertEqual(due([need], D(5), {1: D(9)})[1], 0)

    def test_spread(self):
        parts, rest = spread(D(5), [(1, D(2)), (2, D(0)), (3, D(9))])
        self.assertEqual((parts, rest), ([(1, D(2)), (3, D(3))], D(0)))
        self.assertEqual(spread(D(5), [(1, D(2))]), ([(1, D(2))], D(3)))

    def test_numbers_are_written_plainly(self):
        for value, text in (("1E+2", "100"), ("0.50", "0.5"), ("10", "10"), ("0", "0")):
            self.assertEqual(number(D(value)), text)
