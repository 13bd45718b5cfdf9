import psycopg2

from odoo import api, fields, models


class PomsPlanProgress(models.Model):
    """What a plan in work is doing, and what the planner wants of it.

    A row of its own, written by short transactions of their own: the job's main
    transaction never touches it, so neither waits for the other.
    """

    _name = "poms.plan.progress"
    _description = "Progress of a Plan"

    plan_id = fields.Many2one(
        "poms.plan", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    percent = fields.Float(readonly=True)
    text = fields.Char(readonly=True)
    wish = fields.Selection(
        [("stop", "Take the best so far"), ("cancel", "Cancel")], readonly=True
    )

    _plan_unique = models.Constraint("UNIQUE(plan_id)", "A plan has one progress.")

    @api.model
    def _tell(self, plan_id, percent, text):
        """Note how far a plan is and return the planner's wish ("" for none).

        In a transaction of its own, so that it is seen at once; a row that somebody
        holds is left for the next time. Run inline (queue_job__no_delay), it is the
        caller's transaction.
        """
        if self.env.context.get("queue_job__no_delay"):
            return self._set(plan_id, percent, text)
        try:
            with self.env.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '300ms'")
                env = self.env(cr=cr)
                return env["poms.plan.progress"]._set(plan_id, percent, text)
        except (
            psycopg2.errors.LockNotAvailable,
            psycopg2.errors.SerializationFailure,
        ):
            return ""

    @api.model
    def _set(self, plan_id, percent, text):
        """Write the row in this transaction; returns the wish, "" for none."""
        # sudo: planners may read their progress but not write it by themselves.
        row = self.sudo().search([("plan_id", "=", plan_id)], limit=1)
        row.write({"percent": percent, "text": text})
        return row.wish or ""
