"""What the adapter knows of a plant, without records.

Machines, cards and groups are named by the database ids of their records; times are
whole minutes of a `Horizon`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .minutes import Horizon, Interval, Windows


@dataclass(frozen=True, slots=True)
class Machine:
    """A work center.

    Parameters
    ----------
    id
        Id of the work center.
    name
        For messages only.
    windows
        Its working minutes, leaves and downtime taken out.
    setup
        (from group, to group) -> minutes; the from group None stands for a machine
        that nothing is set up on. A pair that is missing costs nothing.
    group
        Setup group that the machine is set up for at minute 0, or None.
    """

    id: int
    name: str
    windows: Windows
    setup: Mapping[tuple[int | None, int | None], int] = field(default_factory=dict)
    group: int | None = None

    def setup_min(self, before: int | None, after: int | None) -> int:
        """Minutes to change the machine from group ``before`` to ``after``.

        A card without a group needs no change and leaves the machine as it is.
        """
        return 0 if after is None else self.setup.get((before, after), 0)


@dataclass(frozen=True, slots=True)
class Skill:
    """People who can do something.

    Parameters
    ----------
    id
        Any number that is unique among the skills.
    capacity
        Sorted, disjoint (start, end, people); nobody is there outside.
    """

    id: int
    name: str
    capacity: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An open task card.

    Parameters
    ----------
    id, name
        Of the record; the name is for messages.
    order
        Id of its production order.
    minutes
        Work center id -> working minutes there, at least 1 each; not empty.
    group
        Setup group of its operation, or None.
    release
        First minute at which its material is there; 0 when it is now.
    after
        Ids of the cards that must have ended before it starts.
    skills
        Ids of the skills of which one person each is busy while it is worked on.
    setup_in
        Work center id -> minutes of setup that ``minutes`` holds already, for
        machines whose setup matrix says nothing of this card.
    fixed
        None for a card that may be placed; else (work center id, start, end): a
        card that runs or is pinned, occupying this span whatever the calendar says.
        A start before minute 0 is allowed.
    """

    id: int
    name: str
    order: int
    minutes: Mapping[int, int]
    group: int | None = None
    release: int = 0
    after: tuple[int, ...] = ()
    skills: tuple[int, ...] = ()
    setup_in: Mapping[int, int] = field(default_factory=dict)
    fixed: tuple[int, int, int] | None = None

    def __post_init__(self) -> None:
        if not self.minutes and self.fixed is None:
            raise ValueError(f"card {self.name}: no machine")
        for machine, duration in self.minutes.items():
            if duration < 1:
                raise ValueError(f"card {self.name}: {duration} min on {machine}")
        if self.fixed is not None and self.fixed[1] >= self.fixed[2]:
            raise ValueError(f"card {self.name}: empty fixed span {self.fixed}")


@dataclass(frozen=True, slots=True)
class Order:
    """A production order.

    Parameters
    ----------
    id
        Of the production order.
    due
        Minute, negative when already late; None: no due date of its own, as for a
        component that is made for another production order.
    weight
        Of one minute of tardiness; at least 1.
    """

    id: int
    name: str
    due: int | None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """The plant at minute 0, as far as a plan needs it."""

    name: str
    horizon: Horizon
    machines: Mapping[int, Machine]
    cards: Mapping[int, Card]
    orders: Mapping[int, Order]
    skills: Mapping[int, Skill] = field(default_factory=dict)
    hint: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Card id -> (work center id, minute at which its processing starts) today."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and when a card is to be done.

    Parameters
    ----------
    start
        The setup begins: from here the machine is occupied.
    run
        The processing begins, ``start <= run < end``.
    end
        First free minute.
    setup_min
        Working minutes between start and run.
    """

    card: int
    machine: int
    start: int
    run: int
    end: int
    setup_min: int = 0
    is_fixed: bool = False

    @property
    def span(self) -> Interval:
        """The time in which the machine is occupied."""
        return (self.start, self.end)
