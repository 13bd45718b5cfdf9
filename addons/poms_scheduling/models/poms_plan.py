from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.queue_job.utils import must_run_without_delay

from .states import PLAN_APPLICABLE, PLAN_BUSY, PLAN_STARTABLE, PLAN_STATES

EDITABLE = {"name", "note", "seconds", "evaluations", "seed", "use_skills"}
"""What a planner may write; all else is written by the acts below."""
KEEP_DAYS = 90
"""Plan versions that are not in force, nor what an undo brings back, go after this."""
PLANNERS = "poms_orders.group_planner,poms_orders.group_plant_manager"


class PomsPlan(models.Model):
    """A plan version: where and when every open card is to be done.

    draft → queued → running → solved → applying → applied → superseded; a plan that
    could not be made, or whose writing broke off, is failed.
    """

    _name = "poms.plan"
    _description = "Plan"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Planner",
        readonly=True,
        default=lambda self: self.env.user,
    )
    previous_plan_id = fields.Many2one(
        "poms.plan",
        string="Plan Before",
        readonly=True,
        copy=False,
        help="The plan version that an undo brings back.",
    )
    replaced_plan_id = fields.Many2one(
        "poms.plan",
        readonly=True,
        copy=False,
        help="The version in force when this one was last put into force.",
    )
    seconds = fields.Integer(
        string="Time to Search (s)",
        default=30,
        help="Longest time that the engine searches for a better plan.",
    )
    evaluations = fields.Integer(
        help="Stop after so many plans tried; 0: no such limit. The same seed and the "
        "same number give the same plan.",
    )
    seed = fields.Integer(default=1)
    use_skills = fields.Boolean(
        string="Mind Skills",
        default=True,
        help="Plan an operation only while somebody with its skills is at work.",
    )
    note = fields.Text()

    date_from = fields.Datetime(string="Planned from", readonly=True, copy=False)
    date_solved = fields.Datetime(string="Made on", readonly=True, copy=False)
    date_applied = fields.Datetime(string="In Force since", readonly=True, copy=False)
    line_ids = fields.One2many("poms.plan.line", "plan_id", copy=False)
    line_count = fields.Integer(compute="_compute_line_counts", string="Cards")
    kept_count = fields.Integer(compute="_compute_line_counts", string="Kept Cards")

    state = fields.Selection(
        PLAN_STATES, default="draft", required=True, readonly=True, copy=False
    )
    is_current = fields.Boolean(compute="_compute_is_current", string="In Force")
    message = fields.Text(readonly=True, copy=False)
    warning_text = fields.Text(string="Assumptions", readonly=True, copy=False)
    progress_ids = fields.One2many(
        "poms.plan.progress", "plan_id", string="Progress Row", copy=False
    )
    progress = fields.Float(compute="_compute_progress")
    progress_text = fields.Char(compute="_compute_progress")

    figures = fields.Json(readonly=True, copy=False)
    tardiness_before = fields.Float(
        string="Tardiness before (h)", compute="_compute_figures"
    )
    tardiness_after = fields.Float(string="Tardiness (h)", compute="_compute_figures")
    late_before = fields.Integer(
        string="Late Orders before", compute="_compute_figures"
    )
    late_after = fields.Integer(string="Late Orders", compute="_compute_figures")
    setup_before = fields.Integer(
        string="Setup before (min)", compute="_compute_figures"
    )
    setup_after = fields.Integer(string="Setup (min)", compute="_compute_figures")
    unplanned_before = fields.Integer(
        string="Unplanned before", compute="_compute_figures"
    )
    date_makespan_before = fields.Datetime(
        string="Last Finish before", compute="_compute_figures"
    )
    date_makespan = fields.Datetime(string="Last Finish", compute="_compute_figures")

    # --- computed

    @api.depends("line_ids.state")
    def _compute_line_counts(self):
        counts = {
            (plan.id, state): count
            for plan, state, count in self.env["poms.plan.line"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id", "state"], ["__count"]
            )
        }
        for plan in self:
            own = {
                state: n for (plan_id, state), n in counts.items() if plan_id == plan.id
            }
            plan.line_count = sum(own.values())
            plan.kept_count = own.get("kept", 0)

    @api.depends("company_id.poms_plan_id")
    def _compute_is_current(self):
        for plan in self:
            # sudo: which version is in force is no secret of the company's record
            plan.is_current = plan.company_id.sudo().poms_plan_id == plan

    @api.depends("progress_ids.percent", "progress_ids.text", "state")
    def _compute_progress(self):
        for plan in self:
            row = plan.progress_ids[:1]
            busy = plan.state in PLAN_BUSY
            plan.progress = row.percent if busy else 0.0
            plan.progress_text = row.text if busy else False

    @api.depends("figures", "date_from")
    def _compute_figures(self):
        for plan in self:
            figures = plan.figures or {}
            for suffix, part in (
                ("before", figures.get("before") or {}),
                ("after", figures.get("after") or {}),
            ):
                plan[f"tardiness_{suffix}"] = part.get("tardiness", 0) / 60
                plan[f"late_{suffix}"] = part.get("late_orders", 0)
                plan[f"setup_{suffix}"] = part.get("setup_min", 0)
            plan.unplanned_before = figures.get("unplanned_before", 0)
            plan.date_makespan_before = plan._moment(figures.get("before"))
            plan.date_makespan = plan._moment(figures.get("after"))

    def _moment(self, part):
        """The last finish of some figures as a datetime, False without one."""
        if not part or not part.get("makespan") or not self.date_from:
            return False
        return fields.Datetime.add(self.date_from, minutes=part["makespan"])

    @api.constrains("seconds", "evaluations")
    def _check_budget(self):
        for plan in self:
            if plan.seconds < 0 or plan.evaluations < 0:
                raise ValidationError(
                    self.env._("The time to search cannot be negative.")
                )
            if not plan.seconds and not plan.evaluations:
                raise ValidationError(
                    self.env._(
                        "Give the search a limit: seconds, or a number of plans tried."
                    )
                )

    # --- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_editable(vals, {"company_id"})
            if vals.get("name", "/") == "/":
                # sudo: planners may not touch sequences otherwise
                vals["name"] = (
                    self.env["ir.sequence"].sudo().next_by_code("poms.plan") or "/"
                )
        plans = super().create(vals_list)
        # sudo: the row is ours, nobody writes it directly
        self.env["poms.plan.progress"].sudo().create(
            [{"plan_id": plan.id} for plan in plans]
        )
        return plans

    def write(self, vals):
        self._check_editable(vals)
        return super().write(vals)

    def _check_editable(self, vals, also=()):
        """Refuse by RPC what only the acts may change."""
        forbidden = set(vals) - EDITABLE - set(also)
        if forbidden and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a plan cannot be written directly.",
                    fields=", ".join(sorted(forbidden)),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        if any(plan.state in PLAN_BUSY or plan.is_current for plan in self):
            raise UserError(
                self.env._(
                    "A plan that is in force or being made cannot be deleted. Put "
                    "another one into force first, or stop it."
                )
            )

    # --- acts of the planner

    def _check_planner(self):
        """Only planners and plant managers act on plans."""
        if not self.env.user.has_groups(PLANNERS):
            raise AccessError(
                self.env._("Only planners and plant managers make and apply plans.")
            )
        self.check_access("write")

    def action_plan_now(self):
        """Queue these plans; called on none, make a new one and open it."""
        self._check_planner()
        plans = self or self.create({})
        for plan in plans:
            if plan.state not in PLAN_STARTABLE or plan.is_current:
                raise UserError(
                    self.env._(
                        "%(plan)s is made already. Start a new plan instead.",
                        plan=plan.name,
                    )
                )
        for plan in plans:
            plan._queue("queued", "_job_solve", self.env._("Make plan %s", plan.name))
        return True if self else plans._action_open()

    def action_apply(self):
        """Put this version into force, in the background."""
        self.ensure_one()
        self._check_planner()
        # A version that was in force may be empty: nothing was planned then.
        is_made = self.line_ids or self.date_applied
        if self.state not in PLAN_APPLICABLE or not is_made:
            raise UserError(
                self.env._("%(plan)s cannot be applied: make it first.", plan=self.name)
            )
        self._check_no_other_applying()
        self._queue("applying", "_job_apply", self.env._("Apply plan %s", self.name))
        return True

    def action_undo(self):
        """Bring back the version before this one, and open it."""
        self.ensure_one()
        self._check_planner()
        if not self.is_current or not self.previous_plan_id:
            raise UserError(
                self.env._("%(plan)s has no version before it.", plan=self.name)
            )
        self.previous_plan_id.action_apply()
        return self.previous_plan_id._action_open()

    def action_stop(self):
        """End the search and take the best plan found so far."""
        return self._wish("stop")

    def action_cancel(self):
        """Give up a plan that is waiting or being made."""
        return self._wish("cancel")

    def _wish(self, wish):
        self._check_planner()
        waiting = self.filtered(lambda plan: plan.state == "queued")
        if wish == "cancel" and waiting:
            waiting.sudo().write(
                {"state": "draft", "message": self.env._("Cancelled.")}
            )
        busy = self.filtered(lambda plan: plan.state in ("queued", "running"))
        # sudo: the row is ours, nobody writes it directly
        busy.sudo().progress_ids.write({"wish": wish})
        return True

    def action_view_lines(self):
        """The cards of this plan by machine."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "poms_scheduling.poms_plan_line_action"
        )
        return dict(
            action,
            domain=[("plan_id", "=", self.id)],
            context={"search_default_group_workcenter": 1},
            name=self.env._("Cards of %s", self.name),
        )

    # --- helpers

    def _check_no_other_applying(self):
        """One version at a time is written to the cards of a company."""
        other = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "applying"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(plan)s is being applied. Wait until it is done.", plan=other.name
                )
            )

    def _queue(self, state, method, description):
        """Hand one plan to the background."""
        self.ensure_one()
        # sudo: the rights were checked by the act; states are written by acts only
        self.sudo().write({"state": state, "message": False})
        self.sudo().progress_ids.write({"percent": 0, "text": False, "wish": False})
        if must_run_without_delay(self.env):
            # The queue would run a job that commits on a cursor of its own, which
            # cannot see what the caller has not committed.
            inline = self.with_context(queue_job__no_delay=True)
            return getattr(inline, method)()
        delayed = self.with_delay(
            description=description, identity_key=f"poms.plan-{self.id}-{method}"
        )
        return getattr(delayed, method)()

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "poms.plan",
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _commit(self):
        """End the step's transaction; not when run inline in the caller's own."""
        if not self.env.context.get("queue_job__no_delay"):
            # The job is the outermost call, and allowed to by its job function.
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _rollback(self):
        """Give the step up; inline the error is the caller's."""
        self.env.cr.rollback()
        self.env.invalidate_all()

    @api.autovacuum
    def _gc_old(self):
        """Delete old versions, a thousand at a time."""
        current = self.env["res.company"].search([]).poms_plan_id
        kept = current | current.previous_plan_id | current.replaced_plan_id
        since = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        self.search(
            [
                ("state", "not in", PLAN_BUSY),
                ("write_date", "<", since),
                ("id", "not in", kept.ids),
            ],
            limit=1000,
        ).unlink()

    def _on_job_fail(self, exc_name="", **_values):
        """A job of this plan broke: say so on the plan; the job has the details."""
        self.sudo().write(
            {
                "state": "failed",
                "message": self.env._(
                    "The background job broke off (%(error)s). Nothing half-written "
                    "is left on a card; press the button again, and tell your "
                    "administrator if it happens twice.",
                    error=(exc_name or "").rpartition(".")[2],
                ),
            }
        )
