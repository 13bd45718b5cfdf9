"""The first order: from its message to a delivered, traceable lot.

One running plant (web and jobs service on a clone of the demo plant), three
messages by HTTP and one by file, planning in the background, reports by three
protocols, a failed inspection, receipt, shipment, answers, and the lot's record.
The tests run in the order of the file; each is a step of the same order.
"""

import base64
import json
import re
from pathlib import Path

import pytest
import requests
from clients import Json2, new_uuid, wait_for
from first_order import (
    World,
    act,
    fill_in,
    inspect,
    learn_items,
    login,
    read_by_command,
    set_up_partner,
    unknown_items,
    what_the_step_asks,
)

from launcher.home import ADDONS, ROOT

OWN = ADDONS / "poms_connectors/demo/messages"
SHARED = ROOT.parent / "shared/edi"
MESSAGES = {
    "FA-26-0815": ("bot_edifact", "orders.edi"),
    "4500000815": ("bot_sap", "orders05.idoc"),
    "XS20260815": ("bot_yonyou", "saleorder.eai"),
}
LOGINS = (
    "operator",
    "leader",
    "keeper",
    "inspector",
    "planner",
    "manager",
    "bot_edifact",
    "bot_sap",
    "bot_yonyou",
)
# The order that is worked on to its end; the others are answered and planned.
WORKED = "FA-26-0815"
FK = "production_id"


@pytest.fixture(scope="module")
def world(plant_services, databases, tmp_path_factory):
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    program = Path(__file__).with_name("api_keys.py")
    name = plant_services.name
    databases.script(name, program, "Making API keys", file, *LOGINS)
    return World(plant_services, json.loads(file.read_text()))


def test_messages_come_in_by_http_with_an_api_key(world):
    for reference, (bot, name) in MESSAGES.items():
        answer = world.by[bot].edi((OWN / name).read_bytes(), name)
        assert answer.status_code == 200, answer.text
        order = world.order(reference, "original_attachment_ids", "issue_text")
        assert order["state"] == "received"
        assert order["original_attachment_ids"], "the message is kept"
        assert not order["issue_text"], "every item is matched by its mapping"


def test_a_wrong_key_is_refused(world):
    stranger = Json2(world.url, world.name, "0" * 40)
    assert stranger.edi(b"UNB", "x.edi").status_code == 401


def test_the_same_message_again_is_the_same_order(world):
    bot, name = MESSAGES["FA-26-0815"]
    answer = world.by[bot].edi((OWN / name).read_bytes(), name)
    assert answer.status_code == 200
    assert answer.json()["messages"][0]["status"] == "duplicate"
    world.order("FA-26-0815")


def test_a_message_comes_in_by_file(world):
    planner = world.by["planner"]
    partner = planner.call(
        "poms.edi.partner", "search", domain=[["family", "=", "edifact"]]
    )
    text = (OWN / "orders.edi").read_text()
    text = text.replace("DEMO000001", "DEMO000002").replace("FA-26-0815", "FA-26-0816")
    values = {
        "edi_partner_id": partner[0],
        "file": base64.b64encode(text.encode()).decode(),
        "filename": "orders-2.edi",
    }
    wizard = planner.call("poms.edi.upload", "create", vals_list=[values])
    planner.call("poms.edi.upload", "action_receive", ids=wizard)
    assert world.order("FA-26-0816")["state"] == "received"


REAL = [
    ("bot_edifact", "edifact/sap_ORDERS_UNOB3.edi"),
    ("bot_sap", "sap-idoc-xml/sap_ORDERS05_purchase_order.xml"),
    ("bot_yonyou", "yonyou-u8-eai/syn_saleorder_add_gbk.xml"),
]


@pytest.mark.parametrize(("bot", "name"), REAL)
def test_a_real_message_becomes_production_orders(world, bot, name):
    """A message that nobody here wrote, once its partner and items are set up."""
    file = SHARED / name
    if not file.exists():
        pytest.skip(f"{file} is not here: no real message to send")
    content = file.read_bytes()
    document = read_by_command(file)
    partner = set_up_partner(world, bot, document)
    before = world.by[bot].edi(content, file.name)
    assert before.status_code == 200, before.text
    order = world.order(document["order_number"], "issue_text")
    assert order["state"] == "received"
    if unknown_items(world, partner, document):
        assert order["issue_text"], "it waits in the inbox, with the reason"
    learn_items(world, partner, document)
    planner = world.by["planner"]
    planner.call("poms.order", "action_match", ids=[order["id"]])
    fill_in(world, order["id"])
    planner.call("poms.order", "action_confirm", ids=[order["id"]])
    assert world.cards(document["order_number"]), "task cards are made"


def test_confirming_makes_linked_production_orders_and_cards(world):
    planner = world.by["planner"]
    ids = [world.order(reference)["id"] for reference in MESSAGES]
    planner.call("poms.order", "action_confirm", ids=ids)
    for reference in MESSAGES:
        assert world.order(reference)["state"] == "confirmed"
        cards = world.cards(reference, "production_id", "workorder_id")
        productions = {card["production_id"][0] for card in cards}
        assert len(productions) >= 3, "the tree goes down the bill of materials"
        assert len({card["workorder_id"][0] for card in cards}) == len(cards)
        tops = planner.call(
            "mrp.production",
            "search_read",
            domain=[["id", "in", sorted(productions)]],
            fields=["mrp_production_source_count", "mrp_production_child_count"],
        )
        lines = world.order(reference, "line_ids")["line_ids"]
        linked = [top for top in tops if top["mrp_production_source_count"]]
        assert len(linked) == len(tops) - len(lines), "each child knows its parent"


def test_travellers_are_printed(world):
    session = requests.Session()
    login(session, world, "planner")
    ids = ",".join(str(card["id"]) for card in world.cards(WORKED))
    answer = session.get(
        f"{world.url}/report/pdf/poms_orders.report_traveller/{ids}", timeout=120
    )
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type /Page\b", answer.content))
    productions = {card["production_id"][0] for card in world.cards(WORKED, FK)}
    assert pages >= len(productions)


def test_the_engine_plans_all_open_cards_in_the_background(world):
    planner = world.by["planner"]
    plan = planner.call("poms.plan", "action_plan_now")["res_id"]

    def state(*wanted):
        fields = ["state", "message", "figures"]
        read = planner.call("poms.plan", "read", ids=[plan], fields=fields)[0]
        assert read["state"] != "failed", read["message"]
        return read if read["state"] in wanted else None

    solved = wait_for(lambda: state("solved"), "the plan is solved")
    assert solved["figures"]["engine"]["evaluations"] > 0
    planner.call("poms.plan", "action_apply", ids=[plan])
    wait_for(lambda: state("applied"), "the plan is applied")
    lines = planner.call(
        "poms.plan.line",
        "search_read",
        domain=[["plan_id", "=", plan], ["card_id.order_id.reference", "=", WORKED]],
        fields=["card_id", "workcenter_id", "date_start", "date_finish"],
    )
    planned = {line["card_id"][0]: line for line in lines}
    cards = world.cards(
        WORKED,
        "workcenter_id",
        "workorder_id",
        "date_planned_start",
        "date_planned_finish",
    )
    assert {card["id"] for card in cards} == set(planned)
    orders = planner.call(
        "mrp.workorder",
        "read",
        ids=[card["workorder_id"][0] for card in cards],
        fields=["date_start", "date_finished", "workcenter_id"],
    )
    work = {order["id"]: order for order in orders}
    for card in cards:
        line, order = planned[card["id"]], work[card["workorder_id"][0]]
        assert card["date_planned_start"] == line["date_start"] == order["date_start"]
        assert card["date_planned_finish"] == line["date_finish"]
        assert order["date_finished"] == line["date_finish"]
        assert card["workcenter_id"][0] == line["workcenter_id"][0]
        assert order["workcenter_id"][0] == line["workcenter_id"][0]


def test_cards_are_released_and_unreleased_ones_refused(world):
    cards = world.cards(WORKED)
    token = world.token(0, "POMS1001")
    answer = world.by["operator"].call(
        "poms.task.card", "start", uuid=new_uuid(), card=cards[0]["name"], token=token
    )
    assert answer["status"] == "refused"
    assert answer["code"] == "card_not_released"
    ids = [card["id"] for card in cards]
    world.by["planner"].call("poms.task.card", "action_release", ids=ids)
    assert {card["state"] for card in world.cards(WORKED)} == {"released"}


def test_operators_report_every_card_by_three_protocols(world):
    """A failed inspection on the way blocks its card until it is released."""
    failed = []
    for number, card in enumerate(world.cards(WORKED)):
        protocol = number % 3
        client = world.protocols[protocol]
        token = world.token(protocol, "POMS1001")
        act(client, "start", card, token)
        shown = client.call("poms.task.card", "scan", token=token, code=card["name"])
        arguments = what_the_step_asks(shown["card"], card)
        uuid = new_uuid()
        answer = act(client, "report", card, token, uuid=uuid, **arguments)
        again = client.call(
            "poms.task.card",
            "report",
            uuid=uuid,
            card=card["name"],
            token=token,
            **arguments,
        )
        assert again["id"] == answer["id"], "the same report twice is one"
        failed += inspect(world, card, already=bool(failed))
    assert failed, "one inspection failed on the way"
    assert {card["state"] for card in world.cards(WORKED)} == {"done"}


def test_the_production_orders_are_received(world):
    productions = world.by["planner"].call(
        "mrp.production",
        "search_read",
        domain=[["poms_order_line_id.order_id.reference", "=", WORKED]],
        fields=["name", "state", "product_qty", "qty_produced"],
    )
    assert productions
    for production in productions:
        assert production["state"] == "done", production
        assert production["qty_produced"] == production["product_qty"], production


def test_the_order_is_shipped(world):
    sale = world.order(WORKED, "sale_order_id")["sale_order_id"]
    keeper = world.by["keeper"]
    pickings = keeper.call("stock.picking", "search", domain=[["origin", "=", sale[1]]])
    keeper.call("stock.picking", "action_assign", ids=pickings)
    keeper.call("stock.picking", "button_validate", ids=pickings)
    read = keeper.call("stock.picking", "read", ids=pickings, fields=["state"])
    assert {picking["state"] for picking in read} == {"done"}
    assert world.order(WORKED)["state"] == "done"


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("FA-26-0815", (b"ORDRSP", b"FA-26-0815")),
        ("4500000815", (b"<MESTYP>ORDRSP", b"4500000815")),
        ("XS20260815", (b"<ufinterface", b'succeed="0"')),
    ],
)
def test_each_partner_gets_its_answer(world, reference, wanted):
    bot = world.by[MESSAGES[reference][0]]
    waiting = [
        message
        for message in bot.get("/poms/edi/outbox").json()["messages"]
        if message["order_number"] == reference
    ]
    assert waiting, "the answer waits in the partner's outbox"
    content = bot.get(f"/poms/edi/outbox/{waiting[0]['id']}").content
    for part in wanted:
        assert part in content


def test_the_lots_record_tells_who_did_what_when_where_with_which_lots(world):
    planner = world.by["planner"]
    tops = planner.call(
        "mrp.production",
        "search_read",
        domain=[
            ["poms_order_line_id.order_id.reference", "=", WORKED],
            ["product_id.default_code", "=", "FP-GX40"],
        ],
        fields=["lot_producing_ids"],
    )
    answer = planner.call(
        "stock.lot", "lot_record", lot=tops[0]["lot_producing_ids"][0]
    )
    assert answer["status"] == "accepted"
    record = answer["record"]
    assert record["orders"][0]["reference"] == WORKED
    reports = [step for step in record["steps"] if step["kind"] == "card_reported"]
    assert reports
    for step in reports:
        assert step["date"] and step["people"] and step["machine"], step
    assert any(step["parameters"] for step in reports)
    assert any(used["lot"] for step in reports for used in step["used"])
    assert any(item["lot"] for item in record["components"])
    assert record["inspections"]
    assert record["shipments"]


def test_the_services_logged_no_unknown_warning(world, plant_services):
    from launcher.log_check import complaints

    for role in ("web", "jobs"):
        text = plant_services.log(role).read_text(errors="replace")
        assert complaints(text) == []
