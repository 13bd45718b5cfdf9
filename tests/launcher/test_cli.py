"""The command line: its contract, and one sentence for each failure."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import cli, odoo_source, postgres, serve
from launcher.terminal import Failure, explain_common

POMS = Path(__file__).resolve().parents[2] / "poms"
COMMANDS = ["run", "test", "lint", "shell", "solve", "edi", "bench", "load", "i18n"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_help(command):
    done = subprocess.run(
        [sys.executable, POMS, command, "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert done.stdout.startswith("usage:")


def test_unknown_command_is_refused():
    done = subprocess.run([sys.executable, POMS, "fly"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "fly" in done.stderr


STOPPABLE = """
import sys, time
from launcher import cli
def wait(words):
    try:
        print("working", flush=True)
        time.sleep(60)
    finally:
        print("cleaned up", flush=True)
cli.PASSED_ON["test"] = wait
sys.exit(cli.main(["test"]))
"""


def stoppable(hang_up):
    """A command at work; `hang_up`: how SIGHUP stands when it starts."""
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPABLE],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(POMS.parent / "config")},
        # These tests may themselves run below nohup.
        preexec_fn=lambda: signal.signal(signal.SIGHUP, hang_up),
    )
    assert process.stdout.readline() == "working\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_command_cleans_up_when_it_is_asked_to_end(number):
    """A server or a database of a killed test run would stay behind."""
    with stoppable(signal.SIG_DFL) as process:
        process.send_signal(number)
        assert process.stdout.read() == "cleaned up\n"
    assert process.returncode == cli.INTERRUPTED


def test_a_command_below_nohup_outlives_its_terminal():
    with stoppable(signal.SIG_IGN) as process:
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.terminate()
        assert process.stdout.read() == "cleaned up\n"
    assert process.returncode == cli.INTERRUPTED


@pytest.mark.parametrize("name", ["a b", "x;y", "ü", "a" * 41])
def test_database_names_are_plain(name, capsys):
    with pytest.raises(SystemExit):
        cli.parser().parse_args(["run", "--db", name])
    assert name in capsys.readouterr().err


def test_taken_port_is_said_first():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Failure, match=f"Port {port} is taken"):
            serve.check_port(port)


def test_named_odoo_of_another_version_is_refused(tmp_path, monkeypatch):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')")
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(Failure, match="is Odoo 18.0, POMS needs 19.0"):
        odoo_source._named()


def test_named_folder_without_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(Failure, match="holds no Odoo"):
        odoo_source._named()


def test_database_url_is_understood(monkeypatch):
    url = "postgresql://me:se%40cret@db.example:6000/?sslmode=require"
    monkeypatch.setenv("DATABASE_URL", url)
    found = postgres.from_environment()
    assert (found.host, found.port, found.user) == ("db.example", 6000, "me")
    assert (found.password, found.sslmode) == ("se@cret", "require")


def test_other_kinds_of_database_url_are_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://me@host/x")
    with pytest.raises(Failure, match="no PostgreSQL address"):
        postgres.from_environment()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Temporary failure in name resolution", "no network"),
    ],
)
def test_common_failures_have_their_sentence(text, sentence):
    assert sentence in explain_common(text)
