"""A station's sheet for the day the power is off: its cards, and slips to fill.

Pure, as the traveller: plain dicts in, the bytes of a PDF out.
"""

from __future__ import annotations

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import (
    KeepTogether,
    Spacer,
    Table,
    TableStyle,
)

from .fonts import Fonts
from .paper import LINE, SHADE, Paper

PAGE = landscape(A4)
WIDTH = PAGE[0] - 20 * mm
QR = 20 * mm
# Widths of a slip's columns; the quantities stand between time and reason.
PERSON, TIME, QUANTITY, REASON, NUMBERS = 0.2, 0.12, 0.1, 0.16, 0.24
LINES_PER_CARD, BLANK_SLIPS = 2, 6


def render_station_sheet(station: dict, words: dict[str, str], fonts: Fonts) -> bytes:
    """Return the PDF of one station.

    Parameters
    ----------
    station
        ``{"name", "code", "window", "cards": [{"name", "operation", "product",
        "facts": str, "warning": str, "has_numbers": bool}], "kinds": [str],
        "reasons": [str]}``; texts are formatted; has_numbers: its good pieces have lots
        or serial numbers; kinds: the quantities that are counted here, in their order.
    words
        The fixed texts: title, hint, card, person, start, end, the kinds, reason,
        numbers, reasons, blank, nothing, page, printed.
    """
    columns = _get_columns(station["kinds"])
    paper = Paper(fonts)
    story = [_head(station, words, paper), Spacer(1, 3 * mm)]
    if not station["cards"]:
        story += [paper.text(words["nothing"], 11), Spacer(1, 3 * mm)]
    for card in station["cards"]:
        story.append(
            KeepTogether([_card(card, words, paper, columns), Spacer(1, 2 * mm)])
        )
    story.append(KeepTogether(_blank(words, paper, columns)))
    if station["reasons"]:
        text = f"{words['reasons']}: " + " · ".join(station["reasons"])
        story += [Spacer(1, 3 * mm), paper.text(text, 8)]
    return paper.document(
        story,
        PAGE,
        (10, 10, 14),
        title=f"{station['code']} {station['name']}",
        foot=(words["printed"], words["page"]),
    )


def _get_columns(kinds):
    """(name, share of the width), in the order of the screen of late entry."""
    quantities = [(kind, QUANTITY) for kind in kinds]
    times = [("start", TIME), ("end", TIME)]
    return [("person", PERSON), *times, *quantities, ("reason", REASON)]


def _head(station, words, paper):
    left = [
        paper.text(words["title"], 9, soft=True),
        paper.text(f"{station['code']} {station['name']}", 18, bold=True),
        Spacer(1, 2 * mm),
        paper.text(station["window"], 11),
    ]
    table = Table(
        [[left, paper.text(words["hint"], 9)]], colWidths=[WIDTH * 0.5, WIDTH * 0.5]
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, 0), 0),
                ("LINEBELOW", (0, 0), (-1, 0), 1.2, LINE),
            ]
        )
    )
    return table


def _card(card, words, paper, columns):
    body = [
        paper.text(f"{card['operation']} · {card['product']}", 11, bold=True),
        paper.text(f"{card['name']} · {card['facts']}", 8.5),
    ]
    if card["warning"]:
        body.append(paper.text(f"! {card['warning']}", 8.5, bold=True))
    width = WIDTH - QR - 3 * mm
    if card["has_numbers"]:
        columns = [*columns, ("numbers", NUMBERS)]
    slips = _slips(words, paper, width - 12, LINES_PER_CARD, columns)
    body += [Spacer(1, 1 * mm), slips]
    table = Table([[paper.qr(card["name"], QR), body]], colWidths=[QR + 3 * mm, width])
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.8, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, 0), 1 * mm),
            ]
        )
    )
    return table


def _slips(words, paper, width, lines, columns):
    """Empty rows under a thin head."""
    scale = 1 / sum(part for _name, part in columns)
    head = [paper.text(words[name], 7, soft=True) for name, _part in columns]
    table = Table(
        [head] + [[""] * len(columns)] * lines,
        colWidths=[width * part * scale for _name, part in columns],
        rowHeights=[5 * mm] + [8 * mm] * lines,
    )
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                ("TOPPADDING", (0, 0), (-1, 0), 0),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def _blank(words, paper, columns):
    """Slips for cards that are not on this sheet."""
    return [
        Spacer(1, 2 * mm),
        paper.text(words["blank"], 9, bold=True),
        Spacer(1, 1 * mm),
        _slips(words, paper, WIDTH, BLANK_SLIPS, [("card", 0.16), *columns]),
    ]
