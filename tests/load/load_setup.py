"""Run inside Odoo (launcher/in_odoo.py): like orders for us and for Odoo's own way.

words: the file to write; terminals; orders to finish our way; orders to finish Odoo's.
All orders are alike: one component, two steps, the first of which is worked on.
"""

import json
from datetime import timedelta
from pathlib import Path

from odoo import Command, fields

target, terminals, ours, theirs = words[0], *map(int, words[1:4])  # noqa: F821
env = env(context={"tracking_disable": True})  # noqa: F821
FAMILIES = 10
LONG, SHORT = 100000, 20
CHUNK = 50

machines = env["mrp.workcenter"].create(
    [{"name": f"Load machine {n}", "code": f"LD{n}"} for n in range(FAMILIES)]
)
user = env["res.users"].create(
    {
        "name": "Load terminal",
        "login": "load-terminal",
        "password": "load-terminal",
        "group_ids": [
            Command.link(env.ref(name).id)
            for name in ("poms_orders.group_operator", "mrp.group_mrp_user")
        ],
    }
)
people = env["hr.employee"].create(
    [{"name": f"Load worker {n}", "barcode": f"LOAD{n}"} for n in range(terminals)]
)
parts, products = (
    env["product.product"].create(
        [{"name": f"Load {kind} {n}", "is_storable": True} for n in range(FAMILIES)]
    )
    for kind in ("part", "product")
)
stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
for n, product in enumerate(products):
    env["poms.team"].create(
        {
            "name": f"Load team {n}",
            "employee_ids": [Command.set(people[n::FAMILIES].ids)],
            "workcenter_ids": [Command.set(machines[n].ids)],
        }
    )
    env["stock.quant"]._update_available_quantity(parts[n], stock, 10**8)
    env["mrp.bom"].create(
        {
            "product_tmpl_id": product.product_tmpl_id.id,
            "bom_line_ids": [
                Command.create({"product_id": parts[n].id, "product_qty": 1})
            ],
            "operation_ids": [
                Command.create(
                    {
                        "name": name,
                        "workcenter_id": machines[n].id,
                        "time_cycle_manual": 0.01,
                        "sequence": sequence,
                    }
                )
                for sequence, name in enumerate(("Turn", "Pack"))
            ],
        }
    )


def make(count, quantity):
    """First cards of released orders, in the order of the families."""
    made = []
    for first in range(0, count, CHUNK):
        productions = env["mrp.production"].create(
            [
                {"product_id": products[n % FAMILIES].id, "product_qty": quantity}
                for n in range(first, min(first + CHUNK, count))
            ]
        )
        productions.action_confirm()
        productions.card_ids.action_release()
        made += [
            {
                "production": production.id,
                "workorder": cards[0].workorder_id.id,
                "card": cards[0].name,
                "machine": cards[0].workcenter_id.id,
                "quantity": quantity,
            }
            for production in productions
            for cards in [production.card_ids.sorted("sequence")]
        ]
        env.flush_all()
        env.invalidate_all()
    return made


keys = env["res.users.apikeys"].with_user(user).sudo()
key = keys._generate(None, "load", fields.Datetime.now() + timedelta(days=1))
Path(target).write_text(
    json.dumps(
        {
            "key": key,
            "badges": people.mapped("barcode"),
            "long": make(terminals, LONG),
            "ours": make(ours, SHORT),
            "theirs": make(theirs, SHORT),
        }
    )
)
