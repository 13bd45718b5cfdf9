"""What an identity is worth for an act that waited in a tablet's outbox.

Pure: times are naive UTC datetimes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# A tablet's clock is corrected by the server's, but only to some minutes.
TOLERANCE = timedelta(minutes=5)
# Clients of which nobody corrects the clock.
CLOCK_TOLERANCE = timedelta(minutes=10)
FIRST_TIME = datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A signed statement "this person, at this tablet, from then until then".

    Parameters
    ----------
    issued, expires
        The statement's own times.
    is_person_active, is_device_active
        As known now, when the act arrives.
    device_revoked
        When the tablet was last enrolled or withdrawn; None: never.
    """

    issued: datetime
    expires: datetime
    is_person_active: bool = True
    is_device_active: bool = True
    device_revoked: datetime | None = None


def act_moment(told: datetime | None, now: datetime) -> datetime:
    """When an act was done: as the tablet says, never in the future."""
    return min(told, now) if told else now


def is_possible(told: datetime | None, now: datetime) -> bool:
    """True for a time at which somebody may have worked; None is no time.

    Later than now is mostly a local time that was sent as UTC, or a clock that is
    wrong; long ago is a slipped digit.
    """
    return told is None or FIRST_TIME <= told <= now + CLOCK_TOLERANCE


def judge_claim(claim: Claim, moment: datetime) -> str:
    """Return "" when the claim held at `moment`, else a code of refusal.

    identity_revoked: the person left, or the tablet was withdrawn or enrolled anew
    after the statement. identity_expired: the act lies outside the statement's time.
    """
    if not claim.is_person_active or not claim.is_device_active:
        return "identity_revoked"
    if claim.device_revoked and claim.device_revoked > claim.issued:
        return "identity_revoked"
    if not claim.issued - TOLERANCE <= moment <= claim.expires + TOLERANCE:
        return "identity_expired"
    return ""
