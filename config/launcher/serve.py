"""./poms run: the web service and the jobs service, started and ended together."""

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import engine, odoo_source, plant
from .database import Databases
from .home import home, logs
from .postgres import server
from .terminal import Failure, Progress, die_with_parent, last_words, say, stop

JOB_CHANNELS = "root:2,root.planning:1,root.edi:1"
# A service that dies is started again, but not one that cannot live.
RESTARTS = 3
WITHIN_SECONDS = 600


def run(options):
    """Build what is missing, serve until Ctrl-C, leave no process behind."""
    check_port(options.port)
    begin = time.monotonic()
    odoo = odoo_source.find()
    say(f"Odoo {odoo.version} from {odoo.origin}.")
    with contextlib.ExitStack() as stack:
        databases = Databases(odoo, stack.enter_context(server(odoo.python)))
        if options.fresh:
            say(f"Dropping the database {options.db}.")
            databases.drop(options.db)
        plant.ensure(databases, options.db, not options.no_demo)
        engine.warm(odoo.python)
        services = stack.enter_context(Services(databases, options.db, options.port))
        services.wait_until_ready()
        address = services.address
        if options.lan:
            from . import lan

            address = stack.enter_context(lan.gateway(odoo, options.port))
        _announce(databases, options.db, address, time.monotonic() - begin)
        services.watch()


def check_port(port):
    """Refuse a taken port before any work is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Failure(f"Port {port} needs root: choose one above 1023.") from error
        except OSError as error:
            raise Failure(
                f"Port {port} is taken by another program: start with --port "
                f"{port + 1 if port < 65535 else 8069}, or end that program."
            ) from error


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Services:
    """The two Odoo services of one database: web for people, jobs for work."""

    def __init__(self, databases, name, port, proxy=False):
        self.databases = databases
        self.name = name
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.proxy = proxy
        self.processes = {}
        self.ways = {}
        self.deaths = []

    def __enter__(self):
        try:
            self._start("web", self.port, "root:0", 0)
            self._start("jobs", free_port(), JOB_CHANNELS, 1)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self, role, port, channels, cron_threads):
        databases = self.databases
        mode = "ab" if role in self.ways else "wb"
        self.ways[role] = port, channels, cron_threads
        conf = databases.config(
            self.name,
            home() / "conf" / f"{self.name}-{role}.conf",
            sections=[("queue_job", {"channels": channels})],
            http_interface="127.0.0.1",
            http_port=port,
            server_wide_modules="base,rpc,web,queue_job",
            max_cron_threads=cron_threads,
            proxy_mode=True,
        )
        log = self.log(role)
        # Threads that wait for a lock keep a connection: fewer threads than
        # half the pool, or the pool runs empty under load.
        env = {
            **databases.env,
            "ODOO_MAX_HTTP_THREADS": "30",
            "NUMBA_CACHE_DIR": str(home() / "numba"),
        }
        with log.open(mode) as out:
            self.processes[role] = subprocess.Popen(
                databases.odoo.command("-c", conf),
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=env,
                # Ctrl-C reaches poms alone, which ends both in order.
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def log(self, role):
        return logs() / f"{role}-{self.name}.log"

    def __exit__(self, *_error):
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            stop(process, patience=20)

    def wait_until_ready(self, patience=180):
        """Until the log-in page answers; the first time it builds its assets."""
        progress = Progress("Starting Odoo")
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self.check()
            try:
                with urllib.request.urlopen(f"{self.address}/web/login", timeout=60):
                    break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                progress.show("waiting for the log-in page")
                time.sleep(0.3)
        else:
            raise Failure(f"Odoo does not answer: see {self.log('web')}")
        progress.done("the log-in page answers")

    def check(self):
        for role, process in self.processes.items():
            if process.poll() is not None:
                text = self.log(role).read_text(errors="replace")
                raise Failure(
                    f"The {role} service ended with code {process.returncode}. "
                    f"{last_words(text)} Its log: {self.log(role)}"
                )

    def watch(self):
        """Stay until somebody ends poms, or a service dies again and again."""
        while True:
            self.revive()
            time.sleep(0.5)

    def revive(self):
        """Start what has died: the floor works on while the planner's job ended."""
        for role, process in list(self.processes.items()):
            if process.poll() is None:
                continue
            now = time.monotonic()
            self.deaths = [d for d in self.deaths if now - d < WITHIN_SECONDS] + [now]
            if len(self.deaths) > RESTARTS:
                self.check()
            say(
                f"The {role} service ended with code {process.returncode}: it is "
                f"started again. Its log: {self.log(role)}"
            )
            self._start(role, *self.ways[role])


def _announce(databases, name, address, seconds):
    print(f"\nPOMS is ready after {seconds:.0f} s:  {address}/odoo\n")
    print("  log in as            password       who")
    for login, password, who in plant.log_ins(databases, name):
        print(f"  {login:<20} {password:<14} {who}")
    print("\nCtrl-C stops everything.", flush=True)
