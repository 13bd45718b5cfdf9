"""The paper order form: filled in by hand, found again by its QR code. Pure."""

from __future__ import annotations

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Spacer, Table, TableStyle

from .fonts import Fonts
from .paper import LINE, SHADE, Paper

WIDTH = A4[0] - 30 * mm
QR = 30 * mm
BLANK_ROWS = 14
COLUMNS = ("line", "item", "description", "quantity", "unit", "date")
PARTS = (0.07, 0.22, 0.31, 0.13, 0.1, 0.17)


def render_order_forms(forms: list[dict], words: dict[str, str], fonts: Fonts) -> bytes:
    """Return a PDF with a page per form.

    Parameters
    ----------
    forms
        ``{"code", "number", "customer", "rows": [(line, item, description, quantity,
        unit, date)]}``; rows of an empty form are empty.
    words
        The fixed texts: title, customer, number, hint, signature, and the columns.
    """
    paper = Paper(fonts)
    story: list = []
    for form in forms:
        if story:
            story.append(PageBreak())
        story += [_head(form, words, paper), Spacer(1, 5 * mm)]
        story += [_lines(form["rows"], words, paper), Spacer(1, 6 * mm)]
        story.append(_foot(words, paper))
    return paper.document(
        story,
        A4,
        (15, 14, 14),
        title=", ".join(form["number"] for form in forms),
    )


def _head(form, words, paper):
    title = [
        paper.text(words["title"], 20, bold=True),
        Spacer(1, 3 * mm),
        *paper.fact(words["customer"], form["customer"], 13),
        Spacer(1, 2 * mm),
        *paper.fact(words["number"], form["number"], 13),
        Spacer(1, 2 * mm),
        paper.text(words["hint"], 8, soft=True),
    ]
    table = Table(
        [[title, paper.qr(form["code"], QR)]],
        colWidths=[WIDTH - QR - 2 * mm, QR + 2 * mm],
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, 0), 0),
                ("RIGHTPADDING", (1, 0), (1, 0), 0),
                ("LINEBELOW", (0, 0), (-1, 0), 1.2, LINE),
            ]
        )
    )
    return table


def _lines(rows, words, paper):
    empty = [("",) * len(COLUMNS)] * max(0, BLANK_ROWS - len(rows))
    cells = [[paper.text(words[name], 8, bold=True) for name in COLUMNS]]
    cells += [[paper.text(value, 10) for value in row] for row in [*rows, *empty]]
    table = Table(
        cells,
        colWidths=[WIDTH * part for part in PARTS],
        rowHeights=[7 * mm] + [11 * mm] * (len(cells) - 1),
        repeatRows=1,
    )
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    return table


def _foot(words, paper):
    table = Table(
        [[paper.text(words["signature"], 8, soft=True)]],
        colWidths=[WIDTH],
        rowHeights=[16 * mm],
    )
    table.setStyle(
        TableStyle(
            [("BOX", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
    )
    return table
