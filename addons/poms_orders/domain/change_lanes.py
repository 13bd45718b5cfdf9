"""Who decides a change: lanes by rule, votes, deadlines. Pure; reads no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

LANES = ("planner", "signature", "board", "emergency")
CONFIRM_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """What a change touches, counted.

    `kind` is customer, engineering or setting. `released` counts released cards that
    nobody started, `started` the running, paused and finished ones of open orders.
    `cost` is what is spent on the touched things, in the company's currency.
    """

    kind: str
    released: int = 0
    started: int = 0
    picked: int = 0
    pieces: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class LaneRule:
    """A lane and the most that it may touch; None: no limit.

    `kind` "" is for every kind of change.
    """

    lane: str
    kind: str = ""
    released: int | None = 0
    started: int | None = 0
    cost: Decimal | None = None

    def fits(self, facts: LaneFacts) -> bool:
        """Whether `facts` stay within this rule."""
        limits = (
            (self.released, facts.released),
            (self.started, facts.started),
            (self.cost, facts.cost),
        )
        return self.kind in ("", facts.kind) and all(
            limit is None or value <= limit for limit, value in limits
        )


# A plant without rules of its own. Settings touch nothing and stop everything: one
# signature; a change of the shop's work is the planner's while nothing is released.
DEFAULT_RULES = (
    LaneRule("signature", "setting", None, None),
    LaneRule("planner", "", 0, 0),
    LaneRule("signature", "", 20, 2, Decimal(20000)),
)


def choose_lane(
    facts: LaneFacts, rules: Sequence[LaneRule] = (), *, is_emergency: bool = False
) -> str:
    """The lane of a change: the first rule that fits, else the board.

    An emergency goes its own lane whatever it touches: it is applied now and
    confirmed within `CONFIRM_WITHIN`.
    """
    if is_emergency:
        return "emergency"
    for rule in rules or DEFAULT_RULES:
        if rule.fits(facts):
            return rule.lane
    return "board"


def decide(
    votes: Iterable[str | None], quorum: int, *, first_decides: bool = False
) -> str:
    """What the votes (approve, reject, abstain, None: not yet) amount to.

    Approved with more approvals than rejections once `quorum` members (of fewer: all)
    have voted; rejected as soon as approval cannot be reached any more. With
    `first_decides` (one signature) the first approval or rejection counts. Returns
    approved, rejected or open.
    """
    votes = list(votes)
    cast = [vote for vote in votes if vote]
    yes, no = cast.count("approve"), cast.count("reject")
    left = len(votes) - len(cast)
    if first_decides and (yes or no):
        return "approved" if yes else "rejected"
    if no and yes + left <= no:
        return "rejected"
    if cast and len(cast) >= min(quorum, len(votes)) and yes > no:
        return "approved"
    return "rejected" if votes and not left else "open"


def voter_for(
    user: int, delegations: Mapping[int, int], members: Iterable[int]
) -> tuple[int, ...]:
    """The members for whom `user` may vote: itself, and who delegated to it.

    `delegations` maps a member to the one who stands in for it today.
    """
    return tuple(
        member
        for member in members
        if member == user or delegations.get(member) == user
    )


def deadline(lane: str, now: datetime, hours: Mapping[str, float]) -> datetime | None:
    """When a decision (an emergency: its confirmation) is due; None: nobody waits."""
    if lane == "planner":
        return None
    if lane == "emergency":
        return now + CONFIRM_WITHIN
    return now + timedelta(hours=hours.get(lane, 48.0))
