import io

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from odoo import api, models

GREY = colors.HexColor("#6c757d")
LINE = colors.HexColor("#ced4da")
HEAD = colors.HexColor("#f1f3f5")
WIDTH = landscape(A4)[0] - 24 * mm


class PomsLotRecord(models.AbstractModel):
    _inherit = "poms.lot.record"

    @api.model
    def _get_pdf(self, lot):
        """Return the record of `lot` as PDF (bytes); rights as in `_get_record`."""
        record = self._get_record(lot)
        buffer = io.BytesIO()
        title = f"{record['lot']['product']} {record['lot']['name']}"
        document = SimpleDocTemplate(
            buffer,
            pagesize=landscape(A4),
            leftMargin=12 * mm,
            rightMargin=12 * mm,
            topMargin=14 * mm,
            bottomMargin=14 * mm,
            title=title,
        )
        footer = self._make_footer(title)
        document.build(self._get_story(record), onFirstPage=footer, onLaterPages=footer)
        return buffer.getvalue()

    @api.model
    def _make_footer(self, title):
        printed = self._local(self.env.cr.now())
        line = self._text(f"{title} · {printed}", color=GREY)

        def footer(canvas, document):
            line.wrapOn(canvas, WIDTH, 10 * mm)
            line.drawOn(canvas, 12 * mm, 6 * mm)
            canvas.setFont(line.style.fontName, 8)
            canvas.setFillColor(GREY)
            canvas.drawRightString(WIDTH + 12 * mm, 8 * mm, str(document.page))

        return footer

    @api.model
    def _text(self, text, size=8, color=colors.black):
        fonts = self.env["poms.task.card"]._get_fonts()
        text = str(text or "")
        style = ParagraphStyle(
            "text",
            fontName=fonts.normal,
            fontSize=size,
            leading=size * 1.3,
            textColor=color,
            # Chinese has no blanks to break a line at; Latin words stay whole
            wordWrap="CJK" if any(ord(char) > 0x2E7F for char in text) else None,
        )
        return Paragraph("<br/>".join(map(fonts.markup, text.split("\n"))), style)

    @api.model
    def _make_table(self, heads, rows, widths):
        """A table with these column heads; widths are shares of the page's."""
        total = sum(widths)
        data = [[self._text(head, color=GREY) for head in heads]]
        data += [[self._text(cell) for cell in row] for row in rows]
        table = Table(
            data, colWidths=[WIDTH * width / total for width in widths], repeatRows=1
        )
        table.setStyle(
            TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, 0), HEAD),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("TOPPADDING", (0, 0), (-1, -1), 2),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ]
            )
        )
        return table

    @api.model
    def _get_story(self, record):
        lot, _ = record["lot"], self.env._
        story = [
            self._text(lot["product"], 10, GREY),
            self._text(lot["name"], 20),
            self._text(
                _(
                    "Made %(made)s %(uom)s · on hand %(on_hand)s %(uom)s · received "
                    "%(date)s · %(company)s",
                    made=lot["made"],
                    on_hand=lot["on_hand"],
                    uom=lot["uom"],
                    date=self._local(lot["date_made"]) or "–",
                    company=lot["company"],
                ),
                9,
            ),
        ]
        for title, heads, widths, rows in (
            *self._get_made_parts(record),
            *self._get_other_parts(record),
        ):
            head = self._text(title, 12)
            head.style.spaceAfter = 1 * mm
            # A title stays with its first rows; the table may go on over pages.
            story += [CondPageBreak(30 * mm), Spacer(1, 5 * mm), head]
            if rows:
                story.append(self._make_table(heads, rows, widths))
            else:
                story.append(self._text("–", color=GREY))
        return story

    @api.model
    def _get_made_parts(self, record):
        """Parts as (title, heads, widths, rows): order, acts, components."""
        _ = self.env._
        orders = [
            (
                o["name"],
                o["customer"],
                o["reference"],
                o["line"],
                self._local(o["date_due"]),
            )
            for o in record["orders"]
        ]
        yield (
            _("Order and customer"),
            (_("Order"), _("Customer"), _("Customer's number"), _("Line"), _("Due")),
            (2, 5, 3, 1, 2),
            orders,
        )
        yield (
            _("Who did what, when, on which machine"),
            (
                _("When"),
                _("Order"),
                _("Act"),
                _("Operation"),
                _("Machine"),
                _("People"),
                _("Good / scrap"),
                _("Values and material"),
            ),
            (3, 3, 3, 4, 3, 3, 2, 8),
            [self._get_step_row(step) for step in record["steps"]],
        )
        yield (
            _("Made of"),
            (
                _("Component"),
                _("Lot/Serial"),
                _("Quantity"),
                _("Used in"),
                _("Made in"),
            ),
            (6, 3, 2, 3, 3),
            [
                (
                    "  " * (node["level"] - 1) + node["product"],
                    node["lot"] or "–",
                    f"{node['quantity']} {node['uom']}",
                    node["production"],
                    node["made_in"] or _("bought"),
                )
                for node in record["components"]
            ],
        )

    @api.model
    def _get_step_row(self, step):
        facts = [parameter["text"] for parameter in step["parameters"]]
        facts += [
            f"{item['product']} {item['lot']} × {item['quantity']} {item['uom']}"
            for item in step["used"]
        ]
        facts += [f"{i['lot']} × {i['quantity']} {i['uom']}" for i in step["made"]]
        facts += [text for text in (step["reason"], step["note"]) if text]
        pieces = [step["good"], step["scrap"]]
        return (
            self._local(step["date"]),
            step["production"],
            step["what"],
            f"{step['operation']} {step['card']}",
            step["machine"],
            step["people"],
            " / ".join(piece or "0" for piece in pieces) if any(pieces) else "",
            "; ".join(facts),
        )

    @api.model
    def _get_inspection_part(self, record):
        _ = self.env._
        return (
            _("Inspections"),
            (
                _("Inspection"),
                _("Operation"),
                _("Result"),
                _("Value"),
                _("Limits"),
                _("Inspector"),
                _("When"),
                _("Decision"),
            ),
            (4, 4, 2, 2, 3, 3, 3, 6),
            [
                (
                    # Babel on Python 3.12 would take an f-string's keys for a term.
                    " ".join((row["title"], row["name"])),
                    f"{row['operation']} {row['card']}",
                    row["result"],
                    row["value"],
                    row["limits"],
                    row["inspector"],
                    self._local(row["date"]),
                    " · ".join(
                        filter(
                            None, (row["decision"], row["reason"], row["released_by"])
                        )
                    ),
                )
                for row in record["inspections"]
            ],
        )

    @api.model
    def _get_other_parts(self, record):
        """Parts as (title, heads, widths, rows): inspections, holds, shipments."""
        _ = self.env._
        yield self._get_inspection_part(record)
        yield (
            _("Holds"),
            (_("Held"), _("Why"), _("By"), _("From"), _("Released")),
            (3, 7, 3, 3, 5),
            [
                (
                    row["what"],
                    row["reason"],
                    row["by"],
                    self._local(row["date"]),
                    _("still held")
                    if row["is_active"]
                    else f"{row['released_by']} {self._local(row['date_released'])}",
                )
                for row in record["holds"]
            ],
        )
        yield (
            _("Went into"),
            (_("Product"), _("Lot/Serial"), _("Production Order")),
            (6, 3, 3),
            [
                (node["product"], node["lot"], node["production"])
                for node in record["uses"]
            ],
        )
        yield (
            _("Shipments"),
            (_("Shipment"), _("Customer"), _("When"), _("Lot/Serial"), _("Quantity")),
            (3, 5, 3, 3, 2),
            [
                (
                    row["name"],
                    row["customer"],
                    self._local(row["date"]),
                    row["lot"],
                    f"{row['quantity']} {row['uom']}",
                )
                for row in record["shipments"]
            ],
        )
