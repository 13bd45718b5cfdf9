"""The two services: one that dies is started again, one that cannot live is not."""

import sys
from types import SimpleNamespace

import pytest

from launcher.serve import RESTARTS, Services
from launcher.terminal import Failure

SLEEP = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(99)"]


@pytest.fixture
def services(tmp_path, monkeypatch):
    """Services whose Odoo is a program that sleeps."""
    monkeypatch.setenv("POMS_HOME", str(tmp_path))
    databases = SimpleNamespace(
        config=lambda *_args, **_options: "none.conf",
        env={},
        odoo=SimpleNamespace(command=lambda *_arguments: SLEEP),
    )
    with Services(databases, "plant", 8069) as running:
        yield running


def kill(services, role):
    process = services.processes[role]
    process.kill()
    process.wait()
    return process.pid


def test_a_killed_service_is_started_again(services, capsys):
    web = services.processes["web"].pid
    dead = kill(services, "jobs")
    services.revive()
    assert services.processes["jobs"].pid != dead
    assert services.processes["jobs"].poll() is None
    assert services.processes["web"].pid == web, "people work on"
    assert "jobs service ended with code -9" in capsys.readouterr().err


def test_a_service_that_dies_again_and_again_ends_poms(services):
    for _time in range(RESTARTS):
        kill(services, "web")
        services.revive()
    kill(services, "web")
    with pytest.raises(Failure, match="web service ended"):
        services.revive()


def test_nothing_is_done_while_both_live(services):
    before = dict(services.processes)
    services.revive()
    assert services.processes == before
