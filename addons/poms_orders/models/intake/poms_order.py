from odoo import api, fields, models
from odoo.exceptions import UserError

from ...domain.intake import read_lines


class PomsOrder(models.Model):
    """Where an order came from, and what of its file is still open."""

    _inherit = "poms.order"

    intake_part_id = fields.Many2one(
        "poms.intake.part",
        string="Incoming File",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    intake_row_ids = fields.One2many(
        "poms.intake.row", "order_id", string="Rows to Correct"
    )

    @api.depends("intake_row_ids.state")
    def _compute_has_issue(self):
        """Rows that could not be read are missing here: nobody confirms past them."""
        result = super()._compute_has_issue()
        for order in self:
            if any(row.state == "open" for row in order.intake_row_ids):
                order.has_issue = True
        return result

    @api.depends("intake_row_ids.state")
    def _compute_issue_text(self):
        return super()._compute_issue_text()

    def _issues(self):
        texts = super()._issues()
        rows = self.intake_row_ids.filtered(lambda row: row.state == "open")
        if rows:
            texts.append(
                self.env._(
                    "%(count)s rows of %(file)s could not be read: correct them or "
                    "say that they are no lines.",
                    count=len(rows),
                    file=rows.part_id[:1].name or "",
                )
            )
        return texts

    def _add_document_line(self, line):
        """Add one neutral line to an order that is still in the inbox."""
        self.ensure_one()
        document = dict(self.document or {"family": "csv", "type": "order"})
        document["lines"] = [*(document.get("lines") or []), line]
        count = len(self.line_ids)
        parts = read_lines({**document, "lines": [line]})
        self.write(
            {
                "document": document,
                "line_ids": [
                    (0, 0, self._prepare_line_vals(count + index, part))
                    for index, part in enumerate(parts)
                ],
            }
        )
        self._match_lines()

    def _check_withdrawable(self):
        """Raise `UserError` where an order is more by now than what its file said."""
        for order in self:
            foreign = (
                order.line_ids.filtered("origin_order_id") or order.merged_from_ids
            )
            if order.state != "received" or order.part or foreign:
                raise UserError(
                    self.env._(
                        "%s does not wait as it came any more. Undo what was done "
                        "with it in the inbox first.",
                        order.name,
                    )
                )

    def _withdraw(self):
        """Remove waiting orders; what they had replaced waits again."""
        for order in self:
            before = order.previous_id
            if order._awaits_change():
                order._withdraw_request()
            order.unlink()
            if before.state == "cancelled" and not before.merged_into_id:
                before.write({"state": "received"})
                before.line_ids.write({"state": "open"})
                before._message_log(body=self.env._("Waits again."))

    def action_view_rows(self):
        """The rows of the file that are missing in this order."""
        return self.intake_part_id.action_open()
