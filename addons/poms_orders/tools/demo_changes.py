"""Change requests of the demo plant, in several states, through their public ways.

Decided by the demo log-ins: the planner asks, the plant manager signs, the board has
three members. Nothing of what runs on the floor is touched by what is applied.
"""

from datetime import timedelta

from odoo import Command

from .demo_plant import at, ref

RULES = (
    ("Settings: one signature", "设置：一人签字", "signature", "setting", -1, -1),
    ("Nothing released: planner", "未下发：计划员", "planner", False, 0, 0),
    ("Small: one signature", "小变更：一人签字", "signature", False, 20, 0),
)
MEMBERS = (
    ("manager", "Production", "生产"),
    ("inspector", "Quality", "质量"),
    ("keeper", "Warehouse", "仓库"),
)


def load_changes(env, stages):
    """Board, lanes and requests; `stages` as in `demo_orders.load_orders`."""
    env = env(context={**env.context, "mail_notify_force_send": False})
    load_rules(env)
    confirmed, released, running = (
        stages[name].sorted("id").with_env(env)
        for name in ("confirmed", "released", "running")
    )
    fewer(env, confirmed[0])
    later(env, released[2])
    cancel(env, running[4])
    refused(env, released[0])
    emergency(env, confirmed[3])
    revision(env)
    setting(env)


def load_rules(env):
    """Lanes and the board, with Chinese names."""
    for sequence, (name, chinese, lane, kind, released, started) in enumerate(RULES):
        rule = env["poms.change.rule"].create(
            {
                "sequence": 10 * sequence,
                "name": name,
                "lane": lane,
                "kind": kind,
                "max_released": released,
                "max_started": started,
            }
        )
        rule.with_context(lang="zh_CN").name = chinese
    board = env["poms.change.board"].create(
        {
            "name": "Change board",
            "quorum": 2,
            "signer_ids": [Command.set(ref(env, "user_manager").ids)],
            "member_ids": [
                Command.create({"user_id": ref(env, f"user_{login}").id, "role": role})
                for login, role, _chinese in MEMBERS
            ],
        }
    )
    for member, row in zip(board.member_ids, MEMBERS, strict=True):
        member.with_context(lang="zh_CN").role = row[2]


def ask(env, order, subject, why, reason=None, **item):
    """A change of the order's first line, asked by the planner."""
    requests = env["poms.change.request"].with_user(ref(env, "user_planner"))
    return requests.create(
        {
            "subject": subject,
            "description": why,
            "order_id": order.id,
            "reason_id": ref(env, f"reason_{reason}").id if reason else False,
            "item_ids": [
                Command.create({"order_line_id": order.line_ids[:1].id, **item})
            ],
        }
    )


def fewer(env, order):
    """Applied by the planner alone: nothing was released."""
    quantity = order.line_ids[:1].quantity - 1
    request = ask(
        env,
        order,
        "One piece fewer",
        "The customer's second line starts later.",
        "x01",
        kind="quantity",
        quantity_new=quantity,
    )
    request.action_submit()
    if request.state == "approved":
        request.action_apply()


def later(env, order):
    """Waits for one signature."""
    request = ask(
        env,
        order,
        "A week later",
        "Their hall is not ready.",
        "x02",
        kind="date",
        date_new=order.line_ids[:1]._get_due() + timedelta(days=7),
    )
    request.action_submit()


def cancel(env, order):
    """Before the board: work has begun, the cards are held."""
    request = ask(
        env,
        order,
        "Customer cancels",
        "Their project was stopped; they ask what it costs.",
        kind="cancel",
    )
    request.action_submit()
    if request.lane == "board":
        request.with_user(ref(env, "user_inspector")).vote(
            "approve", "The finished parts are good for stock."
        )


def refused(env, order):
    """Turned down; the record stays."""
    request = ask(
        env,
        order,
        "Half the quantity",
        "Asked by telephone.",
        "x01",
        kind="quantity",
        quantity_new=order.line_ids[:1].quantity / 2,
    )
    request.action_submit()
    for login in ("manager", "keeper"):
        if request.state == "submitted":
            request.with_user(ref(env, f"user_{login}")).vote(
                "reject", "The castings are machined already."
            )


def emergency(env, order):
    """Applied now, to be confirmed within a day."""
    request = ask(
        env,
        order,
        "Six more for a line that stands",
        "Their assembly stops tomorrow without them.",
        "x01",
        kind="quantity",
        quantity_new=order.line_ids[:1].quantity + 6,
    )
    request.is_emergency = True
    request.action_submit()


def revision(env):
    """A drafted revision of a bill of material, one screw more."""
    product = ref(env, "product_fp_pp12")
    bom = env["mrp.bom"]._bom_find(product)[product]
    action = bom.with_user(ref(env, "user_engineer")).action_new_revision()
    request = env["poms.change.request"].browse(action["res_id"])
    new = request.item_ids.new_bom_id
    line = new.bom_line_ids[-1:]
    line.product_qty += 1
    request.with_user(ref(env, "user_engineer")).write(
        {
            "description": "Leak at the flange: one more of the last component.",
            "reason_id": ref(env, "reason_x03").id,
            "date_effective": at(7, 6),
        }
    )
    request.action_refresh()


def setting(env):
    """A gate that is to become stricter, waiting for its signature."""
    gates = env["poms.gate"].sudo()
    company = env.ref("base.main_company")
    gate = gates.search([("code", "=", "kit"), ("company_id", "=", company.id)])
    gate = gate or gates.create({"code": "kit", "company_id": company.id})
    mode = "warn" if gate.mode == "block" else "block"
    request = gate.with_user(ref(env, "user_planner"))._request_setting(
        {"mode": mode},
        "Kits must be complete before release",
        "Three cards stood at the machine for a missing casting last month.",
    )
    request.action_submit()
