from odoo import api, fields, models

RUN_STATES = [("running", "Running"), ("stopped", "Stopped"), ("done", "Done")]


class PomsConfirmRun(models.Model):
    """Many orders confirmed in the background, one transaction each."""

    _name = "poms.confirm.run"
    _description = "Confirmation in the Background"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    user_id = fields.Many2one(
        "res.users",
        string="Started by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    is_stopped = fields.Boolean(readonly=True)
    line_ids = fields.One2many("poms.confirm.run.line", "run_id", readonly=True)
    total_count = fields.Integer(string="Orders", compute="_compute_progress")
    done_count = fields.Integer(string="Confirmed", compute="_compute_progress")
    failed_count = fields.Integer(string="Not Confirmed", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    state = fields.Selection(RUN_STATES, compute="_compute_progress")

    @api.depends("create_date")
    @api.depends_context("tz", "lang")
    def _compute_name(self):
        for run in self:
            run.name = self.env._(
                "Confirmation of %s",
                fields.Datetime.context_timestamp(
                    run, run.create_date or fields.Datetime.now()
                ).strftime("%Y-%m-%d %H:%M"),
            )

    @api.depends("line_ids.state", "is_stopped")
    def _compute_progress(self):
        counts = {}
        groups = self.env["poms.confirm.run.line"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        )
        for run, state, count in groups:
            counts[run.id, state] = count
        for run in self:
            done = counts.get((run.id, "done"), 0)
            failed = counts.get((run.id, "failed"), 0)
            total = done + failed + counts.get((run.id, "waiting"), 0)
            run.total_count, run.done_count, run.failed_count = total, done, failed
            run.progress = 100.0 * (done + failed) / total if total else 0.0
            if done + failed == total:
                run.state = "done"
            else:
                run.state = "stopped" if run.is_stopped else "running"

    def action_stop(self):
        """What has not begun stays as it is, until the run is resumed."""
        self.check_access("write")
        self.is_stopped = True
        return True

    def action_resume(self):
        """Go on with what is not done: stopped, failed, or killed on the way.

        Safe at any time: an order that is confirmed meanwhile is not touched.
        """
        self.check_access("write")
        self.is_stopped = False
        lines = self.line_ids.filtered(lambda line: line.state != "done")
        lines.write({"state": "waiting", "message": False})
        lines._enqueue()
        return True

    def action_view_failed(self):
        """The orders that could not be confirmed."""
        failed = self.line_ids.filtered(lambda line: line.state == "failed")
        return failed.order_id._get_records_action(name=self.env._("Not Confirmed"))
