"""Two months of past production of the demo plant.

Odoo's own methods stamp the present and cost some 300 queries an order, so the past is
simulated (`demo_simulation`), written in bulk (`demo_history_write`) and then checked
against the rules that live booking keeps (`check_history`). Deterministic: the same
day gives the same past. Some 15 seconds on two cores.
"""

import logging
from datetime import timedelta

import pytz

from odoo import fields
from odoo.tools import SQL, float_compare

from .demo_plant import PLANT_TZ, at, ref
from .demo_simulation import Item, Machine, Simulation, Step

_logger = logging.getLogger(__name__)

DAYS = 60
SEED = 20260301
MARK = "poms.demo.history"
# product, pieces of each order in turn
RANGE = (
    ("fp_gx40", (14, 20, 10)),
    ("fp_vb6", (40, 60, 50)),
    ("fp_la25", (10, 7, 12)),
    ("fp_cs3", (80, 100, 60)),
    ("fp_gx63", (10, 14, 8)),
    ("fp_pp12", (16, 10, 20)),
    ("fp_su80", (5, 6, 4)),
    ("fp_la40", (8, 6, 10)),
)
ORDERS_A_DAY = 1.4


def load_history(env):
    """Write the past once; a second call does nothing."""
    parameters = env["ir.config_parameter"].sudo()
    if parameters.get_param(MARK) or "poms.report" not in env:
        return
    from .demo_history_write import HistoryWriter

    # English source names go into the records, whoever runs the job.
    env = env(su=True, context={"lang": "en_US", "tracking_disable": True})
    facts = Facts(env)
    orders = simulate(facts)
    HistoryWriter(env, facts, orders).write_all()
    env.invalidate_all()
    check_history(env)
    parameters.set_param(MARK, fields.Datetime.to_string(fields.Datetime.now()))
    _logger.info("demo plant: history of %s production orders", len(orders))


def simulate(facts):
    """Customer orders of the last two months, worked from their parts up.

    :return: list of `demo_simulation.Order`, parents before their children
    """
    simulation = Simulation(facts.items, facts.machines, facts.end, SEED)
    count = int(DAYS * ORDERS_A_DAY)
    for tree in range(count):
        name, quantities = RANGE[tree % len(RANGE)]
        quantity = quantities[tree // len(RANGE) % len(quantities)]
        release = facts.start + timedelta(days=(DAYS - 4) * tree / count)
        simulation.add_tree(tree, facts.products[name].id, quantity, release)
    return simulation.orders


class Facts:
    """What the simulation and the writer need to know of the plant, read once."""

    def __init__(self, env):
        self.env = env
        self.start, self.end = at(-DAYS, 6), at(0, 0) - timedelta(hours=2)
        self.products = {name: ref(env, f"product_{name}") for name, _q in RANGE}
        self.boms = {}
        self.items = {}
        self.raw = {}
        for product in self.products.values():
            self._read_product(product)
        self.workcenters = env["mrp.workcenter"].search(
            [("poms_group_id", "!=", False)]
        )
        self.machines = self._read_machines()

    def _read_product(self, product):
        if product.id in self.items:
            return
        bom = self.env["mrp.bom"]._bom_find(product)[product]
        self.boms[product.id] = bom
        parts, raw = [], []
        for line, data in bom.explode(product, 1)[1]:
            operation = line.operation_id or data["parent_line"].operation_id
            made = self.env["mrp.bom"]._bom_find(line.product_id)[line.product_id]
            raw.append((line, operation, data["qty"]))
            if made:
                parts.append((line.product_id.id, data["qty"]))
                self._read_product(line.product_id)
        self.raw[product.id] = raw
        self.items[product.id] = Item(
            key=product.id,
            steps=tuple(self._read_step(o) for o in bom.operation_ids),
            parts=tuple(parts),
            may_scrap=product.tracking == "lot" and not product.sale_ok,
        )

    def _read_step(self, operation):
        own = operation.workcenter_id
        return Step(
            key=operation.id,
            machines=(own.id, *own.alternative_workcenter_ids.ids),
            cycle_min=operation.time_cycle_manual,
            setup_group=operation._get_setup_group().id or 0,
        )

    def _read_machines(self):
        result = {}
        unit = self.env.ref("uom.product_uom_unit")
        for calendar in self.workcenters.resource_calendar_id:
            intervals = self._read_intervals(calendar)
            for workcenter in self.workcenters.filtered(
                lambda w, calendar=calendar: w.resource_calendar_id == calendar
            ):
                capacity, setup, _cleanup = workcenter._get_capacity(
                    self.env["product.product"], unit, 1
                )
                result[workcenter.id] = Machine(
                    key=workcenter.id,
                    intervals=intervals,
                    speed=workcenter.time_efficiency / 100,
                    setup_min=setup,
                    capacity=capacity,
                )
        return result

    def _read_intervals(self, calendar):
        """Working time as naive UTC pairs; shifts that touch become one."""
        zone = pytz.timezone(calendar.tz)
        found = calendar._work_intervals_batch(
            pytz.utc.localize(self.start), pytz.utc.localize(self.end), tz=zone
        )[False]
        result = []
        for start, stop, _attendance in found:
            start = start.astimezone(pytz.utc).replace(tzinfo=None)
            stop = stop.astimezone(pytz.utc).replace(tzinfo=None)
            if result and start - result[-1][1] < timedelta(seconds=1):
                result[-1] = (result[-1][0], stop)
            else:
                result.append((start, stop))
        return tuple(result)

    def crew(self, machine, moment):
        """Numbers of the employees who work a machine at a time, best first."""
        code = self.workcenters.browse(machine).code[:2]
        hour = pytz.utc.localize(moment).astimezone(PLANT_TZ).hour
        shift = "early" if 6 <= hour < 14 else "late" if 14 <= hour < 22 else "night"
        return CREWS[code][shift]


_MACHINING = {"early": (1, 2, 3, 4), "late": (9, 10, 13), "night": (13, 14, 15)}
_GEARS = {"early": (6, 7), "late": (11,), "night": (13, 14)}
_BENCH = {"early": (16, 17, 18), "late": (19, 20), "night": (19,)}
CREWS = {
    "CT": _MACHINING,
    "MC": {"early": (4, 3), "late": (10, 9), "night": (14, 15)},
    "GR": _GEARS,
    "GH": _GEARS,
    "HT": {"early": (5,), "late": (14,), "night": (14,)},
    "AN": {"early": (5,), "late": (5,), "night": (5,)},
    "WA": {"early": (8,), "late": (12,), "night": (15,)},
    "AS": _BENCH,
    "TE": {"early": (19, 18), "late": (16, 19), "night": (19,)},
    "PK": {"early": (21, 22), "late": (21, 22), "night": (21,)},
}


def check_history(env):
    """Raise `AssertionError` naming the first rule that the database breaks.

    The rules are those of live booking: reports make up work orders and cards, time
    lines make up durations, no machine does two things at once, stock is the sum of
    its moves and never below zero in the warehouse.
    """
    env.flush_all()
    for name, query in CHECKS.items():
        env.cr.execute(SQL(query))
        rows = env.cr.fetchmany(3)
        assert not rows, f"demo history: {name}: {rows}"
    quants = env["stock.quant"].search([("location_id.usage", "=", "internal")])
    for quant in quants:
        assert float_compare(quant.quantity, 0, 4) >= 0, f"below zero: {quant.id}"


CHECKS = {
    "a work order is not the sum of its reports": """
        SELECT w.id, w.qty_produced, sum(r.quantity_good) FROM mrp_workorder w
          JOIN poms_report r ON r.workorder_id = w.id AND r.state = 'accepted'
         WHERE w.state = 'done' GROUP BY w.id
        HAVING abs(w.qty_produced - sum(r.quantity_good)) > 0.001""",
    "a card is not the sum of its reports": """
        SELECT c.id FROM poms_task_card c
          JOIN poms_report r ON r.card_id = c.id AND r.state = 'accepted'
         WHERE c.state = 'done' GROUP BY c.id
        HAVING abs(c.quantity_good - sum(r.quantity_good)) > 0.001
            OR abs(c.quantity_scrap - sum(r.quantity_scrap)) > 0.001""",
    "a later step has more good pieces than the one before": """
        SELECT later.id FROM mrp_workorder later
          JOIN mrp_workorder_dependencies_rel d ON d.workorder_id = later.id
          JOIN mrp_workorder before ON before.id = d.blocked_by_id
         WHERE later.state = 'done' AND later.qty_produced > before.qty_produced""",
    "received is not what the last step made": """
        SELECT p.id FROM mrp_production p
          JOIN stock_move m ON m.production_id = p.id AND m.product_id = p.product_id
           AND m.state = 'done' AND m.scrap_id IS NULL
         WHERE p.state = 'done' GROUP BY p.id
        HAVING sum(m.quantity) > (SELECT min(w.qty_produced) FROM mrp_workorder w
                                   WHERE w.production_id = p.id)""",
    "two things at once on a machine": """
        SELECT a.id, b.id FROM poms_task_card x JOIN poms_task_card y
            ON x.workcenter_id = y.workcenter_id AND x.id < y.id
          JOIN resource_calendar_leaves a ON a.id = x.leave_id
          JOIN resource_calendar_leaves b ON b.id = y.leave_id
         WHERE x.state = 'done' AND y.state = 'done'
           AND a.date_from < b.date_to AND b.date_from < a.date_to""",
    "a duration is not the sum of its time lines": """
        SELECT w.id FROM mrp_workorder w
          JOIN mrp_workcenter_productivity t ON t.workorder_id = w.id
         WHERE w.state = 'done' GROUP BY w.id
        HAVING abs(w.duration - sum(t.duration)) > 0.05""",
    "stock is not the sum of its moves": """
        WITH moved AS (
            SELECT product_id, lot_id, location_id, sum(q) AS q FROM (
                SELECT product_id, lot_id, location_dest_id AS location_id,
                       quantity_product_uom AS q
                  FROM stock_move_line WHERE state = 'done'
                UNION ALL
                SELECT product_id, lot_id, location_id, -quantity_product_uom
                  FROM stock_move_line WHERE state = 'done') lines
             GROUP BY product_id, lot_id, location_id),
        held AS (
            SELECT product_id, lot_id, location_id, sum(quantity) AS q
              FROM stock_quant GROUP BY product_id, lot_id, location_id)
        SELECT m.product_id, m.lot_id, m.location_id, m.q, h.q
          FROM moved m FULL JOIN held h
            ON h.product_id = m.product_id AND h.location_id = m.location_id
           AND COALESCE(h.lot_id, 0) = COALESCE(m.lot_id, 0)
         WHERE abs(COALESCE(m.q, 0) - COALESCE(h.q, 0)) > 0.005""",
}
