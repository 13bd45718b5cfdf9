from odoo import models
from odoo.exceptions import UserError

# More orders than a person waits for, or than a request may take time for.
MANY_ORDERS = 200


class PomsIntakePart(models.Model):
    """Files of very many orders are taken in by a job."""

    _inherit = "poms.intake.part"

    def _has_many_orders(self):
        self.ensure_one()
        return len((self.summary or {}).get("orders", ())) > MANY_ORDERS

    def _take_in_later(self):
        """Take these files in as jobs, as who asks; one that waits already is kept."""
        self.write({"state": "queued"})
        for part in self:
            part.with_delay(
                description=self.env._("Take in %s", part.name),
                identity_key=f"poms_intake_part_{part.id}",
            )._job_take_in()

    def _job_take_in(self):
        """All of the file or nothing; why it could not be is said at the document."""
        self.ensure_one()
        self.lock_for_update()
        if self.state != "queued":
            return
        self.state = "check"
        try:
            with self.env.cr.savepoint():
                self._take_in()
        except UserError as error:
            self.intake_id._message_log(body=str(error))
