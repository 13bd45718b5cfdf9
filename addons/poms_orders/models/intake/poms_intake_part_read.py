import hashlib
import json
import re

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...domain.intake_readers import (
    Options,
    ReadError,
    read_html,
    read_orders,
    read_tables,
)
from ...domain.intake_readers.csv_file import decode
from ...domain.intake_readers.headers import letter
from ...domain.intake_readers.tables import is_blank
from ...domain.intake_readers.values import normalise

# Subjects of mails that are passed on.
FORWARDS = re.compile(r"\s*(?:fwd?|wg|tr|转发|轉寄)\s*[:：]", re.IGNORECASE)
# Where 12/31/2026 is the last day of the year; China's own order is year first.
MONTH_FIRST = ("US", "CN", "TW", "HK", "JP", "KR", "PH", "CA")
TYPED_KINDS = ("picture", "office", "archive", "mail", "tnef")


class PomsIntakePart(models.Model):
    """From a file's bytes to orders in the inbox."""

    _inherit = "poms.intake.part"

    def _tables(self):
        """The file's tables and lines; raises `ReadError`."""
        self.ensure_one()
        content = self._content()
        if self.is_body:
            is_forwarded = bool(FORWARDS.match(self.intake_id.name or ""))
            return read_html(decode(content), is_forwarded)
        return read_tables(content)

    def _edi(self):
        """What a connector reads in the file, None where it is nobody's format."""
        if self.is_body:
            return None
        return self.env["poms.hooks"]._read_order_file(self.name, self._content())

    def _options(self, columns=None):
        """How this customer's files are meant."""
        partner = self.partner_id.commercial_partner_id
        country = partner.country_id or self.company_id.country_id
        order = partner.poms_date_order
        mark = partner.poms_decimal_mark
        return Options(
            columns=self.env["poms.column.mapping"]._known(self.partner_id)
            if columns is None
            else columns,
            today=fields.Date.context_today(self),
            day_first=order == "dmy" if order else country.code not in MONTH_FIRST,
            decimal_comma=mark == "comma" if mark else None,
            table=self.table_number - 1 if self.table_number > 0 else None,
            header_row=self.header_row if self.header_row >= 0 else None,
            order_number=self.order_number or "",
        )

    def _read(self):
        """Find out what the file is; columns are guessed anew."""
        self.ensure_one()
        self.column_ids.unlink()
        same = self.search(
            [
                ("digest", "=", self.digest),
                ("id", "!=", self.id),
                ("id", "<", self.id),
                ("company_id", "=", self.company_id.id),
                ("order_ids", "!=", False),
            ],
            limit=1,
        )
        vals = {"same_part_id": same.id, "code": False, "detail": False, "summary": {}}
        if self._edi():
            self.write({**vals, "kind": "edi", "state": "check"})
            return
        try:
            content = self._tables()
        except ReadError as error:
            is_typed = error.code == "unsupported" and error.detail in TYPED_KINDS
            kind = "picture" if error.detail == "picture" else "other"
            self.write(
                {
                    **vals,
                    "kind": kind,
                    "state": "type" if is_typed else "failed",
                    "code": error.code,
                    "detail": error.detail or False,
                }
            )
            return
        found = read_orders(content, self._options())
        kind = content.kind if content.kind != "text" else "html"
        self.write({**vals, "kind": kind, **self._state_after(content, found)})
        self._set_columns(content, found)
        self.summary = self._summarise(found)

    @api.model
    def _state_after(self, content, found):
        if content.is_empty:
            return {"state": "type", "code": "no_text"}
        if found.is_sufficient:
            has_rows = bool(found.orders)
            return {"state": "check", "code": False if has_rows else "no_rows"}
        if content.tables and content.kind in ("csv", "xlsx", "xls"):
            return {"state": "check", "code": "columns_unclear"}
        return {"state": "type", "code": "no_table"}

    def _set_columns(self, content, found):
        table = content.tables[found.table] if found.table is not None else None
        header = found.header
        start = header.top + header.depth if header else 0
        vals_list = []
        for column in found.columns:
            cells = [
                row[column.position]
                for row in (table.rows[start:] if table else [])
                if column.position < len(row) and not is_blank(row[column.position])
            ]
            if not cells and not column.title:
                continue
            field = column.field if column.field != "amount" else "ignore"
            vals_list.append(
                {
                    "part_id": self.id,
                    "position": column.position,
                    "letter": letter(column.position),
                    "title": column.title,
                    "sample": normalise(cells[0])[:80] if cells else False,
                    "field": field,
                    "guess": field,
                    "is_known": column.is_known,
                    "is_untitled": not header.depth,
                }
            )
        self.env["poms.intake.column"].create(vals_list)

    def _chosen_columns(self):
        """{title key: field} as the columns stand here now."""
        key = self.env["poms.column.mapping"]
        rows = [
            key.new({"title": c.title_as_key(), "field": c.field or "ignore"})
            for c in self.column_ids
        ]
        return {row.key: row.field for row in rows}

    def _chosen_options(self):
        """Options with the columns as a person sees them."""
        options = self._options(self._chosen_columns() or None)
        if self.column_ids and all(self.column_ids.mapped("is_untitled")):
            header_row = 0
        else:
            header_row = options.header_row
        if header_row == options.header_row:
            return options
        table = options.table if options.table is not None else self._widest_table()
        return Options(
            options.columns,
            options.today,
            options.day_first,
            options.decimal_comma,
            table,
            header_row,
            options.order_number,
        )

    def _widest_table(self):
        sizes = [len(table.rows) for table in self._tables().tables]
        return sizes.index(max(sizes)) if sizes else 0

    def _understand(self):
        """Read again with the columns as they stand; only the figures change."""
        for part in self.filtered(lambda p: p.state == "check" and p.kind != "edi"):
            content = part._tables()
            found = read_orders(content, part._chosen_options())
            part.write(
                {
                    **part._state_after(content, found),
                    "summary": part._summarise(found),
                }
            )

    @api.model
    def _summarise(self, found):
        """Figures and places for the screen, JSON-able."""
        return {
            "sufficient": found.is_sufficient,
            "fields": sorted({c.field for c in found.columns if c.field}),
            "table": found.table,
            "top": found.header.top if found.header else 0,
            "depth": found.header.depth if found.header else 0,
            "orders": [
                {
                    "number": order.document.get("order_number") or "",
                    "customer": order.document.get("sender") or "",
                    "date": order.document.get("document_date") or "",
                    "lines": len(order.document["lines"]),
                    "errors": len(order.errors),
                }
                for order in found.orders
            ],
            "errors": [
                [error.row, list(map(list, error.problems))] for error in found.errors
            ][:50],
            "skipped": [[row, text[:80]] for _table, row, text in found.skipped][:20],
            "ambiguous": found.ambiguous_dates[:5],
            "ambiguous_numbers": found.ambiguous_numbers[:5],
        }

    # --- taking in

    def _take_in(self, taken=()):
        """Hand every order of the file to the inbox; keep the rows left over.

        :param taken: order numbers that another file of the same mail brought
        """
        self.ensure_one()
        if self.state == "ignored" or self.row_ids:
            return
        edi = self._edi() if self.kind == "edi" else None
        if edi:
            self._take_documents(edi["documents"], taken)
            if edi["errors"]:
                self.write(
                    {"state": "failed", "code": "edi", "detail": edi["errors"][0][:200]}
                )
            return
        try:
            found = read_orders(self._tables(), self._chosen_options())
        except ReadError as error:
            raise UserError(self._sentence(error.code, error.detail)) from None
        if not found.is_sufficient:
            raise UserError(
                self.env._(
                    "Say which column holds the quantity and which one the item, "
                    "then take the file in again."
                )
            )
        if not found.orders:
            raise UserError(self._sentence("no_rows"))
        self._remember_corrections()
        wanted = [
            order
            for order in found.orders
            if not taken or order.document.get("order_number") not in taken
        ]
        self._take_documents(
            [order.document for order in wanted if order.document["lines"]]
        )
        for order in wanted:
            self._keep_rows(order)
        if self.open_row_count:
            self.state = "partial"

    def _take_documents(self, documents, taken=()):
        orders = self.env["poms.order"].with_company(self.company_id)
        answers = list(self.answers or [])
        for document in documents:
            if taken and document.get("order_number") in taken:
                continue
            written = json.dumps(document, sort_keys=True, ensure_ascii=False)
            content_key = hashlib.sha256(written.encode()).hexdigest()[:16]
            if self.order_number and not document.get("order_number"):
                document["order_number"] = self.order_number
            if self.intake_id.sender:
                document.setdefault("sender", self.intake_id.sender)
            answer = orders._ingest_document(
                document,
                self.intake_id.channel,
                self.partner_id,
                self.intake_id.part_ids.attachment_id,
                f"file:{self.digest[:32]}:{self.partner_id.id or 0}:{content_key}",
            )
            answers.append(answer)
            order = orders.browse(answer["id"] or [])
            self.order_ids |= order
            if answer["status"] == "accepted":
                order.intake_part_id = self
        self.answers = answers
        if self.order_ids:
            self.state = "done"
        self.intake_id._find_customer(self.order_ids)

    def _keep_rows(self, file_order):
        """The rows of one order that could not be read, to be entered here."""
        if not file_order.errors:
            return
        number = file_order.document.get("order_number")
        order = self.order_ids.filtered(lambda o: (o.reference or "") == (number or ""))
        head = {k: v for k, v in file_order.document.items() if k != "lines"}
        self.env["poms.intake.row"].create(
            [
                self.env["poms.intake.row"]._prepare_vals(self, error, order[:1], head)
                for error in file_order.errors
            ]
        )

    def _remember_corrections(self):
        """Keep what a person has changed, without being asked."""
        if not self.partner_id:
            return
        corrected = self.column_ids._corrections()
        if corrected:
            self.env["poms.column.mapping"]._remember(self.partner_id, corrected)

    def _attach_to_orders(self):
        """Every file of the mail stands with each of its orders."""
        for part in self:
            part.order_ids.original_attachment_ids = [
                Command.link(a.id) for a in part.intake_id.part_ids.attachment_id
            ]
