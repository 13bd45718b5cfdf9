"""Where built things live, and how a half-built thing is never taken for a whole."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from pathlib import Path

from .terminal import Failure, say

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
CONFIG = ROOT / "config"
OUR_ADDONS = ("poms_orders", "poms_scheduling", "poms_traceability", "poms_connectors")
STAMP = ".complete"
NEEDED_BYTES = 3_000_000_000
UNUSED_SECONDS = 30 * 24 * 3600


def our_addons():
    """Names of our addons, in the order in which they depend on each other."""
    return [name for name in OUR_ADDONS if (ADDONS / name / "__manifest__.py").exists()]


def home():
    """The folder of everything that is built: POMS_HOME, else .poms beside us."""
    path = Path(os.environ.get("POMS_HOME") or ROOT / ".poms").absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
        (path / ".writable").touch()
    except OSError as error:
        raise Failure(
            f"The folder {path} cannot be written ({error.strerror}): "
            "set POMS_HOME to a folder of yours."
        ) from error
    return path


def logs():
    path = home() / "log"
    path.mkdir(exist_ok=True)
    return path


def fingerprint(*parts):
    """A short hash of texts and of files' contents."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:12]


def tree_fingerprint(*folders):
    """A hash of all files below some folders, caches left out."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if "__pycache__" in path.parts or not path.is_file():
                continue
            digest.update(str(path.relative_to(folder)).encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def lock(name):
    """Let only one poms build a thing at a time; the kernel frees it on a crash."""
    path = home() / f"{name}.lock"
    with path.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another poms that prepares {name} …")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def build_once(folder, build):
    """Fill a folder by ``build(folder)`` unless a whole one stands there already.

    The stamp is written last, so what a killed build left is begun anew.
    """
    if _is_whole(folder):
        return folder
    with lock(folder.name):
        if _is_whole(folder):
            return folder
        if folder.exists():
            say(f"{folder.name} was interrupted last time: starting it over.")
            _put_away(folder)
        check_space(folder.parent)
        folder.mkdir(parents=True)
        build(folder)
        (folder / STAMP).touch()
        _forget_unused(folder)
    return folder


def _put_away(folder):
    """Remove what a killed build left.

    A program that it had started may go on writing there for a moment: under another
    name that is in nobody's way.
    """
    folder.rename(folder.with_name(f"{folder.name}.left-{time.time_ns()}"))
    for left in folder.parent.glob(f"{folder.name}.left-*"):
        shutil.rmtree(left, ignore_errors=True)


def _is_whole(folder):
    """Whether a whole build stands there; notes that it is still in use."""
    if not (folder / STAMP).exists():
        return False
    (folder / STAMP).touch()
    return True


def _forget_unused(built):
    """Remove builds beside a new one that nobody has started for a month.

    Each change of a pinned list makes a new folder; the old ones would fill the disk.
    """
    for stamp in built.parent.glob(f"*/{STAMP}"):
        if time.time() - stamp.stat().st_mtime > UNUSED_SECONDS:
            say(f"Removing {stamp.parent.name}: not used for a month.")
            stamp.unlink()
            shutil.rmtree(stamp.parent, ignore_errors=True)


def check_space(path, needed=NEEDED_BYTES):
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    if free < needed:
        raise Failure(
            f"Only {free / 1e9:.1f} GB are free at {path}, {needed / 1e9:.0f} GB are "
            "needed: free some space, or set POMS_HOME to another disk."
        )
