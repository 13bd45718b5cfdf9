from odoo import api, fields, models

from .states import CARD_STATES, PRIORITIES


class PomsTaskCard(models.Model):
    """One operation of a production order as handed to a machine and its people."""

    _name = "poms.task.card"
    _description = "Task Card"
    _inherit = ["mail.thread"]
    _order = "date_planned_start, sequence, id"

    name = fields.Char(
        string="Card",
        required=True,
        copy=False,
        readonly=True,
        default="/",
        help="Also the text of its barcode.",
    )
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
    employee_id = fields.Many2one(
        "hr.employee", string="Assigned to", index="btree_not_null"
    )
    priority = fields.Selection(PRIORITIES, default="0", required=True)

    quantity = fields.Float(digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="production_id.product_uom_id", string="Unit")
    quantity_good = fields.Float(digits="Product Unit", readonly=True, copy=False)
    quantity_scrap = fields.Float(digits="Product Unit", readonly=True, copy=False)
    quantity_rework = fields.Float(digits="Product Unit", readonly=True, copy=False)
    quantity_material_fault = fields.Float(
        digits="Product Unit", readonly=True, copy=False
    )
    quantity_open = fields.Float(
        digits="Product Unit", compute="_compute_quantity_open", store=True
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
    is_held = fields.Boolean(string="Held", readonly=True, copy=False, index=True)
    hold_ids = fields.One2many("poms.hold", "card_id")
    hold_reason = fields.Char(readonly=True)
    previous_card_ids = fields.Many2many(
        "poms.task.card", compute="_compute_neighbours", string="Previous Cards"
    )
    next_card_ids = fields.Many2many(
        "poms.task.card", compute="_compute_neighbours", string="Next Cards"
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
    )
    def _compute_neighbours(self):
        for card in self:
            workorder = card.workorder_id
            card.previous_card_ids = workorder.blocked_by_workorder_ids.card_ids
            card.next_card_ids = workorder.needed_by_workorder_ids.card_ids

    @api.model_create_multi
    def create(self, vals_list):
        missing = [vals for vals in vals_list if vals.get("name", "/") == "/"]
        for vals in missing:
            vals["name"] = self.env["ir.sequence"].next_by_code("poms.task.card") or "/"
        return super().create(vals_list)

    @api.model
    def _write_plan(self, vals_by_card):
        """Write planned places of many cards; the only way their dates change.

        :param dict vals_by_card: {card id: {"workcenter_id": int,
            "date_start": datetime, "date_finish": datetime, "setup_min": float,
            "run_min": float}}; naive UTC; the minutes are optional
        :return: the cards that kept their place because they are started,
            closed, pinned or locked by somebody
        """
        raise NotImplementedError
