"""What the steps of the first order share: the plant's people and their acts."""

import json
import subprocess
import sys

from clients import Json2, JsonRpc, XmlRpc, new_uuid

from launcher.home import ROOT


class World:
    """What the steps share: clients by log-in, and what was found on the way."""

    def __init__(self, services, keys):
        url, name = services.address, services.name
        self.url, self.name = url, name
        self.by = {login: Json2(url, name, key) for login, key in keys.items()}
        self.protocols = [
            self.by["operator"],
            XmlRpc(url, name, "operator", "operator"),
            JsonRpc(url, name, "operator", "operator"),
        ]
        self.tokens = {}

    def order(self, reference, *fields):
        found = self.by["planner"].call(
            "poms.order",
            "search_read",
            domain=[["reference", "=", reference]],
            fields=["name", "state", *fields],
        )
        assert len(found) == 1, found
        return found[0]

    def cards(self, reference, *fields):
        return self.by["planner"].call(
            "poms.task.card",
            "search_read",
            domain=[["order_id.reference", "=", reference]],
            fields=["name", "state", *fields],
            # By their ends: what comes first always ends first, while the setup of
            # a later step may begin earlier, on the evening before a closed night.
            order="date_planned_finish, id",
        )

    def token(self, protocol, badge):
        key = protocol, badge
        if key not in self.tokens:
            client = self.protocols[protocol]
            answer = client.call("poms.task.card", "identify", badge=badge)
            assert answer["status"] == "accepted", answer
            self.tokens[key] = answer["token"]
        return self.tokens[key]


def read_by_command(file):
    """The neutral document that ./poms edi read prints."""
    command = [sys.executable, ROOT / "poms", "edi", "read", file]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[0])["document"]


def set_up_partner(world, bot, document):
    """Give the bot's EDI partner the codes of the message's sender and receiver."""
    manager = world.by["manager"]
    found = manager.call(
        "poms.edi.partner",
        "search_read",
        domain=[["user_id.login", "=", bot]],
        fields=["partner_id"],
    )[0]
    codes = {"their_code": document["sender"], "own_code": document["receiver"]}
    codes |= {"their_qualifier": False, "own_qualifier": False}
    if bot == "bot_sap":
        codes.pop("their_qualifier"), codes.pop("own_qualifier")
    manager.call("poms.edi.partner", "write", ids=[found["id"]], vals=codes)
    return found["partner_id"][0]


def unknown_items(world, partner, document):
    """The item codes of the message, by kind, that no mapping has."""
    known = world.by["manager"].call(
        "poms.item.mapping",
        "search_read",
        domain=[["partner_id", "=", partner]],
        fields=["kind", "code"],
    )
    return {
        (kind, code)
        for line in document["lines"]
        for kind, code in line["item"].items()
        if kind in ("buyer", "supplier", "gtin") and code
    } - {(mapping["kind"], mapping["code"]) for mapping in known}


def learn_items(world, partner, document):
    """Map every unknown item code of the message to a product of the plant."""
    manager = world.by["manager"]
    product = manager.call(
        "product.product", "search", domain=[["default_code", "=", "FP-VB6"]]
    )[0]
    values = [
        {"partner_id": partner, "kind": kind, "code": code, "product_id": product}
        for kind, code in sorted(unknown_items(world, partner, document))
    ]
    if values:
        manager.call("poms.item.mapping", "create", vals_list=values)


def fill_in(world, order):
    """What a planner types where a message says nothing: unit and date."""
    planner = world.by["planner"]
    lines = planner.call(
        "poms.order.line",
        "search_read",
        domain=[["order_id", "=", order]],
        fields=["uom_id", "date_due", "issue_text"],
    )
    unit = planner.call("uom.uom", "search", domain=[["name", "=", "Units"]])[0]
    for line in lines:
        values = {} if line["uom_id"] else {"uom_id": unit}
        if not line["date_due"]:
            values["date_due"] = "2027-03-01 08:00:00"
        if values:
            planner.call("poms.order.line", "write", ids=[line["id"]], vals=values)


def act(client, method, card, token, uuid=None, **arguments):
    answer = client.call(
        "poms.task.card",
        method,
        uuid=uuid or new_uuid(),
        card=card["name"],
        token=token,
        **arguments,
    )
    assert answer["status"] == "accepted", (card["name"], answer)
    return answer


def what_the_step_asks(shown, card):
    """Good pieces, parameters at their target, lots as reserved, new serials."""
    arguments = {"good": shown["open"], "run_min": 12}
    parameters = {
        str(p["id"]): p.get("target") or ("yes" if p["kind"] == "yes_no" else "1")
        for p in shown.get("parameters", ())
    }
    components = [
        {"product": part["product_id"], "lot": lot["name"], "quantity": lot["quantity"]}
        for part in shown.get("components", ())
        if part["tracking"] != "none"
        for lot in part["lots"]
    ]
    if parameters:
        arguments["parameters"] = parameters
    if components:
        arguments["components"] = components
    if shown["receives"] and shown["tracking"] == "serial":
        count = int(float(shown["open"]))
        arguments["serials"] = [f"{card['name']}-{n}" for n in range(1, count + 1)]
    return arguments


def inspect(world, card, already):
    """Record what waits at a card; the first one fails and is released."""
    inspector = world.by["inspector"]
    fields = ["name", "kind", "value_min", "value_max"]
    waiting = inspector.call(
        "poms.inspection",
        "search_read",
        domain=[["state", "=", "todo"], ["card_id", "=", card["id"]]],
        fields=fields,
    )
    failed = []
    for item in waiting:
        if not already and not failed:
            fail_and_release(world, card, item)
            failed.append(item["name"])
        elif item["kind"] == "measure":
            record(inspector, item, value=str(item["value_min"] or item["value_max"]))
        else:
            record(inspector, item, passed=True)
    return failed


def record(inspector, item, **result):
    answer = inspector.call(
        "poms.inspection",
        "record_result",
        uuid=new_uuid(),
        inspection=item["id"],
        **result,
    )
    assert answer["status"] == "accepted", answer
    return answer


def fail_and_release(world, card, item):
    inspector = world.by["inspector"]
    measured = {"value": str(item["value_max"] + 1000)}
    result = measured if item["kind"] == "measure" else {"passed": False}
    answer = record(inspector, item, note="too large", **result)
    assert answer["state"] == "failed"
    assert answer["is_held"], "a failed inspection blocks the card"
    token = world.token(0, "POMS1001")
    blocked = world.by["operator"].call(
        "poms.task.card",
        "report",
        uuid=new_uuid(),
        card=card["name"],
        token=token,
        good="1",
    )
    assert blocked["status"] == "refused", blocked
    released = inspector.call(
        "poms.inspection",
        "release",
        inspection=item["id"],
        disposition="use_as_is",
        reason="measured again at 20 °C: inside the limits",
    )
    assert released["status"] == "accepted", released


def login(session, world, name):
    session.get(f"{world.url}/web/login?db={world.name}", timeout=60)
    answer = session.post(
        f"{world.url}/web/session/authenticate",
        json={"params": {"db": world.name, "login": name, "password": name}},
        timeout=60,
    )
    assert answer.json()["result"]["uid"]
