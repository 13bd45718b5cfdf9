from odoo import fields, models

LINE_STATES = [
    ("proposed", "Proposed"),
    ("waiting", "Waiting"),
    ("applied", "Applied"),
    ("kept", "Kept"),
]
KEEP_REASONS = [
    ("started", "Started"),
    ("pinned", "Pinned"),
    ("closed", "Closed"),
    ("locked", "In use by somebody"),
]


class PomsPlanLine(models.Model):
    """The place of one card in a plan version."""

    _name = "poms.plan.line"
    _description = "Planned Card"
    _order = "plan_id, date_start, id"
    _rec_name = "card_id"

    plan_id = fields.Many2one(
        "poms.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    card_id = fields.Many2one(
        "poms.task.card", required=True, index=True, ondelete="cascade"
    )
    production_id = fields.Many2one(related="card_id.production_id")
    product_id = fields.Many2one(related="card_id.product_id")
    order_id = fields.Many2one(related="card_id.order_id")
    workcenter_id = fields.Many2one(
        "mrp.workcenter", string="Machine", index=True, ondelete="cascade"
    )
    date_start = fields.Datetime(
        string="Start", help="The machine is occupied from here on, setup included."
    )
    date_run = fields.Datetime(string="Run from", help="The setup is done.")
    date_finish = fields.Datetime(string="Finish")
    setup_min = fields.Float(string="Setup (min)")
    run_min = fields.Float(string="Run (min)", help="Working minutes without setup.")
    tardiness_min = fields.Integer(
        string="Late (min)",
        aggregator="max",
        help="Minutes by which the production order of this card ends too late.",
    )
    is_fixed = fields.Boolean(
        string="Stays", help="The card runs or is pinned: the plan goes around it."
    )
    state = fields.Selection(LINE_STATES, default="proposed", required=True, index=True)
    keep_reason = fields.Selection(KEEP_REASONS, string="Kept because")

    _card_unique = models.Constraint(
        "UNIQUE(plan_id, card_id)", "A card has one place in a plan."
    )
