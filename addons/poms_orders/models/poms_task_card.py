import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain.qr import qr_png
from .states import CARD_MOVABLE, CARD_OPEN, CARD_STATES, PRIORITIES

# What says where a card is; `_write_plan` is the way to change many of them.
PLACE = {"workcenter_id", "date_planned_start", "date_planned_finish"}


class PomsTaskCard(models.Model):
    """One operation of a production order as handed to a machine and its people."""

    _name = "poms.task.card"
    _description = "Task Card"
    _inherit = ["mail.thread", "poms.act.fields"]
    _order = "date_planned_start, sequence, id"
    _poms_act_fields = frozenset(
        {
            "name",
            "workorder_id",
            "quantity",
            "quantity_good",
            "quantity_scrap",
            "quantity_rework",
            "quantity_material_fault",
            "leave_id",
            "state",
            "date_released",
            "date_started",
            "date_done",
            "batch",
            "is_rework",
            "rework_of_id",
            "rework_previous_id",
            "split_from_id",
            "merged_into_id",
            "release_rule_id",
            "is_taken_back",
        }
    )

    name = fields.Char(
        string="Card",
        required=True,
        copy=False,
        readonly=True,
        default="/",
        help="Also the text of its barcode.",
    )
    qr_image = fields.Image(string="QR Code", compute="_compute_qr_image")
    workorder_id = fields.Many2one(
        "mrp.workorder", required=True, index=True, ondelete="cascade", readonly=True
    )
    production_id = fields.Many2one(
        related="workorder_id.production_id", store=True, index=True
    )
    product_id = fields.Many2one(
        related="production_id.product_id", store=True, index=True
    )
    operation_id = fields.Many2one(
        related="workorder_id.operation_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        related="production_id.company_id", store=True, index=True
    )
    warehouse_id = fields.Many2one(related="production_id.warehouse_id", store=True)
    order_line_id = fields.Many2one(
        related="production_id.poms_order_line_id", store=True, index="btree_not_null"
    )
    order_id = fields.Many2one(
        related="production_id.poms_order_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    workcenter_id = fields.Many2one(
        "mrp.workcenter", string="Machine", required=True, index=True
    )
    team_id = fields.Many2one("poms.team", index="btree_not_null")
    employee_id = fields.Many2one(
        "hr.employee", string="Assigned to", index="btree_not_null"
    )
    priority = fields.Selection(PRIORITIES, default="0", required=True)

    quantity = fields.Float(digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="production_id.product_uom_id", string="Unit")
    quantity_good = fields.Float(
        string="Good", digits="Product Unit", readonly=True, copy=False
    )
    quantity_scrap = fields.Float(
        string="Scrap", digits="Product Unit", readonly=True, copy=False
    )
    quantity_rework = fields.Float(
        string="Rework", digits="Product Unit", readonly=True, copy=False
    )
    quantity_material_fault = fields.Float(
        string="Material Fault", digits="Product Unit", readonly=True, copy=False
    )
    quantity_open = fields.Float(
        string="Open",
        digits="Product Unit",
        compute="_compute_quantity_open",
        store=True,
    )

    leave_id = fields.Many2one(
        "resource.calendar.leaves",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_planned_start = fields.Datetime(
        string="Planned Start", readonly=True, copy=False, index=True
    )
    date_planned_finish = fields.Datetime(
        string="Planned Finish", readonly=True, copy=False
    )
    setup_min = fields.Float(
        string="Setup (min)", help="Expected setup time in minutes."
    )
    run_min = fields.Float(
        string="Run (min)", help="Expected run time in minutes, without setup."
    )
    date_due = fields.Datetime(string="Due", index=True)
    date_released = fields.Datetime(string="Released on", readonly=True, copy=False)
    date_started = fields.Datetime(string="Started on", readonly=True, copy=False)
    date_done = fields.Datetime(string="Done on", readonly=True, copy=False)
    is_pinned = fields.Boolean(
        string="Pinned", help="The scheduler leaves this card where it is."
    )

    state = fields.Selection(
        CARD_STATES,
        default="planned",
        required=True,
        index=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    previous_card_ids = fields.Many2many(
        "poms.task.card",
        compute="_compute_neighbours",
        compute_sudo=True,
        string="Previous Cards",
    )
    next_card_ids = fields.Many2many(
        "poms.task.card",
        compute="_compute_neighbours",
        compute_sudo=True,
        string="Next Cards",
    )

    _name_unique = models.Constraint("UNIQUE(name)", "A card's number is unique.")
    _quantity_not_negative = models.Constraint(
        "CHECK(quantity >= 0)", "A card's quantity cannot be negative."
    )
    _setup_not_negative = models.Constraint(
        "CHECK(setup_min >= 0 AND run_min >= 0)", "Expected times cannot be negative."
    )

    @api.depends(
        "quantity", "quantity_good", "quantity_scrap", "quantity_material_fault"
    )
    def _compute_quantity_open(self):
        for card in self:
            spent = (
                card.quantity_good + card.quantity_scrap + card.quantity_material_fault
            )
            card.quantity_open = max(card.quantity - spent, 0.0)

    @api.depends(
        "workorder_id.blocked_by_workorder_ids.card_ids",
        "workorder_id.needed_by_workorder_ids.card_ids",
        "production_id.poms_child_ids.card_ids",
        "production_id.poms_parent_id.card_ids",
        "production_id.poms_peg_ids.parent_id.card_ids",
        "production_id.poms_part_ids.production_id.card_ids",
    )
    def _compute_neighbours(self):
        """Cards right before and after, across the tree of production orders.

        The first operations of an order wait for the last ones of its children.
        """
        for card in self:
            workorder, production = card.workorder_id, card.production_id
            before = workorder.blocked_by_workorder_ids
            if not before:
                inner = production._split_children().workorder_ids
                before = inner.filtered(lambda w: not w.needed_by_workorder_ids)
            after = workorder.needed_by_workorder_ids
            if not after:
                outer = production._split_parents().workorder_ids
                after = outer.filtered(lambda w: not w.blocked_by_workorder_ids)
            card.previous_card_ids = before.card_ids._not_cancelled()
            card.next_card_ids = after.card_ids._not_cancelled()

    def _compute_qr_image(self):
        for card in self:
            card.qr_image = base64.b64encode(qr_png(card.name)) if card.name else False

    def action_view_production(self):
        return self.production_id._get_records_action()

    def action_view_order(self):
        return self.order_id._get_records_action()

    def _not_cancelled(self):
        return self.filtered(lambda card: card.state != "cancelled")

    @api.model_create_multi
    def create(self, vals_list):
        unnamed = [vals for vals in vals_list if vals.get("name", "/") == "/"]
        names = self.env["ir.sequence"]._next_many_by_code(
            "poms.task.card", len(unnamed)
        )
        for vals, name in zip(unnamed, names, strict=True):
            vals["name"] = name
        return super().create(vals_list)

    def write(self, vals):
        """A change of state, machine or date moves the card's leave with it."""
        before = {card: card.state for card in self} if "state" in vals else None
        result = super().write(vals)
        if before:
            self._follow_state(before)
        elif PLACE & vals.keys() and not self.env.context.get("poms_plan"):
            self._follow_place()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for card in self:
            if card.state not in (*CARD_MOVABLE, "cancelled"):
                raise UserError(
                    self.env._("%s was worked on and stays in the history.", card.name)
                )

    def unlink(self):
        # sudo: leaves of machines belong to nobody; rights are on the cards
        self.sudo().leave_id.unlink()
        return super().unlink()

    def _has_output(self):
        """Whether pieces were reported on it, good or not."""
        self.ensure_one()
        return any(
            not self.uom_id.is_zero(quantity)
            for quantity in (
                self.quantity_good,
                self.quantity_scrap,
                self.quantity_rework,
                self.quantity_material_fault,
            )
        )

    def _close(self, state):
        """Set open cards to `state`, done or cancelled; others stay."""
        self.filtered(lambda card: card.state in CARD_OPEN).write({"state": state})

    def _take(self, quantity):
        """Add `quantity` to the last of these cards; take a negative one off.

        No card shrinks below what was reported on it; one that nobody started
        and that is left with nothing is cancelled.
        """
        for card in self.sorted("id", reverse=True):
            if card.uom_id.is_zero(quantity):
                break
            part = max(quantity, -card.quantity_open)
            rest = card.uom_id.round(card.quantity + part)
            if card.state in CARD_MOVABLE and not rest:
                card.state = "cancelled"
            else:
                card.quantity = rest
            quantity -= part

    def _estimate_minutes(self):
        """Fill the expected minutes from operation, machine and quantity."""
        for card in self:
            setup_min, run_min = card.workorder_id._estimate_minutes(
                card.workcenter_id, card.quantity
            )
            card.write({"setup_min": setup_min, "run_min": run_min})
