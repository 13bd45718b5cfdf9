"""Building blocks that travellers and labels share. Pure: dicts in, flowables out."""

from __future__ import annotations

from io import BytesIO

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate

from .fonts import Fonts

INK = HexColor("#1c1f23")
SOFT = HexColor("#5b636d")
LINE = HexColor("#9aa3ad")
SHADE = HexColor("#eef0f3")


def draw_qr(text, size):
    """Return the drawing of a QR code of `size` points, with its quiet zone."""
    widget = QrCodeWidget(str(text), barLevel="M", barBorder=2)
    left, bottom, right, top = widget.getBounds()
    drawing = Drawing(
        size,
        size,
        transform=[size / (right - left), 0, 0, size / (top - bottom), 0, 0],
    )
    drawing.add(widget)
    return drawing


class Paper:
    """Text and codes in the fonts of this print."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts

    def text(self, text, size=9.0, bold=False, soft=False, right=False):
        """A paragraph; Chinese breaks between any two characters."""
        text = str(text or "")
        has_chinese = any(ord(char) > 0x2E7F for char in text)
        style = ParagraphStyle(
            "text",
            fontName=self.fonts.normal,
            fontSize=size,
            leading=size * 1.25,
            textColor=SOFT if soft else INK,
            alignment=TA_RIGHT if right else 0,
            wordWrap="CJK" if has_chinese and " " not in text else None,
        )
        return Paragraph(self.fonts.markup(text, bold), style)

    def fact(self, label, value, size=10.0):
        """A small label over its value."""
        return [self.text(label, 7, soft=True), self.text(value, size, bold=True)]

    def qr(self, text, size):
        """A QR code of `size` points, with its quiet zone."""
        return draw_qr(text, size)

    def document(self, story, page, margins, title, foot=None):
        """Return the bytes of a PDF that holds a story.

        Parameters
        ----------
        page
            Width and height in points.
        margins
            At the sides, at the top and at the bottom, in mm.
        foot
            Two texts for the foot of each page: the left one, and the word before the
            page number.
        """
        side, top, bottom = margins
        buffer = BytesIO()
        document = SimpleDocTemplate(
            buffer,
            pagesize=page,
            leftMargin=side * mm,
            rightMargin=side * mm,
            topMargin=top * mm,
            bottomMargin=bottom * mm,
            title=title[:200],
            author="POMS",
        )
        draw = self._make_foot(*foot) if foot else _draw_nothing
        document.build(story, onFirstPage=draw, onLaterPages=draw)
        return buffer.getvalue()

    def _make_foot(self, left, word):
        def draw(canvas, document):
            top = document.bottomMargin - 4 * mm
            for text, right in ((left, False), (f"{word} {document.page}", True)):
                line = self.text(text, 7.5, soft=True, right=right)
                _width, height = line.wrap(document.width, 20)
                line.drawOn(canvas, document.leftMargin, top - height)

        return draw


def _draw_nothing(_canvas, _document):
    """A page without a foot."""
