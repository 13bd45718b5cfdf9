from odoo import api, fields, models

from .states import ORDER_CHANNELS, ORDER_STATES, PRIORITIES


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
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)
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
    issue_text = fields.Text(string="Open Questions", readonly=True, copy=False)

    _reference_unique = models.UniqueIndex(
        "(company_id, partner_id, reference, revision) WHERE state NOT IN ('rejected', 'cancelled')",
        "This customer's order (reference and revision) is already here.",
    )
    _uuid_unique = models.UniqueIndex(
        "(uuid)", "This message has already been received."
    )

    @api.model_create_multi
    def create(self, vals_list):
        new = self.env._("New")
        for vals in vals_list:
            if vals.get("name", new) == new:
                company = vals.get("company_id") or self.env.company.id
                sequence = self.env["ir.sequence"].with_company(company)
                vals["name"] = sequence.next_by_code("poms.order") or new
        return super().create(vals_list)
