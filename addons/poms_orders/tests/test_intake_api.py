import base64
import unittest
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, get_db_name, tagged

from odoo.addons.poms_orders.domain.document_shape import shape_errors

from .common import PomsCommon

ORDER = {
    "family": "csv",
    "type": "order",
    "order_number": "API-1",
    "requested_date": "2026-12-24",
    "lines": [
        {
            "line": "1",
            "item": {"supplier": "SHAFT"},
            "quantity": "12",
            "unit": "PCE",
        }
    ],
}


class TestDocumentShape(unittest.TestCase):
    """What no order can be, named by its path."""

    def test_paths(self):
        cases = [
            (ORDER, []),
            ([], ["document"]),
            ({"lines": {}}, ["lines"]),
            ({"lines": ["x"]}, ["lines[0]"]),
            ({"lines": [{"item": "x"}]}, ["lines[0].item"]),
            ({"lines": [{"item": {"buyer": 5}}]}, ["lines[0].item.buyer"]),
            ({"lines": [{"quantity": True}]}, ["lines[0].quantity"]),
            ({"lines": [{"quantity": 5}]}, []),
            ({"lines": [{"schedule": {}}]}, ["lines[0].schedule"]),
            ({"lines": [{"schedule": [1]}]}, ["lines[0].schedule[0]"]),
            ({"partners": "x"}, ["partners"]),
            ({"partners": [1]}, ["partners[0]"]),
            ({"order_number": 5}, ["order_number"]),
            ({"order_number": None, "lines": None}, []),
        ]
        for document, paths in cases:
            with self.subTest(document):
                self.assertEqual([path for path, _e in shape_errors(document)], paths)

    def test_endless_lists_are_refused(self):
        self.assertEqual(shape_errors({"lines": [{}] * 5001})[0][0], "lines")


@tagged("post_install", "-at_install")
class TestIntakeApi(PomsCommon, HttpCase):
    """One method by three protocols: one order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bot = cls._new_user("erp_bot", "group_connector")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        keys = self.env(user=self.bot.id)["res.users.apikeys"]
        self.key = keys._generate(
            "rpc", "test", fields.Datetime.now() + timedelta(hours=1)
        )
        self.env.flush_all()

    def _xmlrpc(self, **values):
        return self.xmlrpc_object.execute_kw(
            get_db_name(),
            self.bot.id,
            self.key,
            "poms.order",
            "ingest_document",
            [],
            values,
        )

    def _jsonrpc(self, **values):
        args = [get_db_name(), self.bot.id, self.key, "poms.order", "ingest_document"]
        params = {
            "service": "object",
            "method": "execute_kw",
            "args": [*args, [], values],
        }
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self.url_open("/jsonrpc", json=body).json()["result"]

    def _json2(self, **values):
        response = self.url_open(
            "/json/2/poms.order/ingest_document",
            json=values,
            headers={"Authorization": f"bearer {self.key}"},
        )
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def test_same_key_by_every_protocol_is_one_order(self):
        values = {
            "document": ORDER,
            "partner_id": self.partner.id,
            "original_name": "order.json",
            "original_content_base64": base64.b64encode(b"{}").decode(),
            "uuid": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        }
        first = self._xmlrpc(**values)
        self.assertEqual((first["status"], first["code"]), ("accepted", "received"))
        for way in (self._jsonrpc, self._json2, self._xmlrpc):
            again = way(**values)
            self.assertEqual((again["status"], again["id"]), ("duplicate", first["id"]))
        order = self.env["poms.order"].browse(first["id"])
        self.assertEqual((order.channel, order.line_ids.quantity), ("api", 12))

    def test_wrong_shapes_are_named(self):
        orders = self.env["poms.order"].with_user(self.bot)
        wrong = [
            ({"document": []}, "JSON object"),
            ({"document": {"type": "order", "lines": [3]}}, r"lines\[0\]: object"),
            ({"document": ORDER, "channel": "fax"}, "channel must be one of"),
            ({"document": ORDER, "partner_id": 10**8}, "no customer"),
            ({"document": ORDER, "partner_id": "x"}, "partner_id"),
            ({"document": ORDER, "uuid": 7}, "uuid"),
            ({"document": ORDER, "original_content_base64": "%"}, "base64"),
        ]
        for values, text in wrong:
            with self.subTest(text), self.assertRaisesRegex(ValidationError, text):
                orders.ingest_document(**values)
