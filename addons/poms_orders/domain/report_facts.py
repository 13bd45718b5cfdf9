"""What the rules of reports are told: a card, a person, an act; and what they find.

Pure: no clock, no database. Quantities are `Decimal`, minutes are `Decimal`, ids are
`int`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

ZERO = Decimal(0)
KINDS = ("start", "pause", "resume", "report", "finish", "correction")
QUANTITIES = ("good", "scrap", "rework", "material_fault")
# Two more that a plant may count apart; each is part of another in the books.
PARTS: Mapping[str, str] = {"concession": "good", "to_inspect": "rework"}
# Kinds of a step's values that are pictures: told by the picture's uuid.
PICTURES = ("photo", "signature")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the operation asks for, as given; `is_within` None: not judged."""

    name: str
    value: str = ""
    is_required: bool = False
    is_within: bool | None = None
    minimum: str = ""
    maximum: str = ""
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A card as it stands before the act. Quantities in the card's unit.

    Parameters
    ----------
    state
        planned, released, running, paused, done or cancelled.
    good, scrap, material_fault
        Sums of the card's accepted reports.
    over_percent
        How much more than `quantity` may be reported, in percent.
    available
        Pieces that the previous steps have made and that no card of this step has
        used yet; None when there is no previous step.
    step
        The smallest quantity that the unit knows (0.01 for two decimals).
    machines
        Ids of the machines on which the card may run.
    receives
        True when good pieces of this step go to stock: the last step.
    unread_documents, withdrawn_documents
        What changed since the card began: new revisions that somebody who acts has
        not acknowledged, documents of which no revision counts any more.
    is_told_late
        True for an act that waited without a network.
    is_manned
        True where somebody works on the card who takes no part in this act.
    """

    name: str
    state: str
    quantity: Decimal
    good: Decimal = ZERO
    scrap: Decimal = ZERO
    material_fault: Decimal = ZERO
    over_percent: Decimal = ZERO
    available: Decimal | None = None
    step: Decimal = Decimal("0.01")
    is_held: bool = False
    hold_reason: str = ""
    order_state: str = "confirmed"
    machines: frozenset[int] = frozenset()
    blocked_machines: frozenset[int] = frozenset()
    machine_name: str = ""
    tracking: str = "none"
    receives: bool = False
    has_lot: bool = False
    previous_name: str = ""
    worn_tools: tuple[str, ...] = ()
    due_tools: tuple[str, ...] = ()
    missing_tools: tuple[str, ...] = ()
    unread_documents: tuple[str, ...] = ()
    withdrawn_documents: tuple[str, ...] = ()
    is_told_late: bool = False
    is_manned: bool = False

    @property
    def spent(self) -> Decimal:
        """Pieces that left the card: good, scrap and material fault."""
        return self.good + self.scrap + self.material_fault

    @property
    def limit(self) -> Decimal:
        return self.quantity * (1 + self.over_percent / 100)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who acts.

    `in_team` is None when the card has no team, `in_machine_team` when the card has
    one or its machine has none.
    """

    name: str
    in_team: bool | None = None
    in_machine_team: bool | None = None
    team_name: str = ""
    is_leader: bool = False
    missing_skills: tuple[str, ...] = ()
    expired_skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """A component that the report takes; `on_hand` is None when nobody counts it.

    `is_scanned` False: due by the bill of materials, and tracked, but not told.
    """

    name: str
    quantity: Decimal
    lot: str = ""
    is_known: bool = True
    is_lot_known: bool = True
    is_held: bool = False
    tracking: str = "none"
    on_hand: Decimal | None = None
    is_scanned: bool = True


@dataclass(frozen=True, slots=True)
class Act:
    """What the person says was done.

    Parameters
    ----------
    concession, to_inspect
        Pieces of `good` that pass with a deviation, and of `rework` that wait for a
        judgement: told apart, counted there.
    is_setup
        The minutes of the person's clock were set-up.
    is_paper, is_offline
        Entered later from paper; by somebody whom the server could not identify.
    """

    kind: str
    good: Decimal = ZERO
    scrap: Decimal = ZERO
    rework: Decimal = ZERO
    material_fault: Decimal = ZERO
    machine: int = 0
    has_reason: bool = False
    lot: str = ""
    serials: tuple[str, ...] = ()
    used_serials: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    components: tuple[Component, ...] = ()
    setup_min: Decimal | None = None
    run_min: Decimal | None = None
    is_backorder: bool = False
    # a told time at which nobody can have worked; empty where all are possible
    wrong_time: str = ""
    concession: Decimal = ZERO
    to_inspect: Decimal = ZERO
    is_setup: bool = False
    is_paper: bool = False
    is_offline: bool = False

    @property
    def spent(self) -> Decimal:
        return self.good + self.scrap + self.material_fault

    @property
    def total(self) -> Decimal:
        return self.spent + self.rework


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule. `check` is empty where no mode softens it."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    check: str = ""


def number(value: Decimal | None) -> str:
    """A quantity as people write it: no exponent, no trailing zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
