"""Delivery schedules: a column a day, the quantities below."""

import unittest
from datetime import datetime

from odoo.addons.poms_orders.domain.intake_readers import (
    Options,
    read_orders,
    read_tables,
)

from . import intake_files as files
from .test_intake_nasty import workbook

DAYS = [datetime(2026, 12, 5), datetime(2026, 12, 12), datetime(2026, 12, 19)]


def found_in(content):
    return read_orders(read_tables(content), Options(today=files.TODAY))


def facts(found):
    """(item, quantity, unit, day) of every line."""
    return [
        (
            line["item"]["buyer"],
            line["quantity"],
            line.get("unit"),
            line["schedule"][0].get("date"),
        )
        for order in found.orders
        for line in order.document["lines"]
    ]


def _merge_titles(book):
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:D1")


class TestDeliverySchedule(unittest.TestCase):
    def test_each_day_is_a_line(self):
        found = found_in(
            "料号,名称,12/5,12/12\nA,轴,10,20\nB,套,,5件\nC,盖,0,-\n".encode()
        )
        self.assertEqual(
            facts(found),
            [
                ("A", "10", None, "2026-12-05"),
                ("A", "20", None, "2026-12-12"),
                ("B", "5", "件", "2026-12-12"),
            ],
        )
        self.assertEqual(found.errors, [])
        self.assertEqual([row for _table, row, _text in found.skipped], [4])

    def test_days_below_a_title_that_they_share(self):
        rows = [
            ["料号", "交货计划"],
            [None, "12月5日", "12月12日", "12月19日"],
            ["A", 1, 2, None],
        ]
        self.assertEqual(
            facts(found_in(workbook(rows, _merge_titles))),
            [("A", "1", None, "2026-12-05"), ("A", "2", None, "2026-12-12")],
        )

    def test_total_beside_the_days(self):
        rows = [
            ["订单号：", "S-1"],
            ["物料编码", "单位", "总数量", *DAYS],
            ["A", "件", 30, 10, None, 20],
            ["B", "件", 9, 4, 4, None],
            ["C", "件", 7, None, None, None],
            ["合计", None, 46, 14, 4, 20],
        ]
        found = found_in(workbook(rows))
        self.assertEqual(
            facts(found),
            [
                ("A", "10", "件", "2026-12-05"),
                ("A", "20", "件", "2026-12-19"),
                ("C", "7", "件", None),
            ],
        )
        (error,) = found.errors
        self.assertEqual(error.row, 4)
        self.assertEqual(error.problems, (("days_sum", "C", "总数量", "8"),))
        self.assertEqual(error.values["note"], "2026-12-05: 4 2026-12-12: 4")

    def test_bad_cell_is_named_by_its_own_column(self):
        found = found_in(b"Part No,5 Dec 2026,12 Dec 2026\nA,many,3\n")
        self.assertEqual(facts(found), [("A", "3", None, "2026-12-12")])
        self.assertEqual(
            found.errors[0].problems, (("quantity", "B", "5 Dec 2026", "many"),)
        )

    def test_dates_of_an_ordinary_order_are_no_schedule(self):
        rows = [
            ["料号", "数量", "下单日期", "交期"],
            ["A", 5, DAYS[0], DAYS[1]],
            ["B", 6, DAYS[0], DAYS[2]],
        ]
        self.assertEqual(
            facts(found_in(workbook(rows))),
            [("A", "5", None, "2026-12-12"), ("B", "6", None, "2026-12-19")],
        )
