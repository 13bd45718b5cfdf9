"""The mirror is taken from this machine's own apt settings, whatever their form."""

import pytest

from launcher import apt
from launcher.terminal import Failure

DEB822 = """\
Types: deb
# a comment: with a colon
URIs: https://deb.example.org/debian
Suites: trixie trixie-updates
Components: main

Types: deb
URIs: https://deb.example.org/debian-security
Suites: trixie-security
"""


@pytest.fixture
def sources(tmp_path, monkeypatch):
    def write(name, text):
        file = tmp_path / name
        file.write_text(text)
        monkeypatch.setattr(apt, "_source_files", lambda: [file])

    return write


def test_deb822_form(sources):
    sources("debian.sources", DEB822)
    assert apt.machine_mirror() == "https://deb.example.org/debian"


def test_one_line_form_with_options(sources):
    sources(
        "sources.list", "deb [arch=amd64 trusted=yes] http://m.example/debian sid main"
    )
    assert apt.machine_mirror() == "http://m.example/debian"


def test_security_mirror_alone_is_not_taken(sources):
    sources("a.list", "deb http://m.example/debian-security bookworm-security main")
    with pytest.raises(Failure, match="ODOO_PATH"):
        apt.machine_mirror()


def test_other_vendors_repositories_are_not_taken(sources):
    sources("a.list", "deb https://packages.example/apt nodistro main")
    with pytest.raises(Failure, match="no Debian mirror"):
        apt.machine_mirror()


def test_commented_lines_are_not_taken(sources):
    sources("a.list", "# deb http://old.example/debian bookworm main\n")
    with pytest.raises(Failure):
        apt.machine_mirror()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (
            "E: Release file for x is expired (invalid since 24d)",
            "check this machine's",
        ),
        ("E: Release file for x is not valid yet (for 3h)", "check this machine's"),
        ("W: GPG error: x NO_PUBKEY 123", "update debian-archive-keyring"),
        ("E: Failed to fetch x  500", "check network and proxy"),
    ],
)
def test_a_refused_index_says_what_to_do(said, advice):
    assert advice in apt.explain_apt(said)
