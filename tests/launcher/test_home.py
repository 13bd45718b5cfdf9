"""A half-built thing is never taken for a whole one."""

import os
import subprocess
import time

import pytest

from launcher import home
from launcher.terminal import Failure


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("POMS_HOME", str(tmp_path / "home"))


def test_built_once():
    calls = []
    folder = home.home() / "thing"
    for _attempt in range(2):
        home.build_once(folder, lambda target: calls.append(target))
    assert calls == [folder]


def test_interrupted_build_starts_over():
    folder = home.home() / "thing"

    def killed(target):
        (target / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        home.build_once(folder, killed)
    home.build_once(folder, lambda target: (target / "whole").touch())
    assert not (folder / "half").exists()
    assert (folder / "whole").exists()


def test_a_program_that_outlived_a_killed_build_is_in_nobodys_way():
    """Given what a killed build had started still writes into its folder."""
    folder = home.home() / "thing"
    (folder / "usr").mkdir(parents=True)
    words = "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); mkdir d$i; : > d$i/f; done"
    with subprocess.Popen(["sh", "-c", words], cwd=folder / "usr") as writer:
        while not (folder / "usr/d20").exists():
            time.sleep(0.01)
        home.build_once(folder, lambda target: (target / "whole").touch())
        writer.terminate()
    names = sorted(path.name for path in folder.iterdir())
    assert names == [home.STAMP, "whole"]


def test_what_nobody_starts_for_a_month_goes_with_the_next_build():
    old = home.build_once(home.home() / "old", lambda target: None)
    used = home.build_once(home.home() / "used", lambda target: None)
    month_ago = time.time() - home.UNUSED_SECONDS - 60
    for folder in (old, used):
        os.utime(folder / home.STAMP, (month_ago, month_ago))
    home.build_once(used, lambda target: None)
    home.build_once(home.home() / "new", lambda target: None)
    assert not old.exists()
    assert used.exists()


def test_full_disk_is_said_before_building(monkeypatch):
    monkeypatch.setattr(home, "NEEDED_BYTES", 10**18)
    with pytest.raises(Failure, match="free some space"):
        home.check_space(home.home(), 10**18)


def test_home_that_cannot_be_written(monkeypatch):
    monkeypatch.setenv("POMS_HOME", "/proc/nowhere")
    with pytest.raises(Failure, match="POMS_HOME"):
        home.home()


def test_fingerprint_tells_contents_apart(tmp_path):
    (tmp_path / "a").write_text("1")
    before = home.tree_fingerprint(tmp_path)
    (tmp_path / "a").write_text("2")
    assert home.tree_fingerprint(tmp_path) != before
