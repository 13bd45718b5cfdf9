from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestFloorHandover(PeopleCommon):
    """Notes at the station for the next shift, and what it reads there."""

    def _note(self, text, uuid=None, **told):
        act = self.cards._parse_told("handover_note", uuid or self._uuid(), told)
        about = {"workcenter": self.lathe.id, "card": None}
        return self.cards._handover_note(act, self.worker, text, about)

    def _rows(self):
        handovers = self.cards._find_handovers(self.worker)
        return [self.env["poms.leader"]._get_handover_data(one) for one in handovers]

    def test_note_goes_with_the_shifts_handover(self):
        answer = self._note("Chuck slips")
        self.assertEqual(answer["status"], "accepted")
        (row,) = self._rows()
        (line,) = row["lines"]
        self.assertEqual(line["kind"], "note")
        self.assertEqual(
            (line["text"], line["person"], line["machine"]),
            ("Chuck slips", "Worker", self.lathe.name),
        )

    def test_same_note_twice_is_one(self):
        key = self._uuid()
        first = self._note("Chuck slips", key)
        again = self._note("Chuck slips", key)
        self.assertEqual((again["status"], again["id"]), ("duplicate", first["id"]))
        self.assertEqual(len(self._rows()[0]["lines"]), 1)

    def test_handing_over_keeps_the_notes(self):
        line = self.env["poms.handover.line"].browse(self._note("Chuck slips")["id"])
        line.handover_id.sudo().action_hand_over()
        self.assertTrue(line.exists())
        self.assertEqual(line.handover_id.state, "written")

    def test_note_told_late_belongs_to_its_shift(self):
        told = fields.Datetime.now() - timedelta(hours=30)
        answer = self._note("Late", queued=True, date_client=str(told)[:19])
        line = self.env["poms.handover.line"].browse(answer["id"])
        self.assertLessEqual(line.handover_id.date_shift_start, told)
        self.assertGreater(line.handover_id.date_shift_end, told)

    def test_empty_note_and_nobodys_team(self):
        self.assertEqual(self._note("  ")["code"], "note_empty")
        self.team.employee_ids -= self.worker
        answer = self._note("To whom?")
        self.assertEqual((answer["code"], answer["settled"]), ("team_missing", True))
