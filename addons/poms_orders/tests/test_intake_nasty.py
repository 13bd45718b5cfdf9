"""Files as they should not be, but are: every good row goes in, nothing is lost."""

import io
import unittest
import zipfile

import openpyxl
import xlwt

from odoo.exceptions import UserError

from odoo.addons.poms_orders.domain.intake_readers import (
    Options,
    ReadError,
    read_orders,
    read_tables,
)
from odoo.addons.poms_orders.domain.intake_readers.labels import number_in

from . import intake_files as files
from .common import PomsCommon

XMLSS = b"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Order"><Table>
<Row ss:Index="3"><Cell><Data ss:Type="String">Part No</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">Qty</Data></Cell>
<Cell><Data ss:Type="String">Due</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">A-1</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">12</Data></Cell>
<Cell><Data ss:Type="DateTime">2026-12-24T00:00:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def workbook(rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def old_workbook(rows):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zipped(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def _hide_old_sheet(book):
    old = book.create_sheet("old")
    old.append(["Part No", "Qty"])
    old.append(["OLD", 99])
    old.sheet_state = "hidden"


def _second_sheet(book):
    second = book.create_sheet("二月")
    second.append(["Part No", "Qty"])
    second.append(["B", 2])
    book.create_sheet("说明").append(["请按时交货"])


def _format_last_row(book):
    book.active.cell(1_048_576, 1).number_format = "0.00"


# what, file, [(item, quantity)] that go in, rows that are asked about
CASES = [
    (
        "GB18030 without mark, full-width digits",
        "物料编码;数量;单位\nA;１２;件\nB;3.5;公斤\n".encode("gb18030"),
        [("A", "12"), ("B", "3.5")],
        [],
    ),
    (
        "UTF-16 with tabs",
        "物料编码\t数量\nA\t12\n".encode("utf-16"),
        [("A", "12")],
        [],
    ),
    (
        "full-width commas and letters",
        "Ｐａｒｔ　Ｎｏ，Ｑｔｙ\nＡ－１，１２\nＡ－２，５\n".encode(),
        [("A-1", "12"), ("A-2", "5")],
        [],
    ),
    ("traditional characters", "料號,數量\nA,5\n".encode(), [("A", "5")], []),
    (
        "titles of two words",
        b"Part No,Delivery Qty,Unit\nA,5,pcs\n",
        [("A", "5")],
        [],
    ),
    ("Japanese", "品番,数量,納期\nA,5,2026/12/1\n".encode(), [("A", "5")], []),
    (
        "English thousands",
        b'Part No,Qty,Price\nA,"1,234.50",2.5\nB,"2,000",1\n',
        [("A", "1234.5"), ("B", "2000")],
        [],
    ),
    (
        "German thousands",
        b"Artikelnr.;Menge;Preis\nA;1.234,50;2,5\nB;2.000;1\n",
        [("A", "1234.5"), ("B", "2000")],
        [],
    ),
    (
        "unit in the quantity's cell",
        '料号,数量\nA,12件\nB,3 套\nC,"1,200pcs"\nD,约20件\n'.encode(),
        [("A", "12"), ("B", "3"), ("C", "1200")],
        [5],
    ),
    (
        "subtotal, total, signature",
        "料号,数量\nA,1\n小计,1\nB,2\n合计,3\n制单：某,\n".encode(),
        [("A", "1"), ("B", "2")],
        [],
    ),
    (
        "nonsense for quantities",
        b"Part No,Qty\nA,-5\nB,0\nC,1E+03\nD,#REF!\nE,\nF,ten\nG,5-\nH,(3)\n,7\nI,2\n",
        [("I", "2")],
        [2, 3, 4, 5, 6, 7, 8, 9, 10],
    ),
    (
        "a number that a spreadsheet has shortened",
        b"GTIN,Qty\n6.90123E+12,5\n6901234567892,2\n",
        [("6901234567892", "2")],
        [2],
    ),
    (
        "a quote that nobody closed",
        b'Part No,Qty\n"A,1\nB,2\n"C ""x""",3\n',
        [("A", "1"), ("B", "2"), ('C "x"', "3")],
        [],
    ),
    (
        "a line break within a cell",
        b'Part No,Text,Qty\nA,"one\ntwo",3\n',
        [("A", "3")],
        [],
    ),
    (
        "a table drawn with characters",
        b"| Part No | Qty |\n|---|---|\n| A | 5 |\n| B | 6 |\n",
        [("A", "5"), ("B", "6")],
        [],
    ),
    (
        "dates nobody can mean",
        "料号,数量,交期\nA,1,2026/13/45\nB,1,下周一\nC,1,2026-11-31\nD,1,11/22\n".encode(),
        [("D", "1")],
        [2, 3, 4],
    ),
    (
        "a hidden sheet",
        workbook([["Part No", "Qty"], ["A", 1]], _hide_old_sheet),
        [("A", "1")],
        [],
    ),
    (
        "several sheets",
        workbook([["Part No", "Qty"], ["A", 1]], _second_sheet),
        [("A", "1"), ("B", "2")],
        [],
    ),
    (
        "empty rows between and a million formatted below",
        workbook([["Part No", "Qty"], [], ["A", 1], [], ["B", 2]], _format_last_row),
        [("A", "1"), ("B", "2")],
        [],
    ),
    (
        "the old binary workbook, and WPS's",
        old_workbook([["料号", "数量"], ["A", 12], ["B", 3.5]]),
        [("A", "12"), ("B", "3.5")],
        [],
    ),
    ("XML that calls itself XLS", XMLSS, [("A-1", "12")], []),
    (
        "a web page with characters that XML has no place for",
        "<html><body>a&#1;b\x0c<table><tr><th>料号</th><th>数量</th></tr>"
        "<tr><td>A\x0b</td><td>5&#x1f;</td></tr></table></body></html>".encode(),
        [("A", "5")],
        [],
    ),
    (
        "a formula nobody has counted, in a column that no order needs",
        workbook([["Part No", "Qty", "Price", "Amount"], ["A", 5, 2, "=B2*C2"]]),
        [("A", "5")],
        [],
    ),
    (
        "a total without its word",
        b"Part No,Qty,Amount\nA,5,10\nB,6,12\n,11,22\n",
        [("A", "5"), ("B", "6")],
        [],
    ),
    (
        "a row without an item that is no total",
        b"Part No,Qty\nA,5\nB,6\n,12\n",
        [("A", "5"), ("B", "6")],
        [4],
    ),
    (
        "a form of labels beside their values",
        "产品,轴\n料号,A-1\n数量,20\n单位,件\n".encode(),
        [("A-1", "20")],
        [],
    ),
    (
        "a column called needed by",
        workbook([["Part No", "Qty", "Need by"], ["A", 5, "someday"]]),
        [],
        [2],
    ),
    (
        "a web page that calls itself XLS",
        "<html><table><tr><th>料号</th><th>数量</th></tr>"
        "<tr><td>A</td><td>5</td></tr></table></html>".encode(),
        [("A", "5")],
        [],
    ),
]
# what, file, code, detail
REFUSED = [
    ("nothing", b"", "empty", ""),
    ("blanks", b"  \n \n", "empty", ""),
    ("any bytes", bytes(range(256)) * 10, "unsupported", "other"),
    ("half a workbook", workbook([["A"]])[:900], "broken", None),
    ("half an old one", old_workbook([["A"]])[:2000], "broken", None),
    ("a zip bomb", zipped("xl/sheet1.xml", b"0" * 80_000_000), "too_large", "80 MB"),
    ("an archive", zipped("a.csv", "Part No,Qty\n"), "unsupported", "archive"),
    ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(99), "unsupported", "tnef"),
    ("an open document", zipped("mimetype", b"application/vnd.oasis.opendocument.x"),
     "unsupported", "office"),
    ("a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
     + "EncryptedPackage".encode("utf-16-le"), "encrypted", ""),
    ("a PDF without measures of its page",
     files.picture_pdf().replace(b"595.2756 841.8898", b"595.2756 (841.8) "),
     "broken", None),
    ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(99), "unsupported", "picture"),
]  # fmt: skip


NUMBERS = [
    ("Purchase Order No. 4500012345", "4500012345"),
    ("Re: PO#4500001 urgent", "4500001"),
    ("P.O. No 7788", "7788"),
    ("采购订单 PO2026-88", "PO2026-88"),
    ("合同编号 HT-2026-001", "HT-2026-001"),
    ("订单号 20261122", "20261122"),
    ("Purchase order 22.11.2026", ""),
    ("采购订单 2026年11月22日", ""),
    ("we order 500 pcs", ""),
    ("Depot 123", ""),
]


class TestNastyFiles(unittest.TestCase):
    """By the readers alone."""

    def test_good_rows_go_in_and_bad_ones_are_named(self):
        for what, content, good, bad in CASES:
            with self.subTest(what):
                found = read_orders(
                    read_tables(content), Options(today=files.TODAY, day_first=False)
                )
                lines = [
                    (next(filter(None, line["item"].values())), line["quantity"])
                    for order in found.orders
                    for line in order.document["lines"]
                ]
                self.assertEqual(lines, good)
                self.assertEqual([error.row for error in found.errors], bad)

    def test_two_orders_below_each_other_on_one_sheet(self):
        """A row between the lines that names another order begins it."""
        content = "订单号,PO-1\n料号,数量\nA,1\n,\n订单号,PO-2\n料号,数量\nB,2\n"
        found = read_orders(read_tables(content.encode()))
        orders = {
            order.document["order_number"]: order.document["lines"][0]["item"]["buyer"]
            for order in found.orders
        }
        self.assertEqual(orders, {"PO-1": "A", "PO-2": "B"})
        self.assertEqual(found.errors, [])

    def test_number_that_follows_its_name_without_a_mark(self):
        for text, number in NUMBERS:
            with self.subTest(text):
                self.assertEqual(number_in(text), number)

    def test_what_cannot_be_read_says_why(self):
        for what, content, code, detail in REFUSED:
            with self.subTest(what):
                with self.assertRaises(ReadError) as caught:
                    read_tables(content)
                self.assertEqual(caught.exception.code, code)
                if detail is not None:
                    self.assertEqual(caught.exception.detail, detail)

    def test_number_that_may_be_a_thousand_is_named(self):
        found = read_orders(read_tables(b"Part No;Qty\nA;1.234\nB;5\n"))
        self.assertEqual(found.ambiguous_numbers, ["1.234"])
        told = read_orders(
            read_tables(b"Part No;Qty\nA;1.234\nB;5\n"), Options(decimal_comma=True)
        )
        self.assertEqual(told.ambiguous_numbers, [])
        self.assertEqual(told.orders[0].document["lines"][0]["quantity"], "1234")


class TestNastyUploads(PomsCommon):
    """By the upload: the file is kept, a sentence says what to do."""

    def _upload(self, name, content):
        return self.env["poms.intake"]._take_files([(name, content)], self.partner)

    def test_every_file_is_kept_with_a_sentence(self):
        self.partner.lang = "en_US"
        for what, content, *_rest in REFUSED[2:]:
            with self.subTest(what):
                intake = self._upload("order.xlsx", content)
                self.assertEqual(intake.state, "open")
                self.assertIn(intake.part_ids.state, ("failed", "type"))
                self.assertGreater(len(intake.part_ids.reason), 30)
                self.assertEqual(intake.part_ids._content(), content)

    def test_titles_without_rows_are_named(self):
        part = self._upload("o.csv", "料号,数量\n".encode()).part_ids
        self.assertEqual((part.state, part.code), ("check", "no_rows"))
        with self.assertRaisesRegex(UserError, "no row below the titles"):
            part.action_take_in()

    def test_same_file_twice_is_one_order(self):
        content = "订单号,料号,数量\nN-1,SHAFT,5\n".encode()
        first = self._upload("a.csv", content).part_ids
        first.action_take_in()
        second = self._upload("b.csv", content).part_ids
        self.assertEqual(second.same_part_id, first)
        second.action_take_in()
        self.assertEqual(second.order_ids, first.order_ids)
