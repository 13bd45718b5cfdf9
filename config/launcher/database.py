"""Databases: made whole or not at all, cloned from templates for tests."""

import contextlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from .home import ADDONS, home, logs
from .terminal import Failure, explain_common, last_words, run

UNFINISHED = "_unfinished"
FOREIGN_MODULES = (
    "web_hierarchy",
    "hr_skills",
    "barcodes",
    "sale_mrp",
    "mrp_account",
    "queue_job",
    "edi_core_oca",
    "edi_queue_oca",
    "edi_endpoint_oca",
    "edi_storage_oca",
    "endpoint_auth_api_key",
)


class Databases:
    """Create, clone, drop and inspect databases on one server for one Odoo."""

    def __init__(self, odoo, server):
        self.odoo = odoo
        self.server = server
        self.data_dir = home() / "data"
        self.data_dir.mkdir(exist_ok=True)

    @property
    def addons_path(self):
        return [ADDONS, *self.odoo.addons]

    @property
    def env(self):
        return {**os.environ, **self.server.env, "ODOO_RC": "/dev/null"}

    def query(self, sql, database="postgres"):
        """Run one statement outside a transaction; rows as lists of texts."""
        program = (
            "import json, sys, psycopg2; "
            "c = psycopg2.connect(dbname=sys.argv[1], connect_timeout=10); "
            "c.autocommit = True; k = c.cursor(); k.execute(sys.argv[2]); "
            "print(json.dumps(k.fetchall() if k.description else [], default=str))"
        )
        done = subprocess.run(
            [str(self.odoo.python), "-c", program, database, sql],
            env=self.env,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Failure(self._explain(done.stderr, database))
        return json.loads(done.stdout)

    def _explain(self, text, database):
        where = f"{self.server.user}@{self.server.host}:{self.server.port}"
        if "OperationalError" in text and "does not exist" not in text:
            return (
                f"The database server {where} is not reachable: start it, or check "
                f"PGHOST, PGUSER, PGPASSWORD or DATABASE_URL. {last_words(text)}"
            )
        if "InsufficientPrivilege" in text or "permission denied" in text:
            return (
                f"The database user {self.server.user} may not create databases: "
                f'run "ALTER ROLE {self.server.user} CREATEDB" as an administrator.'
            )
        return f"The database {database} gave an error. {last_words(text)}"

    def names(self):
        sql = "SELECT datname FROM pg_database WHERE NOT datistemplate"
        return [row[0] for row in self.query(sql)]

    def exists(self, name):
        return name in self.names()

    def drop(self, name):
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def filestore(self, name):
        return self.data_dir / "filestore" / name

    def clone(self, template, name):
        """A copy in under a second: rows by PostgreSQL, files by hard links."""
        self.drop(name)
        self.query(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        if self.filestore(template).exists():
            shutil.copytree(
                self.filestore(template), self.filestore(name), copy_function=os.link
            )
        return name

    def rename(self, old, new):
        if self.filestore(old).exists():
            shutil.rmtree(self.filestore(new), ignore_errors=True)
            self.filestore(old).rename(self.filestore(new))
        self.query(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    @contextlib.contextmanager
    def made(self, name, template=None):
        """Build under another name; only a whole database gets its own."""
        draft = name + UNFINISHED
        self.drop(draft)
        if template:
            self.clone(template, draft)
        else:
            self.query(
                f"CREATE DATABASE \"{draft}\" ENCODING 'UTF8' TEMPLATE template0 "
                "LC_COLLATE 'C'"
            )
        yield draft
        self.rename(draft, name)

    def config(self, name, file=None, sections=(), **options):
        """Write an odoo.conf for one database and return its path."""
        server = self.server
        values = {
            "addons_path": ",".join(map(str, self.addons_path)),
            "data_dir": self.data_dir,
            "db_name": name,
            "db_host": server.host,
            "db_port": server.port,
            "db_user": server.user,
            "dbfilter": f"^{name}$",
            "list_db": False,
            "db_maxconn": 64,
            **({"db_password": server.password} if server.password else {}),
            **({"db_sslmode": server.sslmode} if server.sslmode else {}),
            **options,
        }
        file = file or home() / "conf" / f"{name}.conf"
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = ["[options]"] + [f"{key} = {value}" for key, value in values.items()]
        for title, content in sections:
            lines += [f"[{title}]"] + [f"{k} = {v}" for k, v in content.items()]
        # It may hold the database's password.
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n")
        return file

    def install(self, name, modules, what, update=False, extra=()):
        """Install or update modules in a database; the log is kept."""
        log = logs() / f"odoo-{name}.log"
        command = self.odoo.command(
            "-c",
            self.config(name),
            "-u" if update else "-i",
            ",".join(modules),
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads=0",
            *extra,
        )
        run(command, what, log, env=self.env, explain=explain_odoo, watch=watch_odoo)
        return log

    def script(self, name, program, what, *words):
        """Run a Python program with ``env`` of a database, as Odoo's shell does."""
        log = logs() / f"script-{name}.log"
        runner = Path(__file__).with_name("in_odoo.py")
        command = [self.odoo.python, runner, self.config(name), program, *words]
        run(command, what, log, env=self.env, explain=explain_odoo, watch=watch_odoo)
        return log


def watch_odoo(line):
    """What Odoo is doing, from its log line."""
    if "Loading module" in line:
        return line.split("Loading module ")[-1][:60]
    return None


def explain_odoo(text):
    """The sentence for a failed run of Odoo: the last exception it named."""
    if "OperationalError" in text and "connection to server" in text:
        return "The database server is not reachable: start it, or check PGHOST."
    named = re.findall(r"^([\w.]*(?:Error|Exception)\b.*)$", text, re.MULTILINE)
    errors = re.findall(r"^.* (?:ERROR|CRITICAL) .*$", text, re.MULTILINE)
    last = (named or errors)[-1:]
    return explain_common(text) or (last[0].strip()[:400] if last else None)
