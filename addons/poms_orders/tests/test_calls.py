from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestCalls(PeopleCommon):
    """Help is called, comes and solves; each told once, and seen by the leader."""

    def _call(self, uuid=None, who=None, **values):
        values = {"kind": "material", "workcenter": self.lathe.id, **values}
        return self.cards._call_andon(
            uuid or str(uuid4()), who or self.worker, **values
        )

    def test_call_come_close(self):
        card = self._turning_card()
        called = self._call(card=card.name, workcenter=None, note="bar is short")
        call = self.env["poms.call"].browse(called["id"])
        self.assertEqual((called["status"], called["code"]), ("accepted", "called"))
        self.assertEqual((call.card_id, call.workcenter_id), (card, card.workcenter_id))
        come = self.cards._call_come(str(uuid4()), self.boss, call.id)
        self.assertEqual((come["code"], call.state), ("come", "come"))
        second = self.cards._call_come(str(uuid4()), self.colleague, call.id)
        self.assertEqual(
            (second["code"], call.come_employee_id), ("call_come", self.boss)
        )
        closed = self.cards._call_close(str(uuid4()), self.boss, call.uuid, "new bar")
        self.assertEqual((closed["code"], call.state), ("closed", "closed"))
        self.assertEqual(call.resolution, "new bar")
        late = self.cards._call_come(str(uuid4()), self.colleague, call.id)
        self.assertEqual((late["status"], late["code"]), ("refused", "call_closed"))

    def test_each_act_once(self):
        uuids = [str(uuid4()) for _act in range(3)]
        first, again = (self._call(uuids[0]) for _twice in range(2))
        self.assertEqual((first["id"], first["duplicate"]), (again["id"], False))
        self.assertTrue(again["duplicate"])
        other = self._call(uuids[0], kind="quality")
        self.assertEqual((other["status"], other["code"]), ("refused", "uuid_conflict"))
        call = first["id"]
        for act, uuid in (("come", uuids[1]), ("close", uuids[2])):
            inner = getattr(self.cards, f"_call_{act}")
            once, twice = (inner(uuid, self.boss, call) for _twice in range(2))
            self.assertEqual(
                [once["status"], once["duplicate"], twice["duplicate"]],
                ["accepted", False, True],
            )

    def test_refused_with_what_to_do(self):
        for code, values in (
            ("kind_unknown", {"kind": "coffee"}),
            ("card_unknown", {"card": "TC/nowhere"}),
            ("place_missing", {"workcenter": None}),
        ):
            answer = self._call(**values)
            self.assertEqual((answer["status"], answer["code"]), ("refused", code))
            self.assertTrue(answer["message"])
        for call in (None, "", 0, 2**40, "nothing"):
            answer = self.cards._call_close(str(uuid4()), self.boss, call)
            self.assertEqual(answer["code"], "call_unknown")

    def test_other_company_finds_nothing(self):
        call = self._call()["id"]
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreigner = self._create_person("Foreigner", "BFOREIGN")
        foreigner.company_id = company
        answer = self.cards._call_come(str(uuid4()), foreigner, call)
        self.assertEqual(answer["code"], "call_unknown")

    def test_leader_sees_the_own_teams_until_solved(self):
        called = self._call(note="bar is short")
        rows = self._desk().overview()["calls"]
        self.assertEqual([row["id"] for row in rows], [called["id"]])
        self.assertIn("bar is short", rows[0]["text"])
        self.assertTrue(fields.Datetime.to_datetime(rows[0]["since"]))
        self.assertEqual(self._desk(self.other_user).overview()["calls"], [])
        self.cards._call_close(str(uuid4()), self.boss, called["id"])
        self.assertEqual(self._desk().overview()["calls"], [])

    def test_never_deleted(self):
        call = self.env["poms.call"].browse(self._call()["id"])
        with self.assertRaises(UserError):
            call.unlink()

    def test_only_who_is_identified_may_call(self):
        cards = self.cards.with_user(self.boss_user)
        with self.assertRaises(AccessError):
            cards.call_andon(str(uuid4()), "", "machine", workcenter=self.lathe.id)
        token = cards._identify("BWORKER", None, self.env["poms.device"])["token"]
        answer = cards.call_andon(
            str(uuid4()), token, "machine", workcenter=self.lathe.id
        )
        call = self.env["poms.call"].with_user(self.boss_user).browse(answer["id"])
        self.assertEqual((call.employee_id, call.kind), (self.worker, "machine"))
        with self.assertRaises(AccessError):
            call.state = "closed"
