from odoo import api, fields, models
from odoo.exceptions import UserError

from ..states import ORDER_CHANNELS, ORDER_STATES, PRIORITIES


class PomsOrder(models.Model):
    """A customer's order as it was received, whatever the channel."""

    _name = "poms.order"
    _description = "Customer Order"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "priority desc, date_due, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        required=True,
        copy=False,
        readonly=True,
        index="trigram",
        default=lambda self: self.env._("New"),
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, tracking=True
    )
    reference = fields.Char(
        string="Customer Reference",
        index=True,
        tracking=True,
        help="The customer's own order number.",
    )
    revision = fields.Integer(default=0, copy=False)
    uuid = fields.Char(
        copy=False, readonly=True, help="The sender's unique key of this message."
    )
    channel = fields.Selection(
        ORDER_CHANNELS, default="form", required=True, readonly=True
    )
    document_date = fields.Date()
    date_received = fields.Datetime(
        default=fields.Datetime.now, readonly=True, copy=False
    )
    date_due = fields.Datetime(string="Due", index=True, tracking=True)
    priority = fields.Selection(PRIORITIES, default="0", required=True, tracking=True)
    currency_code = fields.Char(string="Currency as Sent", readonly=True, copy=False)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="Where the order is made and shipped from.",
    )
    state = fields.Selection(
        ORDER_STATES,
        default="received",
        required=True,
        index=True,
        copy=False,
        readonly=True,
        tracking=True,
    )
    line_ids = fields.One2many("poms.order.line", "order_id", string="Lines", copy=True)
    sale_order_id = fields.Many2one(
        "sale.order", copy=False, readonly=True, index="btree_not_null"
    )
    production_ids = fields.One2many(
        "mrp.production", "poms_order_id", string="Production Orders"
    )
    card_ids = fields.One2many("poms.task.card", "order_id", string="Task Cards")
    original_attachment_ids = fields.Many2many(
        "ir.attachment",
        "poms_order_original_rel",
        "order_id",
        "attachment_id",
        string="Original Message",
        copy=False,
        readonly=True,
    )
    document = fields.Json(
        copy=False, readonly=True, help="The message as understood, format-free."
    )
    previous_id = fields.Many2one(
        "poms.order",
        string="Revision of",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    next_ids = fields.One2many("poms.order", "previous_id", string="Revisions")
    has_issue = fields.Boolean(
        string="Has Open Questions", compute="_compute_has_issue", store=True
    )
    issue_text = fields.Text(string="Open Questions", compute="_compute_issue_text")
    original_text = fields.Text(
        string="Message as Received", compute="_compute_original_text"
    )
    reject_reason = fields.Char(readonly=True, copy=False, tracking=True)
    card_count = fields.Integer(compute="_compute_counts")
    production_count = fields.Integer(compute="_compute_counts")
    picking_ids = fields.One2many(related="sale_order_id.picking_ids")
    delivery_count = fields.Integer(compute="_compute_counts")

    _reference_unique = models.UniqueIndex(
        "(company_id, partner_id, reference_key, revision, part) "
        "WHERE state NOT IN ('rejected', 'cancelled')",
        "This customer's order (reference and revision) is already here.",
    )
    _uuid_unique = models.UniqueIndex(
        "(uuid)", "This message has already been received."
    )

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        first = {}
        for warehouse in self.env["stock.warehouse"].search(
            [("company_id", "in", self.company_id.ids)]
        ):
            first.setdefault(warehouse.company_id, warehouse)
        for order in self:
            if order.warehouse_id.company_id != order.company_id:
                order.warehouse_id = first.get(order.company_id, False)

    @api.depends(
        "partner_id",
        "make_to_stock",
        "is_cancellation",
        "currency_id",
        "line_ids.has_issue",
        "line_ids",
    )
    def _compute_has_issue(self):
        for order in self:
            order.has_issue = (
                not (order.partner_id or order.make_to_stock)
                or not order.currency_id
                or not (order.line_ids or order.is_cancellation)
                or any(order.line_ids.mapped("has_issue"))
            )

    @api.depends_context("lang")
    @api.depends("partner_id", "make_to_stock", "currency_id", "line_ids.issue_text")
    def _compute_issue_text(self):
        for order in self:
            order.issue_text = "\n".join(order._issues()) or False

    def _issues(self):
        """Sentences on what has to be answered before confirming, by line."""
        self.ensure_one()
        texts = []
        if not self.partner_id and not self.make_to_stock:
            texts.append(self.env._("Which customer? The sender is not known."))
        if not self.line_ids and not self.is_cancellation:
            texts.append(self.env._("There is no line."))
        if not self.currency_id:
            texts.append(
                self.env._(
                    "Currency %s is not in use here: activate it or choose one.",
                    self.currency_code or "",
                )
            )
        for line in self.line_ids.filtered("has_issue"):
            texts.append(
                self.env._(
                    "Line %(line)s: %(issue)s.",
                    line=line.line or line.sequence,
                    issue=line.issue_text,
                )
            )
        return texts

    @api.depends("original_attachment_ids")
    def _compute_original_text(self):
        """The first readable original; formats are text in some encoding."""
        for order in self:
            order.original_text = next(
                (
                    text
                    for text in map(self._read_text, order.original_attachment_ids)
                    if text
                ),
                False,
            )

    @api.model
    def _read_text(self, attachment):
        # The form's client asks for sizes instead of contents.
        content = (attachment.with_context(bin_size=False).raw or b"")[:200000]
        if b"\0" in content:
            return False
        for encoding in ("utf-8-sig", "gb18030", "latin-1"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        return False

    def _compute_counts(self):
        def counts(model, domain):
            groups = self.env[model]._read_group(domain, ["poms_order_id"], ["__count"])
            return {order.id: count for order, count in groups}

        own = [("poms_order_id", "in", self.ids)]
        productions = counts("mrp.production", own)
        cards = self.env["poms.task.card"]._read_group(
            [("order_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["order_id"],
            ["__count"],
        )
        cards = {order.id: count for order, count in cards}
        for order in self:
            order.production_count = productions.get(order.id, 0)
            order.card_count = cards.get(order.id, 0)
            order.delivery_count = len(order.sudo().picking_ids)

    @api.model_create_multi
    def create(self, vals_list):
        new = self.env._("New")
        for vals in vals_list:
            if vals.get("name", new) == new:
                company = vals.get("company_id") or self.env.company.id
                sequence = self.env["ir.sequence"].with_company(company)
                vals["name"] = sequence.next_by_code("poms.order") or new
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        kept = self.filtered(lambda order: order.state in ("confirmed", "done"))
        if kept:
            raise UserError(
                self.env._("%s is in production. Cancel it instead.", kept[0].name)
            )
