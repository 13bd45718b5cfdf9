import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from .poms_intake import OPEN_STATES

PART_STATES = [
    ("check", "To Check"),
    ("queued", "Being Taken In"),
    ("done", "Taken In"),
    ("partial", "Rows Open"),
    ("type", "To Type In"),
    ("failed", "Not Readable"),
    ("ignored", "Not an Order"),
]
PART_KINDS = [
    ("csv", "CSV"),
    ("xlsx", "XLSX"),
    ("xls", "XLS"),
    ("pdf", "PDF"),
    ("html", "Web page or mail"),
    ("picture", "Picture"),
    ("edi", "EDI"),
    ("other", "Other"),
]


class PomsIntakePart(models.Model):
    """One file of what came in: how it is read, and what became of it."""

    _name = "poms.intake.part"
    _description = "Incoming File"
    _order = "intake_id desc, id"

    intake_id = fields.Many2one(
        "poms.intake",
        string="Came With",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    attachment_id = fields.Many2one(
        "ir.attachment", required=True, readonly=True, ondelete="restrict"
    )
    name = fields.Char(related="attachment_id.name", related_sudo=True)
    is_body = fields.Boolean(readonly=True, help="The text of the mail itself.")
    kind = fields.Selection(PART_KINDS, readonly=True)
    digest = fields.Char(readonly=True, index=True, help="SHA-256 of the file.")
    state = fields.Selection(PART_STATES, default="check", readonly=True, index=True)
    code = fields.Char(readonly=True, help="Why it is not readable, for programs.")
    detail = fields.Char(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    partner_id = fields.Many2one(related="intake_id.partner_id", readonly=False)
    company_id = fields.Many2one(related="intake_id.company_id", store=True, index=True)
    table_number = fields.Integer(
        string="Sheet", help="Which sheet holds the order, from 1. 0: all that do."
    )
    titles = fields.Selection(
        [
            ("found", "Found by Themselves"),
            ("row", "In This Row"),
            ("none", "There are None"),
        ],
        string="Column Titles",
        compute="_compute_titles",
        inverse="_inverse_titles",
        help="Where the titles of the columns stand.",
    )
    header_row = fields.Integer(
        string="Title Row",
        default=-1,
        help="Row in which the titles begin; 0: there are none; -1: found by itself.",
    )
    order_number = fields.Char(
        help="The customer's order number, where the file names none."
    )
    column_ids = fields.One2many("poms.intake.column", "part_id", string="Columns")
    row_ids = fields.One2many("poms.intake.row", "part_id", string="Open Rows")
    open_row_count = fields.Integer(compute="_compute_open_row_count")
    order_ids = fields.Many2many(
        "poms.order",
        "poms_intake_part_order_rel",
        "part_id",
        "order_id",
        string="Orders",
        readonly=True,
    )
    answers = fields.Json(readonly=True, help="What became of each order of the file.")
    summary = fields.Json(readonly=True, help="What was understood, in figures.")
    understood = fields.Html(
        compute="_compute_understood", string="What was Understood", sanitize=False
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    same_part_id = fields.Many2one(
        "poms.intake.part",
        string="Same File",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The very same file came in before.",
    )

    @api.depends("row_ids.state")
    def _compute_open_row_count(self):
        for part in self:
            part.open_row_count = len(part.row_ids.filtered(lambda r: r.is_open))

    @api.depends("header_row")
    def _compute_titles(self):
        for part in self:
            known = {-1: "found", 0: "none"}
            part.titles = known.get(max(-1, part.header_row), "row")

    def _inverse_titles(self):
        rows = {"found": -1, "none": 0}
        for part in self:
            row = rows.get(part.titles, max(1, part.header_row))
            if row != part.header_row:
                part.header_row = row

    @api.onchange("titles")
    def _onchange_titles(self):
        """Show the row that would be taken before it is saved."""
        self._inverse_titles()

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        for part in parts:
            part.digest = hashlib.sha256(part._content()).hexdigest()
        return parts

    def _content(self):
        self.ensure_one()
        # sudo: who may read the incoming document may read its file
        attachment = self.sudo().attachment_id.with_context(bin_size=False)
        return attachment.raw or b""

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"table_number", "header_row", "order_number"}:
            self._reread_open()
        return result

    def _reread_open(self):
        """Understand again what no order has been made of yet."""
        for part in self.filtered(lambda p: p.state in OPEN_STATES and not p.order_ids):
            if not part.row_ids:
                part._read()

    def _set_ignored(self):
        self.write({"state": "ignored"})

    # --- buttons

    def action_take_in(self):
        """Make orders of the file; rows that cannot be read stay open here.

        Very many orders are made in the background.
        """
        self.check_access("write")
        many = self.filtered(lambda part: part._has_many_orders())
        many.filtered(lambda part: part.state == "check")._take_in_later()
        for part in self - many:
            part._take_in()
        return self[:1]._after_take_in()

    def _after_take_in(self):
        """Where to go: rows that are open come first, then what was made."""
        refused = [a["message"] for a in self.answers or [] if a["status"] == "refused"]
        if refused and not self.order_ids:
            raise UserError("\n".join(refused))
        if self.open_row_count or not self.order_ids:
            return True
        return self.order_ids._get_records_action(name=self.env._("Customer Orders"))

    def action_remember_columns(self):
        """Keep what the columns mean for this customer's next file."""
        self.check_access("write")
        for part in self:
            if not part.partner_id:
                raise UserError(self.env._("Choose the customer first."))
            part._remember_columns()
        return True

    def _remember_columns(self):
        self.ensure_one()
        columns = {
            column.title_as_key(): column.field or "ignore"
            for column in self.column_ids
        }
        self.env["poms.column.mapping"]._remember(self.partner_id, columns)

    def action_read_again(self):
        self.check_access("write")
        self._reread_open()
        return True

    def action_type_in(self):
        self.ensure_one()
        return self._type_in()

    def action_ignore(self):
        self.check_access("write")
        self._set_ignored()
        return True

    def action_reopen(self):
        self.check_access("write")
        for part in self.filtered(lambda p: p.state == "ignored"):
            part._read()
        return True

    def action_view_orders(self):
        return self.order_ids._get_records_action(name=self.env._("Customer Orders"))

    def action_drop_rows(self):
        """The open rows are no lines of an order."""
        self.check_access("write")
        self.row_ids.filtered("is_open").action_drop()
        return True

    def action_enter_rows(self):
        self.check_access("write")
        return self.row_ids.filtered("is_open").action_enter()

    def action_open(self):
        """This file with its preview."""
        return self._get_records_action(
            name=self.name, views=[(False, "form")], res_id=self.id
        )

    def _type_in(self):
        """One order without lines, beside everything that is in these files."""
        self.check_access("write")
        intake = self.intake_id
        intake.ensure_one()
        document = {"family": "csv", "type": "order", "lines": []}
        if self[:1].order_number:
            document["order_number"] = self[:1].order_number
        if intake.sender:
            document["sender"] = intake.sender
        orders = self.env["poms.order"].with_company(intake.company_id)
        answer = orders.with_context(poms_to_type=True)._ingest_document(
            document,
            intake.channel,
            intake.partner_id,
            intake.part_ids.attachment_id,
            f"type:{intake.id}:{self[:1].digest}",
        )
        order = orders.browse(answer["id"] or [])
        if not order:
            raise UserError(answer["message"])
        order.intake_part_id = self[:1]
        self.write({"state": "done", "order_ids": [(4, order.id)], "answers": [answer]})
        return order._get_records_action(views=[(False, "form")])
