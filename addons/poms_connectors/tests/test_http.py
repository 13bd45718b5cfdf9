import base64
import json

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..codecs import read
from .common import DATA, EdiCommon

URL = "/poms/edi/receive"


@tagged("post_install", "-at_install")
class TestHttp(EdiCommon, HttpCase):
    def _headers(self, family, **more):
        user = self.partners[family].user_id
        keys = self.env["res.users.apikeys"].with_user(user)
        expiry = fields.Datetime.add(fields.Datetime.now(), days=1)
        key = keys.sudo()._generate(None, "test", expiry)
        return {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/octet-stream",
            **more,
        }

    def test_order_and_duplicate(self):
        headers = self._headers("edifact")
        content = self._bytes("edifact")
        first = self.url_open(f"{URL}?filename=a.edi", data=content, headers=headers)
        self.assertEqual(first.status_code, 200)
        answer = first.json()
        self.assertEqual(answer["status"], "accepted")
        message = self._message(answer)
        self.assertEqual(message.filename, "a.edi")
        self.assertEqual(message.channel, "http")
        second = self.url_open(URL, data=content, headers=headers)
        self.assertEqual(second.status_code, 200)
        self.assertEqual(second.json()["status"], "duplicate")
        self.assertEqual(
            second.json()["messages"][0]["order"], answer["messages"][0]["order"]
        )

    def test_errors(self):
        content = self._bytes("edifact", ("UNT+28", "UNT+29"))
        response = self.url_open(URL, data=content, headers=self._headers("edifact"))
        self.assertEqual(response.status_code, 422)
        (message,) = response.json()["messages"]
        self.assertEqual(message["status"], "refused")
        position = message["errors"][0]["position"]
        self.assertEqual(set(position), {"byte", "line", "segment", "field"})

    def test_reply_of_u8(self):
        headers = self._headers("u8", **{"Content-Type": "text/xml"})
        for _attempt in range(2):
            response = self.url_open(URL, data=self._bytes("u8"), headers=headers)
            self.assertEqual(response.status_code, 200)
            (reading,) = read(response.content)
            (item,) = reading.document["ack"]["items"]
            self.assertEqual(item["status"], "accepted")
        bad = self._bytes("u8", ("<quantity>12<", "<quantity>x<"))
        response = self.url_open(URL, data=bad, headers=headers)
        (item,) = read(response.content)[0].document["ack"]["items"]
        self.assertEqual(item["status"], "rejected")
        self.assertIn("quantity", item["text"])

    def test_wrong_or_missing_key(self):
        content = self._bytes("edifact")
        for headers in ({}, {"Authorization": "Bearer 0123456789abcdef"}):
            response = self.url_open(URL, data=content, headers=headers)
            self.assertEqual(response.status_code, 401)
        self.assertFalse(self.partners["edifact"].message_ids)

    def test_bot_without_partner(self):
        headers = self._headers("edifact")
        self.partners["edifact"].active = False
        response = self.url_open(URL, data=b"UNB", headers=headers)
        self.assertEqual(response.status_code, 403)

    def test_nothing_in_the_body(self):
        headers = self._headers("edifact")
        response = self.url_open(URL, headers=headers, method="POST")
        self.assertEqual(response.status_code, 400)
        self.assertIn("No file", response.json()["message"])

    def test_body_that_is_called_a_form(self):
        """What curl --data-binary sends when nobody names the type."""
        headers = self._headers("edifact")
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        content = self._bytes("edifact")
        response = self.url_open(URL, data=content, headers=headers)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(self._message(response.json())._content(), content)

    def test_external_entities_are_refused(self):
        content = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        content += b"<ORDERS05><IDOC>&e;</IDOC></ORDERS05>"
        response = self.url_open(URL, data=content, headers=self._headers("idoc"))
        self.assertEqual(response.status_code, 422)
        self.assertEqual(response.json()["messages"][0]["errors"][0]["code"], "dtd")

    def test_outbox(self):
        """The bot lists, fetches and confirms what waits for its partner only."""
        headers = self._headers("idoc")
        answer = self.url_open(URL, data=self._bytes("idoc"), headers=headers).json()
        self._message(answer).order_id.action_confirm()
        waiting = self.url_open("/poms/edi/outbox", headers=headers).json()["messages"]
        self.assertEqual(len(waiting), 1)
        path = f"/poms/edi/outbox/{waiting[0]['id']}"
        other = self.url_open(path, headers=self._headers("u8"))
        self.assertEqual(other.status_code, 404)
        response = self.url_open(path, headers=headers)
        self.assertEqual(read(response.content)[0].document["type"], "order_response")
        done = self.url_open(f"{path}/done", headers=headers, data=b"{}")
        self.assertEqual(done.json()["status"], "accepted")
        again = self.url_open("/poms/edi/outbox", headers=headers).json()
        self.assertEqual(again["messages"], [])

    def test_json2(self):
        """The same by Odoo's own API."""
        headers = self._headers("idoc", **{"Content-Type": "application/json"})
        body = {
            "content_base64": base64.b64encode(
                (DATA / "orders05.idoc").read_bytes()
            ).decode(),
            "filename": "o.xml",
        }
        response = self.url_open(
            "/json/2/poms.edi.partner/receive", data=json.dumps(body), headers=headers
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["status"], "accepted")
