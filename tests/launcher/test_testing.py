"""./poms test: which tests share a database, and what is shown of a failed group."""

from types import SimpleNamespace

import pytest

from launcher import testing
from launcher.home import ROOT, our_addons
from launcher.terminal import Failure


def _files(folder):
    return sorted(
        str(path.relative_to(ROOT)) for path in (ROOT / folder).glob("test_*.py")
    )


@pytest.mark.parametrize("addon", our_addons())
def test_an_addon_is_tested_once_in_parts_that_can_go_side_by_side(addon):
    folder = f"addons/{addon}/tests"
    groups = testing.groups_of([folder])
    paths = [path for group in groups for path in group.paths]
    whole = paths == [folder]
    assert whole or sorted(paths) == _files(folder)
    assert len({group.name for group in groups}) == len(groups)
    assert all(len(group.paths) <= testing.FILES_OF_A_PART for group in groups)


def test_a_run_of_everything_has_each_folder_and_starts_the_long_ones_early():
    groups = testing.groups_of(testing._all_tests())
    kinds = [group.kind for group in groups]
    assert kinds.index("pure") < kinds.index("whole") < kinds.index("odoo")
    assert kinds[-1] == "demo"
    addons = {group.name.split(" ")[0] for group in groups if group.kind == "odoo"}
    assert addons == {"tests/checks", *(f"addons/{name}" for name in our_addons())}


def test_one_test_of_an_addon_is_a_group_of_its_own():
    path = "addons/poms_orders/tests/test_people.py::TestPeople::test_x"
    (group,) = testing.groups_of([path])
    assert (group.kind, group.name, group.paths) == (
        "odoo",
        "addons/poms_orders",
        [path],
    )


@pytest.mark.parametrize("path", ["tests/engine/test_no.py", "addons/no::test_x"])
def test_a_path_that_is_not_there_is_named_before_anything_starts(path, monkeypatch):
    monkeypatch.setattr(testing.odoo_source, "find", pytest.fail)
    with pytest.raises(Failure, match=path.split("::")[0]) as refused:
        testing.test(["-q", path])
    assert refused.value.code == 2


def test_groups_go_side_by_side_and_a_failed_one_is_named(tmp_path, monkeypatch, capfd):
    """Given two lanes, one group that passes and one that fails."""
    monkeypatch.setattr(testing, "logs", lambda: tmp_path)
    commands = {"good": ["echo", "one passed"], "bad": ["sh", "-c", "echo no; exit 3"]}
    session = testing.Session(SimpleNamespace(), "python", [])
    session.lanes = 2
    monkeypatch.setattr(
        session, "command", lambda group, _database: (commands[group.name], {})
    )
    groups = [testing.Group("pure", "good"), testing.Group("pure", "bad")]
    assert session.run(groups) == 3
    shown = capfd.readouterr()
    assert "one passed" in shown.out and "no" in shown.out
    assert "Failed: bad" in shown.err
    assert not list(tmp_path.iterdir())
