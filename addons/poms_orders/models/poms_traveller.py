import io
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import (
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from odoo import api, fields, models

# Comes with every PDF viewer: Latin and Chinese, nothing to embed.
FONT = "STSong-Light"
LINE = colors.HexColor("#adb5bd")
HEAD = colors.HexColor("#f1f3f5")
QR_MM = 22
MARGIN_MM = 12


class PomsTraveller(models.AbstractModel):
    """The paper that goes with an order: its cards with codes, and its parts."""

    _name = "poms.traveller"
    _description = "Printed Traveller"

    @api.model
    def _get_pdf(self, cards):
        """Return the travellers of `cards` as PDF bytes, one order a page.

        The caller has checked that the user may read the cards.
        """
        if FONT not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        story = []
        # sudo: paper names parts and customers that an operator's card shows too
        for production, group in cards.sudo().grouped("production_id").items():
            if story:
                story.append(PageBreak())
            story += self._get_page(production, group)
        buffer = io.BytesIO()
        SimpleDocTemplate(
            buffer,
            pagesize=A4,
            title=", ".join(cards.mapped("name"))[:100],
            leftMargin=MARGIN_MM * mm,
            rightMargin=MARGIN_MM * mm,
            topMargin=MARGIN_MM * mm,
            bottomMargin=MARGIN_MM * mm,
        ).build(story)
        return buffer.getvalue()

    @api.model
    def _get_page(self, production, cards):
        _ = self.env._
        order = production.poms_order_id
        facts = [
            (_("Product"), production.product_id.display_name),
            (
                _("Quantity"),
                f"{production.product_qty:g} {production.product_uom_id.name}",
            ),
            (
                _("Customer order"),
                f"{order.name} {order.reference or ''}" if order else "",
            ),
            (_("Parent order"), production.poms_parent_id.name or ""),
            (_("Due"), self._local(cards[:1].date_due)),
        ]
        text = "  |  ".join(f"{label}: {value}" for label, value in facts if value)
        return [
            self._cell(production.name, 18),
            Spacer(1, 2 * mm),
            self._cell(text, 10),
            Spacer(1, 4 * mm),
            self._get_card_table(cards),
            Spacer(1, 6 * mm),
            self._cell(_("Components"), 12),
            Spacer(1, 1 * mm),
            self._get_component_table(production),
        ]

    @api.model
    def _get_card_table(self, cards):
        _ = self.env._
        head = [_("Card"), _("Operation"), _("Machine"), _("Planned"), _("Open"), ""]
        rows = [[self._cell(text) for text in head]]
        for card in cards.sorted(lambda card: (card.sequence, card.id)):
            planned = self._local(card.date_planned_start)
            minutes = _(
                "%(setup)g + %(run)g min",
                setup=round(card.setup_min, 1),
                run=round(card.run_min, 1),
            )
            rows.append(
                [
                    [self._qr(card.name), self._cell(card.name)],
                    self._cell(card.operation_id.name or card.workorder_id.name),
                    self._cell(card.workcenter_id.name),
                    self._cell(f"{planned}\n{minutes}"),
                    self._cell(f"{card.quantity_open:g} {card.uom_id.name}"),
                    self._cell(_("Good ________\nScrap _______\nName ________")),
                ]
            )
        widths = [28, 38, 34, 30, 20, 36]
        return self._make_table(rows, widths)

    @api.model
    def _get_component_table(self, production):
        _ = self.env._
        rows = [
            [self._cell(text) for text in (_("Component"), _("Quantity"), _("Lot"))]
        ]
        for move in production.move_raw_ids:
            if move.state != "cancel":
                rows.append(
                    [
                        self._cell(move.product_id.display_name),
                        self._cell(f"{move.product_uom_qty:g} {move.product_uom.name}"),
                        self._cell(", ".join(move.lot_ids.mapped("name"))),
                    ]
                )
        return self._make_table(rows, [96, 40, 50])

    @api.model
    def _make_table(self, rows, widths):
        return Table(
            rows,
            colWidths=[width * mm for width in widths],
            repeatRows=1,
            style=TableStyle(
                [
                    ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                    ("BACKGROUND", (0, 0), (-1, 0), HEAD),
                    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ]
            ),
        )

    @api.model
    def _cell(self, text, size=9):
        """A paragraph; Latin text in a font that is spaced for it."""
        text = text or ""
        # characters up to 255 are in the standard encoding of PDF's own fonts
        is_latin = all(ord(character) < 256 for character in text)
        font = "Helvetica" if is_latin else FONT
        style = ParagraphStyle(
            f"{font}-{size}",
            fontName=font,
            fontSize=size,
            leading=size * 1.3,
            wordWrap=None if is_latin else "CJK",
        )
        return Paragraph(escape(text).replace("\n", "<br/>"), style)

    @api.model
    def _qr(self, text):
        """The QR code as vectors, `QR_MM` wide."""
        size = QR_MM * mm
        drawing = Drawing(size, size)
        drawing.add(QrCodeWidget(text, barWidth=size, barHeight=size))
        return drawing

    @api.model
    def _local(self, value):
        if not value:
            return ""
        local = fields.Datetime.context_timestamp(self, value)
        return f"{local:%Y-%m-%d %H:%M}"
