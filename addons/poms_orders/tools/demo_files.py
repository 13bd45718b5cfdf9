"""Order files of the demo plant's customers, as their offices would send them.

Bytes out; nothing is random, dates are the caller's.
"""

import io

import openpyxl
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table


def make_sheet(number, day, rows):
    """A Chinese purchase order as XLSX: a title, titles in two rows, a total.

    :param rows: (item, name, quantity, unit, date)
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "采购订单"
    sheet.append(["示例智能装备有限公司 · 采购订单"])
    sheet.merge_cells("A1:F1")
    sheet.append(["订单编号：", number, None, "下单日期：", f"{day:%Y年%m月%d日}"])
    sheet.append(["序号", "物料", None, "需求", None, "交货日期"])
    sheet.append([None, "供应商料号", "名称", "数量", "单位", None])
    for place in ("A3:A4", "B3:C3", "D3:E3", "F3:F4"):
        sheet.merge_cells(place)
    for line, (item, name, quantity, unit, due) in enumerate(rows, 1):
        sheet.append([line, item, name, quantity, unit, due])
        sheet.cell(sheet.max_row, 6).number_format = "yyyy-mm-dd"
    sheet.append(["合计", None, None, sum(row[2] for row in rows)])
    sheet.append(["备注：请按期交货，来料附出厂检验报告。"])
    for column, width in zip("ABCDEF", (8, 16, 28, 10, 8, 14), strict=True):
        sheet.column_dimensions[column].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_list(number, rows, encoding="gb18030"):
    """A Chinese list as CSV; a row may hold anything a person types."""
    lines = [f"订单号,{number}", "料号,数量,单位,交货日期"]
    lines += [",".join(row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def make_paper(customer, number, day, rows):
    """A purchase order as PDF with a text layer.

    :param rows: (position, item, description, quantity, unit, price, date), texts
    """
    styles = getSampleStyleSheet()
    head = ["Pos", "Part No", "Description", "Qty", "Unit", "Unit price", "Due date"]
    table = Table([head, *rows], repeatRows=1, hAlign="LEFT")
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
            ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
            ("FONTSIZE", (0, 0), (-1, -1), 9),
        ]
    )
    story = [
        Paragraph(f"{customer}: Purchase Order", styles["Title"]),
        Paragraph(f"PO Number: {number}", styles["Normal"]),
        Paragraph(f"Order Date: {day:%d %b %Y}", styles["Normal"]),
        Paragraph("Currency: CNY", styles["Normal"]),
        Spacer(0, 14),
        table,
        Spacer(0, 14),
        Paragraph("Please confirm price and date within two days.", styles["Normal"]),
    ]
    buffer = io.BytesIO()
    document = SimpleDocTemplate(buffer, pagesize=A4, invariant=1)
    document.build(story)
    return buffer.getvalue()


def make_photo(lines):
    """A note that somebody has photographed: a picture, no text for a machine."""
    image = Image.new("RGB", (760, 420), "#f4f0e6")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=26)
    for number, text in enumerate(lines):
        draw.text((48, 44 + 52 * number), text, fill="#1f2a44", font=font)
        draw.line((40, 82 + 52 * number, 720, 82 + 52 * number), fill="#c9c2b0")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
