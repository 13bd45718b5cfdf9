"""Demo plant: what its CSV files cannot say, because it is relative to today.

Nothing here is random: the same day gives the same plant.
"""

import json
from datetime import datetime, time, timedelta

import pytz

from odoo import Command, fields

PLANT_TZ = pytz.timezone("Asia/Shanghai")
# Switched on for everybody, as an administrator would do in the settings.
FEATURES = (
    "mrp.group_mrp_routings",
    "mrp.group_mrp_workorder_dependencies",
    "mrp.group_mrp_byproducts",
    "stock.group_production_lot",
    "uom.group_uom",
)
# employee number: ((skill, level, years held, days until it ends or None), …)
SKILLS = {
    1: (("turning", "trainer", 6, None), ("milling", "skilled", 4, None)),
    2: (("turning", "skilled", 4, None), ("crane", "qualified", 2, 200)),
    3: (("turning", "qualified", 2, None), ("milling", "qualified", 2, None)),
    4: (("milling", "trainer", 5, None), ("turning", "qualified", 3, None)),
    5: (("hardening", "skilled", 3, 320), ("surface", "qualified", 2, 45)),
    6: (("grinding", "skilled", 4, None), ("hobbing", "qualified", 2, None)),
    7: (("hobbing", "skilled", 5, None), ("grinding", "qualified", 1, None)),
    8: (("turning", "trainee", 0, None),),
    9: (("turning", "skilled", 5, None), ("milling", "skilled", 3, None)),
    10: (("milling", "qualified", 2, None), ("turning", "qualified", 2, None)),
    11: (("grinding", "trainer", 7, None), ("hobbing", "skilled", 4, None)),
    # Expired three weeks ago: may not run the furnace until it is renewed.
    12: (("hardening", "qualified", 2, -21), ("turning", "qualified", 2, None)),
    13: (("turning", "qualified", 3, None), ("hobbing", "qualified", 3, None)),
    14: (("milling", "skilled", 4, None), ("hardening", "qualified", 1, 120)),
    15: (("surface", "skilled", 3, -60), ("milling", "qualified", 2, None)),
    16: (("precision", "trainer", 8, None), ("electrical", "skilled", 5, None)),
    17: (("precision", "skilled", 4, None), ("packing", "skilled", 4, None)),
    18: (("precision", "qualified", 2, None), ("electrical", "qualified", 2, None)),
    19: (("electrical", "trainer", 6, None), ("precision", "skilled", 3, None)),
    20: (("precision", "qualified", 1, None), ("packing", "qualified", 1, None)),
    21: (("crane", "skilled", 4, -5), ("packing", "skilled", 4, None)),
    22: (("packing", "qualified", 1, None), ("precision", "trainee", 0, None)),
}
# product: ((lot, quantity), …); quantities in the product's unit. Motors, encoders,
# castings for GX-63 and spindle bearings are too few for the open orders.
STOCK = {
    "rm_bar30": (("H7731-A", 240), ("H7802-B", 180)),
    "rm_bar45": (("H6120-A", 210), ("H6133-C", 60)),
    "rm_bar80": (("H5518-D", 150), ("H5522-A", 90)),
    "rm_cast40": (("C40-2201", 120), ("C40-2207", 80)),
    "rm_cast63": (("C63-1180", 14),),
    "rm_alb": (("AL-0912", 260),),
    "pp_brg6204": (("B6204-K1", 420), ("B6204-K2", 160)),
    "pp_brg6206": (("B6206-K4", 300),),
    "pp_brgsp": (("B7008-S1", 24),),
    "pp_seal": ((None, 600),),
    "pp_oring": ((None, 1500),),
    "pp_scrm6": ((None, 9000),),
    "pp_scrm8": ((None, 4000),),
    "pp_pin": ((None, 2000),),
    "pp_grease": ((None, 25),),
    "pp_oil": ((None, 180),),
    "pp_plate": ((None, 900),),
    "pp_spider": ((None, 500),),
    "pp_box": ((None, 1200),),
    "mp_fl80": (("F80-0301", 30),),
    "mp_hub": (("HUB-0117", 60),),
}
SERIALS = {"pp_motor": ("MOT", 9), "pp_encoder": ("ENC", 11)}


# Told by whoever starts the plant; the passwords are those of the demo users.
LOG_INS = (
    ("operator", "operator", "Operator"),
    ("leader", "leader", "Team Leader"),
    ("keeper", "keeper", "Warehouse Keeper"),
    ("inspector", "inspector", "Quality Inspector"),
    ("engineer", "engineer", "Process Engineer"),
    ("planner", "planner", "Planner"),
    ("manager", "manager", "Plant Manager"),
    ("tablet", "tablet", "Shared Tablet (badges POMS1001 to POMS1022)"),
    ("admin", "admin", "Administrator"),
)


def at(days, hour, minute=0):
    """Naive UTC of a local time of the plant, ``days`` from today."""
    return on(datetime.now(PLANT_TZ).date() + timedelta(days=days), hour, minute)


def on(day, hour, minute=0):
    """Naive UTC of a local time of the plant on ``day``."""
    local = datetime.combine(day, time(hour, minute))
    return PLANT_TZ.localize(local).astimezone(pytz.utc).replace(tzinfo=None)


def workday(day):
    """``day``, or the Friday before: nobody asks for goods on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def ref(env, name):
    """A record of the demo plant by the part of its external id after ``demo_``."""
    return env.ref(f"poms_orders.demo_{name}")


def load_settings(env):
    """Language, features and the mark of a demo plant; comes before all files."""
    env["res.lang"]._activate_lang("zh_CN")
    env["ir.config_parameter"].set_param("poms.demo", "True")
    env["ir.config_parameter"].set_param("poms.demo_logins", json.dumps(LOG_INS))
    features = [env.ref(name).id for name in FEATURES]
    env.ref("base.group_user").write(
        {"implied_ids": [Command.link(group) for group in features]}
    )
    company = env.ref("base.main_company")
    company.resource_calendar_id.tz = PLANT_TZ.zone
    yuan, euro = env.ref("base.CNY"), env.ref("base.EUR")
    (yuan | euro).active = True
    # With Odoo's own demo data the company is somebody else's: left as it is.
    if not env["account.move"].search_count([], limit=1):
        company.write(
            {
                "name": "Example Precision Works",
                "country_id": env.ref("base.cn").id,
                "currency_id": yuan.id,
            }
        )
        env.ref("stock.warehouse0").name = "Example Plant"
    if company.currency_id == yuan and not euro.rate_ids:
        env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.128}
        )


def load_plant(env):
    """The plant's clock, people's links and skills, holidays and stock."""
    # Not Odoo's standard calendar: that takes the time zone of the first browser in
    # which the administrator logs in, and the plant's days would end elsewhere.
    env.ref("base.main_company").resource_calendar_id = ref(env, "calendar_day")
    load_people(env)
    load_leaves(env)
    load_stock(env)


def load_people(env):
    """Skills with their validity, PINs, and the employees of the log-ins."""
    today = fields.Date.today()
    values = []
    for number, skills in SKILLS.items():
        for skill_name, level, years, days in skills:
            skill = ref(env, f"skill_{skill_name}")
            group = skill.skill_type_id.get_external_id()[skill.skill_type_id.id]
            kind = group.rsplit("_", 1)[1]
            values.append(
                {
                    "employee_id": ref(env, f"employee_{number:02d}").id,
                    "skill_type_id": skill.skill_type_id.id,
                    "skill_id": skill.id,
                    "skill_level_id": ref(env, f"level_{kind}_{level}").id,
                    "valid_from": today - timedelta(days=365 * years + 30),
                    "valid_to": days and today + timedelta(days=days),
                }
            )
    env["hr.employee.skill"].create(values)
    ref(env, "employee_01").user_id = ref(env, "user_leader")
    # who sends pieces to suppliers, and receives them, books in the own name
    ref(env, "employee_21").user_id = ref(env, "user_planner")
    ref(env, "employee_22").user_id = ref(env, "user_keeper")
    ref(env, "employee_03").user_id = ref(env, "user_operator")
    load_pins(env)


def load_pins(env):
    """PIN of employee n is 240100 + n."""
    env["poms.credential"].create(
        [
            {"employee_id": ref(env, f"employee_{n:02d}").id, "pin": str(240100 + n)}
            for n in SKILLS
        ]
    )


def load_leaves(env):
    """A plant holiday behind us, one ahead, and a machine's yearly maintenance."""
    lathe = ref(env, "workcenter_ct2")
    rows = (
        ("Founders' Day 厂庆日", None, -24),
        ("Harvest Festival 丰收节", None, 16),
        ("Yearly maintenance 年度保养", lathe, 9),
    )
    env["resource.calendar.leaves"].create(
        [
            {
                "name": name,
                "company_id": env.ref("base.main_company").id,
                "calendar_id": machine and machine.resource_calendar_id.id,
                "resource_id": machine and machine.resource_id.id,
                "date_from": at(day, 0),
                "date_to": at(day + 1, 0),
                "time_type": "leave",
            }
            for name, machine, day in rows
        ]
    )


def load_stock(env):
    """What lies in the warehouse today."""
    company = env.ref("base.main_company")
    location = env.ref("stock.warehouse0").lot_stock_id
    rows = [
        (ref(env, f"product_{name}"), lot, quantity)
        for name, lots in STOCK.items()
        for lot, quantity in lots
    ]
    rows += [
        (ref(env, f"product_{name}"), f"{prefix}-{number:04d}", 1)
        for name, (prefix, count) in SERIALS.items()
        for number in range(1, count + 1)
    ]
    lots = env["stock.lot"].create(
        [
            {"name": lot, "product_id": product.id, "company_id": company.id}
            for product, lot, _quantity in rows
            if lot
        ]
    )
    by_name = {(lot.product_id, lot.name): lot.id for lot in lots}
    quants = env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {
                "product_id": product.id,
                "location_id": location.id,
                "lot_id": by_name.get((product, lot)),
                "inventory_quantity": quantity,
            }
            for product, lot, quantity in rows
        ]
    ).action_apply_inventory()
