"""The traveller: an order's paper with a code per card and fields to fill by hand.

Pure: `render_travellers` takes plain dicts and gives the bytes of a PDF. All texts
come translated and formatted; nothing is looked up here.
"""

from __future__ import annotations

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    KeepTogether,
    PageBreak,
    Spacer,
    Table,
    TableStyle,
)

from .fonts import Fonts
from .paper import LINE, SHADE, Paper

WIDTH = A4[0] - 30 * mm
QR_ORDER, QR_CARD = 24 * mm, 26 * mm


def render_travellers(orders: list[dict], words: dict[str, str], fonts: Fonts) -> bytes:
    """Return a PDF with one traveller per order, each beginning on a new page.

    Parameters
    ----------
    orders
        ``{"name", "product", "facts": [(label, value)], "components": [(name, lots,
        quantity)], "cards": [card]}``; a card is ``{"name", "operation", "facts":
        [(label, value)], "notes": [str]}``.
    words
        The fixed texts: traveller, component, lots, quantity, good, scrap, rework,
        material_fault, name_date, page, printed.
    """
    paper = Paper(fonts)
    story = []
    for order in orders:
        if story:
            story.append(PageBreak())
        story += _order(order, words, paper)
    return paper.document(
        story,
        A4,
        (15, 14, 16),
        title=", ".join(order["name"] for order in orders),
        foot=(words["printed"], words["page"]),
    )


def _order(order, words, paper):
    story = [_head(order, words, paper), Spacer(1, 3 * mm)]
    story.append(_facts(order["facts"], paper, 4))
    if order["components"]:
        story += [Spacer(1, 4 * mm), _components(order["components"], words, paper)]
    story.append(Spacer(1, 4 * mm))
    for card in order["cards"]:
        story.append(KeepTogether([_card(card, words, paper), Spacer(1, 3 * mm)]))
    return story


def _head(order, words, paper):
    title = [
        paper.text(words["traveller"], 9, soft=True),
        paper.text(order["name"], 22, bold=True),
        Spacer(1, 2 * mm),
        paper.text(order["product"], 13),
    ]
    table = Table(
        [[title, paper.qr(order["name"], QR_ORDER)]],
        colWidths=[WIDTH - QR_ORDER - 2 * mm, QR_ORDER + 2 * mm],
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ALIGN", (1, 0), (1, 0), "RIGHT"),
                ("LEFTPADDING", (0, 0), (0, 0), 0),
                ("RIGHTPADDING", (1, 0), (1, 0), 0),
                ("LINEBELOW", (0, 0), (-1, 0), 1.2, LINE),
            ]
        )
    )
    return table


def _facts(facts, paper, columns, width=WIDTH):
    cells = [paper.fact(label, value) for label, value in facts if value]
    cells += [""] * (-len(cells) % columns)
    if not cells:
        return Spacer(1, 0)
    rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
    table = Table(rows, colWidths=[width / columns] * columns)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table


def _components(components, words, paper):
    rows = [
        [
            paper.text(words["component"], 8, bold=True),
            paper.text(words["lots"], 8, bold=True),
            paper.text(words["quantity"], 8, bold=True, right=True),
        ]
    ]
    for name, lots, quantity in components:
        rows.append(
            [paper.text(name), paper.text(lots), paper.text(quantity, right=True)]
        )
    table = Table(rows, colWidths=[WIDTH * 0.5, WIDTH * 0.3, WIDTH * 0.2], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def _card(card, words, paper):
    middle = WIDTH - QR_CARD - 4 * mm
    title = Table(
        [
            [
                paper.text(card["operation"], 13, bold=True),
                paper.text(card["name"], 11, right=True),
            ]
        ],
        colWidths=[middle * 0.7, middle * 0.3 - 4 * mm],
    )
    title.setStyle(TableStyle([("LEFTPADDING", (0, 0), (0, 0), 0)]))
    body = [title, _facts(card["facts"], paper, 4, middle - 4 * mm)]
    body += [paper.text(note, 8.5, soft=True) for note in card["notes"]]
    body += [Spacer(1, 1.5 * mm), _fields(words, paper, middle - 4 * mm)]
    table = Table(
        [[paper.qr(card["name"], QR_CARD), body]],
        colWidths=[QR_CARD + 4 * mm, middle],
    )
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.8, LINE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("VALIGN", (1, 0), (1, 0), "TOP"),
                ("LEFTPADDING", (0, 0), (0, 0), 2 * mm),
            ]
        )
    )
    return table


def _fields(words, paper, width):
    """Boxes for the day on which the power is off."""
    names = ("good", "scrap", "rework", "material_fault", "name_date")
    cells = [[paper.text(words[name], 7, soft=True) for name in names]]
    table = Table(
        cells,
        colWidths=[width * part for part in (0.16, 0.16, 0.16, 0.18, 0.34)],
        rowHeights=[11 * mm],
    )
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table
