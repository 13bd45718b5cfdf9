import json
import time
import uuid
from unittest.mock import patch

from odoo.tests import get_db_name, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..models import poms_door
from .common_protocols import ProtocolCommon


@tagged("post_install", "-at_install")
class TestReportProtocols(ProtocolCommon):
    """One act by four ways: the same answers."""

    @mute_logger(
        "odoo.addons.rpc.controllers.xmlrpc", "odoo.addons.rpc.controllers.jsonrpc"
    )
    def test_all_ways_give_the_same_answers(self):
        """Accepted by one way, the resend by each other way says "duplicate"."""
        for name, way in self._ways.items():
            with self.subTest(name):
                token = way("identify", badge="BWORKER")["token"]
                act = {
                    "uuid": str(uuid.uuid4()),
                    "card": self.card.name,
                    "token": token,
                }
                first = way("report", **act, good="1", run_min=2)
                self.assertEqual(first["status"], "accepted", first)
                for other in self._ways.values():
                    again = other("report", **act, good="1", run_min=2)
                    self.assertEqual(again["status"], "duplicate")
                    for key in ("id", "code", "message", "uuid", "warnings", "card"):
                        self.assertEqual(again[key], first[key], key)
                act["uuid"] = str(uuid.uuid4())
                refused = way("report", **act, good="99")
                self.assertEqual(refused["code"], "quantity_over")
                for other in self._ways.values():
                    again = other("report", **act, good="99")
                    self.assertEqual(again["status"], "refused")
                    self.assertEqual(again["id"], refused["id"])
        self.env.invalidate_all()
        self.assertEqual(self.card.quantity_good, 4)
        self.assertEqual(self.card.workorder_id.qty_produced, 4)

    @mute_logger(
        "odoo.addons.rpc.controllers.xmlrpc", "odoo.addons.rpc.controllers.jsonrpc"
    )
    def test_reading_is_the_same_too(self):
        token = self._json2("identify")["token"]
        queues = {n: w("station_queue", token=token) for n, w in self._ways.items()}
        for name, queue in queues.items():
            self.assertEqual(queue, queues["json2"], name)
        self.assertIn(
            self.card.name, [card["name"] for card in queues["route"]["cards"]]
        )
        scans = [
            w("scan", token=token, code=self.card.name) for w in self._ways.values()
        ]
        self.assertEqual(scans.count(scans[0]), 4)
        self.assertEqual(scans[0]["type"], "card")
        self.assertEqual(len(scans[0]["card"]["components"]), 2)

    @mute_logger("odoo.http")
    def test_errors_have_their_status_codes(self):
        token = self._json2("identify")["token"]
        good = {"uuid": str(uuid.uuid4()), "card": self.card.name, "token": token}
        for values, status in (
            ({**good, "token": ""}, 403),
            ({**good, "token": "x.y"}, 403),
            ({**good, "uuid": "no uuid"}, 422),
            ({**good, "good": "three"}, 422),
            ({**good, "scarp": "3"}, 422),
            ({**good, "date_start": "yesterday"}, 422),
        ):
            for path, with_key in (
                ("/json/2/poms.task.card/report", True),
                ("/poms/floor/report", False),
            ):
                response = self._post(path, values, with_key)
                self.assertEqual(response.status_code, status, (path, values))
                self._check_error(response)
        response = self._post("/poms/floor/unlink", {}, with_key=False)
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self._post("/poms/floor/_report", {}, False).status_code, 404)

    def _check_error(self, response):
        """Odoo's shape, a sentence, and nothing of the server's inside."""
        body = response.json()
        keys = {"name", "message", "arguments", "context", "debug"}
        self.assertEqual(set(body), keys)
        self.assertTrue(body["message"])
        self.assertNotIn("Traceback", response.text)
        self.assertNotIn("odoo/", response.text)

    @mute_logger("odoo.http")
    def test_a_fault_of_ours_tells_no_inside(self):
        def fail(*_args, **_values):
            raise RuntimeError("no inside")

        values = {"uuid": str(uuid.uuid4()), "card": self.card.name, "token": "x"}
        with patch.object(type(self.cards), "start", fail):
            response = self._post("/poms/floor/start", values, with_key=False)
        self.assertEqual(response.status_code, 500)
        self._check_error(response)

    @mute_logger("odoo.http")
    def test_busy_is_503_with_retry_after(self):
        token = self._json2("identify")["token"]
        values = {"uuid": str(uuid.uuid4()), "card": self.card.name, "token": token}

        def busy(door, *args, **kwargs):
            raise door._busy()

        with patch.object(poms_door.PomsDoor, "_serial", busy):
            for path, with_key in (
                ("/json/2/poms.task.card/start", True),
                ("/poms/floor/start", False),
            ):
                response = self._post(path, values, with_key)
                self.assertEqual(response.status_code, 503)
                self.assertEqual(response.headers["Retry-After"], "2")
                self.assertTrue(response.json()["message"])
        response = self._post("/poms/floor/start", values, with_key=False)
        self.assertEqual(response.json()["status"], "accepted")

    def test_before_a_badge_the_log_in_s_language_is_spoken(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.user.lang = "zh_CN"
        message = self._route("identify", badge="NOBODY")["message"]
        self.assertTrue(any(char > "\u4e00" for char in message), message)

    def test_ping_needs_nothing(self):
        answer = self.url_open("/poms/floor/ping").json()
        self.assertAlmostEqual(answer["now"] / 1000, time.time(), delta=60)

    def test_bus_channels_are_the_servers(self):
        """A team's channel comes to its people and leaders, to nobody else."""
        team = self.env["poms.team"].create(
            {"name": "Ours", "employee_ids": [(4, self.worker.id)]}
        )
        other = self.env["poms.team"].create({"name": "Others"})

        def channels(user):
            env = self.env(user=user.id)
            return env["ir.websocket"]._get_floor_channels(env.user)

        mine = channels(self.user)
        self.assertIn((team, "poms_floor"), mine)
        self.assertNotIn((other, "poms_floor"), mine)
        leader = self._new_user("leader", "group_team_leader")
        self.assertIn((other, "poms_floor"), channels(leader))
        clerk = self._new_user("clerk", "group_connector")
        self.assertEqual(channels(clerk), [])

    def _listen(self, login, names):
        """(channels, kinds of messages) that a subscriber of `names` gets."""
        self.authenticate(login, login)
        answer = self.make_jsonrpc_request(
            "/websocket/peek_notifications",
            {"channels": names, "last": 0, "is_first_poll": True},
        )
        kinds = [one["message"]["type"] for one in answer["notifications"]]
        return answer["channels"], kinds

    def test_hostile_subscriber_gets_nothing(self):
        """Whatever names somebody asks for, another team's news do not come."""
        team, other = self.env["poms.team"].create(
            [
                {"name": "Ours", "employee_ids": [(4, self.worker.id)]},
                {"name": "Others", "employee_ids": [(4, self.colleague.id)]},
            ]
        )
        self.pair.team_id = team
        member = self._new_user("member", "group_operator")
        stranger = self._new_user("stranger", "group_operator")
        self._new_user("clerk", "group_connector")
        self.worker.user_id, self.colleague.user_id = member, stranger
        self._ok("start", self.card)
        self.env.cr.precommit.run()
        bus = self.env["bus.bus"].sudo()
        ours = [get_db_name(), "poms.team", team.id, "poms_floor"]
        names = bus.search([], order="id desc", limit=4).mapped("channel")
        names += [json.dumps(ours), f"poms.team,{team.id}", "poms_floor", "*"]
        channels, kinds = self._listen("member", [])
        self.assertIn(ours, channels)
        self.assertIn("poms_card", kinds)
        for login in ("stranger", "clerk"):
            channels, kinds = self._listen(login, names)
            self.assertNotIn(ours, channels, login)
            self.assertNotIn("poms_card", kinds, login)
        for name in (ours, ["poms.team", team.id]):
            with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
                self._listen("stranger", [name])

    def test_act_is_told_on_the_teams_channel(self):
        team = self.env["poms.team"].create(
            {"name": "Ours", "employee_ids": [(4, self.worker.id)]}
        )
        self.pair.team_id = team
        self._ok("start", self.card)
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].sudo().search([], order="id desc", limit=1)
        self.assertIn('"poms.team"', sent.channel)
        self.assertIn("poms_card", sent.message)
