import csv
import io
import zipfile

from lxml import etree

from odoo import models
from odoo.tools import html2plaintext

MAX_CHARS = 200_000
MAX_ROWS = 500
MAX_COLUMNS = 40


class PomsOrder(models.Model):
    """The original of an order, as the screen beside it can show it."""

    _inherit = "poms.order"

    def _original_parts(self):
        """[{id, name, kind, text | rows | url}] of the messages as received.

        `kind`: text, table (rows of cells), image, pdf, file (to download only).
        """
        self.ensure_one()
        # sudo: whoever may read the order may see what it was read from
        return [
            self._original_part(attachment)
            for attachment in self.sudo().original_attachment_ids
        ]

    def _original_part(self, attachment):
        name = attachment.name or ""
        part = {
            "id": attachment.id,
            "name": name,
            "kind": "file",
            "url": f"/web/content/{attachment.id}",
        }
        mimetype = attachment.mimetype or ""
        if mimetype.startswith("image/") and mimetype != "image/svg+xml":
            return part | {"kind": "image"}
        if mimetype == "application/pdf":
            return part | {"kind": "pdf"}
        rows = self._read_rows(attachment)
        if rows:
            return part | {"kind": "table", "rows": rows}
        text = self._read_text(attachment)
        if not text:
            return part
        if mimetype in ("text/html", "application/xhtml+xml") or name.endswith(".html"):
            text = html2plaintext(text)
        return part | {"kind": "text", "text": self._indent_xml(text)[:MAX_CHARS]}

    def _indent_xml(self, text):
        """XML with a line per element; anything else as it is."""
        if not text.lstrip().startswith("<"):
            return text
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_blank_text=True,
        )
        try:
            tree = etree.fromstring(text.encode(), parser)
        except etree.XMLSyntaxError:
            return text
        return etree.tostring(tree, pretty_print=True, encoding="unicode")

    def _read_rows(self, attachment):
        """The rows of a table, as texts; [] for anything that is none."""
        name = (attachment.name or "").lower()
        if name.endswith((".csv", ".tsv")):
            return self._csv_rows(self._read_text(attachment) or "")
        if name.endswith(".xlsx"):
            return self._xlsx_rows(attachment.with_context(bin_size=False).raw)
        return []

    def _csv_rows(self, text):
        head = text[:2000]
        delimiter = max(",;\t|", key=head.count)
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        rows = []
        for row in reader:
            rows.append(row[:MAX_COLUMNS])
            if len(rows) == MAX_ROWS:
                break
        return rows

    def _xlsx_rows(self, content):
        # Odoo's own reader of spreadsheets; imported late, it is slow to load.
        from openpyxl import load_workbook  # noqa: PLC0415

        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return []
        rows = book.worksheets[0].iter_rows(
            max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True
        )
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
