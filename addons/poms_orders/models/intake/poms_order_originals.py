from odoo import models

from ...domain.intake_readers import ReadError, detect_kind, read_tables
from ...domain.intake_readers.values import normalise

SHOWN_ROWS = 400
SHOWN_COLUMNS = 30
TABLE_KINDS = ("csv", "xlsx", "xls")


class PomsOrder(models.Model):
    """The originals of an order as the form beside its lines shows them."""

    _inherit = "poms.order"

    def read_originals(self):
        """What the viewer needs of each original.

        :return: [{"id", "name", "kind": picture|pdf|table|text|file, "tables":
            [{"name", "rows": [[text]]}], "text"}]
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: who may read the order may see what it was read from
        attachments = self.sudo().original_attachment_ids
        return [self._read_original(attachment) for attachment in attachments]

    def _read_original(self, attachment):
        content = attachment.with_context(bin_size=False).raw or b""
        shown = {"id": attachment.id, "name": attachment.name, "kind": "file"}
        try:
            kind = detect_kind(content)
            if kind in TABLE_KINDS:
                tables = read_tables(content).tables
                widest = max(len(row) for row in tables[0].rows)
                if kind != "csv" or widest > 1:
                    return {**shown, "kind": "table", "tables": _shown(tables)}
        except ReadError:
            # not a table after all; its text may still be shown
            kind = "other"
        if kind in ("picture", "pdf"):
            return {**shown, "kind": kind}
        text = self._read_text(attachment)
        if kind == "html" and text:
            return {**shown, "kind": "html", "text": text}
        return {**shown, "kind": "text", "text": text} if text else shown


def _shown(tables):
    return [
        {
            "name": table.name,
            "rows": [
                [normalise(cell) for cell in row[:SHOWN_COLUMNS]]
                for row in table.rows[:SHOWN_ROWS]
            ],
        }
        for table in tables
    ]
