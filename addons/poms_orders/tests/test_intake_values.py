import unittest
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.poms_orders.domain.intake_readers.headers import guess_field
from odoo.addons.poms_orders.domain.intake_readers.labels import labelled
from odoo.addons.poms_orders.domain.intake_readers.values import (
    DateStyle,
    NumberStyle,
    date_style,
    number_style,
    read_date,
    read_price,
    read_quantity,
)

from . import intake_files as files


class TestValues(unittest.TestCase):
    """Numbers and dates as people write them."""

    def test_quantities(self):
        cases = {
            "12": ("12", ""),
            "１２００": ("1200", ""),
            "1,200": ("1200", ""),
            "1，200.50": ("1200.50", ""),
            "1.200,50": ("1200.50", ""),
            "12,5": ("12.5", ""),
            "1 200": ("1200", ""),
            "1.234.567": ("1234567", ""),
            "12件": ("12", "件"),
            "３ 套": ("3", "套"),
            "12.5 kg": ("12.5", "kg"),
            "1,200 pcs.": ("1200", "pcs"),
            "1.5万": ("15000", ""),
            "2万件": ("20000", "件"),
            "-4": ("-4", ""),
            "(4)": ("-4", ""),
            "10 m2": ("10", "m2"),
            ".5": ("0.5", ""),
        }
        for text, (number, unit) in cases.items():
            with self.subTest(text):
                self.assertEqual(read_quantity(text), (Decimal(number), unit))
        self.assertEqual(read_quantity(12.0), (Decimal(12), ""))
        self.assertEqual(read_quantity(0.1 + 0.2), (Decimal("0.3"), ""))

    def test_what_is_no_quantity(self):
        for text in ("abc", "", "12-15", "3 x 4", "1,23,4", "2026-12-24", "1.2.3,4,5"):
            with self.subTest(text), self.assertRaises(ValueError):
                read_quantity(text)
        for value in (True, date(2026, 1, 1), float("nan"), float("inf")):
            with self.subTest(value), self.assertRaises((ValueError, ArithmeticError)):
                read_quantity(value)

    def test_decimal_comma_comes_from_the_file(self):
        self.assertEqual(number_style(["1.234", "12,5"]), NumberStyle(True))
        self.assertEqual(number_style(["1,234", "12.5"]), NumberStyle(False))
        self.assertEqual(number_style(["1.234", "7"]), NumberStyle(None))
        self.assertEqual(read_quantity("1.234", NumberStyle(True))[0], 1234)
        self.assertEqual(read_quantity("1.234")[0], Decimal("1.234"))

    def test_prices(self):
        cases = {
            "¥1,200.00": ("1200.00", "CNY", None),
            "12.50元": ("12.50", "CNY", None),
            "€ 12,50": ("12.50", "EUR", None),
            "USD 3": ("3", "USD", None),
            "12.5 EUR / 100": ("12.5", "EUR", 100),
            "1.80/件": ("1.80", "", None),
        }
        for text, (number, currency, per) in cases.items():
            with self.subTest(text):
                price = read_price(text)
                self.assertEqual(price, (Decimal(number), currency, per))
        with self.assertRaises(ValueError):
            read_price("面议")

    def test_dates(self):
        style = DateStyle(False, files.TODAY)
        cases = {
            "2026年11月22日": date(2026, 11, 22),
            "2026-11-22": date(2026, 11, 22),
            "2026/1/8": date(2026, 1, 8),
            "20261224": date(2026, 12, 24),
            "22.11.2026": date(2026, 11, 22),
            "22.11.26": date(2026, 11, 22),
            "24.12.": date(2026, 12, 24),
            "11/22": date(2026, 11, 22),
            "22/11": date(2026, 11, 22),
            "1/8": date(2027, 1, 8),
            "12月24日": date(2026, 12, 24),
            "1月8号前": date(2027, 1, 8),
            "明年3月1日": date(2027, 3, 1),
            "11/22/2026": date(2026, 11, 22),
            "22/11/2026": date(2026, 11, 22),
            "26-12-24": date(2026, 12, 24),
            "24 Dec 2026": date(2026, 12, 24),
            "24-Dec-26": date(2026, 12, 24),
            "Dec 24, 2026": date(2026, 12, 24),
            "24. Dezember 2026": date(2026, 12, 24),
            "2026-12-24 周四": date(2026, 12, 24),
            "Thu, 24 Dec 2026": date(2026, 12, 24),
            "2026-12-24 14:30": datetime(2026, 12, 24, 14, 30),
            "2026-12-24T14:30:00": datetime(2026, 12, 24, 14, 30),
            "2026年12月24日下午3点": datetime(2026, 12, 24, 15, 0),
            "46380": date(2026, 12, 24),
            46380: date(2026, 12, 24),
            46380.5: datetime(2026, 12, 24, 12, 0),
            20261224.0: date(2026, 12, 24),
            "２０２６．１２．２４": date(2026, 12, 24),
        }
        for value, day in cases.items():
            with self.subTest(value):
                self.assertEqual(read_date(value, style), day)
        for value in (
            "尽快",
            "ASAP",
            "2026-02-30",
            "31.02.2026",
            "13/13",
            12,
            "",
            "KW 51",
        ):
            with self.subTest(value), self.assertRaises(ValueError):
                read_date(value, style)

    def test_day_or_month_first_comes_from_the_file(self):
        guess = DateStyle(False, files.TODAY)
        self.assertTrue(date_style(["11/12/2026", "24/12/2026"], guess).day_first)
        self.assertFalse(date_style(["11/12/2026", "12/24/2026"], guess).day_first)
        day_first = DateStyle(True, files.TODAY)
        self.assertEqual(read_date("11/12/2026", day_first), date(2026, 12, 11))

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_every_day_is_read_back(self, day):
        style = DateStyle(False, day)
        for text in (
            f"{day.year}年{day.month}月{day.day}日",
            day.isoformat(),
            f"{day.day}.{day.month}.{day.year}",
            f"{day:%Y%m%d}",
            f"{day.month}/{day.day}/{day.year}",
            f"{day.month}月{day.day}日",
        ):
            self.assertEqual(read_date(text, style), day, text)

    @given(st.decimals(0, 10**9, places=2, allow_nan=False))
    def test_every_number_is_read_back(self, number):
        self.assertEqual(read_quantity(f"{number:,}")[0], number)
        german = f"{number:,}".translate(str.maketrans(",.", ".,"))
        self.assertEqual(read_quantity(german, NumberStyle(True))[0], number)

    @given(st.text(max_size=30))
    def test_no_text_breaks_the_readers(self, text):
        for reader in (read_quantity, read_date, read_price):
            try:
                reader(text)
            except ValueError as error:
                self.assertTrue(error.args)

    def test_header_words(self):
        cases = {
            "订单数量": "quantity",
            "数量(件)": "quantity",
            "数量 Qty": "quantity",
            "数量单位": "unit",
            "UoM": "unit",
            "客户料号": "item_buyer",
            "供应商料号": "item_supplier",
            "Part No.": "item_buyer",
            "P/N": "item_buyer",
            "交货日期 Delivery date": "date",
            "要求交期": "date",
            "Liefertermin": "date",
            "下单日期": "document_date",
            "含税单价": "price",
            "金额": "amount",
            "采购订单号": "order_number",
            "PO#": "order_number",
            "Bestell-Nr.": "order_number",
            "规格型号": "description",
            "EAN": "item_gtin",
            "备注": "note",
            "Stückzahl": "quantity",
            "Teil": "item_buyer",
            "ETD\n出货日": "date",
            "出货日期": "date",
            "采购量": "quantity",
            "单价(USD)": "price",
            "颜色": None,
            "": None,
        }
        for title, field in cases.items():
            with self.subTest(title):
                self.assertEqual(guess_field(title)[0], field)

    def test_labelled_fields(self):
        line = "PO Number: 4500098765 Order Date: 20 Nov 2026"
        self.assertEqual(
            labelled(line),
            [("order_number", "4500098765"), ("document_date", "20 Nov 2026")],
        )
        self.assertEqual(labelled("采购订单号：CG-1"), [("order_number", "CG-1")])
        self.assertEqual(labelled("交货日期(必填)：12/24"), [("date", "12/24")])
