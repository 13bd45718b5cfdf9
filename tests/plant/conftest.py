"""Databases and servers for tests that need whole Odoo processes."""

import contextlib
import os
import uuid

import pytest

from launcher import odoo_source, plant
from launcher.database import Databases
from launcher.postgres import server
from launcher.serve import Services, free_port


@pytest.fixture(scope="session")
def databases():
    """Where this run may create databases; the launcher's own way."""
    odoo = odoo_source.find()
    with server(odoo.python) as running:
        yield Databases(odoo, running)


@pytest.fixture(scope="session")
def new_database(databases):
    """A function that clones a template under a name of its own."""
    with contextlib.ExitStack() as stack:

        def make(template):
            name = f"poms_it_{os.getpid()}_{uuid.uuid4().hex[:6]}"
            databases.clone(template, name)
            stack.callback(databases.drop, name)
            return name

        yield make


@pytest.fixture(scope="session")
def plant_services(databases, new_database):
    """A running plant: web and jobs service on a clone of the demo plant."""
    name = new_database(plant.template(databases, demo=True))
    with Services(databases, name, free_port()) as services:
        services.wait_until_ready()
        yield services
