"""May this card go to this person and this machine. Pure: facts in, findings out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BLOCK, WARN = "block", "warn"


@dataclass(frozen=True, slots=True)
class DispatchFacts:
    """A card, and the person and machine that are meant for it.

    Parameters
    ----------
    person_state
        here, missing, off, absent, leave or lent; empty: nobody is meant.
    in_team
        None when the card is free for every team.
    machine_fits
        None when the card stays on its machine.
    busy_with
        Numbers of the cards that the person works on now.
    waits_for
        What the card waits for, as a sentence.
    """

    card_state: str
    is_held: bool = False
    hold_reason: str = ""
    person_state: str = ""
    in_team: bool | None = None
    missing_skills: tuple[str, ...] = ()
    busy_with: tuple[str, ...] = ()
    machine_fits: bool | None = None
    machine_blocked: bool = False
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class DispatchFinding:
    """What speaks against it; `level` is block or warn."""

    code: str
    level: str
    detail: str = ""


def judge_dispatch(
    facts: DispatchFacts, modes: Mapping[str, str] | None = None
) -> list[DispatchFinding]:
    """Return what speaks against the dispatch, the strictest first.

    `modes` are the floor's checks (off, warn, block), see `report_rules`: what the
    floor would refuse is refused here too, before somebody walks there.
    """
    modes = {"team": BLOCK, "skill": WARN, "station": WARN, **(modes or {})}
    found = [
        *_card(facts),
        *_person(facts, modes),
        *_machine(facts, modes),
    ]
    found = [finding for finding in found if finding.level in (BLOCK, WARN)]
    return sorted(found, key=lambda finding: finding.level != BLOCK)


def _card(facts: DispatchFacts) -> list[DispatchFinding]:
    if facts.card_state in ("done", "cancelled"):
        return [DispatchFinding("dispatch_closed", BLOCK)]
    found = []
    if facts.card_state == "planned":
        found.append(DispatchFinding("dispatch_planned", BLOCK))
    if facts.is_held:
        found.append(DispatchFinding("dispatch_held", BLOCK, facts.hold_reason))
    if facts.waits_for:
        found.append(DispatchFinding("dispatch_waits", WARN, facts.waits_for))
    return found


def _person(facts: DispatchFacts, modes: Mapping[str, str]) -> list[DispatchFinding]:
    if not facts.person_state:
        return []
    found = []
    if facts.person_state in ("absent", "leave"):
        found.append(DispatchFinding(f"dispatch_{facts.person_state}", BLOCK))
    elif facts.person_state in ("missing", "off"):
        found.append(DispatchFinding("dispatch_missing", WARN))
    if facts.in_team is False:
        found.append(DispatchFinding("dispatch_team", modes["team"]))
    if facts.missing_skills:
        skills = ", ".join(facts.missing_skills)
        found.append(DispatchFinding("dispatch_skill", modes["skill"], skills))
    if facts.busy_with:
        cards = ", ".join(facts.busy_with)
        found.append(DispatchFinding("dispatch_busy", WARN, cards))
    return found


def _machine(facts: DispatchFacts, modes: Mapping[str, str]) -> list[DispatchFinding]:
    found = []
    if facts.machine_fits is not None and facts.card_state in ("running", "paused"):
        # its leave, cost and time lines lie on the machine that it runs on
        found.append(DispatchFinding("dispatch_running", BLOCK))
    if facts.machine_fits is False:
        found.append(DispatchFinding("dispatch_machine", modes["station"]))
    if facts.machine_blocked:
        found.append(DispatchFinding("dispatch_blocked", modes["station"]))
    return found
