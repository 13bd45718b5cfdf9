"""Whether a rule that a person switched on may act alone; reasons where not.

Pure: what is known of an order and its cards in, codes out. A rule without a limit
has none; whatever is doubtful is for a person, always.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .confidence import SURE


@dataclass(frozen=True, slots=True)
class Limits:
    """The range of a rule; 0 is no limit. Value in the company's currency."""

    min_value: float = 0.0
    max_value: float = 0.0
    max_quantity: float = 0.0
    partners: frozenset[int] = frozenset()
    lines: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    customer_class: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What a rule looks at.

    `partners`: the customer and who it belongs to. `quantities`: per line.
    `lines`: production lines (work-center groups) that would make it; None where
    something is made on a machine of no group. `teams`: per machine, who works it.
    `customer_class`: a, b, c or "".
    """

    confidence: int
    has_question: bool
    value: float
    quantities: tuple[float, ...]
    partners: frozenset[int] = frozenset()
    lines: frozenset[int] | None = frozenset()
    is_revision: bool = False
    teams: frozenset[frozenset[int]] = frozenset()
    customer_class: str = ""


@dataclass(frozen=True, slots=True)
class CardState:
    """A card that an act would touch."""

    state: str
    is_pinned: bool = False


def may_accept(limits: Limits, facts: OrderFacts) -> list[str]:
    """Return why the order is left to a person; [] where the rule may accept it."""
    reasons = _in_range(limits, facts)
    if facts.is_revision:
        reasons.append("revision")
    return reasons


def may_apply(
    limits: Limits, facts: OrderFacts, cards: Iterable[CardState]
) -> list[str]:
    """Return why a customer's change is left to a person; `cards` are those touched."""
    reasons = _in_range(limits, facts)
    cards = list(cards)
    if any(card.state not in ("planned", "cancelled") for card in cards):
        reasons.append("card_released")
    if any(card.is_pinned for card in cards):
        reasons.append("card_frozen")
    return reasons


def _in_scope(limits: Limits, facts: OrderFacts) -> list[str]:
    reasons = []
    if limits.partners and not limits.partners & facts.partners:
        reasons.append("partner")
    if limits.lines and (facts.lines is None or not facts.lines <= limits.lines):
        reasons.append("line")
    if limits.teams and not all(team & limits.teams for team in facts.teams):
        reasons.append("team")
    if limits.customer_class and limits.customer_class != facts.customer_class:
        reasons.append("customer_class")
    return reasons


def _in_range(limits: Limits, facts: OrderFacts) -> list[str]:
    reasons = _in_scope(limits, facts)
    if facts.has_question or facts.confidence < SURE:
        reasons.append("doubtful")
    if facts.value < limits.min_value or (
        limits.max_value and facts.value > limits.max_value
    ):
        reasons.append("value")
    if limits.max_quantity and max(facts.quantities, default=0) > limits.max_quantity:
        reasons.append("quantity")
    return reasons
