"""Chromium for the browser tests: the machine's, installed by apt if we are root."""

import os
import shutil
import subprocess

from .home import lock, logs
from .terminal import Failure, run

NAMES = ("chromium", "chromium-browser", "google-chrome")


def path():
    return next(filter(None, map(shutil.which, NAMES)), None)


def ensure():
    """The path of a Chromium that starts.

    :raise Failure: when there is none and we cannot install one
    """
    with lock("chromium"):
        if not path():
            _install()
    found = path()
    check = subprocess.run([found, "--version"], capture_output=True, text=True)
    if check.returncode:
        raise Failure(f"{found} does not start: {check.stderr.strip()[-200:]}")
    return found


def _install():
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise Failure(
            "The browser tests need Chromium: as root, apt-get install chromium, "
            "then start again."
        )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = logs() / "apt-chromium.log"
    run(["apt-get", "update", "-q"], "Reading the package index", log, env=env)
    words = ["install", "-y", "-q", "--no-install-recommends", "chromium"]
    run(["apt-get", *words], "Installing Chromium", log, env=env)
