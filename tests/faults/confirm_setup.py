"""Run inside Odoo (launcher/in_odoo.py): orders of two levels, told to be confirmed.

words: number of orders. Their jobs wait; nothing is confirmed yet.
"""

from odoo import Command

count = int(words[0])  # noqa: F821
env = env(context={"tracking_disable": True})  # noqa: F821

machine = env["mrp.workcenter"].create({"name": "Fault machine"})
supplier = env["res.partner"].create({"name": "Fault supplier"})
customer = env["res.partner"].create({"name": "Fault customer"})


def product(name, **vals):
    return env["product.product"].create({"name": name, "is_storable": True, **vals})


def made_of(made, part):
    env["mrp.bom"].create(
        {
            "product_tmpl_id": made.product_tmpl_id.id,
            "bom_line_ids": [Command.create({"product_id": part.id, "product_qty": 1})],
            "operation_ids": [
                Command.create(
                    {
                        "name": name,
                        "workcenter_id": machine.id,
                        "time_cycle_manual": 1,
                    }
                )
                for name in ("Cut", "Wash")
            ],
        }
    )


bar = product("Bar", seller_ids=[Command.create({"partner_id": supplier.id})])
blank, shaft = product("Blank"), product("Shaft")
made_of(blank, bar)
made_of(shaft, blank)
orders = env["poms.order"].create(
    [
        {
            "partner_id": customer.id,
            "reference": f"KILL-{number}",
            "date_due": "2030-01-31 12:00:00",
            "line_ids": [
                Command.create(
                    {
                        "product_id": shaft.id,
                        "quantity": 3,
                        "uom_id": shaft.uom_id.id,
                        "price_unit": 1,
                    }
                )
            ],
        }
        for number in range(count)
    ]
)
orders.action_confirm_background()
