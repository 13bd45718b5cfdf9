"""Run inside Odoo (launcher/in_odoo.py) beside a load: orders come in by EDI.

words: seconds that it may take; a message each two seconds, at most 60.
"""

import time
from pathlib import Path

from odoo.modules import get_module_path

MOST, EVERY_S = 60, 2
path = Path(get_module_path("poms_connectors")) / "demo/messages/orders.edi"
content = path.read_bytes()
bot = env["res.users"].search([("login", "=", "bot_edifact")])  # noqa: F821
count = max(1, min(MOST, int(float(words[0]) / EVERY_S / 2)))  # noqa: F821
partner = env["poms.edi.partner"].with_user(bot)._of_user()  # noqa: F821
for number in range(count):
    begin = time.monotonic()
    mark = b"%06d" % number
    message = content.replace(b"DEMO000001", b"LOAD" + mark)
    message = message.replace(b"FA-26-0815", b"FA-LOAD-" + mark)
    answer = partner._receive(message, f"load{number}.edi", "http")
    assert answer["status"] == "accepted", answer
    env.cr.commit()  # noqa: F821
    time.sleep(max(0, EVERY_S - (time.monotonic() - begin)))
