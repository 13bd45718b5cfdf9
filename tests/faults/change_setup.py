"""Run inside Odoo (launcher/in_odoo.py), after confirm_setup: a large change to apply.

words: number of lines. One order of so many lines is confirmed, its cards are released,
and an approved change cancels all of it.
"""

from odoo import Command

count = int(words[0])  # noqa: F821
env = env(context={"tracking_disable": True})  # noqa: F821

env.ref("base.user_admin").password = "faults"
env["poms.gate"].search([]).unlink()
env["poms.change.rule"].create(
    {"name": "All", "lane": "planner", "max_released": -1, "max_started": -1}
)
order = env["poms.order"].search([("reference", "=", "KILL-0")])
line = order.line_ids
order.line_ids = [
    Command.create(
        {
            "line": str(number),
            "product_id": line.product_id.id,
            "quantity": 2 + number,
            "uom_id": line.uom_id.id,
            "price_unit": 1,
        }
    )
    for number in range(1, count)
]
order.action_confirm()
order.card_ids.action_release()
request = env["poms.change.request"].create(
    {"subject": "All of it", "kind": "customer", "order_id": order.id}
)
request.action_cancel_all()
request.action_submit()
