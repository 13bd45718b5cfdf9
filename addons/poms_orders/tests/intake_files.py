"""Sample files of invented customers, made by the tests: bytes out."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import xlwt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

TODAY = date(2026, 11, 22)

CHINESE_CSV = """某某传动机械有限公司 采购订单,,,,,,
订单号：,PO2026-1122,,日期：,2026年11月22日,,
序号,物料编码,品名,数量,单位,单价(元),交货日期
1,SHAFT,输出轴,"１，２００",件,¥12.50,2026年12月24日
2,BLANK,毛坯,30,套,"1,020.00",12/24
3,,,abc,件,1,12/24
合计,,,1230,,,
备注：请按时交货,,,,,,
制单：某,,审核：某,,,,
"""


def xlsx(merged=True):
    """Titles above, a header of two rows with merged cells, an order number merged
    over its lines, dates as dates, a subtotal and a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "订单"
    sheet["A1"] = "北方泵业 · 采购订单"
    sheet.merge_cells("A1:G1")
    for column, title in enumerate(
        ["订单号", "客户料号", "品名规格", "需求", None, "交期", "单价"], 1
    ):
        sheet.cell(3, column, title)
    sheet["D4"], sheet["E4"] = "数量", "单位"
    if merged:
        sheet.merge_cells("D3:E3")
        for column in "ABCFG":
            sheet.merge_cells(f"{column}3:{column}4")
    rows = [
        ("N-100", 4711, "输出轴 Ø40", 12, "件", datetime(2026, 12, 24), 150.5),
        (None, 4712, "毛坯", 2.5, "公斤", datetime(2026, 12, 31, 14, 30), None),
        ("N-101", "0815-A", "法兰", 7, "套", "2027/1/8", "¥1,200.00"),
    ]
    for number, row in enumerate(rows, 5):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)
    if merged:
        sheet.merge_cells("A5:A6")
    sheet["A8"], sheet["D8"] = "合计", 21.5
    return _saved(book)


def formula_xlsx():
    """A quantity that is a formula whose result nobody has calculated."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Part No", "Qty", "Delivery date"])
    sheet.append(["SHAFT", "=2*6", date(2026, 12, 24)])
    sheet.append(["BLANK", 5, date(2026, 12, 24)])
    return _saved(book)


def xls():
    """The old binary format, as Excel and WPS (.et) write it."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write_merge(0, 0, 0, 3, "Bestellung")
    for column, title in enumerate(
        ["Bestellnummer", "Artikelnr.", "Menge", "Liefertermin"]
    ):
        sheet.write(2, column, title)
    sheet.write_merge(3, 4, 0, 0, "B-77")
    for row, (item, quantity, when) in enumerate(
        [("SHAFT", 12, datetime(2026, 12, 24)), ("BLANK", 3, datetime(2026, 12, 28))], 3
    ):
        sheet.write(row, 1, item)
        sheet.write(row, 2, quantity)
        sheet.write(row, 3, when, day)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ruled_pdf():
    """A ruled table in Chinese below labelled fields, over two pages."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = BytesIO()
    rows = [["序号", "物料编码", "数量", "单位", "交货日期"]]
    rows += [
        [str(i), f"P-{i:03}", f"{i * 10:,}", "件", "2026-12-24"] for i in range(1, 61)
    ]
    table = Table(rows, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), "STSong-Light"),
                ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ]
        )
    )

    def head(canvas, document):
        canvas.setFont("STSong-Light", 11)
        canvas.drawString(60, 800, "采购订单号：CG-2026-88    订单日期：2026年11月20日")

    SimpleDocTemplate(buffer, pagesize=A4).build([table], onFirstPage=head)
    return buffer.getvalue()


def plain_pdf():
    """A table of aligned words, without any rule."""
    lines = [
        (780, [(60, "PURCHASE ORDER")]),
        (760, [(60, "PO Number: 4500098765"), (320, "Order Date: 20 Nov 2026")]),
        (745, [(60, "Currency: EUR")]),
        (700, [(60, "Pos"), (100, "Part No"), (230, "Description"), (360, "Qty"),
               (410, "Unit"), (460, "Unit price"), (520, "Due")]),
        (680, [(60, "10"), (100, "SHAFT"), (230, "Output shaft 40"), (360, "1.200,00"),
               (410, "pcs"), (460, "12,50"), (520, "24.12.2026")]),
        (660, [(60, "20"), (100, "BLANK"), (230, "Blank"), (360, "30,00"), (410, "pcs"),
               (460, "7,00"), (520, "31.12.2026")]),
        (630, [(60, "Total"), (460, "15.210,00")]),
    ]  # fmt: skip
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for height, words in lines:
        for left, text in words:
            canvas.drawString(left, height, text)
    canvas.save()
    return buffer.getvalue()


def letter_pdf():
    """A letter's head whose phrases lie across the columns of the table below."""
    lines = [
        (780, [(50, "PURCHASE ORDER No. 77-5567"), (330, "11/22/2026"),
               (450, "Page 1")]),
        (700, [(50, "Line"), (90, "Item"), (180, "Description"), (330, "Qty"),
               (380, "Unit")]),
        (680, [(50, "1"), (90, "SHAFT"), (180, "Output shaft"), (335, "3"),
               (380, "EA")]),
        (668, [(180, "with keyway")]),
        (650, [(50, "2"), (90, "BLANK"), (180, "Blank"), (335, "6"), (380, "EA")]),
    ]  # fmt: skip
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for height, words in lines:
        for left, text in words:
            canvas.drawString(left, height, text)
    canvas.save()
    return buffer.getvalue()


def picture_pdf():
    """A scan: a page that is a picture."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    return buffer.getvalue()


def _saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
