from datetime import datetime, timedelta
from decimal import Decimal as D

from odoo.tests import BaseCase, tagged

from odoo.addons.poms_orders.domain.change_diff import Asked, Row, compare
from odoo.addons.poms_orders.domain.change_dispositions import (
    ALLOWED,
    ProductionCase,
    Touched,
    leftover,
    production_steps,
    propose,
    risk,
    spread,
    wanted_quantity,
)
from odoo.addons.poms_orders.domain.change_lanes import (
    LaneFacts,
    LaneRule,
    choose_lane,
    deadline,
    decide,
    voter_for,
)
from odoo.addons.poms_orders.domain.change_revision import is_effective, next_revision

MONDAY, FRIDAY = datetime(2026, 11, 23), datetime(2026, 11, 27)


@tagged("post_install", "-at_install")
class TestDomainChange(BaseCase):
    """The rules of change control, by tables of cases."""

    def test_what_a_newer_message_asks(self):
        here = [
            Row(1, "10", D(5), MONDAY, 100),
            Row(2, "20", D(8), MONDAY, 200),
        ]
        cases = [
            # the same again, with leading zeros: nothing
            ("order", [Row(0, "0010", D(5), MONDAY, 100), here[1]], []),
            ("order_change", [Row(0, "10", D(3))], [Asked("quantity", 1, 0)]),
            ("order_change", [Row(0, "10", D(0))], [Asked("cancel", 1, 0)]),
            ("order_change", [Row(0, "10", None, FRIDAY)], [Asked("date", 1, 0)]),
            ("order_change", [Row(0, "10", D(5), None, 300)], [Asked("product", 1, 0)]),
            (
                "order_change",
                [Row(0, "10", D(9), FRIDAY)],
                [Asked("quantity", 1, 0), Asked("date", 1, 0)],
            ),
            ("order_change", [Row(0, "30", D(2))], [Asked("add", None, 0)]),
            (
                "order_change",
                [Row(0, "20", None, action="delete")],
                [Asked("cancel", 2, 0)],
            ),
            # the whole order again without line 20: it is gone
            ("order", [Row(0, "10", D(5))], [Asked("cancel", 2)]),
            ("order_cancel", [], [Asked("cancel", 1), Asked("cancel", 2)]),
            ("order_cancel", [Row(0, "20", None)], [Asked("cancel", 2, 0)]),
        ]
        for kind, after, asked in cases:
            with self.subTest(kind=kind, after=after):
                self.assertEqual(compare(here, after, kind), asked)

    def test_deliveries_of_one_line_are_paired_by_date(self):
        here = [Row(1, "10", D(5), MONDAY), Row(2, "10", D(5), FRIDAY)]
        after = [Row(0, "10", D(7), FRIDAY), Row(1, "10", D(5), MONDAY)]
        self.assertEqual(compare(here, after, "order"), [Asked("quantity", 2, 0)])
        self.assertEqual(
            compare(here, after[:1], "order"),
            [
                Asked("quantity", 2, 0),
                Asked("cancel", 1),
            ],
        )

    def test_lane(self):
        many = LaneFacts("customer", released=21)
        cases = [
            (LaneFacts("customer"), "planner"),
            (LaneFacts("engineering"), "planner"),
            (LaneFacts("customer", released=1), "signature"),
            (LaneFacts("customer", released=20, started=2), "signature"),
            (LaneFacts("customer", started=3), "board"),
            (LaneFacts("customer", released=1, cost=D(20001)), "board"),
            (LaneFacts("setting"), "signature"),
            (many, "board"),
        ]
        for facts, lane in cases:
            with self.subTest(facts=facts):
                self.assertEqual(choose_lane(facts), lane)
        self.assertEqual(choose_lane(many, is_emergency=True), "emergency")
        own = (LaneRule("planner", "engineering", None, None),)
        self.assertEqual(choose_lane(LaneFacts("engineering", 99, 99), own), "planner")
        self.assertEqual(choose_lane(LaneFacts("customer"), own), "board")

    def test_votes(self):
        yes, no, nil = "approve", "reject", "abstain"
        cases = [
            ([None, None, None], 2, "open"),
            ([yes, None, None], 2, "open"),
            ([yes, yes, None], 2, "approved"),
            ([yes, no, None], 2, "open"),
            ([no, no, None], 2, "rejected"),
            ([yes, no, no], 2, "rejected"),
            ([yes, nil, None], 2, "approved"),
            ([nil, nil, nil], 2, "rejected"),
            ([yes, no], 2, "rejected"),
            # fewer members than the quorum: all of them
            ([yes], 3, "approved"),
            ([], 1, "open"),
        ]
        for votes, quorum, outcome in cases:
            with self.subTest(votes=votes):
                self.assertEqual(decide(votes, quorum), outcome)
        self.assertEqual(decide([no, None], 2, first_decides=True), "rejected")
        self.assertEqual(decide([None, yes], 2, first_decides=True), "approved")
        self.assertEqual(decide([nil, None], 2, first_decides=True), "open")

    def test_who_votes_for_whom(self):
        self.assertEqual(voter_for(7, {1: 7, 2: 8}, [1, 2, 7]), (1, 7))
        self.assertEqual(voter_for(9, {1: 7}, [1, 2]), ())

    def test_deadlines(self):
        self.assertIsNone(deadline("planner", MONDAY, {}))
        self.assertEqual(
            deadline("emergency", MONDAY, {"board": 99}), MONDAY + timedelta(hours=24)
        )
        self.assertEqual(
            deadline("signature", MONDAY, {"signature": 8}), MONDAY + timedelta(hours=8)
        )

    def test_proposals(self):
        cases = [
            ("cancel", Touched("kit"), "return"),
            ("quantity", Touched("kit", surplus=D(2)), "return"),
            ("quantity", Touched("kit"), "as_is"),
            ("cancel", Touched("pieces"), "finish_to_stock"),
            ("cancel", Touched("pieces", is_shared=True), "repeg"),
            ("quantity", Touched("pieces"), "as_is"),
            ("bom", Touched("pieces"), "use_up"),
            ("bom", Touched("production", "confirmed"), "follow"),
            # running orders keep their revision unless somebody says otherwise
            ("bom", Touched("production", "progress"), "as_is"),
            ("document", Touched("production", "confirmed"), "as_is"),
            ("cancel", Touched("production", "progress"), "follow"),
            # its pieces' disposition says what becomes of a finished order
            ("cancel", Touched("production", "done", surplus=D(1)), "follow"),
            ("cancel", Touched("purchase"), "return"),
            ("cancel", Touched("purchase", is_shared=True), "use_up"),
            ("date", Touched("card", "running"), "follow"),
        ]
        for ask, touched, disposition in cases:
            with self.subTest(ask=ask, touched=touched):
                self.assertEqual(propose(ask, touched), disposition)
                self.assertIn(disposition, ALLOWED[touched.kind])

    def test_scrap_is_never_proposed(self):
        for kind in ALLOWED:
            for ask in ("cancel", "product", "quantity", "date", "bom", "document"):
                for surplus in (D(0), D(1)):
                    touched = Touched(kind, "progress", D(5), surplus)
                    found = propose(ask, touched)
                    self.assertIn(found, ALLOWED[kind])
                    self.assertNotIn(found, ("scrap", "strip"))

    def test_risk(self):
        cases = [
            ("cancel", Touched("pieces"), "high"),
            ("date", Touched("pieces"), "low"),
            ("cancel", Touched("card", "running"), "high"),
            ("date", Touched("card", "running"), "medium"),
            ("cancel", Touched("card", "released"), "medium"),
            ("cancel", Touched("card", "planned"), "low"),
            ("cancel", Touched("kit"), "medium"),
            ("date", Touched("kit"), "low"),
        ]
        for ask, touched, level in cases:
            with self.subTest(ask=ask, touched=touched):
                self.assertEqual(risk(ask, touched), level)

    def test_steps_of_a_production_order(self):
        def steps(ask, own="follow", pieces="", state="confirmed", **numbers):
            numbers = {"quantity": 10, "made": 0, "wanted": 0} | numbers
            case = ProductionCase(
                ask, own, pieces, state, **{k: D(v) for k, v in numbers.items()}
            )
            return [
                step.act if step.quantity is None else (step.act, int(step.quantity))
                for step in production_steps(case)
            ]

        cases = [
            (steps("cancel"), ["cancel"]),
            (steps("cancel", "as_is"), []),
            (steps("cancel", state="cancel"), []),
            (steps("cancel", "finish_to_stock"), ["unpeg"]),
            (steps("cancel", "repeg"), ["repeg"]),
            (
                steps("cancel", pieces="finish_to_stock", made=4),
                [("quantity", 4), "unpeg"],
            ),
            (steps("cancel", pieces="repeg", made=4), [("quantity", 4), "repeg"]),
            (steps("cancel", pieces="scrap", made=4), ["close", "scrap"]),
            (steps("cancel", pieces="strip", made=4), ["return_used", "close"]),
            (steps("cancel", "strip"), ["return_used", "cancel"]),
            (steps("cancel", "scrap"), ["cancel", "scrap"]),
            (steps("cancel", pieces="strip", state="done"), ["unbuild"]),
            (steps("cancel", pieces="scrap", state="done"), ["scrap"]),
            (steps("cancel", state="done"), ["unpeg"]),
            (steps("quantity", wanted=6), [("quantity", 6)]),
            (steps("quantity", wanted=12), [("quantity", 12)]),
            # never below what was reported
            (steps("quantity", wanted=6, made=8), [("quantity", 8)]),
            (steps("quantity", wanted=6, made=10), []),
            # a pooled order goes on for the others
            (steps("cancel", wanted=4), [("quantity", 4)]),
            # what stock covers now needs no order
            (steps("quantity", wanted=0), ["cancel"]),
            (steps("date", wanted=10), ["shift"]),
            (steps("date", state="done"), []),
            (steps("bom"), ["switch"]),
            (steps("bom", "as_is"), []),
            (steps("bom", pieces="rework", made=2), ["switch", "hold_rework"]),
            (steps("document", pieces="rework", made=2), ["hold_rework"]),
            (steps("add"), []),
        ]
        for index, (found, expected) in enumerate(cases):
            with self.subTest(index=index):
                self.assertEqual(found, expected)

    def test_need_goes_down_by_its_difference(self):
        self.assertEqual(wanted_quantity(D(10), D(10), D(6)), D(6))
        # stock covered 4 of 10: the order makes 6 and now 2
        self.assertEqual(wanted_quantity(D(6), D(10), D(6)), D(2))
        self.assertEqual(wanted_quantity(D(6), D(10), D(1)), D(0))

    def test_spread_keeps_the_total_and_what_is_done(self):
        cases = [
            (D(6), [(D(10), True)], [D(6)]),
            (D(12), [(D(10), True)], [D(12)]),
            (D(12), [(D(4), False), (D(6), True)], [D(4), D(8)]),
            (D(3), [(D(4), False), (D(6), True)], [D(4), D(0)]),
            (D(7), [(D(5), True), (D(5), True)], [D(5), D(2)]),
            (D(9), [(D(4), False)], [D(4)]),
        ]
        for total, orders, shares in cases:
            with self.subTest(total=total, orders=orders):
                self.assertEqual(spread(total, orders), shares)

    def test_leftover(self):
        self.assertEqual(leftover(D(5), D(3)), D(3))
        self.assertEqual(leftover(D(5), D(9)), D(5))
        self.assertEqual(leftover(D(5), D(-2)), D(0))

    def test_revision_names(self):
        cases = {"": "B", "A": "B", "Z": "AA", "AZ": "BA", "R9": "R10", "01": "02"}
        for current, after in cases.items():
            with self.subTest(current=current):
                self.assertEqual(next_revision(current), after)

    def test_validity_has_no_gap_and_no_overlap(self):
        self.assertTrue(is_effective(None, FRIDAY, MONDAY))
        self.assertFalse(is_effective(None, FRIDAY, FRIDAY))
        self.assertTrue(is_effective(FRIDAY, None, FRIDAY))
