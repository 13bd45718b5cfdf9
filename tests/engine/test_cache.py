"""Compiled kernels survive what happens to an installation."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

ENGINE = Path(__file__).parents[2] / "addons/poms_scheduling/engine"
PROGRAM = "import engine.kernels.cache as c; print(c.digest(), c.folder())"


def where(package, **env):
    """(digest, folder) that the engine in a folder chooses."""
    clean = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**clean, "PYTHONPATH": str(package.parent), **env},
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    digest, folder = done.stdout.split(maxsplit=1)
    return digest, folder.strip()


def copied(target):
    skip = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(ENGINE, target / "engine", ignore=skip))


def test_a_copy_elsewhere_finds_the_same_cache(tmp_path):
    env = {"NUMBA_CACHE_DIR": str(tmp_path / "numba")}
    there = where(copied(tmp_path / "elsewhere"), **env)
    assert there == where(ENGINE, **env)


def test_a_changed_kernel_finds_a_new_cache(tmp_path):
    env = {"NUMBA_CACHE_DIR": str(tmp_path / "numba")}
    package = copied(tmp_path)
    before = where(package, **env)
    with (package / "kernels/rng.py").open("a") as stream:
        stream.write("\n# changed\n")
    assert where(package, **env) != before


def test_without_a_writable_package_the_user_has_a_cache(tmp_path):
    package = copied(tmp_path)
    # A file in the way: read-only bits do not stop root.
    (package / "kernels/__pycache__").write_text("")
    _, folder = where(package, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert folder.startswith(str(tmp_path / "cache"))


def test_without_a_home_a_private_temporary_folder_serves(tmp_path):
    package = copied(tmp_path)
    (package / "kernels/__pycache__").write_text("")
    (tmp_path / "file").write_text("")
    no_home = {"XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    _, folder = where(package, **no_home)
    private = Path(folder).parent
    assert private.parent == tmp_path
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    # A folder that others can write is not trusted.
    private.chmod(0o777)
    assert where(package, **no_home)[1] == "None"


def test_warming_compiles_every_kernel():
    """Otherwise a first plan waits for the rest beyond its seconds."""
    program = (
        "import pkgutil, importlib, engine.kernels as home\n"
        "from engine.warm import warm_rules_and_plants, warm_searches\n"
        "from engine.kernels.jit import KERNELS\n"
        "warm_searches(); warm_rules_and_plants()\n"
        "for _, name, _ in pkgutil.iter_modules(home.__path__):\n"
        "    importlib.import_module(f'engine.kernels.{name}')\n"
        "cold = [k.__name__ for k in KERNELS if not k.signatures]\n"
        "print(len(KERNELS), *cold)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ENGINE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    count, *cold = done.stdout.split()
    assert int(count) > 5
    assert cold == []
