"""What plants need beyond machines and counted people: parts of a `Problem`.

All times are integer minutes. The exact semantics are those of ``FORMAT.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from .errors import InputError

Label = str | int


@dataclass(frozen=True, slots=True)
class Need:
    """So many people out of those who can do it.

    Parameters
    ----------
    count
        People at the same time, at least 1.
    operators
        Indices of those who have the skill and level, the least versatile first.
    """

    count: int
    operators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """What a precedence arc asks beside its minimum lag.

    Parameters
    ----------
    max_lag
        Most minutes between the end of the earlier and the start of the later
        operation; None: any.
    transfer
        ``(part, whole)``: the later operation may start when that share of the earlier
        one is done, and ends no earlier than the work on the last such share allows;
        None: all of it first.
    """

    max_lag: int | None = None
    transfer: tuple[int, int] | None = None

    def share_of(self, duration: int) -> int:
        """Working minutes that one part of an operation takes, rounded up."""
        if self.transfer is None:
            return duration
        part, whole = self.transfer
        return -(-duration * part // whole)


NO_LINK = Link()


@dataclass(frozen=True, slots=True)
class Weights:
    """Factors of the objective's terms; integers, at least 0.

    `shift` is per minute of difference to the given schedule's start, `change` per
    operation on another machine than there, `moved` per operation of it that starts at
    another minute or is on another machine, `cost` per unit of machine cost, `setup`
    per minute of setup, `flow` per minute between a job's release and its end,
    `makespan` per minute, `tardiness` on top of each job's own weight.
    """

    tardiness: int = 1
    makespan: int = 0
    flow: int = 0
    setup: int = 0
    cost: int = 0
    shift: int = 0
    change: int = 0
    moved: int = 0

    @property
    def asks_for_starts(self) -> bool:
        """Whether the minutes at which the given schedule starts things matter."""
        return self.shift > 0 or self.moved > 0

    def __post_init__(self) -> None:
        """Refuse negative factors."""
        for name in TERMS:
            if getattr(self, name) < 0:
                raise InputError(f"objective: {name} {getattr(self, name)} is negative")


TERMS = (
    "tardiness",
    "makespan",
    "flow",
    "setup",
    "cost",
    "shift",
    "change",
    "moved",
)
