"""Every combination of the four addons installs, upgrades and uninstalls.

An addon that is installed with others must not lean on them unnoticed, and one
that is uninstalled must leave nothing behind: no table, column, function,
trigger, record or setting.
"""

import itertools
import subprocess
import tarfile
from pathlib import Path

import pytest

from launcher import plant
from launcher.home import ROOT, our_addons

OPTIONAL = [name for name in our_addons() if name != "poms_orders"]
COMBINATIONS = [
    ("poms_orders", *more)
    for count in range(len(OPTIONAL) + 1)
    for more in itertools.combinations(OPTIONAL, count)
]
SCHEMA = """
    SELECT 'column ' || table_name || '.' || column_name
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function ' || proname FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'public'
    UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint ' || conname FROM pg_constraint
      WHERE contype <> 'n'
"""
RECORDS = """
    SELECT 'external id ' || module || '.' || name FROM ir_model_data
     WHERE module LIKE 'poms\\_%' AND model <> 'ir.module.module'
       AND NOT (module = 'base' AND name LIKE 'module_%')
    UNION ALL SELECT 'setting ' || key FROM ir_config_parameter
     WHERE key LIKE 'poms.%'
    UNION ALL SELECT 'model ' || model FROM ir_model WHERE model LIKE 'poms.%'
    UNION ALL SELECT 'sequence ' || code FROM ir_sequence WHERE code LIKE 'poms.%'
    UNION ALL SELECT 'asset ' || path FROM ir_asset WHERE path LIKE 'poms\\_%'
    UNION ALL SELECT 'attachment ' || name FROM ir_attachment
     WHERE res_model LIKE 'poms.%'
"""


def rows(databases, name, sql):
    return {row[0] for row in databases.query(sql, name)}


@pytest.fixture(scope="module")
def base(databases):
    return plant.base_template(databases)


@pytest.mark.parametrize("modules", COMBINATIONS, ids=lambda m: "+".join(m))
def test_combination_installs_and_uninstalls_leaving_nothing(
    databases, new_database, base, modules, tmp_path
):
    name = new_database(base)
    databases.install(name, modules, f"Installing {', '.join(modules)}")
    installed = foreign_modules(databases, name)

    program = tmp_path / "uninstall.py"
    program.write_text(
        "names = words[0].split(',')\n"
        "found = env['ir.module.module'].search([('name', 'in', names)])\n"
        "found.button_immediate_uninstall()\n"
    )
    databases.script(name, program, "Uninstalling", ",".join(modules))

    assert rows(databases, name, RECORDS) == set()
    # What our dependencies brought stays; so compare with them alone.
    bare = new_database(base)
    missing = installed - foreign_modules(databases, bare)
    if missing:
        databases.install(bare, sorted(missing), "Installing what they depend on")
    left = rows(databases, name, SCHEMA) - rows(databases, bare, SCHEMA)
    assert left == set()


def foreign_modules(databases, name):
    sql = (
        "SELECT name FROM ir_module_module WHERE state = 'installed' "
        "AND name NOT LIKE 'poms\\_%'"
    )
    return rows(databases, name, sql)


def test_upgrade_from_the_commit_before_keeps_its_data(
    databases, new_database, base, tmp_path
):
    """A database made by the commit before, with its demo plant, is upgraded."""
    before = previous_addons(tmp_path)
    if before is None:
        pytest.skip("git has no commit before this one with all four addons")
    name = new_database(base)
    old = _with_addons(before)(databases.odoo, databases.server)
    old.install(name, our_addons(), "Installing the commit before")
    loader = Path(plant.__file__).with_name("load_demo.py")
    old.script(name, loader, "Building its demo plant")
    count = (
        "SELECT count(*) FROM poms_order UNION ALL SELECT count(*) FROM mrp_workorder"
    )
    held = databases.query(count, name)
    databases.install(name, our_addons(), "Upgrading to this commit", update=True)
    assert databases.query(count, name) == held
    assert held[0][0] > 0


def _with_addons(folder):
    from launcher.database import Databases

    class Older(Databases):
        addons_path = property(lambda self: [folder, *self.odoo.addons])

    return Older


def previous_addons(tmp_path):
    """The addons of the commit before, unpacked; None where git has none."""
    archive = tmp_path / "before.tar"
    with archive.open("wb") as out:
        done = subprocess.run(
            ["git", "archive", "HEAD~1", "addons"],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
    if done.returncode:
        return None
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path, filter="data")
    folder = tmp_path / "addons"
    whole = all((folder / name / "__manifest__.py").exists() for name in our_addons())
    has_demo = (folder / "poms_orders/tools/demo_install.py").exists()
    return folder if whole and has_demo else None
