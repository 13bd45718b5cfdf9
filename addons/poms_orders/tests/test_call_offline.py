import base64
from uuid import uuid4

from odoo import fields
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestCallOffline(PeopleCommon):
    """A call that waited in an outbox: its own time, judged identity, no loss."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = cls.env["poms.token"]._issue(cls.worker)[0]
        cls.boss_token = cls.env["poms.token"]._issue(cls.boss)[0]

    def _tell(self, uuid=None, minutes=0, token=None, **values):
        values = {"kind": "machine", "workcenter": self.lathe.id, **values}
        return self.cards.call_andon(
            uuid or str(uuid4()),
            token or self.token,
            queued=True,
            date_client=fields.Datetime.to_string(self._ago(minutes)),
            identified="online",
            **values,
        )

    def _conflicts(self):
        return self.env["poms.conflict"].search([("state", "=", "open")])

    def test_it_keeps_the_time_of_the_tap(self):
        uuid = str(uuid4())
        first, again = (self._tell(uuid, 3) for _twice in range(2))
        call = self.env["poms.call"].browse(first["id"])
        self.assertAlmostEqual(
            (fields.Datetime.now() - call.date_called).total_seconds(), 180, delta=5
        )
        self.assertTrue(call.is_queued)
        self.assertEqual((again["id"], again["duplicate"]), (first["id"], True))

    def test_a_clock_ahead_is_not_believed(self):
        call = self.env["poms.call"].browse(self._tell(minutes=-90)["id"])
        self.assertLessEqual(call.date_called, fields.Datetime.now())

    def test_come_told_late_counts_from_when_it_was(self):
        uuid = str(uuid4())
        call = self.env["poms.call"].browse(self._tell(uuid, 4)["id"])
        self.cards._call_come(str(uuid4()), self.colleague, call.id)
        self.cards._call_close(str(uuid4()), self.colleague, call.id)
        moment = fields.Datetime.to_string(self._ago(2))
        answer = self.cards.call_come(
            str(uuid4()), self.boss_token, uuid, queued=True, date_client=moment
        )
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual((call.come_employee_id, call.state), (self.boss, "closed"))
        closed = self.cards.call_close(
            str(uuid4()), self.boss_token, uuid, queued=True, date_client=moment
        )
        self.assertEqual(
            (closed["status"], closed["code"]), ("accepted", "call_closed")
        )

    def test_refused_goes_to_the_leader_once_and_can_be_settled(self):
        uuid = str(uuid4())
        before = self._conflicts()
        for _twice in range(2):
            answer = self._tell(uuid, 3, card="TC/nowhere", note="smoke")
            self.assertEqual(answer["code"], "card_unknown")
            self.assertFalse(answer["settled"])
        conflict = self._conflicts() - before
        self.assertEqual((len(conflict), conflict.employee_id), (1, self.worker))
        self.assertIn("smoke", conflict.summary)
        card = self._turning_card()
        settled = self.cards.settle(
            str(uuid4()), conflict.id, self.boss_token, "resend", {"card": card.name}
        )
        self.assertEqual(settled["status"], "accepted", settled)
        call = self.env["poms.call"].search([("card_id", "=", card.id)])
        self.assertEqual((call.kind, call.name), ("machine", "smoke"))
        self.assertLess(call.date_called, self._ago(2))
        self.assertTrue(self._tell(uuid, 3, card="TC/nowhere", note="smoke")["settled"])

    def test_a_person_who_left_is_judged(self):
        self.worker.active = False
        answer = self._tell()
        self.assertEqual(answer["code"], "identity_revoked")
        self.assertEqual(self._conflicts()[-1:].code, "identity_revoked")

    def test_refused_at_the_screen_opens_no_conflict(self):
        before = self._conflicts()
        answer = self.cards.call_andon(str(uuid4()), self.token, "coffee")
        self.assertEqual(answer["code"], "kind_unknown")
        self.assertEqual(self._conflicts(), before)

    def test_photo_hangs_on_its_call(self):
        uuid = str(uuid4())
        call = self.env["poms.call"].browse(self._tell(uuid)["id"])
        content = base64.b64encode(b"\xff\xd8\xff jpeg").decode()
        kept = self.cards.keep_photo(str(uuid4()), uuid, content, self.token)
        self.assertEqual(call.photo_ids.id, kept["id"])
        self.assertEqual(call.photo_ids.team_id, call.team_id)
        row = self._desk().overview()["calls"][0]
        self.assertIn(str(kept["id"]), row["photos"][0])

    def test_station_tells_calls_and_what_one_may(self):
        self._tell(note="jammed")
        own = self.cards.station_calls(self.token, self.lathe.id)["calls"][0]
        self.assertEqual((own["may_come"], own["may_close"]), (False, True))
        boss = self.cards.station_calls(self.boss_token)["calls"][0]
        self.assertEqual((boss["may_come"], boss["may_close"]), (True, True))
        stranger = self.env["poms.token"]._issue(self.stranger)[0]
        self.assertEqual(self.cards.station_calls(stranger)["calls"], [])
