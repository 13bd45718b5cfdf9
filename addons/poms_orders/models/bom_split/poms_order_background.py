from odoo import Command, fields, models
from odoo.exceptions import UserError


class PomsOrder(models.Model):
    """Confirming many orders without waiting for it."""

    _inherit = "poms.order"

    def action_confirm_background(self):
        """Confirm these orders as jobs, the earliest due first; show the progress."""
        self.check_access("write")
        orders = self.filtered(lambda order: order.state == "received")
        if not orders:
            raise UserError(self.env._("None of these orders waits to be confirmed."))
        if len(orders.company_id) > 1:
            raise UserError(self.env._("Confirm the orders of one company at a time."))
        run = self.env["poms.confirm.run"].create(
            {
                "company_id": orders.company_id.id,
                "line_ids": [
                    Command.create({"order_id": order.id})
                    for order in orders.sorted(
                        lambda o: (o.date_due or fields.Datetime.now(), o.id)
                    )
                ],
            }
        )
        run.line_ids._enqueue()
        return run._get_records_action()
