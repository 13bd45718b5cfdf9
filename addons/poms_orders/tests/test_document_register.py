from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..tools.demo_documents import draw_clamping, draw_instruction, draw_shaft
from .common_change import ChangeCommon
from .test_document_floor import DocumentCommon


@tagged("post_install", "-at_install")
class TestDocumentLeader(DocumentCommon):
    """Who leads hears that work stands; an older sheet stops nobody."""

    def test_the_leader_is_told_once(self):
        leader = new_test_user(
            self.env, "sheet_leader", groups="poms_orders.group_team_leader"
        )
        person = self.env["hr.employee"].create(
            {"name": "Leader", "user_id": leader.id}
        )
        self.turning.team_id = self.env["poms.team"].create(
            {
                "name": "Turners",
                "leader_id": person.id,
                "employee_ids": self.worker.ids,
                "workcenter_ids": self.turning.workcenter_id.ids,
            }
        )
        self._ok("start", self.turning)
        self._change()
        self._read(self.document.current_revision_id)
        self._ok("resume", self.turning)
        self._change("C")
        activity = self.document.activity_ids
        self.assertEqual(activity.user_id, leader)
        self.assertIn(self.turning.name, activity.note)

    def test_nobody_is_told_of_a_card_that_does_not_run(self):
        self._ok("start", self.turning)
        self._ok("pause", self.turning)
        self._change()
        self.assertFalse(self.document.activity_ids)

    def test_an_older_revision_that_comes_late_stops_no_clock(self):
        self._ok("start", self.turning)
        long_ago = fields.Datetime.now() - timedelta(days=400)
        self._change("0", date_valid_from=long_ago)
        self.assertEqual(self.turning.state, "running")
        self._ok("report", self.turning, good="1")

    def test_read_before_it_counts_stops_no_clock(self):
        self._ok("start", self.turning)
        revision = self._create_revision("B")
        with trap_jobs() as trap:
            revision.action_validate()
            self._read(revision)
            trap.perform_enqueued_jobs()
        self.assertEqual(self.turning.state, "running")

    def test_an_operator_reads_only_what_was_put_in_force(self):
        operator = new_test_user(
            self.env, "sheet_reader", groups="poms_orders.group_operator"
        )
        draft = self._create_revision("B").with_user(operator)
        with self.assertRaises(AccessError):
            draft.read(["file"])
        self.assertTrue(self.first.with_user(operator).read(["file"]))
        engineer = new_test_user(
            self.env, "sheet_maker", groups="poms_orders.group_process_engineer"
        )
        self.assertTrue(draft.with_user(engineer).read(["file"]))

    def test_the_company_says_how_long_a_copy_is_shown(self):
        self.env.company.poms_document_hours = 3
        (sheet,) = self.turning._get_document_data(self.worker)[self.turning.id]
        self.assertEqual(sheet["max_age_h"], 3)


@tagged("post_install", "-at_install")
class TestDocumentRouting(ChangeCommon):
    """A new revision of a routing keeps the sheets of its steps."""

    def _create_document(self, operation):
        document = self.env["poms.document"].create(
            {"name": "Sheet", "drawing_number": "K-7", "operation_id": operation.id}
        )
        self.env["poms.document.revision"].create(
            {
                "document_id": document.id,
                "revision": "A",
                "url": "https://plm.example/a",
            }
        ).action_validate()
        return document

    def test_the_sheet_counts_for_old_and_new_orders(self):
        first = self.shaft_bom.operation_ids[:1]
        document = self._create_document(first)
        running = self._create_production(10)
        action = self.shaft_bom.with_user(self.engineer).action_new_revision()
        request = self.env["poms.change.request"].browse(action["res_id"])
        new = request.item_ids.new_bom_id
        self.shaft_bom._poms_copy_masters(new)
        self.shaft_bom._poms_copy_masters(new)
        self.assertEqual(document.more_operation_ids, new.operation_ids[:1])
        card = running.card_ids[:1]
        register = self.env["poms.document"]
        self.assertEqual(register._valid_for(card).document_id, document)
        card.workorder_id.operation_id = new.operation_ids[:1]
        card.invalidate_recordset()
        self.assertEqual(card.operation_id, new.operation_ids[:1])
        self.assertEqual(register._valid_for(card).document_id, document)

    def test_a_step_that_was_renamed_asks_for_its_own_sheet(self):
        document = self._create_document(self.shaft_bom.operation_ids[:1])
        new = self.shaft_bom._poms_copy_revision()
        new.operation_ids[:1].name = "Something else"
        self.shaft_bom._poms_copy_masters(new)
        self.assertFalse(document.more_operation_ids)


@tagged("post_install", "-at_install")
class TestDemoSheets(BaseCase):
    """The sheets of the demo plant are the same every day, and small."""

    def test_sheets(self):
        for draw in (draw_shaft, draw_instruction):
            sheet = draw("N-1", "Shaft", "A")
            self.assertTrue(sheet.startswith(b"%PDF"))
            self.assertEqual(sheet, draw("N-1", "Shaft", "A"))
            self.assertNotEqual(sheet, draw("N-1", "Shaft", "B"))
            self.assertLess(len(sheet), 20_000)
        picture = draw_clamping("N-1", "Flange", "A")
        self.assertTrue(picture.startswith(b"\x89PNG"))
        self.assertLess(len(picture), 40_000)
