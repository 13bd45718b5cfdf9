"""A plant of one's own for tests that break it."""

import os

import pytest
from fault_world import OwnOdoo, OwnPostgres, copy_database

from launcher import odoo_source, plant
from launcher.database import Databases
from launcher.postgres import server


@pytest.fixture(scope="session")
def world():
    """(postgres, databases, odoo): own server, own database, own Odoo, not started."""
    odoo = odoo_source.find()
    name = f"poms_faults_{os.getpid()}"
    own = OwnPostgres(odoo.python)
    databases = Databases(odoo, own.server)
    try:
        own.start()
        with server(odoo.python) as running:
            shared = Databases(odoo, running)
            template = plant.template(shared, demo=False)
            copy_database(shared, databases, template, name)
        service = OwnOdoo(databases, name)
        yield own, databases, service
        service.kill()
        databases.drop(name)
    finally:
        own.remove()
