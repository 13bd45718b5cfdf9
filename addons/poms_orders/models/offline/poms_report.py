import json

from odoo import api, fields, models


class PomsReport(models.Model):
    """What a report keeps of its way: did it wait in an outbox, what did it say."""

    _inherit = "poms.report"

    kind = fields.Selection(
        selection_add=[("other", "Other")], ondelete={"other": "cascade"}
    )
    is_queued = fields.Boolean(
        string="Came from an Outbox",
        readonly=True,
        help="It waited on a tablet without network: nobody was there to see the "
        "answer.",
    )
    payload = fields.Text(
        readonly=True,
        groups="poms_orders.group_team_leader",
        help="What a refused act said, as it came; without the identification.",
    )
    conflict_ids = fields.One2many("poms.conflict", "report_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Open a conflict for each refused report that nobody was there to see."""
        for vals in vals_list:
            if vals.get("state") == "accepted":
                # the row itself says all: the second copy would only grow
                vals.pop("payload", None)
        reports = super().create(vals_list)
        unseen = reports.filtered(lambda r: r.state == "refused" and r.is_queued)
        unseen._open_conflict()
        return reports

    def _open_conflict(self):
        """Return the conflicts of these refused reports; made where missing."""
        missing = self.filtered(lambda report: not report.sudo().conflict_ids)
        # sudo: whoever tells of it, the team leader settles it
        self.env["poms.conflict"].sudo().create(
            [{"report_id": report.id} for report in missing]
        )
        return self.sudo().conflict_ids

    def _get_payload(self):
        """Return what a refused act said: its arguments, and "card"; {} if lost."""
        self.ensure_one()
        return json.loads(self.sudo().payload or "{}")

    def _get_answer(self, is_duplicate=False):
        """A refusal tells too whether somebody has settled it meanwhile."""
        answer = super()._get_answer(is_duplicate)
        if self.state == "refused":
            conflict = self.sudo().conflict_ids[:1]
            answer["settled"] = conflict.state == "settled"
            answer["resolution"] = conflict.resolution or ""
            answer["settle_note"] = conflict.note or ""
        return answer
