from odoo import api, fields, models
from odoo.exceptions import UserError

from ...domain.intake_readers.rows import Styles, read_line
from ...domain.intake_readers.values import DateStyle, NumberStyle
from .poms_column_mapping import COLUMN_FIELDS

TEXT_FIELDS = (
    "line", "item_buyer", "item_supplier", "item_gtin", "description", "quantity",
    "unit", "price", "price_per", "currency", "date", "note",
)  # fmt: skip


class PomsIntakeRow(models.Model):
    """A row of a file that could not be read; corrected, it joins its order."""

    _name = "poms.intake.row"
    _description = "Row to Correct"
    _order = "part_id desc, row, id"

    part_id = fields.Many2one(
        "poms.intake.part", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="part_id.company_id", store=True, index=True)
    order_id = fields.Many2one(
        "poms.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    order_number = fields.Char(readonly=True)
    sheet = fields.Integer(readonly=True)
    row = fields.Integer(readonly=True)
    state = fields.Selection(
        [("open", "To Correct"), ("entered", "Entered"), ("dropped", "No Line")],
        default="open",
        readonly=True,
        index=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open")
    problems = fields.Json(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    head = fields.Json(readonly=True, help="The order's own facts, without lines.")
    line = fields.Char(string="Line Number")
    item_buyer = fields.Char(string="Customer's Item")
    item_supplier = fields.Char(string="Our Item")
    item_gtin = fields.Char(string="GTIN")
    description = fields.Char()
    quantity = fields.Char()
    unit = fields.Char()
    price = fields.Char(string="Unit Price")
    price_per = fields.Char(string="Price is for")
    currency = fields.Char()
    date = fields.Char(string="Delivery Date")
    note = fields.Char()

    @api.depends("state")
    def _compute_is_open(self):
        for row in self:
            row.is_open = row.state == "open"

    @api.depends_context("lang")
    @api.depends("problems")
    def _compute_reason(self):
        for row in self:
            row.reason = row._row_sentence(row.row, row.problems or [])

    @api.model
    def _prepare_vals(self, part, error, order, head):
        return {
            "part_id": part.id,
            "order_id": order.id,
            "order_number": error.order_number or False,
            "sheet": error.table,
            "row": error.row,
            "problems": [list(problem) for problem in error.problems],
            "head": head,
            **{name: error.values.get(name) or False for name in TEXT_FIELDS},
        }

    @api.model
    def _row_sentence(self, row, problems):
        """Where a row is wrong, and why: `Row 7, column D (Qty): …`."""
        texts = []
        for code, column, title, value in problems:
            text = self._problem_sentence(code, value)
            if column:
                text = self.env._(
                    "column %(column)s (%(title)s): %(text)s",
                    column=column,
                    title=title,
                    text=text,
                )
            texts.append(text)
        return self.env._("Row %(row)s, %(text)s", row=row, text="; ".join(texts))

    @api.model
    def _problem_sentence(self, code, value):
        _ = self.env._
        return {
            "item_missing": _("no item number and no description"),
            "quantity_missing": _("the quantity is missing"),
            "quantity": _("“%s” is no quantity", value),
            "not_positive": _("%s is not more than nothing", value),
            "days_sum": _("the days add up to %s, the total says otherwise", value),
            "price": _("“%s” is no price", value),
            "date": _("“%s” is no date", value),
            "formula": _("a formula without a result: save the file in a spreadsheet"),
            "formula_error": _("the formula fails with %s", value),
            "digits_lost": _(
                "%s has lost its digits: format the column as text", value
            ),
        }.get(code, code)

    # --- entering

    def action_enter(self):
        """Put corrected rows into their orders; what is still wrong is said."""
        self.check_access("write")
        wrong = self.browse()
        for row in self.filtered("is_open"):
            if not row._enter():
                wrong |= row
        self.part_id._after_rows()
        if wrong and len(self) == 1:
            raise UserError(wrong.reason)
        return True

    def action_drop(self):
        """The rows are no lines of an order."""
        self.check_access("write")
        self.filtered("is_open").write({"state": "dropped"})
        self.part_id._after_rows()
        return True

    def action_take_back(self):
        """A dropped row is looked at again."""
        self.check_access("write")
        self.filtered(lambda r: r.state == "dropped").write({"state": "open"})
        self.part_id._after_rows()
        return True

    def _enter(self):
        """Read the row as it stands now; False (with the new reason) if it fails."""
        self.ensure_one()
        options = self.part_id._options({})
        styles = Styles(
            NumberStyle(options.decimal_comma),
            DateStyle(options.day_first, options.today),
        )
        values = {name: self[name] or None for name in TEXT_FIELDS}
        line = read_line(values, styles)
        if line.problems:
            names = dict(COLUMN_FIELDS)
            self.problems = [
                [p.code, "", names.get(p.field, p.field), p.value]
                for p in line.problems
            ]
            return False
        facts = dict(line.facts)
        schedule = {"quantity": facts["quantity"]}
        if day := facts.pop("date", None):
            schedule["date"] = day
        number = self.line or f"R{self.row}"
        self._join_order(
            {
                "line": number,
                "action": "add",
                **facts,
                "schedule": [schedule],
                "place": {"sheet": self.sheet, "row": self.row, "columns": {}},
            },
            line.currency,
        )
        return True

    def _join_order(self, line, currency):
        """Add to the order while it is in the inbox, else send a revision of it."""
        orders = self.env["poms.order"].with_company(self.company_id)
        order = self.order_id or self._sibling_order()
        if order.state == "received":
            order._add_document_line(line)
        else:
            document = dict(order.document or self.head or {})
            document["lines"] = [*(document.get("lines") or []), line]
            if currency:
                document.setdefault("currency", currency)
            part = self.part_id
            answer = orders._ingest_document(
                document,
                part.intake_id.channel,
                part.partner_id,
                part.intake_id.part_ids.attachment_id,
                f"row:{self.id}",
            )
            if answer["status"] == "refused":
                raise UserError(answer["message"])
            order = orders.browse(answer["id"])
            order.intake_part_id = part
            part.order_ids |= order
        siblings = self.part_id.row_ids.filtered(
            lambda r: (
                r.order_number == self.order_number and r.is_open and not r.order_id
            )
        )
        (siblings | self).order_id = order
        self.write({"state": "entered"})

    def _sibling_order(self):
        return self.part_id.row_ids.filtered(
            lambda r: r.order_number == self.order_number and r.order_id
        ).order_id[:1]
