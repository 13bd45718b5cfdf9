"""What waits in the demo plant's inbox: files and mails of every kind, taken in by the
same ways as a customer's; with a doubt, a double, a revision and rows that are open.
"""

import base64
import email.policy
import logging
from datetime import timedelta
from email.message import EmailMessage

from odoo import Command

from .demo_files import make_list, make_paper, make_photo, make_sheet
from .demo_plant import at, ref

_logger = logging.getLogger(__name__)

# name, Chinese name, act, limits
RULES = (
    (
        "Small repeat orders",
        "小额重复订单",
        "accept",
        {"customers": ("pumps", "robotics"), "value_max": 20000, "quantity_max": 20},
    ),
    ("Assembly cards without findings", "无提示的装配任务卡", "release", {}),
    ("Changes before release", "下发前的变更", "apply", {"quantity_max": 50}),
)
# What the conveyor builder calls its columns, as a planner once said.
COLUMNS = (
    ("Ref. DCW", "item_buyer"),
    ("Abruf", "quantity"),
    ("Mengeneinh.", "unit"),
    ("Tag", "date"),
)


def load_inbox(env):
    """Fill the inbox; nothing of what is in production is touched."""
    env = env(context={**env.context, "mail_notify_force_send": False})
    load_rules(env)
    load_columns(env)
    load_uploads(env)
    load_mails(env)
    load_double(env)
    load_revision(env)
    env.flush_all()
    _logger.info("demo plant: the inbox is filled")


def load_rules(env):
    """Rules that somebody may switch on; all are off."""
    for number, (name, chinese, kind, limits) in enumerate(RULES):
        limits = dict(limits)
        customers = limits.pop("customers", ())
        partners = [ref(env, f"partner_{code}").id for code in customers]
        rule = env["poms.intake.rule"].create(
            {
                "name": name,
                "kind": kind,
                "sequence": 10 * number,
                "partner_ids": [Command.set(partners)],
                **limits,
            }
        )
        rule.with_context(lang="zh_CN").name = chinese


def load_columns(env):
    env["poms.column.mapping"].create(
        [
            {
                "partner_id": ref(env, "partner_conveyor").id,
                "title": title,
                "field": field,
            }
            for title, field in COLUMNS
        ]
    )


def day(days):
    """A day of the plant, from today."""
    return at(days, 0).date()


def product(env, name):
    return ref(env, f"product_{name}")


def take_file(env, customer, name, content):
    """One file through the upload; returns its part."""
    partner = ref(env, f"partner_{customer}")
    intake = env["poms.intake"]._take_files([(name, content)], partner)
    return intake.part_ids


def load_uploads(env):
    """A sheet that is clear, a list with a bad row, a slip in a quantity."""
    rows = [
        (product(env, code).default_code, product(env, code).name, quantity, "件", due)
        for code, quantity, due in (
            ("fp_vb6", 12, day(20)),
            ("fp_vb6", 12, day(34)),
            ("fp_cs3", 30, day(27)),
        )
    ]
    take_file(
        env, "yonyou", "采购订单 SZ-2611.xlsx", make_sheet("SZ-2611", day(-1), rows)
    ).action_take_in()
    listed = [
        (product(env, "fp_pp12").default_code, "６", "台", f"{day(24):%Y年%m月%d日}"),
        (product(env, "fp_su80").default_code, "约2台", "台", f"{day(30):%m/%d}"),
        (product(env, "fp_gx40").default_code, "4", "套", f"{day(31):%m/%d}"),
    ]
    take_file(
        env, "yonyou", "补单 SZ-2614.csv", make_list("SZ-2614", listed)
    ).action_take_in()
    text = f"Ref. DCW;Abruf;Mengeneinh.;Tag\nDCW-7060;960;Stk;{day(26):%d.%m.%Y}\n"
    part = take_file(env, "conveyor", "abruf-7731.csv", text.encode())
    part.order_number = "DCW-7731"
    part.action_take_in()


def send_mail(env, customer, key, subject, body, attachments=(), sender=None):
    """A mail to the order address, through Odoo's own gateway."""
    partner = ref(env, f"partner_{customer}") if customer else env["res.partner"]
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = sender or f"{partner.name} <{partner.email}>"
    message["To"] = "orders@plant.example"
    message["Subject"] = subject
    message["Message-ID"] = f"<demo-{key}@customer.example>"
    message.set_content(body, subtype="html")
    for name, content, kind in attachments:
        maintype, subtype = kind.split("/")
        message.add_attachment(
            content, maintype=maintype, subtype=subtype, filename=name
        )
    env["mail.thread"].message_process("poms.intake", message.as_bytes())


def load_mails(env):
    """A paper, a table in the text, a photo, and a sheet nobody can place."""
    rows = [
        ["10", "PLC-3053", "Vibration unit VB-6", "14", "pcs", "1,180.00"],
        ["20", "PLC-3060", "Coupling set CS-3", "1,200", "pcs", "86.50"],
    ]
    for row, days in zip(rows, (21, 28), strict=True):
        row.append(f"{day(days):%d %b %Y}")
    paper = make_paper("Placeholder Pumps Ltd", "PP-8842", day(-1), rows)
    send_mail(
        env,
        "pumps",
        "paper",
        "Purchase order PP-8842",
        "<p>Hello,</p><p>please find our order attached.</p>",
        [("PP-8842.pdf", paper, "application/pdf")],
    )
    table = (
        "<p>Dear all,</p><p>PO number: SPL-3307, please deliver:</p>"
        "<table border='1'><tr><th>Item</th><th>Qty</th><th>Unit</th><th>Due</th></tr>"
        f"<tr><td>SPL-5011</td><td>5</td><td>pcs</td><td>{day(25)}</td></tr>"
        f"<tr><td>SPL-5060</td><td>4</td><td>crate</td><td>{day(25)}</td></tr>"
        "</table><p>Kind regards</p>"
    )
    send_mail(env, "packaging", "table", "Order SPL-3307", table)
    photo = make_photo(
        ["Testfeld Robotics, Halle 2", "", "4 x TR-4025", "2 x TR-4046", "bitte bald!"]
    )
    send_mail(
        env,
        "robotics",
        "photo",
        "Bestellung (Foto)",
        "<p>siehe Foto</p>",
        [("foto.png", photo, "image/png")],
    )
    send_mail(
        env,
        None,
        "unknown",
        "询价转订单",
        "<p>附件请查收。</p>",
        [("清单.csv", "甲,乙,丙\r\n1,2,3\r\n".encode("gb18030"), "text/csv")],
        sender="采购部 <buyer@newcomer.example>",
    )


def load_double(env):
    """The paper's order once more, by the customer's own system."""
    partner = ref(env, "partner_pumps")
    document = {
        "family": "csv",
        "type": "order",
        "sender": partner.ref,
        "order_number": "PP-8842",
        "currency": "CNY",
        "lines": [
            make_line("10", "PLC-3053", "14", "1180.00", day(21)),
            make_line("20", "PLC-3060", "1200", "86.50", day(28)),
        ],
    }
    hand_in(env, document, "api", "PP-8842.json", b'{"order": "PP-8842"}')


def load_revision(env):
    """A confirmed order that the customer wants larger and later."""
    confirmed = env["poms.order"].search(
        [
            ("partner_id", "=", ref(env, "partner_conveyor").id),
            ("state", "=", "confirmed"),
            ("channel", "=", "file"),
        ],
        order="date_due desc",
        limit=1,
    )
    line = confirmed.line_ids[:1]
    due = (confirmed.date_due + timedelta(days=7)).date()
    document = {
        **(confirmed.document or {}),
        "lines": [
            make_line(
                line.line,
                line.item_buyer,
                f"{line.quantity + 6:g}",
                f"{line.price_unit:.2f}",
                due,
            )
        ],
    }
    text = f"Order {confirmed.reference}, change 1\n{line.item_buyer}  {due}\n"
    hand_in(env, document, "email", "change-1.txt", text.encode())


def make_line(line, item, quantity, price, due):
    return {
        "line": line,
        "action": "add",
        "item": {"buyer": item},
        "quantity": quantity,
        "unit": "PCE",
        "price": price,
        "schedule": [{"quantity": quantity, "date": str(due)}],
    }


def hand_in(env, document, channel, name, content):
    answer = env["poms.order"].ingest_document(
        document, channel, None, name, base64.b64encode(content).decode()
    )
    assert answer["status"] in ("accepted", "duplicate"), answer
