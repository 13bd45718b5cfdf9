from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportBooking(ReportCommon):
    """The booking table: what a report does to work orders, stock and value."""

    def setUp(self):
        super().setUp()
        self._stock_up()
        self.production, self.pair = self._create_released(10)
        self.turning, self.washing = self.pair

    def test_partial_reports_sum_up_and_last_one_closes(self):
        """Turning 3 + 7, washing 4 + 6: all received, all components taken."""
        self._ok("start", self.turning)
        self._ok("report", self.turning, good="3")
        self.assertEqual(self.turning.workorder_id.qty_produced, 3)
        self.assertEqual(self.production.qty_producing, 0)
        self.assertEqual(self._on_hand(self.blank), 97)
        self.assertEqual(self._on_hand(self.screw), 94)
        self._ok("report", self.turning, good="7")
        self.assertEqual(self.turning.state, "done")
        self.assertEqual(self.turning.workorder_id.state, "done")
        self._ok("report", self.washing, good="4")
        self.assertEqual(self._on_hand(self.shaft), 4)
        self.assertEqual(self.production.state, "progress")
        self._ok("report", self.washing, good="6")
        self.assertEqual(self.production.state, "done")
        self.assertEqual(self._on_hand(self.shaft), 10)
        self.assertEqual(self._on_hand(self.blank), 90)
        self.assertEqual(self._on_hand(self.screw), 80)

    def test_report_above_open_is_refused_and_kept(self):
        self._ok("report", self.turning, good="8")
        refused = self._no("quantity_over", "report", self.turning, good="3")
        self.assertEqual(refused.state, "refused")
        self.assertIn("2", refused.message)
        self.assertEqual(self.turning.quantity_good, 8)
