from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportTime(ReportCommon):
    """Minutes of setup and run: who, where, how long, at which rate."""

    def setUp(self):
        super().setUp()
        self._stock_up()
        self.production, (self.turning, self.washing) = self._create_released(10)

    def _lines(self, card=None):
        return self.env["mrp.workcenter.productivity"].search(
            [("card_id", "=", (card or self.turning).id)], order="id"
        )

    def _ago(self, minutes):
        return fields.Datetime.now() - timedelta(minutes=minutes)

    def test_told_minutes_are_closed_lines(self):
        self._ok("report", self.turning, good="3", setup_min=10, run_min="20")
        lines = self._lines()
        self.assertEqual(lines.mapped("poms_kind"), ["setup", "run"])
        self.assertEqual(lines.mapped("duration"), [10, 20])
        self.assertEqual(lines[0].date_end, lines[1].date_start)
        self.assertEqual(lines.employee_id, self.worker)
        self.assertEqual(lines.workcenter_id, self.lathe)
        self.assertTrue(all(lines.mapped("date_end")))
        self.assertEqual(self.turning.workorder_id.duration, 30)

    def test_clock_runs_from_the_start_over_pauses(self):
        """Start 60 ago, pause 40 ago, resume 30 ago, report now: 20 + 30 minutes."""
        self._ok("start", self.turning, date_start=self._ago(60))
        self._ok("pause", self.turning, date_end=self._ago(40))
        self._ok("resume", self.turning, date_start=self._ago(30))
        report = self._ok("report", self.turning, good="1")
        self.assertAlmostEqual(report.run_min, 30, 0)
        self.assertAlmostEqual(sum(self._lines().mapped("duration")), 50, 0)

    def test_setup_is_taken_off_the_clock(self):
        self._ok("start", self.turning, date_start=self._ago(60))
        report = self._ok("report", self.turning, good="1", setup_min=15)
        self.assertEqual(report.setup_min, 15)
        self.assertAlmostEqual(report.run_min, 45, 0)

    def test_second_report_counts_since_the_first(self):
        self._ok("start", self.turning, date_start=self._ago(60))
        self._ok("report", self.turning, good="1", date_end=self._ago(20))
        report = self._ok("report", self.turning, good="1")
        self.assertAlmostEqual(report.run_min, 20, 0)

    def test_start_and_finish_stand_at_the_times_told(self):
        self._ok("start", self.turning, date_start=datetime(2025, 3, 3, 8))
        self.assertEqual(self.turning.date_started, datetime(2025, 3, 3, 8))
        self._ok("report", self.turning, good="10", date_end=datetime(2025, 3, 3, 9))
        self.assertEqual(self.turning.date_done, datetime(2025, 3, 3, 9))

    def test_nobodys_clock_books_nothing(self):
        report = self._ok("report", self.turning, good="1")
        self.assertFalse(report.run_min)
        self.assertFalse(self._lines())

    def test_breaks_and_nights_are_not_work(self):
        """Forgotten from 15:00 to 9:00 on an 8 to 16 calendar: 2 hours."""
        self.lathe.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Day",
                "tz": "UTC",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": str(day),
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 16,
                            "day_period": "morning",
                        },
                    )
                    for day in range(7)
                ],
            }
        )
        start, end = datetime(2025, 3, 3, 15), datetime(2025, 3, 4, 9)
        self._ok("start", self.turning, date_start=start)
        report = self._ok("report", self.turning, good="1", date_end=end)
        self.assertAlmostEqual(report.run_min, 120, 0)

    def test_two_people_count_twice_as_work_and_once_as_machine(self):
        """An hour together on a machine of 60 an hour: 120 minutes, 60 cost."""
        self._ok(
            "report", self.turning, good="1", run_min=60, people=[self.colleague.id]
        )
        self.assertEqual(self._lines().employee_id, self.worker | self.colleague)
        self.assertEqual(self.turning.workorder_id.duration, 120)
        self.assertAlmostEqual(self.turning.workorder_id._cal_cost(), 60, 2)

    def test_card_begun_on_another_machine_goes_there(self):
        """Two cards of one step, an hour each, on machines of 60 and 240: 300."""
        self.lathe.alternative_workcenter_ids = self.lathe_2
        self.lathe_2.code = "L2"
        production = self._create_production(10)
        card = production.card_ids.sorted("sequence")[0]
        other = card._split_off(5)
        production.card_ids.action_release()
        self._ok("start", other, workcenter="L2")
        self.assertEqual(other.workcenter_id, self.lathe_2)
        self._ok("report", card, good="5", run_min=60)
        self._ok("report", other, good="5", run_min=60)
        self.assertEqual(self._lines(other).workcenter_id, self.lathe_2)
        self.assertAlmostEqual(card.workorder_id._cal_cost(), 300, 2)

    def test_wrong_machine_warns(self):
        report = self._ok("start", self.turning, workcenter=self.washer.id)
        self.assertEqual(report.warning_codes, "station_wrong")

    def test_paper_slip_has_its_own_times(self):
        report = self._ok(
            "report",
            self.turning,
            good="2",
            date_start="2025-03-03 08:00:00",
            date_end="2025-03-03T10:00:00+01:00",
            is_paper=True,
        )
        self.assertTrue(report.is_paper)
        self.assertEqual(report.run_min, 60)
        self.assertEqual(self._lines().date_start, datetime(2025, 3, 3, 8))
