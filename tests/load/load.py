"""Drive a plant: `python load.py SETTINGS.json`; prints the figures as JSON.

Settings: addresses, database, plan (file of load_setup.py), seconds, factor, is_ramped.
"""

import asyncio
import json
import sys
from pathlib import Path

from load_figures import Figures, first_slow
from load_terminal import Caller, Run

# Times the run's own rate; the ramp ends where reports pass 1 s.
RAMP, RAMP_S = (1.5, 2, 3, 4, 6, 8), 30
KINDS = ("report", "report_full", "odoo_own", "start", "pause", "queue", "photo")


async def drive(settings):
    plan = json.loads(Path(settings["plan"]).read_text())
    figures = Figures()
    async with Caller(
        settings["addresses"], settings["database"], plan["key"]
    ) as caller:
        run = Run(caller, plan, figures, settings["seconds"], settings["factor"])
        await run.run()
        steps = await run.ramp(RAMP, RAMP_S) if settings["is_ramped"] else []
    return {
        "rows": [figures.row(kind) for kind in KINDS],
        "steps": steps,
        "slow_rate": first_slow(steps),
        "failures": figures.failures[:20],
        "failure_count": len(figures.failures),
        "told": run.told,
        "photos": run.photos,
        "finished": run.finished,
    }


if __name__ == "__main__":
    SETTINGS = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(asyncio.run(drive(SETTINGS))))
