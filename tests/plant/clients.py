"""The plant's methods by the three protocols that software of others speaks."""

import time
import uuid
import xmlrpc.client
from dataclasses import dataclass

import odoorpc
import requests


@dataclass
class Json2:
    """JSON-2 with an API key."""

    url: str
    database: str
    key: str

    def call(self, model, method, ids=(), **arguments):
        body = {**({"ids": list(ids)} if ids else {}), **arguments}
        answer = self.post(f"/json/2/{model}/{method}", json=body)
        if answer.status_code != 200:
            raise AssertionError(f"{method}: {answer.status_code} {answer.text[:1500]}")
        return answer.json()

    def post(self, path, **options):
        return requests.post(
            self.url + path, headers=self.headers, timeout=300, **options
        )

    def get(self, path):
        return requests.get(self.url + path, headers=self.headers, timeout=120)

    def edi(self, content, name):
        headers = {**self.headers, "Content-Type": "application/octet-stream"}
        return requests.post(
            f"{self.url}/poms/edi/receive?filename={name}",
            data=content,
            headers=headers,
            timeout=300,
        )

    @property
    def headers(self):
        return {
            "Authorization": f"bearer {self.key}",
            "X-Odoo-Database": self.database,
        }


class XmlRpc:
    """XML-RPC by Python's own client."""

    def __init__(self, url, database, login, password):
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
        self.uid = common.authenticate(database, login, password, {})
        self.access = (database, self.uid, password)
        self.models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object")

    def call(self, model, method, ids=(), **arguments):
        positional = [list(ids)] if ids else []
        return self.models.execute_kw(
            *self.access, model, method, positional, arguments
        )


class JsonRpc:
    """JSON-RPC by odoorpc."""

    def __init__(self, url, database, login, password):
        host, port = url.removeprefix("http://").split(":")
        self.odoo = odoorpc.ODOO(host, port=int(port), timeout=300)
        self.odoo.login(database, login, password)

    def call(self, model, method, ids=(), **arguments):
        positional = [list(ids)] if ids else []
        return self.odoo.execute_kw(model, method, positional, arguments)


def new_uuid():
    return str(uuid.uuid4())


def wait_for(question, what, seconds=300):
    """Ask until the answer is true; return it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds} s: {what}")
