from odoo import fields, models
from odoo.exceptions import UserError

LINE_STATES = [
    ("waiting", "Waiting"),
    ("done", "Confirmed"),
    ("failed", "Not Confirmed"),
]


class PomsConfirmRunLine(models.Model):
    """One order of a run: its job confirms it and says so in one transaction.

    A job that is killed leaves neither half an order nor a wrong state: both are
    rolled back together. The job runs again when the queue finds it dead, or when
    somebody resumes the run; whoever comes second finds the order confirmed.
    """

    _name = "poms.confirm.run.line"
    _description = "Order of a Confirmation in the Background"
    _order = "run_id, id"

    run_id = fields.Many2one(
        "poms.confirm.run", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        "poms.order", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="order_id.partner_id")
    state = fields.Selection(LINE_STATES, default="waiting", required=True, index=True)
    message = fields.Text()
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)

    def _enqueue(self):
        """A job for each line, in their order; one that waits already is kept."""
        for number, line in enumerate(self):
            line.with_delay(
                description=self.env._("Confirm %s", line.order_id.name),
                identity_key=f"poms_confirm_run_line_{line.id}",
                priority=10 + min(number, 900),
            )._job_confirm()

    def _job_confirm(self):
        """Confirm the order as the person who started the run."""
        self.ensure_one()
        # A second job of this line waits here for the first, then sees its result.
        self.lock_for_update()
        if self.state == "done" or self.run_id.is_stopped:
            return
        run = self.run_id
        order = self.order_id.with_user(run.user_id).with_company(run.company_id)
        try:
            with self.env.cr.savepoint():
                order.action_confirm()
        except UserError as error:
            self.write({"state": "failed", "message": str(error)})
        else:
            self.write({"state": "done", "message": False})
