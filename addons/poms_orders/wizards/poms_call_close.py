from odoo import fields, models


class PomsCallClose(models.TransientModel):
    """Solve a call in the office: what helped, and why help was needed."""

    _name = "poms.call.close"
    _description = "Solve a Call"

    call_id = fields.Many2one("poms.call", required=True, readonly=True)
    call_kind = fields.Selection(related="call_id.kind")
    reason_id = fields.Many2one(
        "poms.reason",
        string="Cause of the Call",
        domain="[('kind', '=', 'call_cause'), ('call_kind', 'in', (call_kind, False))]",
    )
    note = fields.Char(string="What helped")

    def action_close(self):
        """Solve the call as the log-in's own person."""
        self.ensure_one()
        return self.call_id._act_in_office(
            "_call_close", note=self.note, reason=self.reason_id.id or None
        )
