"""The plant's database: third-party modules, our addons, the demo plant."""

import secrets
from pathlib import Path

from .database import FOREIGN_MODULES
from .environment import LISTS, ODOO_LISTS
from .home import (
    ADDONS,
    OUR_ADDONS,
    fingerprint,
    home,
    lock,
    logs,
    our_addons,
    tree_fingerprint,
)
from .log_check import complaints
from .terminal import Failure, say

MARK = "poms.addons_fingerprint"


def checkout_mark():
    """Tells several checkouts of one POMS_HOME apart in database names."""
    return fingerprint(str(ADDONS))[:6]


def base_template(databases):
    """The template with all third-party modules and no demo data."""
    lists = [LISTS / f"{name}.txt" for name in ODOO_LISTS]
    odoo = databases.odoo
    mark = fingerprint(odoo.version, str(odoo.path), *FOREIGN_MODULES, *lists)
    name = f"poms_base_{mark}"
    if not databases.exists(name):
        with databases.made(name) as draft:
            databases.install(draft, FOREIGN_MODULES, "Installing Odoo's modules")
    return name


def template(databases, demo):
    """A template of this checkout: base and our addons, with the plant or without."""
    kind = "plant" if demo else "test"
    prefix = f"poms_{kind}_{checkout_mark()}_"
    # Two runs of one checkout would drop each other's half-made template.
    with lock(prefix.strip("_")):
        base = base_template(databases)
        name = prefix + fingerprint(base, addons_fingerprint())
        names = databases.names()
        if name not in names:
            for old in names:
                if old.startswith(prefix):
                    databases.drop(old)
            create(databases, name, demo, base, check=True)
    return name


def create(databases, name, demo, base=None, check=False):
    """Make a database with our addons; a demo plant if asked.

    :param bool check: refuse warnings in the log that the allow-list does not have
    """
    with databases.made(name, base) as draft:
        if not base:
            databases.install(draft, FOREIGN_MODULES, "Installing Odoo's modules")
        logged = [databases.install(draft, our_addons(), "Installing POMS")]
        if demo:
            # Odoo loads a module's demo data only where the modules below it have
            # theirs; we want our plant alone, so our own loader does it.
            program = Path(__file__).with_name("load_demo.py")
            logged.append(databases.script(draft, program, "Building the demo plant"))
        if check:
            _check_logs(logged)
        _remember(databases, draft)


def _check_logs(files):
    found = [line for file in files for line in complaints(file.read_text())]
    if found:
        raise Failure(
            f"Odoo's log has {len(found)} warnings that config/log_allowlist.txt does "
            f"not have; the first: {found[0][:300]}"
        )


def _remember(databases, name):
    """Note which state of the addons a database was made from."""
    mark = addons_fingerprint()
    databases.query(f"DELETE FROM ir_config_parameter WHERE key = '{MARK}'", name)
    databases.query(
        f"INSERT INTO ir_config_parameter (key, value) VALUES ('{MARK}', '{mark}')",
        name,
    )


def addons_fingerprint():
    return tree_fingerprint(*(ADDONS / name for name in OUR_ADDONS))


def ensure(databases, name, demo):
    """The database of ``./poms run``: made, or brought up to the addons' state.

    :return: True when it was made now
    """
    if not databases.exists(name):
        create(databases, name, demo)
        if not demo:
            _lock_admin(databases, name)
        return True
    has_config = databases.query(
        "SELECT to_regclass('public.ir_config_parameter') IS NOT NULL", name
    )[0][0]
    sql = f"SELECT value FROM ir_config_parameter WHERE key = '{MARK}'"
    rows = databases.query(sql, name) if has_config else []
    if not rows:
        raise Failure(
            f"The database {name} exists, but POMS did not make it: name another "
            "with --db, or make it anew with --fresh (what is in it is lost)."
        )
    if rows[0][0] != addons_fingerprint():
        say("The addons have changed since the last start.")
        databases.install(name, our_addons(), "Updating POMS", update=True)
        _remember(databases, name)
    return False


def _lock_admin(databases, name):
    """A database without demo plant gets an administrator's password of its own."""
    password = secrets.token_urlsafe(12)
    file = home() / "conf" / f"{name}.admin-password"
    file.touch(mode=0o600)
    file.write_text(password + "\n")
    program = logs() / "set-admin-password.py"
    program.write_text(
        "from pathlib import Path\n"
        "secret = Path(words[0]).read_text().strip()\n"
        "env.ref('base.user_admin').password = secret\n"
    )
    databases.script(name, program, "Giving the administrator a password", file)


def log_ins(databases, name):
    """What to print: (log-in, password, who) of the people of this plant."""
    sql = (
        "SELECT u.login, p.name FROM res_users u JOIN res_partner p "
        "ON p.id = u.partner_id JOIN ir_model_data d ON d.res_id = u.id "
        "WHERE d.model = 'res.users' AND d.module = 'poms_orders' "
        "AND d.name LIKE 'demo\\_user\\_%' AND u.login NOT LIKE 'bot\\_%' "
        "ORDER BY u.id"
    )
    file = home() / "conf" / f"{name}.admin-password"
    demo = [(login, login, who) for login, who in databases.query(sql, name)]
    if demo:
        password = "admin"
    else:
        password = file.read_text().strip() if file.exists() else "as you set it"
    return [*demo, ("admin", password, "Administrator")]
