"""When a call for help goes to whom: rules by fit, levels by time.

Pure: times are naive UTC datetimes, minutes are numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Fit:
    """What a rule is for; None: for all of them.

    Parameters
    ----------
    key
        Whatever the caller finds the rule again by.
    """

    key: int
    kind: str | None = None
    team: int | None = None
    company: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """From `minutes` after the call on, the people of level `number` are told.

    Parameters
    ----------
    goes_on
        True: also when somebody has come already, until it is solved.
    """

    number: int
    minutes: float
    goes_on: bool = False


def pick_rule(rules: list[Fit], kind: str, team: int | None, company: int):
    """Return the key of the rule that fits best, or None.

    A rule of the team wins over one of the kind, that over one of the company; of
    equals the first.
    """

    def fits(rule):
        return (
            rule.kind in (None, kind)
            and rule.team in (None, team)
            and rule.company in (None, company)
        )

    def rank(rule):
        return (rule.team is None, rule.kind is None, rule.company is None)

    found = sorted(filter(fits, rules), key=rank)
    return found[0].key if found else None


def find_due(
    levels: list[Level], told: int, since: datetime, now: datetime, has_come: bool
) -> list[tuple[Level, datetime]]:
    """Return the levels to tell now, each with the moment at which it was due.

    After a downtime all that were missed come at once, in order.

    :param told: number of the last level that was told; 0: none
    :param since: when help was called (or the call was opened again)
    :param has_come: somebody is there
    """
    return [
        (level, since + timedelta(minutes=level.minutes))
        for level in sorted(levels, key=lambda level: (level.minutes, level.number))
        if level.number > told
        and since + timedelta(minutes=level.minutes) <= now
        and (level.goes_on or not has_come)
    ]


def next_due(
    levels: list[Level], told: int, since: datetime, has_come: bool
) -> datetime | None:
    """Return when the next level will be due; None: no further one."""
    moments = [
        since + timedelta(minutes=level.minutes)
        for level in levels
        if level.number > told and (level.goes_on or not has_come)
    ]
    return min(moments, default=None)
