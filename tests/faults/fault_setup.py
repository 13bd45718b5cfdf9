"""Run inside Odoo (launcher/in_odoo.py): cards for the tablets, and who works there.

words: the file to write; number of tablets; cards of each.
"""

import json
from pathlib import Path

from odoo import Command, fields

target, tablets, cards_each = words[0], int(words[1]), int(words[2])  # noqa: F821
env = env(context={"tracking_disable": True})  # noqa: F821
QUANTITY = 100000
SHARED_PARTS = 4

machine = env["mrp.workcenter"].create({"name": "Fault machine", "code": "FAULT"})
user = env["res.users"].create(
    {
        "name": "Fault tablet",
        "login": "fault-tablet",
        "password": "fault-tablet",
        "group_ids": [Command.link(env.ref("poms_orders.group_device").id)],
    }
)
worker = env["hr.employee"].create({"name": "Fault worker", "barcode": "FAULT1"})
env["poms.team"].create(
    {
        "name": "Fault team",
        "employee_ids": [Command.set(worker.ids)],
        "workcenter_ids": [Command.set(machine.ids)],
    }
)
devices = env["poms.device"].create(
    [
        {
            "name": f"Fault tablet {n}",
            "user_id": user.id,
            "workcenter_ids": [Command.set(machine.ids)],
        }
        for n in range(tablets)
    ]
)
parts = env["product.product"].create(
    [{"name": f"Fault part {n}", "is_storable": True} for n in range(SHARED_PARTS)]
)
products = env["product.product"].create(
    [{"name": f"Fault product {n}", "is_storable": True} for n in range(SHARED_PARTS)]
)
warehouse = env["stock.warehouse"].search([], limit=1)
for product, part in zip(products, parts, strict=True):
    env["mrp.bom"].create(
        {
            "product_tmpl_id": product.product_tmpl_id.id,
            "bom_line_ids": [Command.create({"product_id": part.id, "product_qty": 1})],
            "operation_ids": [
                Command.create(
                    {
                        "name": "Cut",
                        "workcenter_id": machine.id,
                        "time_cycle_manual": 0.01,
                    }
                )
            ],
        }
    )
    stock = warehouse.lot_stock_id
    env["stock.quant"]._update_available_quantity(part, stock, 10**8)
productions = env["mrp.production"].create(
    [
        {"product_id": products[n % SHARED_PARTS].id, "product_qty": QUANTITY}
        for n in range(tablets * cards_each)
    ]
)
productions.action_confirm()
productions.card_ids.action_release()
keys = [device.action_enrol()["key"] for device in devices]
# the enrolment is of this very second, and so would be the tokens
devices.date_revoked = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
names = productions.card_ids.mapped("name")
Path(target).write_text(
    json.dumps(
        {
            "login": user.login,
            "badge": worker.barcode,
            "keys": keys,
            "cards": [
                names[n * cards_each : (n + 1) * cards_each] for n in range(tablets)
            ],
        }
    )
)
