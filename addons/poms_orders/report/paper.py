"""Building blocks that travellers and labels share. Pure: dicts in, flowables out."""

from __future__ import annotations

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from .fonts import Fonts

INK = HexColor("#1c1f23")
SOFT = HexColor("#5b636d")
LINE = HexColor("#9aa3ad")
SHADE = HexColor("#eef0f3")


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
        widget = QrCodeWidget(str(text), barLevel="M", barBorder=2)
        left, bottom, right, top = widget.getBounds()
        drawing = Drawing(
            size,
            size,
            transform=[size / (right - left), 0, 0, size / (top - bottom), 0, 0],
        )
        drawing.add(widget)
        return drawing
