"""Run inside Odoo (see in_odoo.py): write .pot and merge zh_CN.po of our addons."""

import io
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

ADDONS = Path(words[0])  # noqa: F821 - in_odoo.py gives it


def template(module):
    buffer = io.BytesIO()
    trans_export(False, [module], buffer, "po", env)  # noqa: F821
    pot = polib.pofile(buffer.getvalue().decode())
    # Dates would change the file at each run.
    for key in ("POT-Creation-Date", "PO-Revision-Date"):
        pot.metadata.pop(key, None)
    return pot


def merge(module, pot):
    folder = ADDONS / module / "i18n"
    folder.mkdir(exist_ok=True)
    pot.save(str(folder / f"{module}.pot"))
    file = folder / "zh_CN.po"
    po = polib.pofile(str(file)) if file.exists() else polib.POFile()
    known = {entry.msgid: entry.msgstr for entry in po if entry.msgstr}
    fresh = polib.POFile()
    fresh.metadata = {**pot.metadata, "Language": "zh_CN"}
    for entry in pot:
        entry.msgstr = known.get(entry.msgid, "")
        fresh.append(entry)
    fresh.save(str(file))
    empty = sum(not entry.msgstr for entry in fresh)
    print(f"i18n: {module}: {len(fresh)} terms, {empty} without Chinese")


for addon in sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py")):
    merge(addon, template(addon))
