"""Find an Odoo 19, or fetch Debian's, and tell the environment about it."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import apt
from .environment import ODOO_LISTS, environment, site_packages
from .home import build_once, fingerprint, home
from .terminal import Failure, say

TESTED = ("19.0", "19.0.0+dfsg-1")
PACKAGE = ["odoo-19"]
# What the package's symbolic links point to: without these the web client lacks
# jQuery and fonts.
LINKED = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    # Chinese on printed travellers, labels and records.
    "fonts-droid-fallback",
]
SYSTEM_PYTHONS = ("/usr/bin/python3", "python3")


@dataclass(frozen=True)
class Odoo:
    """An Odoo that can be run.

    ``python``: interpreter; ``path``: folder that holds the package ``odoo``;
    ``version``: as its release file says; ``origin``: where it came from.
    """

    python: Path
    path: Path
    version: str
    origin: str

    @property
    def addons(self):
        """Folders of Odoo's own addons outside its package (a source checkout)."""
        beside = self.path / "addons"
        return [beside] if (beside / "mrp/views").is_dir() else []

    def command(self, *words):
        """The command line of Odoo's own program."""
        program = Path(__file__).with_name("odoo_bin.py")
        return [str(self.python), str(program), *map(str, words)]


def find(*more_lists):
    """Odoo with all that it needs, built when it is missing.

    :param more_lists: further lists of config/requirements (``test``)
    :raise Failure: no Odoo 19 to be had, or another version named
    """
    path, origin = _named() or _installed() or _fetched()
    version = read_version(path)
    python = environment(*ODOO_LISTS, *more_lists)
    _link(python, path)
    return Odoo(python, path, version, origin)


def _link(python, path):
    """Make ``import odoo`` work there: one line in a .pth file."""
    file = site_packages(python) / "poms-odoo.pth"
    if not file.exists() or file.read_text() != f"{path}\n":
        file.write_text(f"{path}\n")


def _named():
    named = os.environ.get("ODOO_PATH")
    if not named:
        return None
    for path in (Path(named), Path(named).parent):
        if (path / "odoo/release.py").is_file():
            version = read_version(path)
            if not version.startswith("19.0"):
                raise Failure(
                    f"ODOO_PATH={named} is Odoo {version}, POMS needs 19.0: name "
                    "another folder, or unset ODOO_PATH to let Debian's be fetched."
                )
            return path.absolute(), "ODOO_PATH"
    raise Failure(
        f"ODOO_PATH={named} holds no Odoo (there is no odoo/release.py in it): name "
        "the folder of an Odoo 19.0 checkout."
    )


def _installed():
    """The Odoo that this machine's own Python can import, if it is a 19.0."""
    check = (
        "import importlib.util as u; s = u.find_spec('odoo'); "
        "print(list(s.submodule_search_locations)[0] if s else '')"
    )
    for python in SYSTEM_PYTHONS:
        try:
            done = subprocess.run(
                [python, "-c", check], capture_output=True, text=True, cwd="/"
            )
        except FileNotFoundError:
            continue
        found = done.stdout.strip()
        path = Path(found).parent if found else None
        if not path or not (path / "odoo/release.py").is_file():
            continue
        version = read_version(path)
        if version.startswith("19.0"):
            return path, "this machine"
        say(f"Odoo {version} at {path} is not used: POMS needs 19.0.")
    return None


def _fetched():
    name = f"odoo-19-{fingerprint(*PACKAGE, *LINKED)}"
    folder = build_once(home() / name, _fetch)
    return folder / "usr/lib/python3/dist-packages", "Debian's package"


def _fetch(folder):
    size = apt.fetch(PACKAGE + LINKED, folder)
    if not (folder / "usr/lib/python3/dist-packages/odoo/release.py").is_file():
        raise Failure(
            f"Debian's odoo-19 package ({size} bytes) holds no odoo/release.py."
        )


def read_version(path):
    """The version in a release file, without importing it."""
    text = (path / "odoo/release.py").read_text()
    found = re.search(r"version_info\s*=\s*\(([^)]*)\)", text)
    if not found:
        raise Failure(f"{path}/odoo/release.py names no version: is it an Odoo?")
    words = [word.strip(" '\"") for word in found.group(1).split(",")]
    return ".".join(words[:2])
