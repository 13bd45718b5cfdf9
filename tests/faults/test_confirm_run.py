"""Many orders confirmed in the background while the service is killed with -9.

The real queue works; it is killed in the middle of an order, again and again. In the
end, after the run was resumed as well, each order is made once and whole.
"""

import os
import random
import time
from pathlib import Path

import pytest
from fault_world import OwnOdoo

from launcher import odoo_source, plant
from launcher.database import Databases
from launcher.postgres import server

ORDERS, KILLS = 16, 3
JOBS = """
    SELECT count(*) FILTER (WHERE l.state = 'done'),
           count(*) FILTER (WHERE l.state = 'failed'),
           (SELECT count(*) FROM queue_job WHERE state = 'started')
      FROM poms_confirm_run_line l"""
# One row an order: everything that a whole one has, counted.
MADE = """
    SELECT o.reference, o.state,
           (SELECT count(*) FROM sale_order s
             WHERE s.origin = o.name AND s.state = 'sale'),
           count(DISTINCT p.id), count(DISTINCT p.product_id),
           count(DISTINCT p.id) FILTER (WHERE p.state = 'confirmed'),
           count(DISTINCT p.id) FILTER (WHERE p.poms_parent_id IS NOT NULL),
           count(DISTINCT w.id), count(DISTINCT c.id),
           count(DISTINCT raw.id), count(DISTINCT made.id),
           count(DISTINCT link.move_orig_id)
      FROM poms_order o
      LEFT JOIN mrp_production p ON p.poms_order_id = o.id
      LEFT JOIN mrp_workorder w ON w.production_id = p.id
      LEFT JOIN poms_task_card c ON c.workorder_id = w.id
      LEFT JOIN stock_move raw ON raw.raw_material_production_id = p.id
      LEFT JOIN stock_move made ON made.production_id = p.id
      LEFT JOIN stock_move_move_rel link ON link.move_orig_id = made.id
     WHERE o.reference LIKE 'KILL-%' GROUP BY o.id"""
WHOLE = ["confirmed", 1, 2, 2, 2, 1, 4, 4, 2, 2, 2]
STRAY = """
    SELECT (SELECT count(*) FROM mrp_production WHERE poms_order_id IS NULL),
           (SELECT count(*) FROM poms_task_card c WHERE NOT EXISTS
               (SELECT FROM mrp_production p WHERE p.id = c.production_id)),
           (SELECT count(*) FROM sale_order),
           (SELECT count(*) FROM poms_trace_event WHERE kind = 'order_confirmed')"""


@pytest.fixture
def queue():
    """(databases, service of its own that works on jobs); not started."""
    odoo = odoo_source.find()
    with server(odoo.python) as running:
        databases = Databases(odoo, running)
        name = f"poms_kill_{os.getpid()}"
        databases.clone(plant.template(databases, demo=False), name)
        service = OwnOdoo(databases, name, channels="root:2")
        try:
            yield databases, service
        finally:
            service.kill()
            databases.drop(name)


def program(databases, name, file, *words):
    databases.script(name, Path(__file__).with_name(file), "Orders", *words)


def until(condition, patience=180):
    """Wait for a true answer; return it."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("nothing happened any more")


def test_killed_and_resumed_each_order_is_made_once(queue):
    databases, service = queue
    program(databases, service.name, "confirm_setup.py", ORDERS)

    def state():
        return databases.query(JOBS, service.name)[0]

    chance, hits, before = random.Random(7), 0, 0
    for _kill in range(KILLS):
        service.start()
        until(lambda low=before: state()[0] > low and state()[2])
        time.sleep(chance.uniform(0, 0.3))
        service.kill()
        before, failed, running = state()
        assert before < ORDERS and not failed
        hits += running > 0
        check_made(databases, service.name, confirmed=before)
    assert hits, "no kill came in the middle of an order"
    # The queue finds the dead jobs itself; somebody resumes the run besides.
    program(databases, service.name, "confirm_resume.py")
    service.start()
    until(lambda: state()[0] == ORDERS)
    check_made(databases, service.name, confirmed=ORDERS)


def check_made(databases, name, confirmed):
    """So many orders are whole, all others untouched, and nothing lies about."""
    rows = [row[1:] for row in databases.query(MADE, name)]
    assert len(rows) == ORDERS
    whole = [row for row in rows if row == WHOLE]
    untouched = [row for row in rows if row == ["received", *[0] * 10]]
    assert len(whole) == confirmed, rows
    assert len(untouched) == ORDERS - confirmed, rows
    assert databases.query(STRAY, name) == [[0, 0, confirmed, confirmed]]
