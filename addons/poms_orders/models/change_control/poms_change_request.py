from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .states import CHANGE_KINDS, CHANGE_OPEN, CHANGE_STATES, CONFIRM_STATES, LANES


class PomsChangeRequest(models.Model):
    """What somebody wants changed, what it touches, who decides, what was done."""

    _name = "poms.change.request"
    _description = "Change Request"
    _inherit = ["mail.thread", "mail.activity.mixin", "poms.act.fields"]
    _order = "id desc"
    _check_company_auto = True
    _poms_act_fields = frozenset(
        {
            "state",
            "lane",
            "confirm_state",
            "vote_ids",
            "date_submitted",
            "date_deadline",
            "date_decided",
            "vote_number",
            "date_applied",
            "applied_user_id",
            "snapshot",
        }
    )

    name = fields.Char(
        string="Number",
        required=True,
        copy=False,
        readonly=True,
        default=lambda self: self.env._("New"),
    )
    subject = fields.Char(string="Title", required=True, tracking=True)
    kind = fields.Selection(CHANGE_KINDS, default="customer", required=True, index=True)
    reason_id = fields.Many2one(
        "poms.reason", domain=[("kind", "=", "change")], ondelete="restrict"
    )
    description = fields.Text(string="Why")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        default=lambda self: self.env.user,
        required=True,
        readonly=True,
        copy=False,
    )
    order_id = fields.Many2one(
        "poms.order",
        string="Customer Order",
        index="btree_not_null",
        check_company=True,
        domain="[('state', '=', 'confirmed'), ('company_id', '=', company_id)]",
    )
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    document = fields.Json(
        readonly=True, copy=False, help="The customer's message, format-free."
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Message as Received", copy=False
    )
    item_ids = fields.One2many(
        "poms.change.item", "request_id", string="What is Asked", copy=True
    )
    line_ids = fields.One2many(
        "poms.change.line", "request_id", string="What it Touches", copy=False
    )
    vote_ids = fields.One2many(
        "poms.change.vote", "request_id", string="Who Decides", readonly=True
    )
    hold_ids = fields.One2many("poms.hold", "change_request_id", string="Holds")
    dead_stock_ids = fields.One2many("poms.dead.stock", "request_id")
    state = fields.Selection(
        CHANGE_STATES,
        default="draft",
        required=True,
        index=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    lane = fields.Selection(LANES, readonly=True, copy=False, tracking=True)
    is_emergency = fields.Boolean(
        string="Emergency",
        copy=False,
        help="Applied now; somebody who may sign confirms it within 24 hours.",
    )
    confirm_state = fields.Selection(
        CONFIRM_STATES,
        default="none",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_effective = fields.Datetime(
        string="Valid from",
        copy=False,
        help="From when the new revision is used. Empty: at once when applied.",
    )
    date_submitted = fields.Datetime(string="Submitted on", copy=False, readonly=True)
    date_deadline = fields.Datetime(
        string="Decision due", copy=False, readonly=True, index=True
    )
    date_decided = fields.Datetime(string="Decided on", copy=False, readonly=True)
    vote_number = fields.Integer(string="Votes Given", copy=False, readonly=True)
    date_applied = fields.Datetime(string="Applied on", copy=False, readonly=True)
    applied_user_id = fields.Many2one(
        "res.users", string="Applied by", copy=False, readonly=True
    )
    snapshot = fields.Json(
        copy=False, readonly=True, help="Values before, for the roll-back."
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_held = fields.Boolean(string="Cards Held", compute="_compute_is_held")
    cost_total = fields.Monetary(
        string="Spent on It",
        compute="_compute_totals",
        store=True,
        help="What has been spent on the things that it touches.",
    )
    cost_risk = fields.Monetary(
        string="At Risk",
        compute="_compute_totals",
        store=True,
        help="What has been spent on things with a high risk.",
    )
    charge_amount = fields.Monetary(
        string="To Charge", compute="_compute_totals", store=True
    )
    line_count = fields.Integer(string="Touched", compute="_compute_totals", store=True)
    touched_text = fields.Char(string="In Short", compute="_compute_touched_text")
    can_vote = fields.Boolean(compute="_compute_can_vote")
    dead_stock_count = fields.Integer(compute="_compute_dead_stock_count")

    @api.depends("date_deadline", "state", "confirm_state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for request in self:
            waits = request.state == "submitted" or request.confirm_state == "pending"
            due = request.date_deadline
            request.is_overdue = bool(waits and due and due < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [
            ("date_deadline", "<", fields.Datetime.now()),
            "|",
            ("state", "=", "submitted"),
            ("confirm_state", "=", "pending"),
        ]
        return late if True in value else ["!", "&", *late]

    @api.depends("order_id")
    def _compute_company_id(self):
        """The order's own, whichever company is chosen on top."""
        for request in self:
            company = request.order_id.company_id or request.company_id
            request.company_id = company or self.env.company

    @api.depends("hold_ids.state")
    def _compute_is_held(self):
        for request in self:
            request.is_held = "active" in request.hold_ids.mapped("state")

    @api.depends("line_ids.cost", "line_ids.risk", "line_ids.disposition")
    def _compute_totals(self):
        for request in self:
            lines = request.line_ids
            request.line_count = len(lines)
            request.cost_total = sum(lines.mapped("cost"))
            request.cost_risk = sum(
                lines.filtered(lambda line: line.risk == "1_high").mapped("cost")
            )
            request.charge_amount = sum(
                lines.filtered(lambda line: line.disposition == "charge").mapped("cost")
            )

    @api.depends_context("lang")
    @api.depends("line_ids.kind")
    def _compute_touched_text(self):
        kinds = self.env["poms.change.line"]._fields["kind"]
        names = kinds._description_selection(self.env)
        for request in self:
            counts = request.line_ids.grouped("kind")
            request.touched_text = ", ".join(
                f"{len(counts[kind])} × {name}"
                for kind, name in names
                if kind in counts
            )

    @api.depends_context("uid")
    @api.depends("vote_ids.decision", "state", "confirm_state")
    def _compute_can_vote(self):
        for request in self:
            request.can_vote = bool(request._my_votes())

    @api.depends_context("uid")
    def _compute_dead_stock_count(self):
        # Not everybody who reads changes reads dead stock: there is no button then.
        is_shown = self.env["poms.dead.stock"].has_access("read")
        for request in self:
            request.dead_stock_count = len(request.dead_stock_ids) if is_shown else 0

    @api.constrains("kind", "order_id")
    def _check_items(self):
        self.item_ids._check_kind()

    # --- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        new = self.env._("New")
        for vals in vals_list:
            self._check_asker(vals)
            if vals.get("name", new) == new:
                order = self.env["poms.order"].browse(vals.get("order_id") or [])
                company = vals.get("company_id") or (
                    order.company_id.id or self.env.company.id
                )
                sequence = self.env["ir.sequence"].with_company(company)
                vals["name"] = sequence.next_by_code("poms.change.request") or new
        return super().create(vals_list)

    def write(self, vals):
        self._check_asker(vals)
        frozen = {
            "item_ids",
            "kind",
            "order_id",
            "company_id",
            "is_emergency",
            "date_effective",
            "document",
        }
        decided = self.filtered(lambda r: r.state != "draft")
        if decided and not self.env.su and frozen & vals.keys():
            raise UserError(
                self.env._(
                    "%s has been submitted: what it asks is fixed. Withdraw it and "
                    "ask anew.",
                    decided[0].name,
                )
            )
        return super().write(vals)

    def _check_asker(self, vals):
        """Nobody asks in another's name: who asks may not sign."""
        asker = vals.get("user_id", self.env.uid)
        if not self.env.su and asker != self.env.uid:
            raise AccessError(self.env._("A change is asked in one's own name."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drafts(self):
        # sudo: whether it ever held something decides, whoever deletes
        kept = self.sudo().filtered(lambda r: r.state != "draft" or r.hold_ids)
        if kept:
            raise UserError(
                self.env._(
                    "%s keeps its record. Only a draft that never held a card can be "
                    "deleted; take it back instead.",
                    kept[0].name,
                )
            )

    # --- ways to other screens

    def action_view_cards(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_task_card_action"
        )
        cards = self.line_ids.card_id
        return dict(action, domain=[("id", "in", cards.ids)], context={})

    def action_view_dead_stock(self):
        return self.dead_stock_ids._get_records_action(name=self.env._("Dead Stock"))

    def action_cancel_all(self):
        """Ask for every line of the order to be cancelled."""
        self.check_access("write")
        for request in self.filtered(lambda r: r.state == "draft" and r.order_id):
            lines = request.order_id.line_ids.filtered(
                lambda line: line.state not in ("cancelled", "delivered")
            )
            request.item_ids.unlink()
            request.item_ids = [
                fields.Command.create({"kind": "cancel", "order_line_id": line.id})
                for line in lines
            ]
            request._refresh_impact()
        return True

    def _keep_message(self, attachments):
        """Keep the customer's message with the request, as it came."""
        self.ensure_one()
        records = self.env["ir.attachment"]
        new = []
        for attachment in attachments:
            if isinstance(attachment, models.BaseModel):
                records |= attachment
            else:
                name, content = attachment
                new.append(
                    {
                        "name": name,
                        "raw": content,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                )
        self.attachment_ids = records | records.create(new)

    def _record(self, kind, values=None):
        """Note an act on the change in the ledger."""
        self.env["poms.hooks"]._record_events(
            [
                (
                    kind,
                    request,
                    {
                        "change": request.name,
                        "subject": request.subject,
                        "kind": request.kind,
                        "lane": request.lane or "",
                        "order": request.order_id.name or "",
                        **(values or {}),
                    },
                )
                for request in self
            ]
        )

    def _is_open(self):
        self.ensure_one()
        return self.state in CHANGE_OPEN
