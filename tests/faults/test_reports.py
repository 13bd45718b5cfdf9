"""Nothing lost, nothing doubled: reports with photos through every fault at once.

2,000 reports of 20 tablets (128 of 8 in the short form of a whole test run) while the
network is cut, answers are dropped after the commit, requests doubled and reordered,
Odoo killed with -9 and PostgreSQL crashed.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from fault_proxy import FaultProxy
from fault_tablet import Tablet

IS_SHORT = os.environ.get("POMS_TEST_SHORT") == "1"
TABLETS, CARDS_EACH = (8, 2) if IS_SHORT else (20, 4)
REPORTS = 128 if IS_SHORT else 2000
PEACE_S, ROUNDS = (1, 1) if IS_SHORT else (8, 8)
# On a machine that does other things too, every start takes half a minute.
PATIENCE_S = 900 if IS_SHORT else 3600
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 80
RATES = {"lost": 0.06, "doubled": 0.08, "late": 0.06, "page": 0.03}
SUMS = """
    SELECT c.name, c.quantity_good, w.qty_produced,
           (SELECT json_agg(json_build_array(r.note, r.quantity_good) ORDER BY r.id)
              FROM poms_report r WHERE r.card_id = c.id AND r.state = 'accepted')
      FROM poms_task_card c JOIN mrp_workorder w ON w.id = c.workorder_id"""
PHOTOS = """
    SELECT count(*), count(DISTINCT p.uuid), count(DISTINCT p.report_id),
           count(a.store_fname) FROM poms_photo p
      LEFT JOIN ir_attachment a ON a.id = p.attachment_id"""
LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
CONSUMED = """
    SELECT sum(l.quantity_product_uom) FROM stock_move_line l
      JOIN stock_move m ON m.id = l.move_id
     WHERE l.state = 'done' AND m.raw_material_production_id IS NOT NULL"""


def test_every_report_is_there_once_in_order(world, tmp_path):
    postgres, databases, odoo = world
    plan = set_up(databases, odoo.name, tmp_path)
    odoo.start()
    begin = time.monotonic()
    tablets, proxy, blows = asyncio.run(run(postgres, odoo, plan))
    seconds = time.monotonic() - begin
    say_figures(tablets, proxy, blows, seconds)
    assert not [problem for tablet in tablets for problem in tablet.problems]
    assert blows["kill -9"] and blows["crash"]
    assert all(proxy.counts[name] for name in (*RATES, "cut")), proxy.counts
    check(databases, odoo.name, tablets)


def set_up(databases, name, folder):
    file = folder / "plan.json"
    program = Path(__file__).with_name("fault_setup.py")
    databases.script(name, program, "Cards for tablets", file, TABLETS, CARDS_EACH)
    return json.loads(file.read_text())


async def run(postgres, odoo, plan):
    proxy = FaultProxy(odoo.address, 7, RATES)
    await proxy.start()
    tablets = [
        Tablet(
            number,
            f"http://127.0.0.1:{proxy.port}",
            (plan["login"], key, plan["badge"], odoo.name),
            cards,
            REPORTS // (TABLETS * CARDS_EACH),
            PHOTO,
        )
        for number, (key, cards) in enumerate(
            zip(plan["keys"], plan["cards"], strict=True)
        )
    ]
    for tablet in tablets:
        await tablet.open(odoo.address)
    blows = {"cut": 0, "kill -9": 0, "crash": 0}
    work = asyncio.gather(*(tablet.work() for tablet in tablets))
    chaos = asyncio.ensure_future(strike(postgres, odoo, proxy, blows, work))
    try:
        await asyncio.wait_for(work, PATIENCE_S)
    finally:
        await chaos
        for tablet in tablets:
            await tablet.close()
        await proxy.stop()
    return tablets, proxy, blows


async def strike(postgres, odoo, proxy, blows, work):
    """Blow after blow, some seconds of peace between, until all is told."""
    loop = asyncio.get_running_loop()

    async def cut():
        proxy.is_cut = True
        await asyncio.sleep(4)
        proxy.is_cut = False

    async def kill():
        await loop.run_in_executor(None, odoo.kill)
        await asyncio.sleep(1)
        await loop.run_in_executor(None, odoo.start)

    async def crash():
        await loop.run_in_executor(None, postgres.crash)
        await asyncio.sleep(1)
        await loop.run_in_executor(None, postgres.start)

    blow = {"cut": cut, "kill -9": kill, "crash": crash}
    rounds = 0
    while not work.done() and rounds < ROUNDS:
        rounds += 1
        for name in ("cut", "kill -9", "cut", "crash"):
            await asyncio.wait([work], timeout=PEACE_S)
            if work.done() and blows["crash"]:
                break
            # a blow counts where it hits work
            blows[name] += not work.done()
            await blow[name]()


def say_figures(tablets, proxy, blows, seconds):
    tries = sum(tablet.tries for tablet in tablets)
    retries = sum(tablet.retries for tablet in tablets)
    print(
        f"\n{REPORTS} reports with a photo each in {seconds:.0f} s; {tries} sendings, "
        f"{retries} of them again; blows {blows}; faults {proxy.counts}",
        file=sys.stderr,
    )


def check(databases, name, tablets):
    """Exactly once, in order, and the work orders are their sum."""
    told = {card: goods for tablet in tablets for card, goods in tablet.told.items()}
    rows = {row[0]: row[1:] for row in databases.query(SUMS, name)}
    for card, goods in told.items():
        card_good, produced, reports = rows[card]
        expected = [[str(number), good] for number, good in enumerate(goods)]
        assert reports == expected, card
        assert float(card_good) == float(produced) == sum(goods), card
    ((photos, uuids, owners, files),) = databases.query(PHOTOS, name)
    assert (photos, uuids, owners, files) == (REPORTS,) * 4
    total = sum(map(sum, told.values()))
    assert float(databases.query(CONSUMED, name)[0][0]) == total
    refused = "SELECT count(*) FROM poms_report WHERE state = 'refused'"
    assert databases.query(refused, name) == [[0]]
    assert databases.query("SELECT count(*) FROM poms_conflict", name) == [[0]]
    assert databases.query(LOCKS, name) == [[0]], "a lock outlived its report"
