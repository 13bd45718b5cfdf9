"""./poms i18n: renew the translation files of our addons from the code."""

import os
from pathlib import Path

from . import odoo_source, plant
from .database import Databases
from .home import ADDONS, our_addons
from .postgres import server
from .terminal import Failure


def renew(words):
    """Write each i18n/<addon>.pot anew and merge it into zh_CN.po.

    Translations that exist are kept; new terms stand there empty, to be filled.
    """
    if words:
        raise Failure("i18n takes no arguments.", 2)
    odoo = odoo_source.find()
    with server(odoo.python) as running:
        databases = Databases(odoo, running)
        name = f"poms_i18n_{os.getpid()}"
        databases.clone(plant.template(databases, demo=False), name)
        try:
            program = Path(__file__).with_name("i18n_export.py")
            log = databases.script(name, program, "Reading the terms", ADDONS)
        finally:
            databases.drop(name)
    for line in log.read_text().splitlines():
        if line.startswith("i18n: "):
            print(line[6:])
    return 0 if our_addons() else 1
