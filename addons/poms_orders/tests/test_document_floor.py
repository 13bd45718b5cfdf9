import base64
import hashlib
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from reportlab.pdfgen.canvas import Canvas

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common_report import ReportCommon

PDF = b"%PDF-1.4 sheet"


class DocumentCommon(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_up()
        _order, (cls.turning, cls.washing) = cls._create_released(10)
        cls.document = cls.env["poms.document"].create(
            {
                "name": "Shaft",
                "drawing_number": "SH-1",
                "operation_id": cls.turning.operation_id.id,
            }
        )
        cls.first = cls._create_revision("A")
        cls.first.action_validate()

    @classmethod
    def _create_revision(cls, name, **vals):
        return cls.env["poms.document.revision"].create(
            {
                "document_id": cls.document.id,
                "revision": name,
                "file": base64.b64encode(PDF + name.encode()),
                "file_name": f"{name}.pdf",
                **vals,
            }
        )

    def _change(self, name="B", **vals):
        """Put the next revision in force, and let the job stop the clocks."""
        revision = self._create_revision(name, **vals)
        with trap_jobs() as trap:
            revision.action_validate()
            trap.perform_enqueued_jobs()
        return revision

    def _read(self, revision, who=None, card=None, uuid=None, **values):
        vals = {"uuid": uuid or str(uuid4()), "date": False, "identified": "online"}
        answer = self.cards._acknowledge(
            vals | values, who or self.worker, revision.id, (card or self.turning).name
        )
        self.env.flush_all()
        return answer


@tagged("post_install", "-at_install")
class TestDocumentStop(DocumentCommon):
    """A card by a drawing that changes stops until everybody has read the new one."""

    def test_a_running_card_is_paused_and_asks_to_read(self):
        self._ok("start", self.turning)
        revision = self._change()
        self.assertEqual(self.turning.state, "paused")
        refused = self._no("document_unread", "resume", self.turning)
        self.assertIn("SH-1", refused.message)
        self.assertIn("/ B", refused.message)
        self._no("document_unread", "report", self.turning, good="1")
        self.assertEqual(self._read(revision)["status"], "accepted")
        self._ok("resume", self.turning)
        self._ok("report", self.turning, good="4")

    def test_each_person_reads_for_himself(self):
        self._ok("start", self.turning)
        self._ok("start", self.turning, self.colleague)
        revision = self._change()
        self.assertEqual(self.turning.state, "paused")
        self._read(revision)
        self._ok("resume", self.turning)
        self._no("document_unread", "start", self.turning, self.colleague)
        # who is named as a helper has to know it, too
        self._no(
            "document_unread",
            "report",
            self.turning,
            good="1",
            people=[self.colleague.id],
        )
        self._read(revision, self.colleague)
        self._ok("start", self.turning, self.colleague)

    def test_a_card_that_has_not_begun_is_not_stopped(self):
        self._change()
        self.assertFalse(self.turning.document_stop_ids)
        self._ok("start", self.turning)

    def test_a_sheet_of_another_step_stops_nobody(self):
        self._ok("start", self.turning)
        self._ok("report", self.turning, good="10")
        self._ok("start", self.washing)
        self._change()
        self.assertEqual(self.washing.state, "running")
        self._ok("report", self.washing, good="1")

    def test_withdrawn_stops_going_on_but_counts_what_is_made(self):
        self._ok("start", self.turning)
        with trap_jobs() as trap:
            self.first.action_withdraw()
            trap.perform_enqueued_jobs()
        self.assertEqual(self.turning.state, "paused")
        refused = self._no("document_withdrawn", "resume", self.turning)
        self.assertIn("process engineer", refused.message)
        report = self._ok("report", self.turning, good="3")
        self.assertIn("document_withdrawn", report.warning_codes)
        self.assertEqual(self.turning.state, "paused")
        revision = self._change()
        self._no("document_unread", "resume", self.turning)
        self._read(revision)
        self._ok("resume", self.turning)

    def test_only_the_newest_revision_has_to_be_read(self):
        self._ok("start", self.turning)
        self._change("B")
        newest = self._change("C")
        self._read(newest)
        self._ok("resume", self.turning)

    def test_a_change_of_tomorrow_stops_tomorrow(self):
        self._ok("start", self.turning)
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        revision = self._create_revision("B", date_valid_from=tomorrow)
        with trap_jobs() as trap:
            revision.action_validate()
            self.assertEqual(trap.enqueued_jobs[0].eta, tomorrow)
        self._ok("report", self.turning, good="1")
        self.assertEqual(self.turning.document_stop_ids.date, tomorrow)

    def test_what_was_done_before_the_change_is_not_refused(self):
        self._ok("start", self.turning, date_start="2025-11-03 08:00:00")
        self._change()
        before = fields.Datetime.to_string(
            self.turning.document_stop_ids.date - timedelta(minutes=5)
        )
        report = self._ok("report", self.turning, good="1", date_end=before)
        self.assertFalse(report.warning_codes)

    def test_who_was_offline_is_told_late_and_loses_nothing(self):
        self._ok("start", self.turning)
        self._change()
        now = fields.Datetime.to_string(fields.Datetime.now() + timedelta(seconds=2))
        report = self._ok(
            "report", self.turning, good="1", queued=True, date_client=now
        )
        self.assertIn("document_unread", report.warning_codes)

    def test_the_plant_may_soften_it(self):
        self.env["ir.config_parameter"].set_param("poms_orders.check_document", "warn")
        self._ok("start", self.turning)
        self._change()
        report = self._ok("resume", self.turning)
        self.assertEqual(report.warning_codes, "document_unread")

    def test_the_office_sees_who_has_still_to_read(self):
        self._ok("start", self.turning)
        self._ok("start", self.turning, self.colleague)
        revision = self._change()
        self._read(revision)
        revision.invalidate_recordset()
        self.assertEqual(revision.unread_ids, self.colleague)
        self.assertEqual(revision.read_count, 1)

    def test_a_stop_costs_the_same_on_any_number_of_changes(self):
        self._ok("start", self.turning)
        for name in "BCDEF":
            revision = self._change(name)
        self._read(revision)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            found = self.env["poms.document.stop"]._judge(
                self.turning, self.worker, fields.Datetime.now()
            )
        self.assertEqual(found, ((), ()))


@tagged("post_install", "-at_install")
class TestAcknowledge(DocumentCommon):
    """Who has read what is kept once, and stays."""

    def test_the_same_act_twice_is_one(self):
        uuid = str(uuid4())
        first = self._read(self.first, uuid=uuid)
        again = self._read(self.first, uuid=uuid)
        self.assertEqual((first["status"], again["status"]), ("accepted", "duplicate"))
        self.assertEqual(first["id"], again["id"])
        anew = self._read(self.first)
        self.assertEqual((anew["status"], anew["id"]), ("duplicate", first["id"]))
        other = self._read(self.first, self.colleague, uuid=uuid)
        self.assertEqual(other["code"], "uuid_conflict")

    def test_drafts_and_strangers_are_unknown(self):
        draft = self._create_revision("Z")
        self.assertEqual(self._read(draft)["code"], "revision_unknown")
        answer = self.cards._acknowledge(
            {"uuid": str(uuid4()), "date": False, "identified": "api"},
            self.worker,
            "no number",
            None,
        )
        self.assertEqual(answer["code"], "revision_unknown")

    def test_it_keeps_its_own_time_and_is_never_deleted(self):
        told = fields.Datetime.now() - timedelta(hours=2)
        answer = self._read(self.first, date=told)
        row = self.env["poms.document.acknowledgement"].browse(answer["id"])
        self.assertEqual(
            (row.date, row.card_id, row.employee_id), (told, self.turning, self.worker)
        )
        with self.assertRaises(UserError):
            row.unlink()

    def test_the_queue_tells_the_documents_of_its_cards(self):
        self._ok("start", self.turning)
        cards = (self.turning | self.washing).with_context(
            poms_reader_id=self.worker.id
        )
        turning, washing = cards._get_cards_data()
        (sheet,) = turning["documents"]
        self.assertEqual(
            (sheet["revision"], sheet["must_read"], sheet["is_read"]),
            ("A", False, False),
        )
        sha = hashlib.sha1(PDF + b"A").hexdigest()
        self.assertEqual(sheet["url"], f"/poms/floor/document/{self.first.id}/{sha}")
        self.assertEqual(washing["documents"], [])
        self._change()
        turning = cards._get_cards_data()[0]
        self.assertTrue(turning["documents"][0]["must_read"])
        self.assertIn("document", [w["code"] for w in turning["waits_for"]])

    def test_many_cards_cost_no_more_queries(self):
        def count(cards):
            self.env.flush_all()
            self.env.invalidate_all()
            cards.mapped("name")
            start = self.env.cr.sql_log_count
            cards._get_document_data(self.worker)
            return self.env.cr.sql_log_count - start

        few = count(self.turning)
        more = self.turning
        for _each in range(4):
            more |= self._create_released(5)[1][0]
        self.assertLessEqual(count(more), few + 1)


@tagged("post_install", "-at_install")
class TestDocumentScreen(DocumentCommon, HttpCase):
    """The sheet at the station, in a real browser at a tablet's size."""

    browser_size = "1024x768"
    touch_enabled = True

    def test_a_change_is_read_before_work_goes_on(self):
        new_test_user(
            self.env, login="floor_operator", groups="poms_orders.group_operator"
        )
        self.turning.name = "TC-SHEET"
        self._ok("start", self.turning)
        self._change(
            "B",
            file=base64.b64encode(_draw_sheet("SH-1 / B")),
            change_note="Bore 12 H7",
        )
        self.start_tour(
            "/odoo/floor", "poms_document_change", login="floor_operator", timeout=90
        )
        self.assertEqual(self.turning.state, "running")
        row = self.env["poms.document.acknowledgement"].search([])
        self.assertEqual((row.employee_id, row.card_id), (self.worker, self.turning))


def _draw_sheet(text):
    """A PDF with thick lines and a text."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 300))
    canvas.setLineWidth(4)
    canvas.rect(20, 20, 360, 260)
    canvas.setFont("Helvetica", 30)
    canvas.drawString(60, 140, text)
    canvas.save()
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestDocumentRoute(DocumentCommon, HttpCase):
    """A station gets the sheets of its cards, and nothing else."""

    def _get(self, revision, checksum=None):
        checksum = checksum or revision._get_files()[revision.id].checksum
        return self.url_open(f"/poms/floor/document/{revision.id}/{checksum}")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,poms_orders.group_operator"
        cls.operator = new_test_user(cls.env, "sheet_operator", groups=groups)
        new_test_user(cls.env, "sheet_nobody")

    def test_only_what_is_in_force_and_known(self):
        self.authenticate("sheet_operator", "sheet_operator")
        answer = self._get(self.first)
        self.assertEqual((answer.status_code, answer.content), (200, PDF + b"A"))
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["Cache-Control"], "private, no-cache")
        self.assertEqual(self._get(self.first, "0" * 40).status_code, 404)
        draft = self._create_revision("B")
        self.assertEqual(self._get(draft).status_code, 404)
        draft.action_validate()
        self.assertEqual(self._get(draft).status_code, 200)
        self.assertEqual(self._get(self.first).status_code, 404)

    def test_a_log_in_without_a_role_gets_nothing(self):
        self.authenticate("sheet_nobody", "sheet_nobody")
        self.assertEqual(self._get(self.first).status_code, 403)

    def test_reading_needs_somebody_identified(self):
        with self.assertRaises(AccessError):
            self.cards.with_user(self.operator).documents("no token", self.turning.name)
