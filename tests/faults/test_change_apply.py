"""An approved change is applied while the service is killed with -9.

All of it is done or nothing; whoever presses Apply again gets it done.
"""

import os
import random
import threading
import time
import xmlrpc.client

import pytest
from fault_world import OwnOdoo
from test_confirm_run import program, until

from launcher import odoo_source, plant
from launcher.database import Databases
from launcher.postgres import server

LINES, KILLS = 12, 4
# The change, and all that it touches, counted.
STATE = """
    SELECT (SELECT state FROM poms_change_request),
           (SELECT count(*) FROM poms_order_line l JOIN poms_order o
                ON o.id = l.order_id WHERE reference = 'KILL-0'
               AND l.state = 'cancelled'),
           (SELECT count(*) FROM mrp_production WHERE state = 'cancel'),
           (SELECT count(*) FROM poms_task_card WHERE state = 'cancelled'),
           (SELECT count(*) FROM poms_hold WHERE state = 'active'),
           (SELECT count(*) FROM poms_trace_event
             WHERE data ->> 'kind' = 'change_applied')"""
# Somebody's open transaction has written to production orders.
WRITES = """
    SELECT count(*) FROM pg_locks k JOIN pg_class c ON c.oid = k.relation
     WHERE c.relname = 'mrp_production' AND k.mode = 'RowExclusiveLock'
       AND k.database = (SELECT oid FROM pg_database WHERE datname = '{}')"""
APPROVED = ["approved", 0, 0, 0, 2 * LINES, 0]
APPLIED = ["applied", LINES, 2 * LINES, 4 * LINES, 0, 1]


@pytest.fixture
def plant_of_its_own():
    """(databases, service); not started."""
    odoo = odoo_source.find()
    with server(odoo.python) as running:
        databases = Databases(odoo, running)
        name = f"poms_apply_{os.getpid()}"
        databases.clone(plant.template(databases, demo=False), name)
        service = OwnOdoo(databases, name)
        try:
            yield databases, service
        finally:
            service.kill()
            databases.drop(name)


def apply_change(service):
    """Press Apply by a client; whether an answer came."""
    models = xmlrpc.client.ServerProxy(f"{service.address}/xmlrpc/2/object")
    common = xmlrpc.client.ServerProxy(f"{service.address}/xmlrpc/2/common")
    uid = common.authenticate(service.name, "admin", "faults", {})
    access = (service.name, uid, "faults")
    try:
        found = models.execute_kw(*access, "poms.change.request", "search", [[]])
        models.execute_kw(*access, "poms.change.request", "action_apply", [found])
    except (OSError, xmlrpc.client.ProtocolError):
        return False
    return True


def test_killed_in_the_middle_a_change_is_done_or_not(plant_of_its_own):
    databases, service = plant_of_its_own
    program(databases, service.name, "confirm_setup.py", 1)
    program(databases, service.name, "change_setup.py", LINES)

    def state():
        return databases.query(STATE, service.name)[0]

    assert state() == APPROVED
    chance, hits = random.Random(11), 0
    for _kill in range(KILLS):
        service.start()
        caller = threading.Thread(target=apply_change, args=(service,), daemon=True)
        caller.start()
        writes = WRITES.format(service.name)
        until(lambda query=writes: databases.query(query, service.name)[0][0])
        time.sleep(chance.uniform(0, 0.8))
        service.kill()
        caller.join(30)
        now = state()
        assert now in (APPROVED, APPLIED)
        hits += now == APPROVED
        if now == APPLIED:
            break
    assert hits, "no kill came in the middle"
    if state() == APPROVED:
        service.start()
        assert apply_change(service)
    assert state() == APPLIED
