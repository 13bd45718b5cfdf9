from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PlanCommon

SOLVE = "odoo.addons.poms_scheduling.models.poms_plan_solve"


@tagged("post_install", "-at_install")
class TestFaults(PlanCommon):
    """An engine that fails leaves the plan in force alone and says why."""

    def _failed(self, mood):
        self._mood(mood)
        with mute_logger(SOLVE):
            plan = self._plan()
        self.assertEqual(plan.state, "failed")
        self.assertFalse(plan.line_ids)
        return plan

    def test_each_fault_has_its_sentence(self):
        self._create_production()
        for mood, sentence in (
            ("crash", "broke off"),
            ("input", "cannot read the problem: card 7 has no machine"),
            ("infeasible", "No plan is possible: card 7 has no machine"),
            ("overlap", "breaks a rule and is not used: overlap"),
        ):
            with self.subTest(mood):
                if mood == "overlap":
                    self._create_production()
                self.assertIn(sentence, self._failed(mood).message)

    def test_failed_plan_can_be_made_again(self):
        self._create_production()
        plan = self._failed("crash")
        self._mood("")
        self._inline(plan.with_user(self.planner)).action_plan_now()
        self.assertEqual(plan.state, "solved")
        self.assertFalse(plan.message and "broke off" in plan.message)

    def test_plan_in_force_survives_a_failure(self):
        production = self._create_production()
        good = self._plan()
        self._apply(good)
        places = production.card_ids.mapped("date_planned_start")
        self._failed("crash")
        self.assertEqual(self.company.poms_plan_id, good)
        self.assertEqual(production.card_ids.mapped("date_planned_start"), places)

    def test_broken_job_is_said_on_the_plan(self):
        self._create_production()
        plan = self.env["poms.plan"].with_user(self.planner).create({})
        plan.sudo().state = "running"
        plan._on_job_fail(exc_name="psycopg2.OperationalError", exc_message="gone")
        self.assertEqual(plan.state, "failed")
        self.assertIn("OperationalError", plan.message)

    def test_waiting_plan_is_cancelled_at_once(self):
        self._create_production()
        plan = self.env["poms.plan"].with_user(self.planner).create({})
        plan.action_plan_now()
        self.assertEqual(plan.state, "queued")
        plan.action_cancel()
        self.assertEqual(plan.state, "draft")
        plan.with_context(queue_job__no_delay=True)._job_solve()
        self.assertEqual(plan.state, "draft")

    def test_running_plan_is_cancelled_by_its_row(self):
        self._create_production()
        self._mood("hang")
        plan = self.env["poms.plan"].with_user(self.planner).create({"seconds": 5})
        plan.sudo().write({"state": "running"})
        plan.action_cancel()
        plan.with_context(queue_job__no_delay=True)._job_solve()
        self.assertEqual((plan.state, plan.message), ("draft", "Cancelled."))
        self.assertFalse(plan.line_ids)

    def test_queued_job_has_its_channel_and_may_commit(self):
        self._create_production()
        plan = self.env["poms.plan"].with_user(self.planner).create({})
        plan.action_plan_now()
        job = self.env["queue.job"].search([("model_name", "=", "poms.plan")], limit=1)
        self.assertEqual(job.channel, "root.planning")
        self.assertEqual(job.user_id, self.planner)
        self.assertTrue(job.job_function_id.allow_commit)
        self.assertEqual(plan.progress, 0)
