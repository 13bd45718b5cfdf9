from odoo import api, fields, models


class PomsOrder(models.Model):
    """The date that we can promise, where something can tell it."""

    _inherit = "poms.order"

    date_promised = fields.Datetime(
        string="Promised",
        compute="_compute_date_promised",
        store=True,
        help="The last line's promised date; empty where not every line has one.",
    )

    is_promised_late = fields.Boolean(
        string="Promised Too Late",
        compute="_compute_is_promised_late",
        store=True,
        help="What can be promised is after what the customer asks for.",
    )

    @api.depends("date_promised", "date_due")
    def _compute_is_promised_late(self):
        for order in self:
            due, promised = order.date_due, order.date_promised
            order.is_promised_late = bool(due and promised and promised > due)

    @api.depends("line_ids.date_promised")
    def _compute_date_promised(self):
        for order in self:
            dates = order.line_ids.mapped("date_promised")
            order.date_promised = max(dates) if dates and all(dates) else False

    def action_promise(self):
        """Ask for the dates that can be promised (`_promise_date`) and keep them."""
        self.check_access("write")
        lines = self.line_ids.filtered(
            lambda line: line.state == "open" and line.product_id and line.uom_id
        )
        promised = self.env["poms.hooks"]._promise_date(lines) if lines else {}
        for line in lines:
            if line.id in promised:
                line.date_promised = promised[line.id]
        return True
