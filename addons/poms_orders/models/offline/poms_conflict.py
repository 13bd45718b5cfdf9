import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

RESOLUTIONS = [
    ("book", "Booked Anyway"),
    ("resend", "Sent Again Changed"),
    ("discard", "Discarded"),
]
# No client can send this object in a context: JSON and XML know no identity.
TRUSTED = object()
SUMMED = ("good", "scrap", "rework", "material_fault")


class PomsConflict(models.Model):
    """A refused act from a tablet's outbox: who told it is gone, a leader settles it.

    The report itself never changes; this row says what became of it. What the same
    tablet told of the card afterwards waits until then.
    """

    _name = "poms.conflict"
    _description = "Conflict"
    _order = "state, id"
    _rec_name = "report_id"

    report_id = fields.Many2one(
        "poms.report", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("open", "To Settle"), ("settled", "Settled")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    uuid = fields.Char(related="report_id.uuid")
    kind = fields.Selection(related="report_id.kind")
    code = fields.Char(related="report_id.code")
    message = fields.Char(related="report_id.message")
    card_id = fields.Many2one(related="report_id.card_id", store=True, index=True)
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="report_id.team_id", store=True, index=True)
    employee_id = fields.Many2one(related="report_id.employee_id", store=True)
    device_id = fields.Many2one(related="report_id.device_id", store=True)
    date_client = fields.Datetime(
        related="report_id.date_client", store=True, string="Told"
    )
    date = fields.Datetime(related="report_id.date", string="Arrived", store=True)
    identified = fields.Selection(related="report_id.identified")
    summary = fields.Char(compute="_compute_summary", string="What Was Told")
    resolution = fields.Selection(RESOLUTIONS, readonly=True)
    settle_uuid = fields.Char(readonly=True, copy=False)
    settled_by = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")
    settled_uid = fields.Many2one(
        "res.users", string="Settled with the Log-in", readonly=True
    )
    date_settled = fields.Datetime(string="Settled", readonly=True)
    note = fields.Char(readonly=True)
    result_report_id = fields.Many2one(
        "poms.report", string="Booked As", readonly=True, ondelete="restrict"
    )

    _report_unique = models.UniqueIndex(
        "(report_id)", "This refusal is in the inbox already."
    )

    @api.depends("report_id")
    def _compute_summary(self):
        for conflict in self:
            conflict.summary = conflict._get_summary()

    def _get_summary(self):
        """The payload in a few words: quantities, then what else it names."""
        payload = self.report_id._get_payload()
        names = {
            "good": self.env._("good"),
            "scrap": self.env._("scrap"),
            "rework": self.env._("rework"),
            "material_fault": self.env._("material fault"),
        }
        parts = [
            f"{payload[name]} {names[name]}"
            for name in SUMMED
            if str(payload.get(name) or "0") not in ("0", "0.0")
        ]
        parts += [str(payload[name]) for name in ("lot", "note") if payload.get(name)]
        parts += [str(serial) for serial in payload.get("serials") or []]
        return ", ".join(parts)

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: what was told is settled, never deleted (superuser included)."""
        raise UserError(self.env._("A conflict is settled, never deleted."))

    def _get_data(self):
        """What the floor's screens show of open conflicts; no value is None."""
        return [
            {
                "id": conflict.id,
                "uuid": conflict.uuid,
                "state": conflict.state,
                "kind": conflict.kind,
                "code": conflict.code or "",
                "message": conflict.message or "",
                "summary": conflict.summary or "",
                "card": conflict.card_id.name or "",
                "card_id": conflict.card_id.id or False,
                "team": conflict.team_id.name or "",
                "employee_id": conflict.employee_id.id or False,
                "employee": conflict.employee_id.name or "",
                "device": conflict.device_id.name or "",
                "identified": conflict.identified or "",
                "date_client": fields.Datetime.to_string(conflict.date_client) or "",
                "date": fields.Datetime.to_string(conflict.date) or "",
                "payload": conflict.report_id._get_payload(),
            }
            for conflict in self
        ]

    # -- settling ---------------------------------------------------------------

    def _settle(self, uuid, leader, resolution, values=None, note=None):
        """Settle one conflict; idempotent by `uuid`. Rights were checked before.

        :param leader: `hr.employee` who settles, as superuser; empty for a log-in
            without a person
        :return: the answer, see `poms.task.card.settle`
        """
        self.ensure_one()
        if self.state == "settled":
            return self._answer_settled(uuid)
        if resolution not in dict(RESOLUTIONS):
            raise ValidationError(self.env._("resolution is book, resend or discard."))
        note = str(note or "").strip()
        result = {}
        if resolution == "discard":
            if not note:
                return self._refuse_settling(uuid, "settle_reason")
        else:
            result = self._try_again(uuid, leader, resolution, values or {})
            if result["status"] == "refused":
                return {**result, "id": self.id, "conflict": self.id}
        self.write(
            {
                "state": "settled",
                "resolution": resolution,
                "settle_uuid": uuid,
                "settled_by": leader.id,
                "settled_uid": self.env.uid,
                "date_settled": fields.Datetime.now(),
                "note": note,
                "result_report_id": result.get("id"),
            }
        )
        return self._answer(uuid, "accepted", "ok", result.get("message") or "")

    def _answer(self, uuid, status, code, message, is_duplicate=False):
        return {
            "status": status,
            "code": code,
            "message": message,
            "id": self.id,
            "uuid": uuid,
            "duplicate": is_duplicate,
            "warnings": [],
            "conflict": self.id,
        }

    def _answer_settled(self, uuid):
        if self.settle_uuid == uuid:
            return self._answer(uuid, "duplicate", "ok", "", is_duplicate=True)
        return self._refuse_settling(uuid, "conflict_settled")

    def _refuse_settling(self, uuid, code):
        messages = {
            "settle_reason": self.env._("Say why it is discarded."),
            "conflict_settled": self.env._(
                "%(who)s has settled this already.",
                who=self.settled_by.name or self.settled_uid.name,
            ),
        }
        return self._answer(uuid, "refused", code, messages[code])

    def _try_again(self, uuid, leader, resolution, values):
        """Book again; of a try that is refused nothing stays.

        Else it would be a conflict of its own, and its uuid could not be tried with
        other values.
        """
        with self.env.cr.savepoint() as savepoint:
            result = self._book_again(uuid, leader, resolution, values)
            if result["status"] == "refused":
                savepoint.rollback()
        return result

    def _book_again(self, uuid, leader, resolution, values):
        """Perform the act again with `values` over what it said first."""
        payload = {**self.report_id._get_payload(), **values}
        card = payload.pop("card", None) or self.card_id.id
        kind = payload.pop("kind", None) or self.kind
        # told at its own time, whatever the clock says now
        payload |= {"queued": True, "identified": "online"}
        cards = self.env["poms.task.card"]
        if resolution == "book":
            cards = cards.with_context(poms_book_anyway=TRUSTED)
        person = self.employee_id.sudo()
        if not person.active or resolution == "book":
            # the leader answers for it; the people stay those who did it
            payload["people"] = [
                *(payload.get("people") or []),
                *(self.employee_id.ids if person.active else []),
            ]
            person = leader or person
        payload = self._drop_unknown(kind, payload)
        return cards._act_again(kind, uuid, card, person, payload)

    def _drop_unknown(self, kind, payload):
        """A malformed act may name what nobody knows: it stays on the report."""
        allowed = self.env["poms.task.card"]._get_allowed(kind)
        return {name: value for name, value in payload.items() if name in allowed}

    def action_open_settle(self):
        """Open the dialog that settles this conflict."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle"),
            "res_model": "poms.conflict.settle",
            "view_mode": "form",
            "target": "new",
            "context": {"default_conflict_id": self.id},
        }

    @api.model
    def _dump(self, card, kind, values):
        """Return what an act said as JSON text; a token never gets here."""
        told = {name: value for name, value in values.items() if value is not None}
        return json.dumps(
            {"card": card or "", "kind": kind, **told}, default=str, ensure_ascii=False
        )
