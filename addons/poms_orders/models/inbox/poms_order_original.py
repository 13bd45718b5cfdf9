import json
import re

from lxml import etree

from odoo import models

from ...domain.intake_readers import ReadError, detect_kind, read_tables
from ...domain.intake_readers.values import normalise

MAX_CHARS = 200_000
SHOWN_ROWS = 400
SHOWN_COLUMNS = 40
TABLE_KINDS = ("csv", "xlsx", "xls", "xmlss")
# Segments of a message on one endless line: what ends one, by its first letters.
EDI_ENDS = {"UNA": "'", "UNB": "'", "ISA": "~"}


class PomsOrder(models.Model):
    """The originals of an order, as a screen shows them beside its lines."""

    _inherit = "poms.order"

    def read_originals(self):
        """What the viewer needs of each original; whoever reads the order may call it.

        :return: [{"id", "name", "url", "kind": picture|pdf|table|html|text|file,
            "tables": [{"name", "first_row", "rows": [[text]], "more": rows not shown}],
            "text"}]; `tables` and `text` only where the kind has them
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: who may read the order may see what it was read from
        attachments = self.sudo().original_attachment_ids
        return [self._read_original(attachment) for attachment in attachments]

    def _read_original(self, attachment):
        content = attachment.with_context(bin_size=False).raw or b""
        shown = {
            "id": attachment.id,
            "name": attachment.name or "",
            "url": f"/web/content/{attachment.id}",
            "kind": "file",
        }
        try:
            kind = detect_kind(content)
            if kind in TABLE_KINDS and not self._is_plain(content):
                tables = read_tables(content).tables
                if kind != "csv" or _is_table(tables[0].rows):
                    return {**shown, "kind": "table", "tables": _shown(tables)}
        except ReadError:
            # not a table after all; its text may still be shown
            kind = "other"
        if kind in ("picture", "pdf"):
            return {**shown, "kind": kind}
        text = self._read_text(attachment)
        if not text:
            return shown
        # Odoo calls a mail's body text/plain, so that no browser runs it
        if kind == "html" or shown["name"].lower().endswith((".html", ".htm")):
            return {**shown, "kind": "html", "text": text[:MAX_CHARS]}
        return {**shown, "kind": "text", "text": self._laid_out(text)[:MAX_CHARS]}

    def _is_plain(self, content):
        """Messages of programs hold commas, too; they are no tables."""
        head = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
        return head.startswith((b"{", b"[", *map(str.encode, EDI_ENDS)))

    def _laid_out(self, text):
        """XML and JSON indented, a segment a line in EDI; anything else as it is."""
        head = text.lstrip()[:3]
        if head.startswith("<"):
            return self._indent_xml(text)
        if head[:1] in ("{", "["):
            try:
                return json.dumps(json.loads(text), indent=1, ensure_ascii=False)
            except ValueError:
                return text
        if head in EDI_ENDS and text.strip().count("\n") < 3:
            end = text[105] if head == "ISA" and len(text) > 105 else EDI_ENDS[head]
            # ?' is an apostrophe in the text, no end
            return re.sub(rf"(?<!\?){re.escape(end)}[\r\n]*", f"{end}\n", text)
        return text

    def _indent_xml(self, text):
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


def _cell_text(value):
    """As the sheet shows it: a day has no midnight."""
    return normalise(value).removesuffix(" 00:00:00")


def _is_table(rows):
    """Separated text, or a letter in which a comma stands here and there."""
    filled = [row for row in rows if row]
    return sum(len(row) > 1 for row in filled) > max(1, len(filled) // 2)


def _shown(tables):
    return [
        {
            "name": table.name,
            "first_row": table.first_row,
            "rows": [
                [_cell_text(cell) for cell in row[:SHOWN_COLUMNS]]
                for row in table.rows[:SHOWN_ROWS]
            ],
            "more": max(0, len(table.rows) - SHOWN_ROWS),
        }
        for table in tables
    ]
