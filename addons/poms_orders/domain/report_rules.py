"""What may be reported on a task card, and what follows from it.

Pure: `judge` takes the facts of the card, of the person and of the report and
answers with findings (errors and warnings) and effects. It reads no clock and no
database; quantities are `Decimal`, minutes are `Decimal`, ids are `int`.

A finding carries a code and values, no text: the caller speaks the person's
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .report_facts import (
    KINDS,
    PARTS,
    PICTURES,
    QUANTITIES,
    ZERO,
    Act,
    CardFacts,
    Component,
    Finding,
    Parameter,
    PersonFacts,
    number,
)

__all__ = [
    "BLOCK",
    "DEFAULT_MODES",
    "KINDS",
    "OFF",
    "PARTS",
    "QUANTITIES",
    "WARN",
    "ZERO",
    "Act",
    "CardFacts",
    "Component",
    "Effects",
    "Finding",
    "Parameter",
    "PersonFacts",
    "Verdict",
    "judge",
    "number",
]

OFF, WARN, BLOCK = "off", "warn", "block"
# A check that is not named in the plant's settings runs in this mode. Rights and
# sums stop the act; everything that may fail for want of master data only warns.
DEFAULT_MODES: Mapping[str, str] = {
    "team": BLOCK,
    "machine_team": WARN,
    "skill": WARN,
    "station": WARN,
    "tool": WARN,
    "tool_due": WARN,
    "sequence": BLOCK,
    "reason": WARN,
    "parameter": WARN,
    "limit": WARN,
    "material": WARN,
    "waiting": WARN,
    "under": WARN,
    # a change on the way stops the card; who could not hear of it only learns of it
    "document": BLOCK,
    "document_late": WARN,
}


@dataclass(frozen=True, slots=True)
class Effects:
    """What an accepted act does to its card."""

    state: str
    good: Decimal = ZERO
    scrap: Decimal = ZERO
    rework: Decimal = ZERO
    material_fault: Decimal = ZERO
    starts: bool = False
    finishes: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    effects: Effects | None


def judge(
    card: CardFacts,
    person: PersonFacts,
    act: Act,
    modes: Mapping[str, str] | None = None,
) -> Verdict:
    """Judge one act on one card.

    `modes` maps a check's name to off, warn or block; a missing one has its
    default. Raises `ValueError` on an unknown kind.
    """
    if act.kind not in KINDS:
        raise ValueError(f"unknown kind {act.kind!r}")
    findings = [
        *_state_findings(card, act),
        *_time_findings(act),
        *_person_findings(card, person, act),
        *_machine_findings(card, act),
        *_document_findings(card, person, act),
    ]
    if act.kind in ("report", "finish"):
        findings += [
            *_quantity_findings(card, act),
            *_identity_findings(card, act),
            *_value_findings(card, act),
            *_component_findings(act),
        ]
    chosen = {**DEFAULT_MODES, **(modes or {})}
    live = [f for f in findings if not f.check or chosen[f.check] != OFF]
    errors = tuple(f for f in live if not f.check or chosen[f.check] == BLOCK)
    warnings = tuple(f for f in live if f.check and chosen[f.check] == WARN)
    return Verdict(errors, warnings, None if errors else _effects(card, act))


def _state_findings(card: CardFacts, act: Act) -> list[Finding]:
    values = {"card": card.name}
    if card.state == "cancelled" or card.order_state == "cancel":
        return [Finding("card_cancelled", values)]
    if card.state == "done":
        return [Finding("card_done", values)]
    if card.order_state == "done":
        return [Finding("order_closed", values)]
    if card.state == "planned":
        return [Finding("card_not_released", values)]
    found = []
    if card.is_held and act.kind != "pause":
        found.append(Finding("card_held", {**values, "reason": card.hold_reason}))
    if act.kind == "pause" and card.state != "running":
        found.append(Finding("card_not_running", values))
    if act.kind == "resume" and card.state != "paused":
        found.append(Finding("card_not_paused", values))
    waits = card.available is not None and card.available <= 0 and not card.spent
    if act.kind == "start" and waits:
        # Setting up before the pieces arrive is common.
        found.append(Finding("previous_missing", _previous(card), "waiting"))
    return found


def _time_findings(act: Act) -> list[Finding]:
    return [Finding("time_wrong", {"time": act.wrong_time})] if act.wrong_time else []


def _person_findings(card: CardFacts, person: PersonFacts, act: Act) -> list[Finding]:
    values = {"card": card.name, "person": person.name, "team": person.team_name}
    found = []
    if person.in_team is False:
        found.append(Finding("team_wrong", values, "team"))
    if person.in_machine_team is False:
        values |= {"machine": card.machine_name}
        found.append(Finding("machine_team_wrong", values, "machine_team"))
    if act.is_backorder and not person.is_leader:
        found.append(Finding("backorder_right", values))
    if person.missing_skills:
        skills = ", ".join(person.missing_skills)
        found.append(Finding("skill_missing", {**values, "skills": skills}, "skill"))
    if person.expired_skills:
        skills = ", ".join(person.expired_skills)
        found.append(Finding("skill_expired", {**values, "skills": skills}, "skill"))
    return found


def _machine_findings(card: CardFacts, act: Act) -> list[Finding]:
    values = {"card": card.name, "machine": card.machine_name}
    found = []
    if act.machine and card.machines and act.machine not in card.machines:
        found.append(Finding("station_wrong", values, "station"))
    starting = act.kind in ("start", "resume")
    if starting and act.machine in card.blocked_machines:
        found.append(Finding("machine_blocked", values, "station"))
    if starting:
        # pieces that are made already are counted whatever the tool's state is
        found += _tool_findings(card)
    return found


def _tool_findings(card: CardFacts) -> list[Finding]:
    kinds = (
        ("tool_missing", card.missing_tools, "tool"),
        ("tool_worn", card.worn_tools, "tool"),
        ("tool_due", card.due_tools, "tool_due"),
    )
    return [
        Finding(code, {"card": card.name, "tools": ", ".join(names)}, check)
        for code, names, check in kinds
        if names
    ]


def _document_findings(card: CardFacts, person: PersonFacts, act: Act) -> list[Finding]:
    if act.kind == "pause":
        return []
    check = "document_late" if card.is_told_late else "document"
    values = {"card": card.name, "person": person.name}
    found = []
    if card.unread_documents:
        names = {**values, "documents": ", ".join(card.unread_documents)}
        found.append(Finding("document_unread", names, check))
    if card.withdrawn_documents:
        names = {**values, "documents": ", ".join(card.withdrawn_documents)}
        # pieces that are made already are counted all the same
        going_on = act.kind in ("start", "resume")
        softened = check if going_on else "document_late"
        found.append(Finding("document_withdrawn", names, softened))
    return found


def _quantity_findings(card: CardFacts, act: Act) -> list[Finding]:
    found = []
    values = {
        "card": card.name,
        "quantity": number(act.spent),
        "open": number(max(card.quantity - card.spent, ZERO)),
        "limit": number(card.limit),
        "step": number(card.step),
    }
    for name in (*QUANTITIES, *PARTS):
        quantity = getattr(act, name)
        if quantity < 0:
            found.append(Finding("quantity_negative", values))
        elif quantity % card.step:
            found.append(Finding("quantity_too_fine", values))
    if act.kind == "report" and not act.total and not _has_minutes(act):
        found.append(Finding("nothing_reported", values))
    if act.spent and card.spent + act.spent > card.limit:
        found.append(Finding("quantity_over", values))
    if card.available is not None and act.spent > card.available:
        found.append(Finding("previous_short", _previous(card), "sequence"))
    if act.kind == "finish" and card.spent + act.spent < card.quantity:
        found.append(Finding("quantity_under", values, "under"))
    is_bad = act.scrap or act.rework > act.to_inspect or act.material_fault
    if is_bad and not act.has_reason:
        found.append(Finding("reason_missing", values, "reason"))
    return found


def _identity_findings(card: CardFacts, act: Act) -> list[Finding]:
    if not card.receives or not act.good or card.tracking == "none":
        return []
    values = {"card": card.name, "quantity": number(act.good)}
    if card.tracking == "lot":
        if act.lot or card.has_lot:
            return []
        return [Finding("lot_missing", values, "material")]
    count = {**values, "count": str(len(act.serials))}
    if len(set(act.serials)) != len(act.serials):
        return [Finding("serial_twice", count)]
    if len(act.serials) != act.good:
        return [Finding("serial_count", count)]
    if act.used_serials:
        used = {**values, "serials": ", ".join(act.used_serials)}
        return [Finding("serial_used", used)]
    return []


def _value_findings(card: CardFacts, act: Act) -> list[Finding]:
    """What the step asks for; the end of the set-up brings no piece to measure."""
    if act.is_setup and not act.total and act.kind == "report":
        return []
    return [*_parameter_findings(card, act), *_picture_findings(card, act)]


def _parameter_findings(card: CardFacts, act: Act) -> list[Finding]:
    found = []
    for parameter in act.parameters:
        if parameter.kind in PICTURES:
            continue
        values = {
            "card": card.name,
            "parameter": parameter.name,
            "value": parameter.value,
            "minimum": parameter.minimum,
            "maximum": parameter.maximum,
        }
        if not parameter.value and parameter.is_required:
            found.append(Finding("parameter_missing", values, "parameter"))
        elif parameter.is_within is False:
            found.append(Finding("parameter_limit", values, "limit"))
    return found


def _picture_findings(card: CardFacts, act: Act) -> list[Finding]:
    """Photos and signatures that the step asks for; paper carries its own."""
    found = []
    for parameter in act.parameters:
        values = {"card": card.name, "parameter": parameter.name}
        if parameter.kind == "signature" and parameter.value and act.is_offline:
            # who signs must be known for sure
            found.append(Finding("signature_offline", values))
        elif parameter.kind in PICTURES and parameter.is_required and act.total:
            if not parameter.value and not act.is_paper:
                found.append(Finding(f"{parameter.kind}_missing", values, "parameter"))
    return found


def _component_findings(act: Act) -> list[Finding]:
    found = []
    for component in act.components:
        values = {
            "component": component.name,
            "lot": component.lot,
            "quantity": number(component.quantity),
            "on_hand": number(component.on_hand),
        }
        if component.is_held and not component.is_scanned:
            found.append(Finding("component_reserved_held", values))
        elif not component.is_scanned:
            found.append(Finding("component_unscanned", values, "material"))
        elif not component.is_known:
            found.append(Finding("component_wrong", values))
        elif component.quantity <= 0:
            found.append(Finding("component_quantity", values))
        elif component.tracking != "none" and not component.lot:
            found.append(Finding("component_lot_missing", values))
        elif not component.is_lot_known:
            found.append(Finding("component_lot_unknown", values))
        elif component.is_held:
            found.append(Finding("component_held", values))
        elif component.on_hand is not None and component.quantity > component.on_hand:
            found.append(Finding("component_short", values))
    return found


def _effects(card: CardFacts, act: Act) -> Effects:
    if act.kind == "pause":
        # the others go on; the last one who goes stops the card
        return Effects("running" if card.is_manned else "paused")
    if act.kind in ("start", "resume"):
        return Effects("running", starts=card.state == "released")
    done = card.spent + act.spent >= card.quantity
    # A card that has its whole quantity is finished by its last report, unless
    # pieces went to rework in this very report: they are still to be told of.
    finishes = act.kind == "finish" or bool(done and act.spent and not act.rework)
    return Effects(
        # pieces told late do not set a standing card going
        state="done" if finishes else "paused" if card.state == "paused" else "running",
        good=act.good,
        scrap=act.scrap,
        rework=act.rework,
        material_fault=act.material_fault,
        starts=card.state == "released",
        finishes=finishes,
    )


def _has_minutes(act: Act) -> bool:
    return bool(
        act.is_setup
        or act.setup_min
        or act.run_min
        or any(component.is_scanned for component in act.components)
        or any(parameter.value for parameter in act.parameters)
    )


def _previous(card: CardFacts) -> dict[str, str]:
    return {
        "card": card.name,
        "previous": card.previous_name,
        "available": number(max(card.available or ZERO, ZERO)),
    }
