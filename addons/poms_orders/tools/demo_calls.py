"""Demo plant: calls for help of yesterday and of now, in every state.

Nothing here is random. Times are relative to the moment of loading.
"""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from odoo import fields

from .demo_plant import ref

# number, kind, machine, who, minutes ago, came after, solved after, cause, stands,
# what was said, what helped
CALLS = [
    (
        1,
        "material",
        "ct1",
        2,
        1530,
        6,
        14,
        "m1",
        False,
        "Bar 40 is short",
        "Bar brought",
    ),
    (2, "machine", "mc2", 3, 1490, 9, 52, "x1", True, "Spindle alarm", "Drive reset"),
    (
        3,
        "quality",
        "gr1",
        4,
        1380,
        4,
        21,
        "q1",
        False,
        "Bore looks too wide",
        "Gauge set",
    ),
    (4, "other", "as1", 17, 1310, 25, 40, "o1", False, "Crane needed", "Crane came"),
    (5, "machine", "ct2", 5, 47, 12, None, None, False, "Chuck does not close", ""),
    (6, "material", "mc1", 3, 18, None, None, None, False, "Tray is empty", ""),
    (7, "quality", "ct3", 6, 5, None, None, None, False, "Scratches on the face", ""),
]


def load_calls(env):
    """Calls through the acts themselves, so that steps and times agree."""
    now = fields.Datetime.now()
    cards = env["poms.task.card"]
    for number, kind, machine, who, ago, came, solved, cause, *rest in CALLS:
        stands, said, helped = rest
        called = now - timedelta(minutes=ago)
        call = cards._call_andon(
            _uuid(number, "call"),
            _person(env, who),
            kind,
            workcenter=ref(env, f"workcenter_{machine}").id,
            note=said,
            is_standing=stands,
            told=called,
        )["id"]
        helper = _person(env, 1 if who < 9 else 16)
        if came is not None:
            moment = called + timedelta(minutes=came)
            cards._call_come(_uuid(number, "come"), helper, call, told=moment)
        if solved is not None:
            cards._call_close(
                _uuid(number, "close"),
                helper,
                call,
                note=helped,
                reason=ref(env, f"reason_call_{cause}").id,
                told=called + timedelta(minutes=solved),
            )
    told = env["poms.call.step"].search([("kind", "=", "level")])
    for step in told.filtered("date_due"):
        step.date = step.date_due


def _person(env, number):
    return ref(env, f"employee_{number:02d}")


def _uuid(number, act):
    return str(uuid5(NAMESPACE_URL, f"poms-demo-call-{number}-{act}"))
