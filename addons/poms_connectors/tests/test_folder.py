import tempfile
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import EdiCommon


@tagged("post_install", "-at_install")
class TestFolder(EdiCommon):
    """Files put into a folder, and answers written into one."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in ("in", "done", "error"):
            (self.root / name).mkdir()
        self.partner = self.partners["edifact"]
        self.partner.write(
            {
                "storage_id": self.env["fs.storage"]
                .create(
                    {
                        "name": "Folder",
                        "code": "poms_test_folder",
                        "protocol": "file",
                        "directory_path": folder.name,
                    }
                )
                .id,
                "input_dir_pending": "in",
                "input_dir_done": "done",
                "input_dir_error": "error",
                "output_dir_pending": "out",
            }
        )

    def _put(self, name, *changes):
        (self.root / "in" / name).write_bytes(self._bytes("edifact", *changes))

    def _fetch(self):
        """Look into the folder; moves happen after the commit."""
        before = self.env["poms.edi.message"].search([])
        self.partner.action_fetch()
        self.env.cr.postcommit.run()
        return self.env["poms.edi.message"].search([]) - before

    def test_file_becomes_an_order_and_moves_to_done(self):
        self._put("order.edi")
        message = self._fetch()
        self.assertEqual(message.state, "done")
        self.assertEqual(message.channel, "folder")
        self.assertEqual(message.filename, "order.edi")
        self.assertTrue(message.order_id)
        self.assertEqual(
            [p.name for p in (self.root / "done").iterdir()], ["order.edi"]
        )
        self.assertFalse(list((self.root / "in").iterdir()))

    def test_files_are_taken_in_by_jobs(self):
        """Two jobs a file, one after the other, in the channel for EDI."""
        self._put("order.edi")
        partner = self.partner.with_context(queue_job__no_delay=False)
        with trap_jobs() as jobs:
            partner.action_fetch()
            jobs.assert_jobs_count(2)
            channels = {job.channel for job in jobs.enqueued_jobs}
            self.assertEqual(channels, {"root.edi"})
            jobs.perform_enqueued_jobs()
        self.assertEqual(partner.message_ids.state, "done")
        self.assertTrue(partner.message_ids.order_id)

    def test_hourly_jobs_leave_what_is_fetched(self):
        self._put("order.edi")
        self._fetch().order_id.action_confirm()
        with trap_jobs() as jobs:
            backend = self.partner.backend_id.with_context(queue_job__no_delay=False)
            backend._check_output_exchange_sync()
            jobs.assert_jobs_count(0)
        states = self.partner.message_ids.mapped("state")
        self.assertIn("pending", states)

    def test_name_may_come_again(self):
        self._put("order.edi")
        self._fetch()
        self._put("order.edi", ("ICN0000101", "ICN0000109"), ("0815+9", "0816+9"))
        message = self._fetch()
        self.assertEqual(message.state, "done")
        self.assertEqual(message.order_number, "PO-26-0816")

    def test_bad_file_moves_to_errors(self):
        self._put("bad.edi", ("UNT+28", "UNT+29"))
        message = self._fetch()
        self.assertEqual(message.state, "error")
        self.assertEqual([p.name for p in (self.root / "error").iterdir()], ["bad.edi"])

    def test_files_being_written_are_left_alone(self):
        for name in (".order.edi", "order.edi.part", "order.tmp"):
            self._put(name)
        (self.root / "in" / "folder").mkdir()
        self.assertFalse(self._fetch())

    def test_answer_is_written_into_the_folder(self):
        self.partner.way_out = "folder"
        self._put("order.edi")
        order = self._fetch().order_id
        order.action_confirm()
        message = order.edi_message_ids.filtered(lambda m: m.direction == "output")
        self.assertEqual(message.state, "sent")
        files = list((self.root / "out").iterdir())
        self.assertEqual([file.name for file in files], [message.filename])
        self.assertEqual(files[0].read_bytes(), message._content())

    def test_folder_out_needs_a_folder(self):
        with self.assertRaises(ValidationError):
            self.partner.write({"output_dir_pending": False, "way_out": "folder"})
