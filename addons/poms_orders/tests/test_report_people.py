from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportPeople(ReportCommon):
    """Several people on a card: each has an own clock, and nobody stops the others."""

    def setUp(self):
        super().setUp()
        self._stock_up()
        self.production, (self.turning, self.washing) = self._create_released(10)

    def _ago(self, minutes):
        return fields.Datetime.now() - timedelta(minutes=minutes)

    def _act(self, kind, employee, **values):
        act = getattr(self.cards, f"_{kind}")
        answer = act(self._uuid(), self.turning, employee, **values)
        self.assertEqual(answer["status"], "accepted", answer)
        return self.env["poms.report"].browse(answer["id"])

    def _minutes(self, employee):
        lines = self.env["mrp.workcenter.productivity"].search(
            [("card_id", "=", self.turning.id), ("employee_id", "=", employee.id)]
        )
        return sum(lines.mapped("duration"))

    def _names(self):
        people = self.turning._get_people()[self.turning.id]
        return {row["name"] for row in people}

    def test_one_pauses_and_the_other_goes_on(self):
        self._act("start", self.worker, date_start=self._ago(60))
        self._act("start", self.colleague, date_start=self._ago(30))
        self._act("pause", self.worker, date_end=self._ago(10))
        self.assertEqual(self.turning.state, "running")
        self.assertEqual(self._names(), {"Colleague"})
        self._act("pause", self.colleague)
        self.assertEqual(self.turning.state, "paused")
        self.assertAlmostEqual(self._minutes(self.worker), 50, 0)
        self.assertAlmostEqual(self._minutes(self.colleague), 30, 0)

    def test_the_last_report_ends_the_clocks_of_all(self):
        self._act("start", self.worker, date_start=self._ago(60))
        self._act("start", self.colleague, date_start=self._ago(20))
        self._act("report", self.worker, good="10")
        self.assertEqual(self.turning.state, "done")
        self.assertAlmostEqual(self._minutes(self.worker), 60, 0)
        self.assertAlmostEqual(self._minutes(self.colleague), 20, 0)

    def test_who_does_not_work_on_it_stops_it_for_all(self):
        self._act("start", self.worker, date_start=self._ago(60))
        self._act("start", self.colleague, date_start=self._ago(20))
        report = self._act("pause", self._create_person("Other", "BOTHER"))
        self.assertEqual(self.turning.state, "paused")
        self.assertLessEqual(self.worker | self.colleague, report.employee_ids)
        self.assertAlmostEqual(self._minutes(self.worker), 60, 0)
        self.assertAlmostEqual(self._minutes(self.colleague), 20, 0)
        self.assertFalse(self._names())

    def test_helper_who_only_reports_does_not_work_on_it(self):
        self._act("start", self.worker, date_start=self._ago(60))
        self._act("report", self.colleague, good="2")
        self.assertEqual(self._names(), {"Worker"})
        self._act("pause", self.worker)
        self.assertEqual(self.turning.state, "paused")

    def test_pieces_told_late_do_not_set_a_standing_card_going(self):
        self._act("start", self.worker, date_start=self._ago(60))
        self._act("pause", self.worker, date_end=self._ago(40))
        self._act("report", self.worker, good="2")
        self.assertEqual(self.turning.state, "paused")
        self.assertEqual(self.turning.quantity_good, 2)
        self.assertAlmostEqual(self._minutes(self.worker), 20, 0)

    def test_setup_and_run_are_told_apart_by_the_clock(self):
        self._act("start", self.worker, date_start=self._ago(60))
        data = self.turning._get_cards_data()[0]
        self.assertFalse(data["is_set_up"])
        setup = self._act("report", self.worker, is_setup=True, date_end=self._ago(45))
        self.assertAlmostEqual(setup.setup_min, 15, 0)
        self.assertFalse(setup.run_min)
        self.assertTrue(self.turning._get_cards_data()[0]["is_set_up"])
        run = self._act("report", self.worker, good="1")
        self.assertFalse(run.setup_min)
        self.assertAlmostEqual(run.run_min, 45, 0)

    def test_six_quantities_are_two_told_apart(self):
        self.turning.company_id.poms_quantity_kinds = "six"
        data = self.turning._get_cards_data()[0]
        self.assertEqual(len(data["kinds"]), 6)
        report = self._act(
            "report", self.worker, good="3", concession="2", to_inspect="1"
        )
        self.assertEqual(report.quantity_good, 5)
        self.assertEqual(report.quantity_concession, 2)
        self.assertEqual((report.quantity_rework, report.quantity_to_inspect), (1, 1))
        # what waits for a judgement is no fault yet: nobody is asked why
        self.assertNotIn("reason_missing", report.warning_codes or "")
        self.assertEqual(self.turning.quantity_open, 5)

    def test_negative_concession_is_refused(self):
        answer = self.cards._report(
            self._uuid(), self.turning, self.worker, good="3", concession="-1"
        )
        self.assertEqual(answer["code"], "quantity_negative")

    def _ask_for(self, *kinds):
        return self.env["poms.operation.parameter"].create(
            [
                {
                    "operation_id": self.turning.operation_id.id,
                    "name": kind.capitalize(),
                    "kind": kind,
                    "is_required": True,
                }
                for kind in kinds
            ]
        )

    def test_photo_and_signature_where_the_step_asks(self):
        photo, signature = self._ask_for("photo", "signature")
        report = self._act("report", self.worker, good="1")
        self.assertEqual(report.warning_codes, "photo_missing,signature_missing")
        uuids = {str(photo.id): self._uuid(), str(signature.id): self._uuid()}
        report = self._act("report", self.worker, good="1", parameters=uuids)
        self.assertFalse(report.warning_codes)
        self.assertEqual(
            set(report.parameter_value_ids.mapped("value_text")), set(uuids.values())
        )
        # paper carries its own signature
        report = self._act("report", self.worker, good="1", is_paper=True)
        self.assertFalse(report.warning_codes)

    def test_nobody_signs_offline(self):
        (signature,) = self._ask_for("signature")
        answer = self.cards._report(
            self._uuid(),
            self.turning,
            self.worker,
            good="1",
            parameters={str(signature.id): self._uuid()},
            identified="offline",
        )
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "signature_offline")
        )
