from datetime import datetime
from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..domain.confidence import (
    SURE,
    LineFacts,
    Sure,
    assess_line,
    assess_order,
    missing,
    overall,
)
from ..domain.intake_rules import (
    CardState,
    Limits,
    OrderFacts,
    may_accept,
    may_apply,
)
from ..domain.order_identity import (
    LineFact,
    compare_lines,
    is_same,
    normal_reference,
    pair_lines,
)

MONDAY, FRIDAY = datetime(2026, 11, 23), datetime(2026, 11, 27)


# two machines: one of teams 4 and 5, one of team 5; and a machine of nobody
TEAMS = frozenset({frozenset({4, 5}), frozenset({5})})
NOBODY = frozenset({frozenset()})


class TestReference(TestCase):
    """The customer's order number, as two channels write it."""

    def test_one_number_in_many_spellings(self):
        table = {
            "4500000001": [
                "4500000001",
                "PO 4500000001",
                "PO4500000001",
                "P.O. No. 4500000001",
                "Order #4500000001",
                "订单号：4500000001",
                "采购订单4500000001",
                "ＰＯ－4500000001",
                " 0004500000001 ",
            ],
            "2026-17-A": ["2026/17-A", "PO 2026 17 a", "2026–17.A"],
            "PO": ["PO"],
            "": ["", None, "   "],
        }
        for number, spellings in table.items():
            for spelling in spellings:
                with self.subTest(spelling):
                    self.assertEqual(normal_reference(spelling), number)

    def test_numbers_that_differ_stay_different(self):
        numbers = ["1-12", "11-2", "112", "SO-112", "A112", "P112", "NOVA-7", "7"]
        self.assertEqual(len({normal_reference(n) for n in numbers}), len(numbers))

    @given(st.text(max_size=20))
    def test_normal_form_is_stable(self, text):
        once = normal_reference(text)
        self.assertEqual(normal_reference(once), once)


def fact(key, line="10", product=1, quantity="5", due=MONDAY, **values):
    quantity = None if quantity is None else Decimal(quantity)
    return LineFact(
        key, line, product=product, quantity=quantity, due=due, unit=1, **values
    )


class TestCompare(TestCase):
    """What a newer message changes, line by line."""

    def _kinds(self, before, after):
        return [(c.kind, c.fields) for c in compare_lines(before, after)]

    def test_cases(self):
        a, b = fact("a"), fact("b", line="20", product=2)
        table = [
            ("nothing", [a, b], [b, a], [("same", ())] * 2),
            ("quantity", [a], [fact("c", quantity="7")], [("changed", ("quantity",))]),
            ("date", [a], [fact("c", due=FRIDAY)], [("changed", ("due",))]),
            ("product", [a], [fact("c", product=3)], [("changed", ("product",))]),
            ("not sent", [a], [fact("c", quantity=None)], [("same", ())]),
            (
                "filled",
                [a],
                [fact("c", price=Decimal("2"))],
                [("filled", ("price",))],
            ),
            ("added", [a], [a, b], [("same", ()), ("added", ())]),
            ("removed", [a, b], [b], [("same", ()), ("removed", ())]),
            ("all gone", [a], [], [("removed", ())]),
        ]
        for name, before, after, kinds in table:
            with self.subTest(name):
                self.assertEqual(self._kinds(before, after), kinds)

    def test_e_mail_without_line_numbers_is_the_same_as_its_edi_copy(self):
        mail = [fact(1, line="1"), fact(2, line="2", product=2)]
        edi = [fact(3, line="000010"), fact(4, line="000020", product=2)]
        self.assertTrue(is_same(compare_lines(mail, edi)))

    def test_deliveries_of_one_line_pair_by_date(self):
        before = [fact(1, due=MONDAY), fact(2, due=FRIDAY, quantity="9")]
        after = [fact(3, due=FRIDAY, quantity="9"), fact(4, due=MONDAY)]
        self.assertTrue(is_same(compare_lines(before, after)))

    def test_a_day_and_a_time_on_it_are_the_same(self):
        at_eight = datetime(2026, 11, 23, 8)
        day = fact(1, due=datetime(2026, 11, 23, 17), whole_day=True)
        self.assertTrue(is_same(compare_lines([day], [fact(2, due=at_eight)])))
        two_times = compare_lines([fact(1, due=MONDAY)], [fact(2, due=at_eight)])
        self.assertEqual(two_times[0].fields, ("due",))

    def test_unknown_items_are_compared_by_the_customers_numbers(self):
        before = [fact(1, product=None, items=("0004711",))]
        same = [fact(2, product=None, items=("4711",))]
        other = [fact(2, product=None, items=("4712",))]
        self.assertTrue(is_same(compare_lines(before, same)))
        self.assertEqual(self._kinds(before, other), [("changed", ("product",))])

    @given(
        st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=6),
        st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=6),
    )
    def test_every_line_is_told_once(self, old, new):
        before = [fact(("o", i), str(n), p) for i, (n, p) in enumerate(old)]
        after = [fact(("n", i), str(n), p) for i, (n, p) in enumerate(new)]
        changes = compare_lines(before, after)
        told_old = sorted(c.before.key for c in changes if c.before)
        told_new = sorted(c.after.key for c in changes if c.after)
        self.assertEqual(told_old, sorted(f.key for f in before))
        self.assertEqual(told_new, sorted(f.key for f in after))
        self.assertLessEqual(len(pair_lines(before, after)), min(len(old), len(new)))


class TestConfidence(TestCase):
    """How sure we are, by how a value was found."""

    def _line(self, **values):
        return assess_line(
            LineFacts(
                **{
                    "product_source": "mapping",
                    "unit_source": "common",
                    "quantity": 5,
                    "due": FRIDAY,
                    "received": MONDAY,
                    "has_price": True,
                    **values,
                }
            )
        )

    def test_cases(self):
        table = [
            ({}, "product", 100, "mapping"),
            ({"product_source": None}, "product", 0, "missing"),
            ({"product_source": "crossed"}, "product", 50, "crossed"),
            ({"product_source": "person"}, "product", 100, "person"),
            ({"unit_source": None}, "unit", 0, "missing"),
            ({"unit_source": "product"}, "unit", 80, "product"),
            ({"converts": False}, "unit", 0, "no_conversion"),
            ({"quantity": 0}, "quantity", 0, "not_positive"),
            ({"quantity": 2e9}, "quantity", 0, "too_much"),
            ({"quantity": 6.5, "is_whole": False}, "quantity", 0, "not_whole"),
            ({"unread": frozenset({"quantity"})}, "quantity", 0, "unreadable"),
            ({"quantity": 51, "usual": (10, 3)}, "quantity", 60, "unusual"),
            ({"quantity": 50, "usual": (10, 3)}, "quantity", 100, ""),
            ({"quantity": 51, "usual": (10, 2)}, "quantity", 100, ""),
            ({"due": None}, "date", 0, "missing"),
            ({"due": None, "order_due": FRIDAY}, "date", 95, "order"),
            ({"due": MONDAY, "received": FRIDAY}, "date", 40, "past"),
            ({"unread": frozenset({"date"})}, "date", 0, "unreadable"),
            ({"has_price": False}, "price", 40, "no_price"),
            ({"has_price": False, "lists_price": True}, "price", 95, "list"),
            ({"has_price": False, "needs_price": False}, "price", 100, ""),
        ]
        for values, field, percent, why in table:
            with self.subTest(values=values, field=field):
                self.assertEqual(self._line(**values)[field], Sure(percent, why))

    def test_order_is_as_sure_as_its_least_sure_field(self):
        lines = [self._line(), self._line(product_source="crossed")]
        fields = assess_order(True, True, lines)
        self.assertEqual(overall(fields), 50)
        self.assertEqual(missing(fields), [])
        fields = assess_order(False, True, [self._line(unit_source=None)])
        self.assertEqual(missing(fields), ["customer", "unit"])
        self.assertEqual(missing(assess_order(True, True, [])), ["lines"])


class TestRules(TestCase):
    """What a rule may do alone."""

    FACTS = {
        "confidence": 100,
        "has_question": False,
        "value": 500.0,
        "quantities": (10.0, 20.0),
        "partners": frozenset({1, 2}),
        "lines": frozenset({7}),
    }

    def _facts(self, **values):
        return OrderFacts(**{**self.FACTS, **values})

    def test_accept(self):
        table = [
            (Limits(), {}, []),
            (Limits(partners=frozenset({2})), {}, []),
            (Limits(partners=frozenset({3})), {}, ["partner"]),
            (Limits(lines=frozenset({7, 8})), {}, []),
            (Limits(lines=frozenset({8})), {}, ["line"]),
            (Limits(teams=frozenset({5})), {"teams": TEAMS}, []),
            (Limits(teams=frozenset({4})), {"teams": TEAMS}, ["team"]),
            (Limits(teams=frozenset({5})), {"teams": NOBODY}, ["team"]),
            (Limits(customer_class="a"), {"customer_class": "a"}, []),
            (Limits(customer_class="a"), {"customer_class": "b"}, ["customer_class"]),
            (Limits(customer_class="a"), {}, ["customer_class"]),
            (Limits(lines=frozenset({8})), {"lines": None}, ["line"]),
            (Limits(), {"confidence": SURE - 1}, ["doubtful"]),
            (Limits(), {"has_question": True}, ["doubtful"]),
            (Limits(max_value=499), {}, ["value"]),
            (Limits(min_value=501), {}, ["value"]),
            (Limits(max_quantity=19), {}, ["quantity"]),
            (Limits(max_quantity=20, max_value=500), {}, []),
            (Limits(), {"is_revision": True}, ["revision"]),
        ]
        for limits, values, reasons in table:
            with self.subTest(limits=limits, values=values):
                self.assertEqual(may_accept(limits, self._facts(**values)), reasons)

    def test_apply_touches_no_released_and_no_frozen_card(self):
        facts = self._facts(is_revision=True)
        table = [
            ([], []),
            ([CardState("planned")], []),
            ([CardState("released")], ["card_released"]),
            ([CardState("done")], ["card_released"]),
            ([CardState("planned", is_pinned=True)], ["card_frozen"]),
        ]
        for cards, reasons in table:
            with self.subTest(cards=cards):
                self.assertEqual(may_apply(Limits(), facts, cards), reasons)
