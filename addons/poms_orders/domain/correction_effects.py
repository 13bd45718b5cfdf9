"""What a correction brings with it, and who must agree to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .correction_components import Change
from .report_rules import number

ZERO = Decimal(0)

# Nobody, or whose agreement it needs; a plant manager may agree to all of it.
NOBODY, LEADER, QUALITY, PLANNER, MANAGER = (
    "",
    "leader",
    "quality",
    "planner",
    "manager",
)
# From the lowest to the highest: the highest is named when several are missing.
ROLES = (LEADER, QUALITY, PLANNER, MANAGER)

# The refusal that says whose agreement is missing.
RIGHT_CODES: Mapping[str, str] = {
    LEADER: "correction_right",
    QUALITY: "correction_right_quality",
    PLANNER: "correction_right_planner",
    MANAGER: "correction_right_manager",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence: its code, values for the sentence, and who must agree."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    who: str = NOBODY


@dataclass(frozen=True, slots=True)
class LaterCard:
    """A later card that is corrected too: its good pieces before and after."""

    card: str
    operation: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class EffectFacts:
    """What a correction touches. Quantities in the card's unit.

    Parameters
    ----------
    good, scrap
        Differences of good pieces, and of scrap with material fault.
    received
        Pieces of it that are taken out of stock again.
    missing
        Pieces to take back that are not in stock any more.
    inspected
        Good pieces that quality has let go on already and that would not be there;
        zero without a quality system.
    components
        Lots and components of which the report took another quantity.
    is_pay_locked
        The day of the report is paid.
    is_period_locked
        The day of the report lies in a closed accounting period.
    """

    good: Decimal = ZERO
    scrap: Decimal = ZERO
    is_own: bool = True
    is_closed: bool = False
    reopens: bool = False
    later: tuple[LaterCard, ...] = ()
    received: Decimal = ZERO
    components_back: bool = False
    missing: Decimal = ZERO
    inspected: Decimal = ZERO
    components: tuple[Change, ...] = ()
    is_pay_locked: bool = False
    is_period_locked: bool = False
    is_told: bool = False


def get_effects(facts: EffectFacts) -> tuple[Effect, ...]:
    """Return the consequences, in the order in which people should read them."""
    found = [
        Effect(
            "later_card",
            {
                "card": later.card,
                "operation": later.operation,
                "before": number(later.before),
                "after": number(later.after),
            },
            LEADER,
        )
        for later in facts.later
    ]
    quantity = {"quantity": number(facts.received)}
    if facts.is_closed:
        who = LEADER
        found.append(Effect("unbuild" if facts.received else "closed", quantity, who))
    elif facts.received:
        found.append(Effect("received", quantity))
    if facts.missing:
        found.append(Effect("shipped", {"quantity": number(facts.missing)}, MANAGER))
    if facts.components_back and not facts.is_closed:
        found.append(Effect("components"))
    found += [
        Effect(
            "component",
            {
                "component": f"{change.name} {change.lot}".strip(),
                "before": number(change.before),
                "after": number(change.after),
            },
        )
        for change in facts.components
    ]
    if facts.reopens:
        found.append(Effect("reopens"))
    if facts.scrap:
        found.append(Effect("scrap", {"quantity": number(facts.scrap)}))
    if facts.inspected:
        found.append(
            Effect("inspected", {"quantity": number(facts.inspected)}, QUALITY)
        )
    found += _office_effects(facts)
    if not facts.is_own:
        found.append(Effect("not_own", {}, LEADER))
    return tuple(found)


def _office_effects(facts: EffectFacts) -> list[Effect]:
    found = []
    if facts.is_told:
        found.append(Effect("told", {}, PLANNER))
    if facts.is_pay_locked:
        found.append(Effect("pay_locked", {}, MANAGER))
    if facts.is_period_locked:
        found.append(Effect("period_locked", {}, MANAGER))
    if facts.good or facts.scrap:
        found.append(Effect("figures", {}))
    return found


def get_missing_role(effects: Iterable[Effect], roles: Iterable[str]) -> str:
    """Return the highest role that still has to agree, "" when nobody has to.

    `roles` are those of whoever decides.
    """
    held = set(roles)
    if MANAGER in held:
        return NOBODY
    needed = {effect.who for effect in effects} - held
    return next((role for role in reversed(ROLES) if role in needed), NOBODY)
