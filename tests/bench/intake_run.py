"""One side of the intake measurement, run inside Odoo (see intake.py); words = side.

Sides: ``plain`` creates and confirms the production orders as Odoo alone does;
``poms`` confirms customer orders that need the same ones and releases their cards.
Each order is a transaction of its own. Lines of stdin, "<first> <count>", are answered
by a line of JSON with seconds and queries; so two sides can take turns.
"""

import json
import sys
import time
from datetime import datetime, timedelta

from odoo import Command

# ruff: noqa: F821 - in_odoo.py gives env and words

LEVELS = 3
FAMILIES = 5
START = datetime(2026, 3, 2, 8)


def workcenters():
    return env["mrp.workcenter"].create(
        [{"name": f"Bench machine {number}"} for number in range(4)]
    )


def product(name, supplier=None):
    vals = {"name": name, "is_storable": True, "default_code": name}
    if supplier:
        vals["seller_ids"] = [Command.create({"partner_id": supplier.id})]
    return env["product.product"].create(vals)


def make_bom(made, parts, machines):
    first, second = machines
    return env["mrp.bom"].create(
        {
            "product_tmpl_id": made.product_tmpl_id.id,
            "product_id": made.id,
            "bom_line_ids": [
                Command.create({"product_id": part.id, "product_qty": 2})
                for part in parts
            ],
            "operation_ids": [
                Command.create(
                    {
                        "name": f"Step {machine.name}",
                        "workcenter_id": machine.id,
                        "time_cycle_manual": 3,
                        "sequence": 10 * (number + 1),
                    }
                )
                for number, machine in enumerate((first, second))
            ],
        }
    )


def families():
    """[[(product, bom, pieces per top piece), …]] from the top down; made once."""
    found = env["product.product"].search([("default_code", "=like", "BENCH-%-0")])
    if not found:
        machines = workcenters()
        supplier = env["res.partner"].create({"name": "Bench supplier"})
        for family in range(FAMILIES):
            below = product(f"BENCH-{family}-RAW", supplier)
            for level in reversed(range(LEVELS)):
                made = product(f"BENCH-{family}-{level}")
                extra = product(f"BENCH-{family}-{level}-PART", supplier)
                make_bom(made, below | extra, machines[level % 3 : level % 3 + 2])
                below = made
        env.cr.commit()
    names = [
        [f"BENCH-{family}-{level}" for level in range(LEVELS)]
        for family in range(FAMILIES)
    ]
    by_code = {
        p.default_code: p
        for p in env["product.product"].search([("default_code", "=like", "BENCH-%")])
    }
    return [
        [(by_code[n], by_code[n].bom_ids, 2**level) for level, n in enumerate(family)]
        for family in names
    ]


def plain(tree, number):
    """The same production orders by Odoo's own create and confirm."""
    productions = env["mrp.production"].create(
        [
            {
                "product_id": made.id,
                "bom_id": bom.id,
                "product_qty": (number % 7 + 1) * pieces,
                "date_start": START + timedelta(days=30 - 3 * level),
            }
            for level, (made, bom, pieces) in enumerate(tree)
        ]
    )
    productions.action_confirm()


def poms(tree, number):
    """A customer order that needs them, confirmed, its cards released."""
    order = env["poms.order"].search([("reference", "=", f"BENCH-{number}")])
    order.action_confirm()
    order.card_ids.action_release()


def receive(trees, numbers):
    """The orders that `poms` confirms; receiving is not what is compared."""
    customer = env["res.partner"].search([("ref", "=", "BENCH")]) or env[
        "res.partner"
    ].create({"name": "Bench", "ref": "BENCH", "poms_production_only": True})
    env["poms.order"].create(
        [
            {
                "partner_id": customer.id,
                "reference": f"BENCH-{number}",
                "date_due": START + timedelta(days=300),
                "line_ids": [
                    Command.create(
                        {
                            "product_id": tree[0][0].id,
                            "quantity": number % 7 + 1,
                            "uom_id": tree[0][0].uom_id.id,
                            "price_unit": 1,
                        }
                    )
                ],
            }
            for number, tree in zip(
                numbers, (trees[n % FAMILIES] for n in numbers), strict=True
            )
        ]
    )
    env.cr.commit()


def measure(side, trees, numbers):
    """Seconds, CPU seconds and queries of the orders with these numbers."""
    if side == "poms":
        receive(trees, numbers)
    act = {"plain": plain, "poms": poms}[side]
    env.invalidate_all()
    began, cpu, queries = time.perf_counter(), time.process_time(), env.cr.sql_log_count
    for number in numbers:
        act(trees[number % FAMILIES], number)
        env.cr.commit()
        env.invalidate_all()
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "queries": env.cr.sql_log_count - queries,
    }


def answer(side):
    trees = families()
    for line in sys.stdin:
        first, count = map(int, line.split())
        print(json.dumps(measure(side, trees, range(first, first + count))), flush=True)


answer(*words)
