from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain.inspection_rules import is_within, read_decimal, released_quantity
from .poms_quality_point import POINT_KINDS, POINT_TRIGGERS, POINT_WHO

INSPECTION_STATES = [
    ("todo", "To Do"),
    ("passed", "Passed"),
    ("failed", "Failed"),
    ("released", "Released"),
]
DISPOSITIONS = [
    ("use_as_is", "Use as is"),
    ("rework", "Rework"),
    ("scrap", "Scrap"),
    ("retest", "Inspect again"),
]
# Typed by hand while it is to do; everything else is written by the acts.
FREE_FIELDS = {"value", "note", "photo", "disposition", "release_reason"}


class PomsInspection(models.Model):
    """One inspection on one card: what was looked at, found, and decided.

    Its limits are copied from the point, so that an inspection still says what it was
    judged by after the point has changed.
    """

    _name = "poms.inspection"
    _description = "Inspection"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True, default="/", copy=False)
    point_id = fields.Many2one(
        "poms.quality.point",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    card_id = fields.Many2one(
        "poms.task.card", required=True, index=True, readonly=True, ondelete="restrict"
    )
    production_id = fields.Many2one(
        related="card_id.production_id", store=True, index=True
    )
    product_id = fields.Many2one(related="card_id.product_id", store=True, index=True)
    workcenter_id = fields.Many2one(
        "mrp.workcenter", string="Machine", readonly=True, ondelete="restrict"
    )
    operation_name = fields.Char("Operation", compute="_compute_operation_name")
    lot_id = fields.Many2one(
        "stock.lot", "Lot/Serial", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )

    title = fields.Char(related="point_id.title")
    instruction = fields.Text(related="point_id.instruction")
    trigger = fields.Selection(POINT_TRIGGERS, readonly=True)
    kind = fields.Selection(
        POINT_KINDS, required=True, readonly=True, default="pass_fail"
    )
    who = fields.Selection(POINT_WHO, required=True, readonly=True, default="inspector")
    holds_pieces = fields.Boolean("Pieces Wait", readonly=True)
    has_minimum = fields.Boolean(readonly=True)
    value_min = fields.Float("Minimum", digits=(16, 6), readonly=True)
    has_maximum = fields.Boolean(readonly=True)
    value_max = fields.Float("Maximum", digits=(16, 6), readonly=True)
    unit = fields.Char(readonly=True)
    limits_text = fields.Char("Limits", compute="_compute_limits_text")
    quantity_before = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Good pieces of the card before the ones that are judged here.",
    )
    quantity_after = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Good pieces of the card when the inspection was asked for.",
    )

    state = fields.Selection(
        INSPECTION_STATES,
        default="todo",
        required=True,
        index=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    value = fields.Char(
        "Measured Value", copy=False, help="As typed; empty: not measured."
    )
    value_number = fields.Float(
        "Measured",
        digits=(16, 6),
        readonly=True,
        copy=False,
        aggregator="avg",
        help="The measured value for statistics; NULL in the database: not measured.",
    )
    note = fields.Text(copy=False)
    photo = fields.Image(max_width=1920, max_height=1920, copy=False)
    employee_id = fields.Many2one(
        "hr.employee", "Inspected by", readonly=True, copy=False, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "Log-in", readonly=True, copy=False)
    date_result = fields.Datetime("Inspected on", readonly=True, copy=False)
    result_uuid = fields.Char(readonly=True, copy=False)
    result_hash = fields.Char(readonly=True, copy=False)

    hold_ids = fields.One2many("poms.hold", "inspection_id", "Holds", readonly=True)
    disposition = fields.Selection(DISPOSITIONS, copy=False, tracking=True)
    release_reason = fields.Char(copy=False)
    released_user_id = fields.Many2one(
        "res.users", "Released by", readonly=True, copy=False
    )
    date_released = fields.Datetime("Released on", readonly=True, copy=False)
    retest_of_id = fields.Many2one(
        "poms.inspection", "Repeats", readonly=True, copy=False, ondelete="restrict"
    )

    _name_unique = models.Constraint(
        "UNIQUE(name)", "An inspection's number is unique."
    )
    _result_unique = models.UniqueIndex(
        "(result_uuid)", "This result is recorded already."
    )
    _card_state = models.Index("(card_id, state)")

    @api.depends("card_id.operation_id.name", "card_id.workorder_id.name")
    def _compute_operation_name(self):
        for inspection in self:
            card = inspection.card_id.sudo()  # sudo: only the name goes out
            name = card.operation_id.name or card.workorder_id.name
            inspection.operation_name = name

    @api.depends("has_minimum", "value_min", "has_maximum", "value_max", "unit")
    def _compute_limits_text(self):
        for inspection in self:
            low = f"{inspection.value_min:g}" if inspection.has_minimum else ""
            high = f"{inspection.value_max:g}" if inspection.has_maximum else ""
            if low and high:
                text = f"{low} … {high}"
            else:
                text = (low and f"≥ {low}") or (high and f"≤ {high}")
            unit = inspection.unit or ""
            inspection.limits_text = f"{text} {unit}".strip() if text else False

    # --- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # results are recorded by the acts, never typed in with a new record
            for name in ("state", "value", "value_number", "result_uuid"):
                vals.pop(name, None)
            if vals.get("name", "/") == "/":
                sequence = self.env["ir.sequence"].sudo()
                vals["name"] = sequence.next_by_code("poms.inspection") or "/"
            if not vals.get("company_id"):
                card = self.env["poms.task.card"].browse(vals.get("card_id"))
                vals["company_id"] = card.company_id.id
        return super().create(vals_list)

    def write(self, vals):
        """Refuse what a result has settled, and states by hand."""
        settled = self.filtered(lambda i: i.state in ("passed", "released"))
        judged = {"value", "note", "photo"} & set(vals)
        failed = self.filtered(lambda i: i.state == "failed")
        is_fixed = set(vals) - FREE_FIELDS or settled or (failed and judged)
        if is_fixed and not self.env.su:
            raise UserError(
                self.env._(
                    "A recorded result stays as it is. Use the buttons, or ask for "
                    "another inspection."
                )
            )
        return super().write(vals)

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: an inspection that was asked for is part of the lot's record."""
        raise UserError(self.env._("An inspection is kept. It cannot be deleted."))

    # --- asking

    @api.model
    def _request(self, card, call):
        """Create the inspections that `card` owes at this call; return them.

        :param card: one `poms.task.card`; its sums include the present report
        :param str call: start | report | finish
        """
        points = self.env["poms.quality.point"]._find_for(card)
        if not points:
            return self.browse()
        # sudo: the act of an operator asks for them, an inspector answers
        mine = self.sudo()
        asked = mine.search([("card_id", "=", card.id)])
        due = points._filter_due(card, call, asked)
        return mine.create(
            [point._prepare_inspection_vals(card, asked) for point in due]
        )

    @api.model
    def _get_released_qty(self, card):
        """Return the good pieces of `card` that quality lets go; None: no limit.

        What failed waits for its release; what is not inspected yet waits only where
        the point says so, since missing results must not stop the floor by default.
        """
        # sudo: whoever asks, pieces wait for the same inspections
        inspections = card.sudo().inspection_ids
        if not inspections:
            return None
        waiting = inspections.filtered(
            lambda i: i.state == "failed" or (i.state == "todo" and i.holds_pieces)
        )
        good = Decimal(str(round(card.quantity_good, 6)))
        return float(
            released_quantity(
                (Decimal(str(round(i.quantity_before, 6))) for i in waiting), good
            )
        )

    # --- judging

    def _judge(self, value, passed):
        """Return (state, value as text, value as number) of a result.

        :raise UserError: nothing was measured, or it is not a number
        """
        self.ensure_one()
        if self.kind == "pass_fail":
            if passed is None:
                raise UserError(self.env._("Say whether it passed or failed."))
            return "passed" if passed else "failed", False, None
        try:
            number = read_decimal(value)
        except ValueError:
            raise UserError(
                self.env._("“%(value)s” is not a number.", value=value)
            ) from None
        if number is None:
            raise UserError(self.env._("Enter the measured value first."))
        low = Decimal(f"{self.value_min:f}") if self.has_minimum else None
        high = Decimal(f"{self.value_max:f}") if self.has_maximum else None
        # A value within its limits may still be refused by eye, never the reverse
        is_good = is_within(number, low, high) and passed is not False
        return "passed" if is_good else "failed", str(value).strip(), float(number)

    def _set_result(self, result, employee):
        """Write one result, hold the card if it failed, and tell the ledger.

        :param dict result: value, passed, note, photo, uuid, hash; None: not given
        """
        self.ensure_one()
        state, text, number = self._judge(result.get("value"), result.get("passed"))
        vals = {
            "state": state,
            "employee_id": employee.id,
            "user_id": self.env.uid,
            "date_result": fields.Datetime.now(),
            "result_uuid": result.get("uuid"),
            "result_hash": result.get("hash"),
        }
        if number is not None:
            vals |= {"value": text, "value_number": number}
        vals |= {k: result[k] for k in ("note", "photo") if result.get(k)}
        inspection = self.sudo()  # sudo: rights were checked by the act
        inspection.write(vals)
        if state == "failed":
            inspection._hold()
        inspection._record_result_event()
        return state

    def _hold(self):
        """Stop the card, and the lots that it has made, with what was found.

        Scans of the card are refused with that reason; a lot is not shipped.
        """
        found = self.title
        if self.value:
            found = self.env._(
                "%(title)s: %(value)s %(unit)s (%(limits)s)",
                title=self.title,
                value=self.value,
                unit=self.unit or "",
                limits=self.limits_text or "",
            )
        note = " \u2013 ".join(filter(None, [found, self.note]))
        note = self.env._(
            "%(inspection)s failed: %(found)s", inspection=self.name, found=note
        )
        holds = self.env["poms.hold"]
        holds |= holds._hold(self.card_id, note=note, kind="quality")
        lots = self.env["poms.lot.genealogy"]._get_received_lots(self.production_id)
        if self.card_id._is_receiving():
            holds |= holds._hold(lots, note=note, kind="quality")
        holds.inspection_id = self

    def _record_result_event(self, extra=None):
        values = {
            "result": self.state,
            "inspection": self.name,
            "title": self.title,
            "value": self.value or "",
            "limits": self.limits_text or "",
            "unit": self.unit or "",
            "note": self.note or "",
            **(extra or {}),
        }
        values = {k: v for k, v in values.items() if v}
        self.env["poms.hooks"]._record_event("inspection_done", self, values)
