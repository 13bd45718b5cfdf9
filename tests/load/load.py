"""Drive a plant: `python load.py SETTINGS.json`; prints the figures as JSON.

Settings: addresses, database, plan (file of load_setup.py), seconds, factor.
"""

import asyncio
import json
import sys
from pathlib import Path

from load_figures import Figures
from load_terminal import Caller, Run

KINDS = ("report", "report_full", "odoo_own", "start", "pause", "queue", "photo")


async def drive(settings):
    plan = json.loads(Path(settings["plan"]).read_text())
    figures = Figures()
    async with Caller(
        settings["addresses"], settings["database"], plan["key"]
    ) as caller:
        run = Run(caller, plan, figures, settings["seconds"], settings["factor"])
        await run.run()
    return {
        "rows": [figures.row(kind) for kind in KINDS],
        "slow_rate": figures.slow_rate(),
        "failures": figures.failures[:20],
        "failure_count": len(figures.failures),
        "told": run.told,
        "photos": run.photos,
        "finished": run.finished,
    }


if __name__ == "__main__":
    SETTINGS = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(asyncio.run(drive(SETTINGS))))
