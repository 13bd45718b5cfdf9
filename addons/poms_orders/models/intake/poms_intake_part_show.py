from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ...domain.intake_readers import ReadError
from ...domain.intake_readers.headers import letter
from ...domain.intake_readers.values import normalise
from .poms_column_mapping import COLUMN_FIELDS

PREVIEW_ROWS = 25
# Orders that are named one by one; the others are counted.
SHOWN_ORDERS = 20
PREVIEW_COLUMNS = 20


class PomsIntakePart(models.Model):
    """What a person sees of a file: its first rows, and what was understood."""

    _inherit = "poms.intake.part"

    @api.depends_context("lang")
    def _compute_reason(self):
        for part in self:
            part.reason = part._sentence(part.code, part.detail) if part.code else False

    @api.model
    def _sentence(self, code, detail=""):
        """What is wrong with a file and what to do."""
        _ = self.env._
        texts = {
            "empty": _("The file is empty."),
            "too_large": _(
                "The file is too large for an order (%s). Send the order alone, or "
                "split it.",
                detail,
            ),
            "too_many_cells": _(
                "The sheet is too large for an order (%s rows and columns). Delete "
                "what is not the order and send it again.",
                detail,
            ),
            "encrypted": _(
                "The file is protected by a password. Ask the customer for one "
                "without, or open it and save it without password."
            ),
            "broken": _(
                "The file is damaged and cannot be opened. Ask the customer to send "
                "it again, or type the order in."
            ),
            "charset": _("The file is no text in a known character set."),
            "no_text": _("The paper is a picture: type the order in beside it."),
            "no_table": _(
                "No list with items and quantities was found: type the order in "
                "beside it, or set it aside."
            ),
            "columns_unclear": _(
                "Say below which column holds the quantity and which one the item."
            ),
            "no_rows": _(
                "There is no row below the titles. Choose another sheet or row of "
                "titles, or set the file aside."
            ),
            "edi": _("The message cannot be read: %s", detail or ""),
        }
        if code == "unsupported":
            if detail == "picture":
                return texts["no_text"]
            if detail == "tnef":
                return _(
                    "Outlook has wrapped the attachments in winmail.dat, which nobody "
                    "else can open. Ask the customer to send the mail as HTML or "
                    "plain text, or type the order in."
                )
            if detail == "archive":
                return _(
                    "Archives are not opened. Unpack it and upload the files in it, "
                    "or type the order in."
                )
            return _(
                "Files of this kind are not read: type the order in beside it, or "
                "save it as XLSX, CSV or PDF."
            )
        return texts.get(code) or code

    order_total = fields.Integer(string="Orders in It", compute="_compute_order_total")

    @api.depends("summary", "order_ids")
    def _compute_order_total(self):
        for part in self:
            found = (part.summary or {}).get("orders", ())
            part.order_total = len(part.order_ids) or len(found)

    @api.depends_context("lang")
    @api.depends("summary", "answers")
    def _compute_understood(self):
        for part in self:
            part.understood = part._understood_html()

    def _understood_html(self):
        self.ensure_one()
        summary = self.summary or {}
        orders = summary.get("orders", ())
        items = [self._order_text(order) for order in orders[:SHOWN_ORDERS]]
        if len(orders) > SHOWN_ORDERS:
            items.append(self.env._("%s more orders", len(orders) - SHOWN_ORDERS))
        if summary.get("ambiguous"):
            day_first = self._options({}).day_first
            items.append(
                self.env._(
                    "%(date)s is read with the %(part)s first. The customer's form "
                    "says otherwise under Dates in Files.",
                    date=summary["ambiguous"][0],
                    part=self.env._("day") if day_first else self.env._("month"),
                )
            )
        if summary.get("ambiguous_numbers"):
            items.append(
                self.env._(
                    "%s may be a thousand or a decimal. The customer's form says how "
                    "it is read under Numbers in Files.",
                    summary["ambiguous_numbers"][0],
                )
            )
        rows = self.env["poms.intake.row"]
        errors = [
            rows._row_sentence(row, problems)
            for row, problems in summary.get("errors", ())
        ]
        skipped = [
            self.env._("Row %(row)s is no line: %(text)s", row=row, text=text)
            for row, text in summary.get("skipped", ())
        ]
        if not (items or errors or skipped):
            return False
        return (
            _list_html(items)
            + _list_html(errors, "text-danger")
            + _list_html(skipped, "text-muted")
        )

    def _order_text(self, order):
        number = order["number"] or self.order_number
        name = (
            self.env._("Order %s", number)
            if number
            else self.env._("An order without number")
        )
        parts = [name, self.env._("%s lines", order["lines"])]
        if order["customer"]:
            parts.append(order["customer"])
        if order["date"]:
            parts.append(format_date(self.env, order["date"]))
        if order["errors"]:
            parts.append(self.env._("%s rows cannot be read", order["errors"]))
        return " · ".join(parts)

    @api.depends_context("lang")
    @api.depends("summary", "kind", "attachment_id", "table_number")
    def _compute_preview(self):
        """The first rows of the sheet; the columns that are used are named."""
        for part in self:
            if part.kind in ("csv", "xlsx", "xls", "pdf", "html") and part.summary:
                part.preview = part._preview_html()
            else:
                part.preview = False

    def _preview_html(self):
        summary = self.summary or {}
        try:
            tables = self._tables().tables
        except ReadError:
            return False
        index = summary.get("table") or 0
        if index >= len(tables):
            return False
        return self._table_html(tables[index], summary)

    def _table_html(self, table, summary):
        """A table of the first rows; header rows and bad rows are marked."""
        names = dict(
            self.env["poms.intake.column"]
            ._fields["field"]
            ._description_selection(self.env)
        )
        known = dict(COLUMN_FIELDS)
        used = {
            column.position: names.get(column.field)
            for column in self.column_ids
            if column.field in known and column.field != "ignore"
        }
        width = min(max(map(len, table.rows), default=0), PREVIEW_COLUMNS)
        bad = {row for row, _problems in summary.get("errors", ())}
        skipped = {row for row, _text in summary.get("skipped", ())}
        top = summary.get("top", 0)
        header = range(top, top + summary.get("depth", 0))
        head = Markup().join(
            Markup('<th class="small text-center">%s<br/><b>%s</b></th>')
            % (letter(column), used.get(column, ""))
            for column in range(width)
        )
        lines = []
        for number, row in enumerate(table.rows[:PREVIEW_ROWS]):
            seen = number + table.first_row
            style = (
                "table-info fw-bold"
                if number in header
                else "table-danger"
                if seen in bad
                else "text-muted"
                if seen in skipped or number < top
                else ""
            )
            cells = Markup().join(
                Markup("<td>%s</td>") % (normalise(row[c])[:60] if c < len(row) else "")
                for c in range(width)
            )
            lines.append(
                Markup('<tr class="%s"><td class="text-muted">%s</td>%s</tr>')
                % (style, seen, cells)
            )
        more = len(table.rows) - PREVIEW_ROWS
        rest = (
            Markup('<p class="text-muted">%s</p>') % self.env._("%s more rows", more)
            if more > 0
            else Markup()
        )
        return Markup(
            '<div class="table-responsive"><table class="table table-sm '
            'table-bordered mb-1"><thead><tr><th></th>%s</tr></thead>'
            "<tbody>%s</tbody></table></div>%s"
        ) % (head, Markup().join(lines), rest)


def _list_html(texts, style=""):
    if not texts:
        return Markup()
    items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
    return Markup('<ul class="mb-1 %s">%s</ul>') % (style, items)
