"""Run inside Odoo (launcher/in_odoo.py): give log-ins an API key, write them down.

words: the file to write; then log-ins.
"""

import json
from datetime import timedelta
from pathlib import Path

from odoo import fields

target, *logins = words  # noqa: F821 - in_odoo.py gives it
keys = {}
for login in logins:
    user = env["res.users"].search([("login", "=", login)])  # noqa: F821
    keys[login] = (
        env["res.users.apikeys"]  # noqa: F821
        .with_user(user)
        .sudo()
        ._generate(None, "test", fields.Datetime.now() + timedelta(days=1))
    )
Path(target).write_text(json.dumps(keys))
