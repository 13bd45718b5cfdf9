"""Customer orders of the demo plant in every stage, through our public ways.

Orders come in as neutral documents of each channel, are confirmed, released, started
and reported as people would do it. Confirming costs most (Odoo's production orders), so
the shipped orders of the past are left to `demo_history`.
"""

import base64
import json
import logging
import uuid
from datetime import datetime, timedelta

from odoo import fields

from .demo_changes import load_changes
from .demo_inbox import load_inbox
from .demo_orders_plan import plan_cards
from .demo_plant import PLANT_TZ, at, ref, workday

_logger = logging.getLogger(__name__)

SPACE = uuid.UUID("0b0d5c3c-0f6d-4f0c-8a53-2f5b6a9e7c10")
MARK = "poms.demo.orders"
# stage, customer, channel, days until due, priority, ((product, quantity[, unit]), …)
ORDERS = (
    ("done", "conveyor", "form", 2, "0", (("fp_cs3", 12),)),
    ("shipped", "packaging", "email", -1, "0", (("fp_cs3", 8),)),
    ("shipped", "robotics", "api", -2, "0", (("fp_vb6", 4),)),
    ("late", "pumps", "file", -3, "1", (("fp_vb6", 30),)),
    ("late", "textile", "email", -2, "0", (("fp_pp12", 6),)),
    ("late", "edifact", "edi", -5, "1", (("fp_gx40", 8),)),
    ("late", "robotics", "api", -1, "0", (("fp_la25", 5),)),
    ("running", "pumps", "form", 4, "0", (("fp_pp12", 10),)),
    ("running", "conveyor", "file", 5, "0", (("fp_cs3", 60),)),
    ("running", "sap", "edi", 3, "1", (("fp_vb6", 24),)),
    ("running", "textile", "scan", 6, "0", (("fp_gx63", 6),)),
    ("running", "packaging", "api", 7, "0", (("fp_su80", 3),)),
    ("running", "yonyou", "edi", 6, "0", (("fp_la40", 4),)),
    ("hold", "robotics", "api", 8, "0", (("fp_la25", 6),)),
    ("hold", "edifact", "edi", 9, "0", (("fp_gx40", 10),)),
    ("hold", "pumps", "email", 10, "0", (("fp_vb6", 36),)),
    ("released", "sap", "edi", 9, "0", (("fp_gx63", 8),)),
    ("released", "conveyor", "form", 8, "0", (("fp_cs3", 4, "DZN"),)),
    ("released", "textile", "email", 11, "0", (("fp_pp12", 8),)),
    ("released", "yonyou", "edi", 10, "2", (("fp_vb6", 20), ("fp_cs3", 24))),
    ("released", "packaging", "file", 12, "0", (("fp_gx40", 6),)),
    ("confirmed", "robotics", "api", 14, "0", (("fp_la40", 5),)),
    ("confirmed", "edifact", "edi", 15, "0", (("fp_vb6", 40),)),
    ("confirmed", "pumps", "scan", 16, "0", (("fp_pp12", 12),)),
    ("confirmed", "sap", "edi", 18, "1", (("fp_cs3", 72),)),
    ("confirmed", "textile", "form", 20, "0", (("fp_su80", 4),)),
    ("confirmed", "conveyor", "file", 21, "0", (("fp_vb6", 30),)),
    ("received", "packaging", "email", 18, "0", (("fp_gx63", 4), ("fp_cs3", 36))),
    ("received", "yonyou", "edi", 19, "0", (("fp_pp12", 10),)),
    ("received", "robotics", "api", 20, "1", (("fp_la25", 8),)),
    ("received", "edifact", "edi", 22, "0", (("fp_gx40", 12), ("fp_gx63", 4))),
    ("received", "pumps", "scan", 23, "0", (("fp_su80", 2),)),
    ("received", "textile", "file", 24, "0", (("fp_vb6", 50),)),
    # Questions for the planner: an item nobody knows, no date, no customer.
    ("received", "conveyor", "email", 25, "0", ((None, 15),)),
    ("received", "sap", "edi", None, "0", (("fp_la40", 6),)),
    ("received", None, "scan", 26, "0", (("fp_vb6", 18),)),
    ("rejected", "packaging", "form", 9, "0", (("fp_su80", 40),)),
    ("rejected", "textile", "email", 7, "0", (("fp_gx40", 200),)),
    ("cancelled", "pumps", "form", 12, "0", (("fp_cs3", 100),)),
    ("cancelled", "robotics", "api", 30, "0", (("fp_la25", 20),)),
)
CONFIRMED = ("done", "shipped", "late", "running", "hold", "released", "confirmed")
RELEASED = ("done", "shipped", "late", "running", "hold", "released")
HOLDS = (
    ("quality", "h01", "Chatter marks on the first piece"),
    ("engineering", "h03", "Drawing revision C is coming"),
    ("customer", "h04", "Waits for the approval of the sample"),
)
# Price list in yuan; customers of the euro zone order in euro.
EUR = 0.128
CREW = {"TURN": 1, "MILL": 4, "GRIND": 7, "TREAT": 5, "ASM": 16}


def load_orders(env):
    """Make the orders once, stage by stage; a second call does nothing."""
    parameters = env["ir.config_parameter"].sudo()
    if parameters.get_param(MARK):
        return
    parameters.set_param(MARK, "True")
    env = env(su=True, context={**env.context, "lang": "en_US"})
    stages = {}
    for number, row in enumerate(ORDERS):
        stages.setdefault(row[0], env["poms.order"])
        stages[row[0]] |= take_in(env, number, *row[1:])
    _logger.info("demo plant: %s orders received", len(ORDERS))
    for stage in CONFIRMED:
        stages[stage].action_confirm()
    cards = env["poms.order"].concat(*(stages[s] for s in CONFIRMED)).card_ids
    plan_cards(env, cards, at(0, 0).replace(second=0))
    _logger.info("demo plant: %s cards planned", len(cards))
    for stage in RELEASED:
        stages[stage].card_ids.action_release()
    for stage in ("done", "shipped"):
        for order in stages[stage]:
            finish_order(env, order)
    for order in stages["shipped"]:
        ship(order)
    run(env, stages["running"] | stages["late"])
    for order, hold in zip(stages["hold"], HOLDS, strict=True):
        put_on_hold(env, order, *hold)
    stages["rejected"].action_reject("No capacity for this quantity")
    stages["cancelled"].action_cancel()
    load_changes(env, stages)
    load_inbox(env)
    env["poms.demo"]._after_orders()
    env.flush_all()
    _logger.info("demo plant: orders are in their stages")


# --- intake


def take_in(env, number, customer, channel, days, priority, items):
    """Hand in one order as its channel would; return the record."""
    received = at(-1 - number % 6, 8 + number % 9)
    if days is not None and days < 6:
        received = at(days - 12 - number % 4, 9)
    partner = ref(env, f"partner_{customer}") if customer else env["res.partner"]
    document = make_document(env, number, partner, days, items, received)
    order = channel == "edi" and env["poms.demo"]._hand_in_edi(document, partner)
    if not order:
        order = hand_in(env, number, document, channel, partner)
    order.write({"priority": priority, "date_received": received})
    return order


def hand_in(env, number, document, channel, partner):
    """Through the public door of all channels."""
    name, content = make_original(document, channel)
    answer = env["poms.order"].ingest_document(
        document,
        channel,
        partner.id or None,
        name,
        base64.b64encode(content).decode() if content else None,
        str(uuid.uuid5(SPACE, f"{env.cr.dbname}/{number}")),
    )
    assert answer["status"] == "accepted", answer
    return env["poms.order"].browse(answer["id"])


def make_document(env, number, partner, days, items, received):
    """The neutral document of an order."""
    due = workday(datetime.now(PLANT_TZ).date() + timedelta(days=days or 0))
    return {
        "family": "csv",
        "type": "order",
        "sender": partner.ref or "",
        "receiver": "EXAMPLE-PLANT",
        "order_number": f"{4500021 + number * 37}",
        "document_date": str(received.date()),
        "currency": "EUR" if partner.country_id.code in ("DE", "AT") else "CNY",
        "partners": [{"role": "buyer", "id": partner.ref or "", "name": partner.name}]
        if partner
        else [],
        "lines": [
            make_line(env, index, partner, item, None if days is None else due)
            for index, item in enumerate(items)
        ],
        "ignored": [],
    }


def make_line(env, index, partner, row, due):
    """One line: by the customer's item number where a mapping knows it."""
    name, quantity, unit = (*row, "PCE")[:3]
    if name is None:
        item = {"buyer": "DCW-9999", "description": "Bracket, welded, grey"}
        price = "55.00"
    else:
        product = ref(env, f"product_{name}")
        mappings = env["poms.item.mapping"].search(
            [
                ("partner_id", "=", partner.id),
                ("product_id", "=", product.id),
                ("kind", "in", ("buyer", "supplier")),
            ]
        )
        item = {mapping.kind: mapping.code for mapping in mappings}
        item["description"] = product.name
        if not mappings:
            item["supplier"] = product.default_code
        rate = EUR if partner.country_id.code in ("DE", "AT") else 1
        price = f"{product.lst_price * rate * (12 if unit == 'DZN' else 1):.2f}"
    line = {
        "line": str(10 * (index + 1)),
        "action": "add",
        "item": item,
        "quantity": str(quantity),
        "unit": unit,
        "price": price,
        "price_per": "1",
    }
    if due:
        line["schedule"] = [{"quantity": str(quantity), "date": str(due)}]
    return line


def make_original(document, channel):
    """(file name, bytes) of the message as it could have come, by channel."""
    number = document["order_number"]
    rows = [
        (line["line"], line["item"].get("buyer") or line["item"].get("supplier"))
        + (line["quantity"], line["unit"], line["price"])
        for line in document["lines"]
    ]
    if channel == "form":
        return None, None
    if channel == "api":
        text = json.dumps(document, indent=1, ensure_ascii=False)
        return f"order-{number}.json", text.encode()
    table = "\n".join(";".join(map(str, row)) for row in rows)
    if channel == "file":
        head = "line;item;quantity;unit;price\n"
        return f"order-{number}.csv", (head + table).encode()
    return (
        f"order-{number}.txt",
        f"Purchase order {number} of {document['document_date']}\n\n{table}\n".encode(),
    )


# --- the floor


def person_for(env, card):
    """The employee who works a card: the best of the machine's group."""
    return ref(env, f"employee_{CREW[card.workcenter_id.poms_group_id.code]:02d}")


def act(env, kind, card, **values):
    """One act on the floor by the employee of the card's machine."""
    count = env["poms.report"].search_count([])
    key = str(uuid.uuid5(SPACE, f"{env.cr.dbname}/{card.name}/{kind}/{count}"))
    method = getattr(env["poms.task.card"], f"_{kind}")
    answer = method(key, card.name, person_for(env, card), **values)
    assert answer["status"] == "accepted", (card.name, kind, answer)
    return answer


def values_of(card):
    """Measured values in the middle of their limits."""
    result = {}
    for parameter in card.operation_id.parameter_ids:
        if parameter.kind == "number":
            result[str(parameter.id)] = (parameter.value_min + parameter.value_max) / 2
        else:
            result[str(parameter.id)] = "yes" if parameter.kind == "yes_no" else "P101"
    return result


def finish_order(env, order):
    """Report all cards of an order, parts first, each complete."""
    for production in parts_first(order.production_ids):
        for card in production.workorder_ids.sorted("sequence").card_ids:
            act(env, "start", card)
            act(
                env,
                "report",
                card,
                good=f"{card.quantity_open:g}",
                parameters=values_of(card),
                lot=f"{card.product_id.default_code[3:]}-{production.id:05d}",
                setup_min=card.setup_min,
                run_min=card.run_min,
            )


def parts_first(productions):
    """The production orders, each after those that make its components."""
    left, ordered = productions, productions.browse()
    while left:
        ready = left.filtered(lambda p, left=left: not p._split_children() & left)
        ordered += ready
        left -= ready
    return ordered


def ship(order):
    """Ship what is ready, as the warehouse keeper would."""
    for picking in order.sale_order_id.picking_ids:
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking.button_validate()


def run(env, orders):
    """Start the first cards of each order, one a machine, and report some pieces."""
    busy = env["mrp.workcenter"]
    for number, order in enumerate(orders):
        for card in order.card_ids.sorted("id"):
            own = card.workcenter_id
            free = (own | own.alternative_workcenter_ids) - busy
            if card.previous_card_ids or card.state != "released" or not free:
                continue
            busy |= free[0]
            start_and_report(env, card, free[0], number)
            break


def start_and_report(env, card, machine, number):
    """Begin a card some hours ago and tell a part of it; each fourth is paused."""
    now = fields.Datetime.now().replace(microsecond=0)
    begin = now - timedelta(minutes=70 + 25 * (number % 5))
    act(env, "start", card, workcenter=machine.barcode, date_start=str(begin))
    part = int(card.quantity * (0.25 + 0.15 * (number % 3)))
    if part:
        act(
            env,
            "report",
            card,
            good=str(part),
            parameters=values_of(card),
            setup_min=20,
            run_min=45,
            date_start=str(begin),
            date_end=str(now - timedelta(minutes=5)),
        )
    if number % 4 == 3:
        act(env, "pause", card, reason=ref(env, "reason_p03").code)


def put_on_hold(env, order, kind, reason, note):
    """Hold the first open card, or the whole order where the customer asked."""
    target = order if kind == "customer" else order.card_ids.sorted("id")[:1]
    env["poms.hold"]._hold(target, ref(env, f"reason_{reason}"), note, kind)
