from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CALL_KINDS = [
    ("material", "Material"),
    ("quality", "Quality"),
    ("machine", "Machine"),
    ("other", "Other help"),
]
CALL_STATES = [
    ("open", "Waiting for help"),
    ("come", "Helper is there"),
    ("closed", "Solved"),
]


class PomsCall(models.Model):
    """A call for help from the floor (andon): who called, came and solved it, when.

    Written by the acts only, so that the times are true.
    """

    _name = "poms.call"
    _description = "Call for Help"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, date_called, id"

    uuid = fields.Char(required=True, readonly=True, copy=False)
    come_uuid = fields.Char(readonly=True, copy=False)
    close_uuid = fields.Char(readonly=True, copy=False)
    name = fields.Char(string="Sentence", readonly=True)
    kind = fields.Selection(CALL_KINDS, required=True, readonly=True, index=True)
    state = fields.Selection(
        CALL_STATES, default="open", required=True, readonly=True, index=True
    )
    card_id = fields.Many2one(
        "poms.task.card", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter", readonly=True, index=True, ondelete="restrict"
    )
    team_id = fields.Many2one("poms.team", readonly=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Called by", required=True, readonly=True
    )
    come_employee_id = fields.Many2one("hr.employee", string="Came", readonly=True)
    close_employee_id = fields.Many2one(
        "hr.employee", string="Solved by", readonly=True
    )
    date_called = fields.Datetime(string="Called at", required=True, readonly=True)
    date_come = fields.Datetime(string="Came at", readonly=True)
    date_closed = fields.Datetime(string="Solved at", readonly=True)
    resolution = fields.Char(string="What helped", readonly=True)
    reason_id = fields.Many2one(
        "poms.reason", string="Cause of the Call", readonly=True, ondelete="restrict"
    )
    is_queued = fields.Boolean(
        string="Called without Network",
        readonly=True,
        help="The call waited on a tablet; its time is that of the tap.",
    )
    reopen_count = fields.Integer(string="Times Opened Again", readonly=True)
    step_ids = fields.One2many("poms.call.step", "call_id", readonly=True)
    photo_ids = fields.One2many("poms.photo", "call_id", readonly=True)
    response_min = fields.Float(
        string="Response (min)",
        compute="_compute_minutes",
        store=True,
        aggregator="avg",
        help="From the call until somebody came.",
    )
    solve_min = fields.Float(
        string="Until Solved (min)",
        compute="_compute_minutes",
        store=True,
        aggregator="avg",
        help="From the call until it was solved.",
    )

    _uuid_unique = models.UniqueIndex("(uuid)", "This call was made already.")

    @api.depends("date_called", "date_come", "date_closed")
    def _compute_minutes(self):
        for call in self:
            call.response_min = _minutes_between(call.date_called, call.date_come)
            call.solve_min = _minutes_between(call.date_called, call.date_closed)

    @api.depends("kind", "card_id.name", "workcenter_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for call in self:
            # sudo: where help is needed is no secret to who reads the call
            place = call.sudo().card_id.name or call.sudo().workcenter_id.name
            call.display_name = f"{kinds.get(call.kind, '')}: {place or ''}"

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: how long help took is evidence."""
        raise UserError(self.env._("A call for help is never deleted. Solve it."))

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """An average leaves out calls to which nobody has come yet: 0 is no time."""
        selected = super()._read_group_select(aggregate_spec, query)
        name, _colon, aggregator = aggregate_spec.partition(":")
        if name in ("response_min", "solve_min") and aggregator == "avg":
            column = self._field_to_sql(self._table, name, query)
            return SQL("AVG(NULLIF(%s, 0))", column)
        return selected

    def _get_sentence(self):
        """Kind, place and words of the call, in one line."""
        self.ensure_one()
        return " · ".join(filter(None, [self.display_name, self.name]))

    def _notify(self):
        """Tell the teams' screens once the transaction is committed."""
        for call in self:
            target = call.team_id or call.company_id
            payload = {
                "call_id": call.id,
                "state": call.state,
                "level": call.level,
                "card_id": call.card_id.id or False,
                "workcenter_id": call.workcenter_id.id or False,
            }
            self.env["bus.bus"]._sendone((target, "poms_floor"), "poms_call", payload)


def _minutes_between(start, end):
    return (end - start).total_seconds() / 60 if start and end else 0.0
