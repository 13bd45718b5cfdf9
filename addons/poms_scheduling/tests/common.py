import os
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields

from odoo.addons.poms_orders.tests.common import PomsCommon

STAND_IN = Path(__file__).with_name("stand_in.py")


class PlanCommon(PomsCommon):
    """The small plant of the orders addon, planned by a stand-in for the engine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = cls._new_user("planner", "group_planner")
        cls.env["poms.task.card"].search([]).unlink()
        cls.startClassPatcher(
            patch.object(
                type(cls.env["poms.plan"]),
                "_engine_command",
                lambda plan: (str(STAND_IN), "solve"),
            )
        )

    def _mood(self, mood):
        """Let the stand-in misbehave for the rest of the test."""
        patcher = patch.dict(os.environ, {"STAND_IN": mood})
        patcher.start()
        self.addCleanup(patcher.stop)

    def _inline(self, records):
        """The records with jobs run at once, in the test's own transaction."""
        return records.with_context(queue_job__no_delay=True)

    def _plan(self, **vals):
        """A plan made by the planner, its background work done at once."""
        plan = self.env["poms.plan"].with_user(self.planner).create(vals)
        self._inline(plan).action_plan_now()
        return plan.with_env(self.env)

    def _apply(self, plan):
        self._inline(plan.with_user(self.planner)).action_apply()

    def _soon(self, **delta):
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        return now + timedelta(**delta)

    def _tree(self, quantity=10, **vals):
        """A shaft's production order with the order of its blanks below it."""
        parent = self._create_production(quantity, **vals)
        child = self._create_production(quantity, product=self.blank)
        child.poms_parent_id = parent
        return parent, child

    def assertFollows(self, plan):
        """Plan line == card == leave == work order, to the second."""
        self.assertTrue(plan.line_ids)
        for line in plan.line_ids.filtered(lambda line: line.state == "applied"):
            card = line.card_id
            place = (line.workcenter_id, line.date_start, line.date_finish)
            self.assertEqual(
                place,
                (card.workcenter_id, card.date_planned_start, card.date_planned_finish),
            )
            leave = card.leave_id
            self.assertEqual(
                place[1:], (leave.date_from, leave.date_to), f"leave of {card.name}"
            )
            self.assertEqual(leave.resource_id, line.workcenter_id.resource_id)
            self.assertEqual(leave.calendar_id, line.workcenter_id.resource_calendar_id)
            workorder = card.workorder_id
            if len(workorder.card_ids) == 1:
                self.assertEqual(
                    place,
                    (
                        workorder.workcenter_id,
                        workorder.date_start,
                        workorder.date_finished,
                    ),
                    f"work order of {card.name}",
                )
        for production in plan.line_ids.card_id.production_id:
            workorders = production.workorder_ids.filtered("date_start")
            self.assertEqual(
                (production.date_start, production.date_finished),
                (
                    min(workorders.mapped("date_start")),
                    max(workorders.mapped("date_finished")),
                ),
            )
