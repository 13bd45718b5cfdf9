import io
import unittest
import zipfile

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.poms_orders.domain.intake_readers import (
    Content,
    Options,
    ReadError,
    Table,
    detect_kind,
    read_html,
    read_orders,
    read_tables,
    read_text,
)

from . import intake_files as files

ASIA = Options(today=files.TODAY)


def found_in(data, options=ASIA):
    return read_orders(read_tables(data), options)


def facts(order):
    """(line, item, quantity, unit, price, date) of every line."""
    return [
        (
            line["line"],
            line["item"]["buyer"],
            line["quantity"],
            line.get("unit"),
            line.get("price"),
            line["schedule"][0].get("date"),
        )
        for line in order.document["lines"]
    ]


class TestFiles(unittest.TestCase):
    """Files as customers send them."""

    def test_csv_in_every_encoding(self):
        text = files.CHINESE_CSV
        for data in (
            text.encode(),
            text.encode("utf-8-sig"),
            text.encode("gb18030"),
            text.encode("utf-16"),
            text.replace('"1,020.00"', "1020").replace(",", ";").encode("gb18030"),
            text.replace('"1,020.00"', "1020").replace(",", "\t").encode(),
        ):
            found = found_in(data)
            (order,) = found.orders
            self.assertEqual(order.document["order_number"], "PO2026-1122")
            self.assertEqual(order.document["document_date"], "2026-11-22")
            self.assertEqual(order.document["currency"], "CNY")
            self.assertEqual(
                facts(order),
                [
                    ("1", "SHAFT", "1200", "件", "12.5", "2026-12-24"),
                    ("2", "BLANK", "30", "套", "1020", "2026-12-24"),
                ],
            )
            (error,) = order.errors
            self.assertEqual(error.row, 6)
            self.assertIn(("quantity", "D", "数量", "abc"), error.problems)
            self.assertEqual(error.problems[0][0], "item_missing")
            self.assertEqual([row for _t, row, _x in found.skipped], [7, 8, 9])

    def test_western_csv(self):
        text = (
            "Bestell-Nr.;Artikel;Stückzahl;ME;Preis;Termin\n"
            "B1;SHAFT;1.200;Stück;12,50;24.12.2026\n"
        )
        (order,) = found_in(text.encode("cp1252")).orders
        self.assertEqual(
            facts(order), [("1", "SHAFT", "1200", "Stück", "12.5", "2026-12-24")]
        )

    def test_xlsx_with_merged_header_of_two_rows(self):
        found = found_in(files.xlsx())
        self.assertEqual((found.header.top, found.header.depth), (2, 2))
        first, second = found.orders
        self.assertEqual(first.document["order_number"], "N-100")
        self.assertEqual(
            facts(first),
            [
                ("1", "4711", "12", "件", "150.5", "2026-12-24"),
                ("2", "4712", "2.5", "公斤", None, "2026-12-31T14:30:00"),
            ],
        )
        self.assertEqual(
            facts(second), [("1", "0815-A", "7", "套", "1200", "2027-01-08")]
        )
        self.assertFalse(found.errors)
        place = second.document["lines"][0]["place"]
        self.assertEqual((place["sheet"], place["row"]), (0, 7))
        self.assertEqual(place["columns"]["quantity"], 4)

    def test_xlsx_with_two_header_rows_that_are_not_merged(self):
        self.assertEqual(
            [facts(o) for o in found_in(files.xlsx(merged=False)).orders],
            [facts(o) for o in found_in(files.xlsx()).orders],
        )

    def test_xls(self):
        (order,) = found_in(files.xls()).orders
        self.assertEqual(order.document["order_number"], "B-77")
        self.assertEqual(
            facts(order),
            [
                ("1", "SHAFT", "12", None, None, "2026-12-24"),
                ("2", "BLANK", "3", None, None, "2026-12-28"),
            ],
        )

    def test_uncounted_formula_is_no_empty_cell(self):
        (order,) = found_in(files.formula_xlsx()).orders
        self.assertEqual([line[1] for line in facts(order)], ["BLANK"])
        self.assertEqual(order.errors[0].problems, (("formula", "B", "Qty", ""),))

    def test_ruled_pdf_over_two_pages(self):
        (order,) = found_in(files.ruled_pdf()).orders
        self.assertEqual(order.document["order_number"], "CG-2026-88")
        self.assertEqual(order.document["document_date"], "2026-11-20")
        self.assertFalse(order.errors)
        lines = facts(order)
        self.assertEqual(len(lines), 60)
        self.assertEqual(lines[59], ("60", "P-060", "600", "件", None, "2026-12-24"))

    def test_pdf_of_aligned_words(self):
        (order,) = found_in(files.plain_pdf()).orders
        self.assertEqual(order.document["order_number"], "4500098765")
        self.assertEqual(order.document["currency"], "EUR")
        self.assertFalse(order.errors)
        self.assertEqual(
            facts(order),
            [
                ("10", "SHAFT", "1200", "pcs", "12.5", "2026-12-24"),
                ("20", "BLANK", "30", "pcs", "7", "2026-12-31"),
            ],
        )

    def test_pdf_whose_head_lies_across_the_columns(self):
        (order,) = found_in(files.letter_pdf()).orders
        self.assertEqual(order.document["order_number"], "77-5567")
        self.assertEqual(
            [fact[:4] for fact in facts(order)],
            [("1", "SHAFT", "3", "EA"), ("2", "BLANK", "6", "EA")],
        )
        self.assertEqual(
            [line["item"]["description"] for line in order.document["lines"]],
            ["Output shaft with keyway", "Blank"],
            "a wrapped description is kept with its line",
        )

    def test_pdf_without_text_has_nothing(self):
        self.assertTrue(read_tables(files.picture_pdf()).is_empty)

    def test_mail_table_with_spans(self):
        body = """<p>您好，请安排生产。订单号：M-1</p>
        <table><tr><th rowspan=2>料号</th><th colspan=2>需求</th></tr>
        <tr><th>数量</th><th>交期</th></tr>
        <tr><td>SHAFT</td><td>12件</td><td>12/24</td></tr></table>
        <blockquote><table><tr><td>料号</td><td>数量</td></tr>
        <tr><td>OLD</td><td>1</td></tr></table></blockquote>"""
        (order,) = read_orders(read_html(body), ASIA).orders
        self.assertEqual(order.document["order_number"], "M-1")
        self.assertEqual(facts(order), [("1", "SHAFT", "12", "件", None, "2026-12-24")])

    def test_forwarded_order_is_read_in_its_quotation(self):
        body = """<p>请处理</p><div class="gmail_quote">---------- Forwarded message
        ---------<br>From: buyer@customer.example<br><blockquote><table>
        <tr><td>料号</td><td>数量</td></tr><tr><td>SHAFT</td><td>1</td></tr></table>
        </blockquote></div>"""
        (order,) = read_orders(read_html(body), ASIA).orders
        self.assertEqual([f[1] for f in facts(order)], ["SHAFT"])
        quoted = "订单如下\n> 料号\t数量\t单位\n> SHAFT\t1\t件\n> BLANK\t2\t件\n"
        self.assertEqual(read_orders(read_text(quoted), ASIA).orders, [])
        found = read_orders(read_text("Begin forwarded message:\n" + quoted), ASIA)
        self.assertEqual(found.line_count, 2)

    def test_labelled_mail_without_a_table(self):
        text = (
            "订单号：M-2\n料号：SHAFT\n数量：12件\n交期：2026-12-24\n"
            "料号：BLANK 数量：3"
        )
        (order,) = read_orders(read_text(text), ASIA).orders
        self.assertEqual(order.document["order_number"], "M-2")
        self.assertEqual([f[1:4] for f in facts(order)],
                         [("SHAFT", "12", "件"), ("BLANK", "3", None)])  # fmt: skip

    def test_chat_is_no_order(self):
        text = "Hello, when will PO 4711 be ready? We need 12 pieces.\nBest regards"
        found = read_orders(read_text(text), ASIA)
        self.assertEqual((found.orders, found.is_sufficient), ([], False))

    def test_person_names_columns_of_a_file_without_header(self):
        data = b"SHAFT,12\nBLANK,3\n"
        found = found_in(data)
        self.assertFalse(found.is_sufficient)
        self.assertEqual([column.title for column in found.columns], ["A", "B"])
        columns = {"#a": "item_buyer", "#b": "quantity"}
        found = found_in(data, Options(columns=columns, header_row=0))
        self.assertEqual([f[1:3] for f in facts(found.orders[0])],
                         [("SHAFT", "12"), ("BLANK", "3")])  # fmt: skip

    def test_remembered_columns_win(self):
        data = "图纸,颜色,数量\nD-1,5,7\n".encode()
        columns = {"颜色": "quantity", "数量": "ignore"}
        found = found_in(data, Options(columns=columns))
        self.assertEqual(
            [(c.title, c.field) for c in found.columns],
            [("图纸", None), ("颜色", "quantity"), ("数量", None)],
        )
        columns["图纸"] = "item_buyer"
        (order,) = found_in(data, Options(columns=columns)).orders
        self.assertEqual(facts(order)[0][2], "5")

    def test_long_number_that_excel_spoiled_is_named(self):
        data = b"Barcode,Qty\n6.90123E+12,5\n6901234567892,5\n"
        (order,) = found_in(data).orders
        self.assertEqual(order.errors[0].problems[0][0], "digits_lost")
        self.assertEqual(order.document["lines"][0]["item"]["gtin"], "6901234567892")

    def test_same_line_number_and_day_twice_stay_two_lines(self):
        data = b"Line,Part No,Qty\n10,SHAFT,5\n10,SHAFT,7\n"
        (order,) = found_in(data).orders
        self.assertEqual([f[0] for f in facts(order)], ["10", "10.2"])


class TestBadFiles(unittest.TestCase):
    """What is no order file gets a code, never a crash."""

    def _code(self, data):
        with self.assertRaises(ReadError) as caught:
            read_tables(data)
        return caught.exception.code

    def test_codes(self):
        good = files.xlsx()
        cases = [
            (b"", "empty"),
            (b"  \r\n", "empty"),
            (b"PK\x03\x04broken", "broken"),
            (good[: len(good) // 2], "broken"),
            (files.xls()[:3000], "broken"),
            (b"%PDF-1.4 nothing", "broken"),
            (b"\x89PNG\r\n\x1a\n....", "unsupported"),
            (b"Rar!\x1a\x07\x00", "unsupported"),
            (bytes(range(256)) * 20, "unsupported"),
            (b"a" * (21 * 1024 * 1024), "too_large"),
        ]
        for data, code in cases:
            with self.subTest(data[:20]):
                self.assertEqual(self._code(data), code)

    def test_zip_bomb_is_not_unpacked(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
        self.assertEqual(self._code(buffer.getvalue()), "too_large")

    def test_huge_sheet_is_refused_and_empty_formats_are_not(self):
        book = openpyxl.Workbook()
        book.active["A1"], book.active["B1"] = "Part No", "Qty"
        book.active["A2"], book.active["B2"] = "SHAFT", 5
        book.active.cell(900_000, 1).number_format = "0.00"
        buffer = io.BytesIO()
        book.save(buffer)
        self.assertEqual(found_in(buffer.getvalue()).line_count, 1)
        book.active.cell(900_000, 1, "x")
        buffer = io.BytesIO()
        book.save(buffer)
        self.assertEqual(self._code(buffer.getvalue()), "too_many_cells")

    def test_kinds_by_content(self):
        self.assertEqual(detect_kind(files.xlsx()), "xlsx")
        self.assertEqual(detect_kind(files.xls()), "xls")
        self.assertEqual(detect_kind(files.plain_pdf()), "pdf")
        self.assertEqual(detect_kind(b"<html><table></table>"), "html")
        self.assertEqual(detect_kind("料号,数量".encode("gbk")), "csv")
        self.assertEqual(detect_kind(b"\xff\xd8\xff\xe0"), "picture")

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300), st.sampled_from(["xlsx", "xls", "raw"]))
    def test_no_bytes_break_the_reader(self, noise, kind):
        data = noise
        if kind != "raw":
            data = bytearray(files.xlsx() if kind == "xlsx" else files.xls())
            place = len(noise) * 37 % len(data)
            data[place : place + len(noise)] = noise
        try:
            read_orders(read_tables(bytes(data)), ASIA)
        except ReadError as error:
            self.assertTrue(error.code)

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(
            st.lists(
                st.one_of(
                    st.none(), st.text(max_size=8), st.integers(), st.floats(),
                    st.sampled_from(["数量", "料号", "Qty", "合计", "PO No:", "12/24"]),
                ),
                max_size=6,
            ),
            max_size=12,
        )
    )  # fmt: skip
    def test_no_table_breaks_the_orders_and_no_row_is_lost(self, rows):
        rows = [["料号", "数量", "交期"], *rows]
        found = read_orders(Content("csv", [Table("", rows)]), ASIA)
        taken = {
            line["place"]["row"] for o in found.orders for line in o.document["lines"]
        }
        taken |= {error.row for error in found.errors}
        taken |= {row for _table, row, _text in found.skipped}
        if found.header.top == 0 and found.header.depth == 1:
            for number, row in enumerate(rows[1:], 2):
                filled = [c for c in row if c is not None and str(c).strip()]
                repeated = sum(c in ("料号", "数量", "交期") for c in row) >= 2
                if filled and not repeated:
                    self.assertIn(number, taken)
