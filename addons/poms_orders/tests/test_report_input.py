import base64
import json
import os
import uuid
from datetime import timedelta
from itertools import cycle, islice

from odoo import fields
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..domain.plain_input import clean_input, to_id
from .common_protocols import ProtocolCommon

DEEP = [[[[[[[[[[[[["deep"]]]]]]]]]]]]]
HUGE = 10**30
# What no argument means, whatever it is called.
JUNK = (
    None,
    True,
    -1,
    1.5,
    HUGE,
    "",
    "x",
    "\0",
    "a\0b",
    "\ud800",
    "²",
    "9" * 5000,
    "NaN",
    "1e400",
    "1E-999999",
    float("nan"),
    [],
    [1],
    [HUGE],
    [[]],
    {},
    {"a": [None]},
    DEEP,
)
# Each argument gets the next few: every kind of junk meets every kind of argument. In
# a whole test run half as many.
JUNK_EACH = 2 if os.environ.get("POMS_TEST_SHORT") == "1" else 4
ARGUMENTS = {
    "report": "uuid card token good scrap reason parameters components byproducts lot "
    "serials run_min date_start date_end date_client people note workcenter queued",
    "start": "card date workcenter",
    "pause": "reason",
    "correct": "report good components lot serials",
    "identify": "badge pin device",
    "scan": "token code",
    "station_queue": "workcenter",
    "documents": "card",
    "acknowledge": "revision date_client",
    "indirect": "reason",
    "call_andon": "kind card workcenter note",
    "call_close": "call note reason",
    "keep_photo": "owner content mimetype taken_at kind name",
    "park": "method values message token",
    "settle": "conflict resolution values note",
    "my_reports": "card search",
    "heartbeat": "device waiting oldest version",
}


@tagged("post_install", "-at_install")
class TestPlainInput(BaseCase):
    def test_what_no_database_holds_is_taken_out(self):
        told = {"a\0": ["x\0y", {"b": "\ud83d!"}], "n": 1.5, "z": "好"}
        self.assertEqual(
            clean_input(told), {"a": ["xy", {"b": "?!"}], "n": 1.5, "z": "好"}
        )

    def test_deep_nesting_is_refused(self):
        with self.assertRaises(ValueError):
            clean_input(DEEP)

    def test_ids(self):
        for value, number in (
            (7, 7),
            (" 7 ", 7),
            (True, 0),
            ("²", 0),
            ("9" * 5000, 0),
            (HUGE, 0),
            (-1, 0),
            (None, 0),
            ([7], 0),
        ):
            self.assertEqual(to_id(value), number, value)


@tagged("post_install", "-at_install")
class TestReportInput(ProtocolCommon):
    """Whatever a client sends: a clear answer, and nothing is lost or half done."""

    def setUp(self):
        super().setUp()
        self.token = self._json2("identify")["token"]

    def _send(self, act, **values):
        """(status, answer) of one call over JSON-2."""
        response = self._post(f"/json/2/poms.task.card/{act}", values)
        return response.status_code, response.json()

    def _act(self, **values):
        return {
            "uuid": str(uuid.uuid4()),
            "card": self.card.name,
            "token": self.token,
            **values,
        }

    def _fill(self, method):
        """Good arguments of a method, of which a test spoils one."""
        values = {"token": self.token}
        if method in ("identify", "heartbeat"):
            values = {}
        if method in ("report", "start", "pause"):
            values["card"] = self.card.name
        more = {
            "correct": {"report": 1},
            "scan": {"code": "X"},
            "documents": {"card": self.card.name},
            "acknowledge": {"revision": 1},
            "indirect": {"reason": "X"},
            "call_andon": {"kind": "other", "card": self.card.name},
            "call_close": {"call": 1},
            "keep_photo": {"owner": str(uuid.uuid4()), "content": "/9j/"},
            "park": {"method": "report", "values": {}},
            "settle": {"conflict": 1, "resolution": "book"},
            "heartbeat": {"device": "none"},
        }
        values |= more.get(method, {})
        reading = "identify scan station_queue documents my_reports heartbeat"
        if method not in reading.split():
            values["uuid"] = str(uuid.uuid4())
        return values

    @mute_logger("odoo.http")
    def test_junk_never_ends_as_an_error_of_ours(self):
        wrong, turn = [], cycle(JUNK)
        for method, names in ARGUMENTS.items():
            for name in names.split():
                for junk in islice(turn, JUNK_EACH):
                    values = {**self._fill(method), name: junk}
                    status, answer = self._send(method, **values)
                    has_text = answer.get("message") or answer.get("status")
                    if status not in (200, 403, 422) or not has_text:
                        wrong.append((method, name, junk, status, answer))
        self.assertFalse(wrong)

    def test_a_scanner_s_nul_does_not_hide_the_card(self):
        values = self._act(card=self.card.name + "\0", good="1", note="cut\ud83d")
        status, answer = self._send("report", **values)
        self.assertEqual((status, answer["status"]), (200, "accepted"), answer)
        report = self.env["poms.report"].browse(answer["id"])
        self.assertEqual((report.card_id, report.note), (self.card, "cut?"))
        self.assertEqual(self._send("report", **values)[1]["status"], "duplicate")

    def test_times_with_zones_and_over_the_change_of_clocks(self):
        # Berlin goes from 2:00 to 3:00 at 1:00 UTC: ten real minutes
        values = self._act(
            good="1",
            date_start="2025-03-30T01:55:00+01:00",
            date_end="2025-03-30T03:05:00+02:00",
        )
        answer = self._send("report", **values)[1]
        report = self.env["poms.report"].browse(answer["id"])
        self.assertEqual(fields.Datetime.to_string(report.date_end)[11:], "01:05:00")
        self.assertEqual(report.date_end - report.date_start, timedelta(minutes=10))

    def test_impossible_times_are_kept_as_a_refusal(self):
        later = fields.Datetime.to_string(fields.Datetime.now() + timedelta(hours=8))
        for time in (later, "0900-01-01 00:00:00", "9999-12-31 23:59:59"):
            status, answer = self._send(
                "report", **self._act(good="1", date_end=time, queued=True)
            )
            self.assertEqual((status, answer["code"]), (200, "time_wrong"), answer)
            report = self.env["poms.report"].browse(answer["id"])
            self.assertEqual(report.conflict_ids.state, "open")
        self.assertEqual(self.card.quantity_good, 0)

    @mute_logger("odoo.http")
    def test_minutes_of_more_than_a_month_are_a_slip(self):
        status, answer = self._send("report", **self._act(good="1", run_min=10**8))
        self.assertEqual(status, 422)
        self.assertIn("100000000", answer["message"])

    @mute_logger("odoo.http")
    def test_photos_large_wrong_and_broken(self):
        act = self._act(good="1")
        self._send("report", **act)
        large = base64.b64encode(b"\xff\xd8\xff" + bytes(10 * 1024**2)).decode()
        photo = {"owner": act["uuid"], "token": self.token, "uuid": act["uuid"]}
        self.assertEqual(self._send("keep_photo", content=large, **photo)[0], 200)
        again = self._send("keep_photo", content=large, **photo)[1]
        self.assertEqual(again["status"], "duplicate")
        other = self._send("keep_photo", content="/9j/", **photo)[1]
        self.assertEqual(other["code"], "uuid_conflict")
        photo["uuid"] = str(uuid.uuid4())
        for values in (
            {"content": "no base64!"},
            {"content": "/9j/", "mimetype": "text/html"},
            {"content": base64.b64encode(bytes(13 * 1024**2)).decode()},
        ):
            status, answer = self._send("keep_photo", **photo, **values)
            self.assertEqual(status, 422, values.get("mimetype"))
            self.assertTrue(answer["message"])

    @mute_logger("odoo.http")
    def test_malformed_bodies(self):
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"bearer {self.key}",
        }
        path = "/json/2/poms.task.card/report"
        for body in ("{", "[]", "null", '"x"', json.dumps({})):
            response = self.url_open(path, data=body, headers=headers)
            self.assertIn(response.status_code, (400, 422), body)
            self.assertTrue(response.json()["message"])
