from odoo.tests import tagged

from odoo.addons.poms_orders.tests.common_report import ReportCommon

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestFloor(PlanCommon, ReportCommon):
    """Planning beside people who report."""

    def test_report_plan_report(self):
        """Given a card begun under the first plan, the second goes around it."""
        self._stock_up()
        _order, (turning, _washing) = self._create_released()
        _other, (second, _last) = self._create_released()
        self._apply(self._plan())
        first = min(turning | second, key=lambda card: card.date_planned_start)
        self._ok("start", first)
        self._ok("report", first, good="4")
        place = (first.leave_id.date_from, first.leave_id.date_to)

        plan = self._plan()
        line = {line.card_id: line for line in plan.line_ids}
        self.assertTrue(line[first].is_fixed)
        self.assertEqual(line[first].run_min, 36)  # 6 of 10 are left
        rest = (turning | second) - first
        self.assertGreaterEqual(line[rest].date_start, line[first].date_finish)
        self._apply(plan)
        self.assertEqual(line[first].keep_reason, "started")
        self.assertEqual(place, (first.leave_id.date_from, first.leave_id.date_to))
        self._ok("report", first, good="6")
        self.assertEqual(first.state, "done")

        third = self._plan()
        self.assertNotIn(first, third.line_ids.card_id)
        self._apply(third)
        self.assertFollows(third)
        begun = (first | rest).production_id.mapped("state")
        self.assertEqual(begun, ["progress", "confirmed"])
