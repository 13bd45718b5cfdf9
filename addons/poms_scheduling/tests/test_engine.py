from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestEngine(PlanCommon):
    """The way with the real engine: a budget of evaluations, so always the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(
                type(cls.env["poms.plan"]),
                "_engine_command",
                lambda plan: ("-m", "engine", "solve"),
            )
        )
        red, blue = cls.env["poms.setup.group"].create(
            [{"name": name, "code": name} for name in ("Red", "Blue")]
        )
        cls.env["poms.setup.time"].create(
            [
                {"to_group_id": group.id, "minutes": minutes}
                for group, minutes in ((red, 15), (blue, 25))
            ]
        )
        cls.shaft_bom.operation_ids[0].setup_group_id = red
        cls.blank_bom.operation_ids.setup_group_id = blue
        cls.lathe.alternative_workcenter_ids = cls.lathe_2
        cls.lathe_2.time_efficiency = 80
        cls.calendar_day = cls.calendar.copy({"name": "Day", "tz": "Europe/Berlin"})
        cls.calendar_day.attendance_ids.write({"hour_from": 6, "hour_to": 16})
        cls.washer.resource_calendar_id = cls.calendar_day

    def _plan(self, **vals):
        return super()._plan(seconds=0, evaluations=300, seed=7, **vals)

    def _orders(self):
        """Four trees, one of them running, one pinned, one due soon."""
        trees = [self._tree(quantity) for quantity in (10, 20, 5, 40)]
        for days, (parent, child) in enumerate(trees, 1):
            (parent | child).card_ids.date_due = fields.Datetime.now() + timedelta(
                days=days
            )
        trees[0][1].card_ids.state = "running"
        pinned = trees[1][0].card_ids[0]
        start = self._soon(days=2)
        pinned._write_plan(
            {
                pinned.id: {
                    "date_start": start,
                    "date_finish": start + timedelta(hours=2),
                }
            }
        )
        pinned.is_pinned = True
        return trees, pinned

    def test_plan_is_sound_applied_and_repeatable(self):
        trees, pinned = self._orders()
        plan = self._plan()
        self.assertEqual(plan.state, "solved", plan.message)
        self.assertEqual(len(plan.line_ids), 12)
        engine = plan.figures["engine"]
        # a plan that is proven the best ends the search
        is_through = engine["evaluations"] >= 300 or engine["status"] == "optimal"
        self.assertTrue(is_through, engine)
        self._apply(plan)
        self.assertEqual(plan.state, "applied", plan.message)
        self.assertFollows(plan)
        kept = plan.line_ids.filtered(lambda line: line.state == "kept")
        self.assertEqual(kept.card_id, trees[0][1].card_ids | pinned)
        again = self._plan()
        self.assertEqual(again.state, "solved", again.message)
        self.assertLessEqual(again.late_after, again.late_before)

    def test_same_seed_same_plan(self):
        self._orders()
        with patch.object(
            type(self.env["poms.plan.problem"]),
            "_present_start",
            lambda problem, now, seconds: self._soon(minutes=2),
        ):
            first, second = self._plan(), self._plan()
        places = [
            plan.line_ids.sorted("card_id").mapped(
                lambda line: (line.card_id.id, line.workcenter_id.id, line.date_start)
            )
            for plan in (first, second)
        ]
        self.assertEqual(*places)
