from odoo import api, fields, models
from odoo.exceptions import UserError

REPORT_KINDS = [
    ("start", "Start"),
    ("pause", "Pause"),
    ("resume", "Resume"),
    ("report", "Report"),
    ("finish", "Finish"),
    ("correction", "Correction"),
    ("close", "Close"),
]
REPORT_STATES = [("accepted", "Accepted"), ("refused", "Refused")]
IDENTIFIED = [("online", "On-line"), ("offline", "Off-line"), ("api", "API")]
QUANTITY_FIELDS = (
    "quantity_good",
    "quantity_scrap",
    "quantity_rework",
    "quantity_material_fault",
)


class PomsReport(models.Model):
    """One act on the floor, as told, for ever: corrected only by a counter-entry.

    A refused act is kept too, with its reason, so that the same uuid gets the same
    answer and nothing that somebody told is lost.
    """

    _name = "poms.report"
    _description = "Report"
    _order = "id desc"
    _rec_name = "uuid"

    uuid = fields.Char(required=True, readonly=True, copy=False)
    payload_hash = fields.Char(required=True, readonly=True, copy=False)
    kind = fields.Selection(REPORT_KINDS, required=True, readonly=True)
    state = fields.Selection(REPORT_STATES, required=True, readonly=True, index=True)
    code = fields.Char(readonly=True, help="ok, or the code of the broken rule.")
    message = fields.Char(readonly=True)
    warning_codes = fields.Char(
        readonly=True, help="Codes of the checks that warned, separated by commas."
    )

    card_id = fields.Many2one(
        "poms.task.card", index=True, readonly=True, ondelete="restrict"
    )
    workorder_id = fields.Many2one(
        "mrp.workorder", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    production_id = fields.Many2one(
        "mrp.production", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", index=True, readonly=True)
    team_id = fields.Many2one(
        "poms.team", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        string="Machine",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Told by",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        "poms_report_employee_rel",
        "report_id",
        "employee_id",
        string="People",
        readonly=True,
    )
    device_id = fields.Many2one(
        "poms.device", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    quantity_good = fields.Float(string="Good", digits="Product Unit", readonly=True)
    quantity_scrap = fields.Float(string="Scrap", digits="Product Unit", readonly=True)
    quantity_rework = fields.Float(
        string="Rework", digits="Product Unit", readonly=True
    )
    quantity_material_fault = fields.Float(
        string="Material Fault", digits="Product Unit", readonly=True
    )
    reason_id = fields.Many2one(
        "poms.reason", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(
        "stock.lot", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        "poms_report_lot_rel",
        "report_id",
        "lot_id",
        string="Lots and Serials Made",
        readonly=True,
    )
    setup_min = fields.Float(string="Setup (min)", readonly=True)
    run_min = fields.Float(string="Run (min)", readonly=True)
    date = fields.Datetime(
        string="Booked", readonly=True, default=fields.Datetime.now, index=True
    )
    date_start = fields.Datetime(readonly=True)
    date_end = fields.Datetime(readonly=True)
    date_client = fields.Datetime(readonly=True, help="The client's clock at the act.")
    note = fields.Text(readonly=True)
    is_paper = fields.Boolean(string="From Paper", readonly=True)
    identified = fields.Selection(IDENTIFIED, default="online", readonly=True)
    corrects_id = fields.Many2one(
        "poms.report", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    correction_ids = fields.One2many("poms.report", "corrects_id", readonly=True)
    component_line_ids = fields.One2many(
        "poms.report.component", "report_id", readonly=True
    )
    parameter_value_ids = fields.One2many(
        "poms.parameter.value", "report_id", readonly=True
    )
    time_ids = fields.One2many(
        "mrp.workcenter.productivity", "report_id", readonly=True
    )

    _uuid_unique = models.UniqueIndex("(uuid)", "This report is booked already.")
    _card_accepted = models.Index("(card_id, id) WHERE state = 'accepted'")

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a report is never changed (superuser included)."""
        raise UserError(
            self.env._("A report stays as it was told. Book a correction instead.")
        )

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: a report is never deleted (superuser included)."""
        raise UserError(
            self.env._("A report is never deleted. Book a correction instead.")
        )

    @api.depends("uuid", "kind", "card_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for report in self:
            report.display_name = (
                f"{report.card_id.name or report.uuid} {kinds.get(report.kind, '')}"
            )

    @api.model
    def _find_by_uuid(self, uuid):
        """Return the report with this uuid, accepted or refused; empty if none."""
        # sudo: the same uuid is the same report whoever asks; its content is only
        # told to a caller with the same payload
        return self.sudo().search([("uuid", "=", uuid)], limit=1)

    def _get_answer(self, is_duplicate=False):
        """Return the answer that the client gets, now and at each resend."""
        self.ensure_one()
        status = self.state
        if is_duplicate and status == "accepted":
            status = "duplicate"
        return {
            "status": status,
            "code": self.code,
            "message": self.message or "",
            "id": self.id,
            "uuid": self.uuid,
            "duplicate": is_duplicate,
            "warnings": self.warning_codes.split(",") if self.warning_codes else [],
        }
