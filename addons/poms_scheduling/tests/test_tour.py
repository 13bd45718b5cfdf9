from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanTour(PlanCommon, HttpCase):
    """The planner's way in the browser; the background work is done at once."""

    def test_plan_apply_undo(self):
        production = self._create_production()
        model = type(self.env["poms.plan"])
        queue = model._queue

        def queue_inline(plan, *args):
            return queue(plan.with_context(queue_job__no_delay=True), *args)

        with patch.object(model, "_queue", queue_inline):
            self.start_tour("/odoo/poms-plans", "poms_plan_tour", login="planner")
        plans = self.env["poms.plan"].search([])
        self.assertEqual(set(plans.mapped("state")), {"applied", "superseded"})
        self.assertFalse(any(production.card_ids.mapped("date_planned_start")))
