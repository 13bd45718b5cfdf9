"""A template with a long past, for `./poms load --age`."""

from .home import ROOT, fingerprint

PROGRAM = ROOT / "tests/load/load_age.py"
DAYS, CARDS_A_DAY = 730, 200


def aged(databases, template):
    """A copy of the demo plant's template with two years of 200 cards a day.

    It is kept for the next run, until the template or the program changes.
    """
    mark = fingerprint(template, PROGRAM)
    name = f"poms_aged_{mark}"
    names = databases.names()
    if name in names:
        return name
    for old in names:
        if old.startswith("poms_aged_"):
            databases.drop(old)
    with databases.made(name, template) as draft:
        databases.script(draft, PROGRAM, "Writing two years", DAYS, CARDS_A_DAY)
        databases.query("VACUUM ANALYZE", draft)
    return name
