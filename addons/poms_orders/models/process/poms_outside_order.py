import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..states import CARD_OPEN

# An object, not True: a context that comes by RPC cannot hold it.
OUTSIDE = object()
OUTSIDE_STATES = [
    ("draft", "Prepared"),
    ("sent", "At the Supplier"),
    ("done", "Back"),
    ("cancelled", "Called Off"),
]


class PomsOutsideOrder(models.Model):
    """One step of an order that a supplier does: sent, received, paid by the piece."""

    _name = "poms.outside.order"
    _description = "Outside Processing"
    _inherit = ["mail.thread", "poms.act.fields"]
    _order = "date_due, id"
    _poms_act_fields = frozenset(
        {"state", "quantity_good", "quantity_scrap", "date_sent", "date_received"}
    )
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    card_id = fields.Many2one(
        "poms.task.card",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    workorder_id = fields.Many2one(
        related="card_id.workorder_id", store=True, index=True
    )
    product_id = fields.Many2one(related="card_id.product_id", store=True)
    operation_id = fields.Many2one(related="card_id.operation_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, tracking=True
    )
    quantity = fields.Float(
        string="Pieces Sent", digits="Product Unit", required=True, tracking=True
    )
    uom_id = fields.Many2one(related="card_id.uom_id")
    quantity_good = fields.Float(
        string="Good Back", digits="Product Unit", readonly=True
    )
    quantity_scrap = fields.Float(
        string="Scrap Back", digits="Product Unit", readonly=True
    )
    quantity_away = fields.Float(
        string="Still Away", digits="Product Unit", compute="_compute_quantity_away"
    )
    price_unit = fields.Monetary(
        string="Price per Good Piece",
        groups="poms_orders.group_planner,poms_orders.group_process_engineer",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_due = fields.Date(string="Back by", required=True, tracking=True, index=True)
    date_sent = fields.Datetime(string="Sent on", readonly=True, copy=False)
    date_received = fields.Datetime(
        string="Last Received on", readonly=True, copy=False
    )
    supplier_reference = fields.Char(help="Number of the supplier's delivery note.")
    state = fields.Selection(
        OUTSIDE_STATES,
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    company_id = fields.Many2one(related="card_id.company_id", store=True, index=True)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "Send at least one piece."
    )

    @api.depends("quantity", "quantity_good", "quantity_scrap")
    def _compute_quantity_away(self):
        for order in self:
            back = order.quantity_good + order.quantity_scrap
            order.quantity_away = max(order.quantity - back, 0.0)

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for order in self:
            late = order.date_due and order.date_due < today
            order.is_overdue = order.state == "sent" and bool(late)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domain = [("state", "=", "sent"), ("date_due", "<", today)]
        if True in value and False in value:
            return []
        return domain if True in value else ["!", "&", *domain]

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"]
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = sequence.next_by_code("poms.outside.order") or "/"
        return super().create(vals_list)

    def _get_cost(self):
        self.ensure_one()
        return self.price_unit * self.quantity_good

    def _get_person(self):
        """The employee in whose name the pieces are booked."""
        # sudo: one's own employee record
        employee = self.env.user.sudo().employee_id
        if not employee:
            raise UserError(
                self.env._(
                    "Your log-in has no employee, in whose name pieces are booked. "
                    "Ask a manager to link one."
                )
            )
        return employee

    def _act(self, kind, card, **values):
        """One act on the card through the floor's rules; refused: `UserError`."""
        cards = self.env["poms.task.card"].with_context(poms_outside=OUTSIDE)
        method = getattr(cards, f"_{kind}")
        answer = method(str(uuid.uuid4()), card, self._get_person(), **values)
        if answer["status"] != "accepted":
            raise UserError(answer["message"])

    def action_send(self):
        """Send the pieces away: their card runs there and is closed to the floor.

        A part of a card is split off first.
        """
        self.check_access("write")
        for order in self.filtered(lambda o: o.state == "draft"):
            order._check_send()
            card = order.card_id.sudo()  # sudo: who may send may split
            if card.uom_id.compare(order.quantity, card.quantity_open) < 0:
                order.card_id = card._split_open(order.quantity, note=order.name)
            # sudo: the supplier's card is begun by whoever sends it
            order.sudo()._act("start", order.card_id)
            # sudo: written by this act only; the right was checked
            order.sudo().write({"state": "sent", "date_sent": fields.Datetime.now()})
            order._record("outside_sent", order.quantity)
        return True

    def _check_send(self):
        card = self.card_id.sudo()
        if card.state not in CARD_OPEN:
            raise UserError(self.env._("%s is closed; nothing is left.", card.name))
        if card.state == "planned":
            raise UserError(
                self.env._("Release %s before it is sent to a supplier.", card.name)
            )
        if card._get_outside():
            raise UserError(self.env._("%s is at a supplier already.", card.name))
        if card.uom_id.compare(self.quantity, card.quantity_open) > 0:
            raise UserError(
                self.env._(
                    "Only %(open)s pieces of %(card)s are open.",
                    open=f"{card.quantity_open:g}",
                    card=card.name,
                )
            )

    def _receive(self, good, scrap=0.0, reference="", reason=None):
        """Book pieces that came back; as many deliveries as it takes.

        Booked as a report on the card: the same rules, hooks and inspections.

        :param float good, scrap: pieces
        :param reason: code of a reason for the scrap
        :raise UserError: not sent, too many, or refused by a rule
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "sent":
            raise UserError(self.env._("%s is not at the supplier.", self.name))
        total = good + scrap
        if total <= 0 or self.uom_id.compare(total, self.quantity_away) > 0:
            raise UserError(
                self.env._(
                    "Receive more than 0 and at most %(away)s pieces.",
                    away=f"{self.quantity_away:g}",
                )
            )
        self.sudo()._act(  # sudo: rights on this order were checked
            "report",
            self.card_id,
            good=f"{good:g}",
            scrap=f"{scrap:g}",
            reason=reason,
            run_min=0,
        )
        vals = {
            "quantity_good": self.quantity_good + good,
            "quantity_scrap": self.quantity_scrap + scrap,
            "date_received": fields.Datetime.now(),
        }
        if reference:
            vals["supplier_reference"] = reference
        if self.uom_id.is_zero(self.quantity_away - total):
            vals["state"] = "done"
        self.sudo().write(vals)  # sudo: written by this act only
        self._record("outside_received", total)

    def action_call_off(self):
        """Nothing, or nothing more, comes back: the card is the floor's again."""
        self.check_access("write")
        for order in self.filtered(lambda o: o.state in ("draft", "sent")):
            if order.state == "sent" and order.card_id.state == "running":
                # sudo: rights on this order were checked
                order.sudo()._act("pause", order.card_id)
            # sudo: written by this act only; the right was checked
            order.sudo().state = "done" if order.quantity_good else "cancelled"
        return True

    def _record(self, kind, quantity):
        self.env["poms.hooks"]._record_event(
            kind,
            self.card_id,
            {
                "outside": self.name,
                "partner": self.partner_id.display_name,
                "quantity": f"{quantity:g}",
                "card": self.card_id.name,
                "card_id": self.card_id.id,
            },
        )
