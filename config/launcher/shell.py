"""./poms shell: Odoo's interactive shell on a database of ours."""

import argparse
import subprocess

from . import engine, odoo_source
from .database import Databases
from .postgres import server
from .terminal import Failure


def shell(words):
    parser = argparse.ArgumentParser(prog="./poms shell")
    parser.add_argument("--db", default="poms")
    options, rest = parser.parse_known_args(words)
    odoo = odoo_source.find()
    with server(odoo.python) as running:
        databases = Databases(odoo, running)
        if not databases.exists(options.db):
            raise Failure(
                f"There is no database {options.db} yet: ./poms run makes it."
            )
        conf = databases.config(options.db)
        command = odoo.command("shell", "-c", conf, "--no-http", *rest)
        # A plan that is made here finds the engine compiled.
        env = {**databases.env, "NUMBA_CACHE_DIR": str(engine.cache())}
        return subprocess.run(command, env=env).returncode
