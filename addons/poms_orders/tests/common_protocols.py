import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, get_db_name

from .common_report import ReportCommon


class ProtocolCommon(ReportCommon, HttpCase):
    """A released card, an operator's log-in and key, and the four ways to call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._new_user("terminal", "group_operator")
        cls.user.password = "terminal-secret"
        cls.worker.user_id = cls.user
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._stock_up()
        _production, self.pair = self._create_released(10)
        self.card = self.pair[0]
        keys = self.env(user=self.user.id)["res.users.apikeys"]
        tomorrow = fields.Datetime.now() + timedelta(hours=12)
        self.key = keys._generate("rpc", "test", tomorrow)
        self.env.flush_all()

    # -- the four ways: (method, values) -> answer ------------------------------

    def _xmlrpc(self, method, **values):
        return self.xmlrpc_object.execute_kw(
            get_db_name(),
            self.user.id,
            self.key,
            "poms.task.card",
            method,
            [],
            values,
        )

    def _jsonrpc(self, method, **values):
        args = [get_db_name(), self.user.id, self.key, "poms.task.card", method, []]
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "params": {
                "service": "object",
                "method": "execute_kw",
                "args": [*args, values],
            },
        }
        response = self.url_open("/jsonrpc", json=body)
        return response.json()["result"]

    def _json2(self, method, **values):
        return self._post(f"/json/2/poms.task.card/{method}", values).json()

    def _route(self, method, **values):
        return self._post(f"/poms/floor/{method}", values, with_key=False).json()

    def _post(self, path, values, with_key=True):
        headers = {"Content-Type": "application/json"}
        if with_key:
            headers["Authorization"] = f"bearer {self.key}"
        else:
            self.authenticate("terminal", "terminal-secret")
        return self.url_open(path, data=json.dumps(values), headers=headers)

    @property
    def _ways(self):
        return {
            "xmlrpc": self._xmlrpc,
            "jsonrpc": self._jsonrpc,
            "json2": self._json2,
            "route": self._route,
        }
