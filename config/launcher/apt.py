"""Fetch Debian packages through apt's own signed index, installing nothing.

A private apt configuration adds the unstable suite of the mirror that this
machine's apt is set to; the packages are verified by the installed keyring.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .home import home, logs
from .terminal import Failure, die_with_parent, run, say

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def fetch(packages, into, suite="unstable"):
    """Download packages and unpack them below ``into``.

    :param list packages: names; ``a|b`` takes the first that the suite has
    :return: bytes that came over the network
    :raise Failure: without apt, keyring, network or the package
    """
    apt = PrivateApt(home() / "apt", suite)
    apt.update()
    files = apt.download([apt.first_known(name) for name in packages])
    for file in files:
        unpack(file, into)
    size = sum(file.stat().st_size for file in files)
    for file in files:
        file.unlink()
    return size


def unpack(deb, into):
    done = subprocess.run(
        ["dpkg-deb", "-x", str(deb), str(into)],
        capture_output=True,
        text=True,
        preexec_fn=die_with_parent,
    )
    if done.returncode:
        raise Failure(f"{deb.name} does not unpack: {done.stderr.strip()[-200:]}")


class PrivateApt:
    """An apt with its own lists, cache and one suite, beside the machine's."""

    def __init__(self, root, suite):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Failure(
                "There is no Odoo 19 on this machine and no apt to fetch one: set "
                "ODOO_PATH to the folder of an Odoo 19.0 and start again."
            )
        if not KEYRING.exists():
            raise Failure(
                f"{KEYRING} is missing, so packages cannot be verified: install "
                "debian-archive-keyring, or set ODOO_PATH to an Odoo 19.0."
            )
        self.root = root
        self.suite = suite
        for part in ("lists/partial", "archives/partial", "state", "log", "sources"):
            (root / part).mkdir(parents=True, exist_ok=True)
        self._configure()

    def _configure(self):
        source = self.root / "sources/poms.sources"
        source.write_text(
            f"Types: deb\nURIs: {machine_mirror()}\nSuites: {self.suite}\n"
            f"Components: main\nSigned-By: {KEYRING}\n"
        )
        root = self.root
        (root / "apt.conf").write_text(
            'Dir::Etc::sourcelist "/dev/null";\n'
            f'Dir::Etc::sourceparts "{root}/sources";\n'
            'Dir::Etc::preferences "/dev/null";\n'
            'Dir::Etc::preferencesparts "/dev/null";\n'
            f'Dir::State "{root}/state";\nDir::State::Lists "{root}/lists";\n'
            'Dir::State::status "/dev/null";\n'
            f'Dir::Cache "{root}";\nDir::Cache::archives "{root}/archives";\n'
            f'Dir::Log "{root}/log";\nAPT::Sandbox::User "";\n'
            'Acquire::Languages "none";\nAcquire::Retries "3";\n'
            'Acquire::http::Timeout "60";\nAPT::Update::Error-Mode "any";\n'
            'APT::Update::Post-Invoke-Success "";\nAPT::Update::Post-Invoke "";\n'
        )

    @property
    def _env(self):
        return {**os.environ, "APT_CONFIG": str(self.root / "apt.conf"), "LC_ALL": "C"}

    def update(self):
        run(
            ["apt-get", "update", "-q"],
            f"Reading Debian's package index ({self.suite})",
            logs() / "apt-update.log",
            env=self._env,
            explain=explain_apt,
        )

    def first_known(self, names):
        """The first of ``a|b`` that the index holds."""
        for name in names.split("|"):
            shown = subprocess.run(
                ["apt-cache", "show", "--no-all-versions", name],
                env=self._env,
                capture_output=True,
                text=True,
            )
            if shown.returncode == 0 and shown.stdout.strip():
                return name
        raise Failure(
            f"Debian's {self.suite} suite has no package {names}: set ODOO_PATH to "
            "the folder of an Odoo 19.0 and start again."
        )

    def download(self, names):
        """Download into archives/; apt checks each file's hash against the index."""
        target = self.root / "archives"
        for old in target.glob("*.deb"):
            old.unlink()
        run(
            ["apt-get", "download", "-q", *names],
            f"Downloading {', '.join(names[:3])}{' …' if len(names) > 3 else ''}",
            logs() / "apt-download.log",
            env=self._env,
            cwd=target,
            explain=explain_apt,
            watch=lambda _line: f"{folder_size(target) / 1e6:.0f} MB",
        )
        files = sorted(target.glob("*.deb"))
        size = sum(file.stat().st_size for file in files)
        say(f"{size / 1e6:.0f} MB came over the network.")
        return files


def folder_size(folder):
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.stat().st_size
        except FileNotFoundError:  # apt renames its partial files while we look
            continue
    return size


def explain_apt(text):
    if "NO_PUBKEY" in text or "not signed" in text:
        return (
            "The package index is not signed by a key that this machine trusts: "
            "update debian-archive-keyring."
        )
    if "is expired" in text or "is not valid yet" in text:
        return (
            "The package index is older than it may be: check this machine's clock, "
            "or set its apt to a mirror that is kept up to date."
        )
    if "Failed to fetch" in text or "Unable to fetch" in text:
        return "The Debian mirror did not answer: check network and proxy, start again."
    return None


def machine_mirror():
    """The address of the Debian mirror that this machine's apt is set to."""
    uris = []
    for file in _source_files():
        text = file.read_text(errors="replace")
        if file.suffix == ".sources":
            uris += _deb822_uris(text)
        else:
            uris += _one_line_uris(text)
    for uri in uris:
        if re.match(r"(https?|file|mirror\+\w+|copy):", uri) and "security" not in uri:
            return uri
    raise Failure(
        "This machine's apt names no Debian mirror (is it Debian?): set ODOO_PATH to "
        "the folder of an Odoo 19.0 and start again."
    )


def _source_files():
    base = Path("/etc/apt")
    files = [base / "sources.list"]
    files += sorted((base / "sources.list.d").glob("*.list"))
    files += sorted((base / "sources.list.d").glob("*.sources"))
    return [file for file in files if file.is_file()]


def _deb822_uris(text):
    uris = []
    for stanza in re.split(r"\n\s*\n", text):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        fields = dict(
            (part.strip() for part in line.split(":", 1))
            for line in lines
            if ":" in line
        )
        suites = fields.get("Suites", "").split()
        if "deb" in fields.get("Types", "").split() and _is_debian(suites):
            uris += fields.get("URIs", "").split()
    return uris


def _one_line_uris(text):
    pattern = r"^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)"
    found = re.findall(pattern, text, flags=re.MULTILINE)
    return [uri for uri, suite in found if _is_debian([suite])]


def _is_debian(suites):
    names = ("bookworm", "trixie", "forky", "sid", "stable", "testing", "unstable")
    return any(suite.split("-")[0] in names for suite in suites)
