"""Backup and restore as config/production has them."""

import os
import shutil
import subprocess

import pytest

from launcher import plant
from launcher.home import CONFIG

PRODUCTION = CONFIG / "production"


@pytest.fixture(scope="module")
def tools(databases):
    """The environment of the scripts: pg_dump and psql of the same version."""
    if not shutil.which("pg_dump"):
        pytest.skip("there is no pg_dump on this machine")
    return {**os.environ, **databases.server.env}


def run(tools, *words):
    return subprocess.run(
        [str(word) for word in words], env=tools, capture_output=True, text=True
    )


def test_restored_database_is_the_same(databases, new_database, tools, tmp_path):
    name = new_database(plant.template(databases, demo=False))
    made = run(tools, PRODUCTION / "backup", name, tmp_path, databases.data_dir)
    assert made.returncode == 0, made.stderr
    copy = f"{name}_copy"
    folder = made.stdout.strip()
    try:
        back = run(tools, PRODUCTION / "restore", folder, copy, databases.data_dir)
        assert back.returncode == 0, back.stderr
        count = "SELECT count(*), max(id) FROM ir_model_data"
        assert databases.query(count, copy) == databases.query(count, name)
        files = sorted(p.name for p in databases.filestore(name).rglob("*"))
        assert files == sorted(p.name for p in databases.filestore(copy).rglob("*"))
        again = run(tools, PRODUCTION / "restore", folder, copy, databases.data_dir)
        assert again.returncode == 1
        assert "exists" in again.stderr
    finally:
        databases.drop(copy)


def test_damaged_backup_is_refused(databases, new_database, tools, tmp_path):
    name = new_database(plant.template(databases, demo=False))
    made = run(tools, PRODUCTION / "backup", name, tmp_path, databases.data_dir)
    folder = tmp_path / made.stdout.strip()
    with (folder / "database.dump").open("ab") as dump:
        dump.write(b"x")
    back = run(
        tools, PRODUCTION / "restore", folder, f"{name}_copy", databases.data_dir
    )
    assert back.returncode == 1
    assert "damaged" in back.stderr
    assert not databases.exists(f"{name}_copy")
