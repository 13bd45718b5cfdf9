"""Demo plant: who is here today, who was yesterday, and what a shift left to the next.

Nothing here is random. Times are relative to the moment of loading.
"""

from datetime import timedelta

from odoo import fields

from .demo_plant import at, ref

EARLY, LATE, ASSEMBLY = range(1, 9), range(9, 16), range(16, 23)
# employee numbers of today: here for three hours, ill, lent to assembly, not seen: 8
HERE, ILL, LENT = (1, 2, 3, 4, 5, 6), 7, 6


def load_people_today(env):
    """Presence and indirect time of yesterday and today, and one hand-over."""
    now = fields.Datetime.now()
    _load_yesterday(env)
    _load_today(env, now)
    _load_handover(env, now)


def _person(env, number):
    return ref(env, f"employee_{number:02d}")


def _load_yesterday(env):
    """Everybody was here for a shift; the early team cleaned for the last half hour."""
    spans = {
        **{number: (at(-1, 6), at(-1, 14)) for number in (*EARLY, *ASSEMBLY)},
        **{number: (at(-1, 14), at(-1, 22)) for number in LATE},
    }
    env["poms.presence"].create(
        [
            {
                "employee_id": _person(env, number).id,
                "team_id": _person(env, number).poms_team_ids[:1].id,
                "kind": "present",
                "source": "badge",
                "date_in": start,
                "date_out": end,
            }
            for number, (start, end) in spans.items()
        ]
    )
    env["poms.indirect.time"].create(
        [
            {
                "employee_id": _person(env, number).id,
                "team_id": ref(env, "team_machining_a").id,
                "reason_id": ref(env, "reason_i01").id,
                "date_start": at(-1, 13, 30),
                "date_end": at(-1, 14),
            }
            for number in EARLY
        ]
    )


def _load_today(env, now):
    team, other = ref(env, "team_machining_a"), ref(env, "team_assembly")
    start, end = now - timedelta(hours=3), now + timedelta(hours=5)
    rows = [
        {"employee_id": _person(env, n).id, "kind": "present", "source": "badge"}
        for n in HERE
    ]
    rows.append(
        {
            "employee_id": _person(env, ILL).id,
            "kind": "absent",
            "absence": "sick",
            "date_out": end,
        }
    )
    rows = [{"team_id": team.id, "date_in": start, **row} for row in rows]
    rows.append(
        {
            "employee_id": _person(env, LENT).id,
            "kind": "lent",
            "team_id": other.id,
            "date_in": now - timedelta(hours=1),
            "date_out": end,
        }
    )
    env["poms.presence"].create(rows)
    env["poms.indirect.time"].create(
        {
            "employee_id": _person(env, 5).id,
            "team_id": team.id,
            "reason_id": ref(env, "reason_i04").id,
            "date_start": now - timedelta(minutes=20),
        }
    )


def _load_handover(env, now):
    """The late shift has written; the early one has not read it yet."""
    handover = env["poms.handover"].create(
        {
            "team_id": ref(env, "team_machining_b").id,
            "to_team_id": ref(env, "team_machining_a").id,
            "date_shift_start": now - timedelta(hours=12),
            "date_shift_end": now - timedelta(hours=4),
            "notes": "Coolant of CNC Lathe 1 is low, fill up before the start.\n"
            "数控车床 1 冷却液不足，开机前请补充。",
        }
    )
    handover.action_hand_over()
