import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.offline.poms_conflict import SUMMED


class PomsConflictSettle(models.TransientModel):
    """Settle a refused act in the office, as the log-in's own person."""

    _name = "poms.conflict.settle"
    _description = "Settle a Conflict"

    conflict_id = fields.Many2one("poms.conflict", required=True, readonly=True)
    message = fields.Char(related="conflict_id.message")
    kind = fields.Selection(related="conflict_id.kind")
    resolution = fields.Selection(
        [
            ("book", "Book anyway"),
            ("resend", "Send again changed"),
            ("discard", "Discard it"),
        ],
        required=True,
        default="book",
        help="Book anyway: checks that would block only warn. Send again: by the usual "
        "rules.",
    )
    good = fields.Char(string="Good pieces")
    scrap = fields.Char(string="Scrap pieces")
    rework = fields.Char(string="Rework pieces")
    material_fault = fields.Char(string="Material fault pieces")
    note = fields.Char(string="Why")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        conflict = self.env["poms.conflict"].browse(values.get("conflict_id") or [])
        if conflict:
            payload = conflict.report_id._get_payload()
            values |= {n: str(payload.get(n) or "0") for n in SUMMED}
        return values

    def action_settle(self):
        """Settle and close; a refusal is said and leaves the conflict open."""
        self.ensure_one()
        values = {}
        if self.resolution != "discard" and self.kind in ("report", "finish"):
            values = {name: self[name] or "0" for name in SUMMED}
        conflict, resolution, note = self.conflict_id, self.resolution, self.note
        cards = self.env["poms.task.card"]
        person = cards._find_own_employee(self.env.company)
        answer = cards._settle_from_office(
            str(uuid.uuid4()), conflict.id, person, resolution, values, note
        )
        if answer["status"] == "refused":
            raise UserError(answer["message"])
        return {"type": "ir.actions.act_window_close"}
