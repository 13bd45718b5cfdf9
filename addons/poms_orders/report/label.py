"""Card labels, one a page, for a label printer. Pure, as the traveller."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, KeepInFrame, Spacer

from .fonts import Fonts
from .paper import Paper

WIDTH, HEIGHT = 100 * mm, 60 * mm
MARGIN, QR = 3 * mm, 40 * mm


def render_labels(cards: list[dict], fonts: Fonts) -> bytes:
    """Return a PDF of 100 x 60 mm labels.

    Parameters
    ----------
    cards
        ``{"name", "operation", "product", "order", "facts": [(label, value)]}``.
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    canvas.setTitle(", ".join(card["name"] for card in cards)[:200])
    paper = Paper(fonts)
    for card in cards:
        _draw(canvas, card, paper)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas, card, paper):
    paper.qr(card["name"], QR).drawOn(canvas, MARGIN, HEIGHT - MARGIN - QR)
    _fill(
        canvas,
        [paper.text(card["name"], 13, bold=True), paper.text(card["order"], 9)],
        MARGIN,
        MARGIN,
        QR,
        HEIGHT - QR - 2 * MARGIN,
    )
    left = 2 * MARGIN + QR
    facts = [
        line
        for label, value in card["facts"]
        if value
        for line in paper.fact(label, value)
    ]
    _fill(
        canvas,
        [
            paper.text(card["operation"], 14, bold=True),
            paper.text(card["product"], 11),
            Spacer(1, 1.5 * mm),
            *facts,
        ],
        left,
        MARGIN,
        WIDTH - left - MARGIN,
        HEIGHT - 2 * MARGIN,
    )


def _fill(canvas, flowables, left, bottom, width, height):
    """Draw into the box; what is too much is made smaller, never cut."""
    frame = Frame(
        left,
        bottom,
        width,
        height,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    frame.addFromList([KeepInFrame(width, height, flowables, mode="shrink")], canvas)
