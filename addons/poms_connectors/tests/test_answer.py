from odoo.tests import BaseCase

from ..domain.answer import order_response, plain
from ..domain.change import apply_change
from ..domain.message import message_key, total_status

ASKED = {
    "lines": [
        {"line": "10", "quantity": "12.000", "price": "5.00", "price_per": "10",
         "schedule": [{"quantity": "8.000", "date": "2026-12-17"},
                      {"quantity": "4.000", "date": "2026-12-24"}]},
    ]
}  # fmt: skip


def answer(*quantities, status="accepted", dates=("2026-12-17", "2026-12-24")):
    lines = [
        {
            "line": "10",
            "item": {"buyer": "A", "supplier": ""},
            "quantity": f"{quantity:.6f}",
            "unit": "PCE",
            "schedule": [{"quantity": f"{quantity:.6f}", "date": date}],
        }
        for quantity, date in zip(quantities, dates, strict=False)
    ]
    return {"order_number": "PO", "status": status, "lines": lines}


class TestAnswer(BaseCase):
    def test_deliveries_of_a_line_come_back_as_one_line(self):
        document = order_response(answer(8, 4), ASKED)
        self.assertEqual(document["response"], "accepted")
        (line,) = document["lines"]
        self.assertEqual(line["quantity"], "12.000")
        self.assertEqual((line["price"], line["price_per"]), ("5.00", "10"))
        self.assertEqual(
            line["schedule"],
            [{"quantity": "8", "date": "2026-12-17"},
             {"quantity": "4", "date": "2026-12-24"}],
        )  # fmt: skip

    def test_cases(self):
        cases = [
            (answer(8, 4), "accepted", "accepted"),
            (answer(8, 3), "changed", "changed"),
            (answer(8, 4, dates=("2026-12-17", "2026-12-31")), "changed", "changed"),
            (answer(0, 0, status="rejected"), "rejected", "rejected"),
            (answer(0), "changed", "rejected"),
        ]
        for given, response, line in cases:
            document = order_response(given, ASKED)
            self.assertEqual(document["response"], response)
            self.assertEqual(document["lines"][0]["response"], line)

    def test_change(self):
        """What a change does not name stays."""
        order = {
            "type": "order", "currency": "EUR", "document_date": "2026-11-22",
            "lines": [
                {"line": "000010", "item": {"buyer": "A"}, "quantity": "5",
                 "price": "2.00",
                 "schedule": [{"quantity": "5", "date": "2026-12-01"}]},
                {"line": "20", "item": {"buyer": "B"}, "quantity": "1"},
                {"line": "30", "item": {"buyer": "C"}, "quantity": "7"},
            ],
        }  # fmt: skip
        change = {
            "type": "order_change", "document_date": "2026-11-30",
            "lines": [
                {"line": "10", "action": "change", "quantity": "8"},
                {"line": "20", "action": "delete"},
                {"line": "40", "action": "add", "item": {"buyer": "D"},
                 "quantity": "2"},
            ],
        }  # fmt: skip
        result, unknown = apply_change(order, change)
        self.assertEqual(unknown, [])
        self.assertEqual(result["type"], "order_change")
        self.assertEqual(result["document_date"], "2026-11-22")
        lines = [(line["line"], line["quantity"]) for line in result["lines"]]
        self.assertEqual(lines, [("10", "8"), ("30", "7"), ("40", "2")])
        first = result["lines"][0]
        self.assertEqual((first["item"], first["price"]), ({"buyer": "A"}, "2.00"))
        self.assertEqual(first["schedule"], [{"quantity": "8", "date": "2026-12-01"}])
        self.assertEqual(order["lines"][0]["quantity"], "5")
        wrong = {"lines": [{"line": "99", "action": "delete"}]}
        self.assertEqual(apply_change(order, wrong)[1], ["99"])
        whole = {"function": "5", "lines": [{"line": "1", "quantity": "1"}]}
        self.assertEqual(apply_change(order, whole), (whole, []))

    def test_change_of_an_order_with_a_repeated_line_number(self):
        """Neither of the two is lost, and none of them is guessed to be meant."""
        order = {
            "lines": [
                {"line": "000010", "item": {"buyer": "A"}, "quantity": "5"},
                {"line": "000010", "item": {"buyer": "B"}, "quantity": "1"},
                {"line": "20", "item": {"buyer": "C"}, "quantity": "7"},
            ],
        }  # fmt: skip
        change = {"lines": [{"line": "20", "action": "change", "quantity": "8"}]}
        result, unknown = apply_change(order, change)
        self.assertEqual(unknown, [])
        self.assertEqual([ln["quantity"] for ln in result["lines"]], ["5", "1", "8"])
        change = {"lines": [{"line": "10", "action": "change", "quantity": "8"}]}
        self.assertEqual(apply_change(order, change)[1], ["10"])

    def test_answer_to_a_repeated_line_number(self):
        """Both are one in the answer; as asked, they are accepted."""
        asked = {
            "lines": [
                {"line": "10", "quantity": quantity, "schedule": [
                    {"quantity": quantity, "date": "2026-12-24"}]}
                for quantity in ("5.000", "1.000")
            ]
        }  # fmt: skip
        answer = {"status": "accepted", "order_number": "PO", "lines": [
            {"line": "10", "item": {}, "quantity": quantity, "unit": "PCE",
             "schedule": [{"quantity": quantity, "date": "2026-12-24"}]}
            for quantity in ("5", "1")
        ]}  # fmt: skip
        document = order_response(answer, asked)
        self.assertEqual(document["response"], "accepted")
        (line,) = document["lines"]
        self.assertEqual(line["quantity"], "6.000")
        self.assertEqual(len(line["schedule"]), 2)

    def test_plain(self):
        for text, expected in (("12.000000", "12"), ("0.500", "0.5"), ("0.0", "0"),
                               ("100", "100"), ("", None), (None, None)):  # fmt: skip
            self.assertEqual(plain(text), expected)

    def test_key(self):
        envelope = {"family": "idoc", "sender": "S", "client": "300",
                    "control_number": "1"}  # fmt: skip
        key = message_key(envelope, b"x", 1)
        self.assertEqual(key, message_key({**envelope, "serial": "2"}, b"y", 2))
        self.assertNotEqual(key, message_key({**envelope, "client": "301"}, b"x", 1))
        bare = message_key({"family": "edifact"}, b"x", 1)
        self.assertNotEqual(bare, message_key({"family": "edifact"}, b"y", 1))
        self.assertNotEqual(bare, message_key({"family": "edifact"}, b"x", 2))

    def test_total_status(self):
        for statuses, total in (
            (["accepted"], "accepted"), (["duplicate", "duplicate"], "duplicate"),
            (["accepted", "duplicate"], "accepted"), ([], "refused"),
            (["accepted", "refused"], "partial"), (["refused"], "refused"),
        ):  # fmt: skip
            self.assertEqual(total_status(statuses), total)
