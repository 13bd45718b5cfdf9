"""States of a plan version, shared by models and tests."""

PLAN_STATES = [
    ("draft", "Draft"),
    ("queued", "Queued"),
    ("running", "Solving"),
    ("solved", "Solved"),
    ("applying", "Applying"),
    ("applied", "In Force"),
    ("failed", "Failed"),
    ("superseded", "Superseded"),
]
PLAN_BUSY = ("queued", "running", "applying")
PLAN_STARTABLE = ("draft", "failed", "solved")
# A plan that has places to write: new, given up before, or one that stopped halfway.
PLAN_APPLICABLE = ("solved", "superseded", "failed")
