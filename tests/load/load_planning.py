"""Run inside Odoo (launcher/in_odoo.py) beside a load: the jobs service plans.

words: the most seconds to wait.
"""

import time

plan = env["poms.plan"].create({})  # noqa: F821 - in_odoo.py gives it
plan.action_plan_now()
env.cr.commit()  # noqa: F821
end = time.monotonic() + float(words[0])  # noqa: F821
while plan.state in ("draft", "queued", "running"):
    assert time.monotonic() < end, f"the plan is still {plan.state}"
    time.sleep(1)
    env.cr.rollback()  # noqa: F821
    env.invalidate_all()  # noqa: F821
assert plan.state == "solved", plan.state
