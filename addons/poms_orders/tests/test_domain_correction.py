from decimal import Decimal as D

from odoo.tests import BaseCase

from ..domain.correction_effects import (
    EffectFacts,
    LaterCard,
    get_effects,
    get_missing_role,
)

LATER = (LaterCard("TC2", "Bonding", D(6), D(5)),)
# what it is, facts, codes of the consequences, who must agree
CASES = [
    ("own, today", {"good": D(-1)}, ["figures"], ""),
    ("somebody else's", {"is_own": False}, ["not_own"], "leader"),
    ("used by a later card", {"later": LATER}, ["later_card"], "leader"),
    ("received", {"received": D(2)}, ["received"], ""),
    ("closed", {"is_closed": True}, ["closed"], "leader"),
    (
        "closed and received",
        {"is_closed": True, "received": D(2), "components_back": True},
        ["unbuild"],
        "leader",
    ),
    ("shipped", {"missing": D(1)}, ["shipped"], "manager"),
    ("components", {"components_back": True}, ["components"], ""),
    ("finished card", {"reopens": True}, ["reopens"], ""),
    ("scrap", {"scrap": D(1)}, ["scrap", "figures"], ""),
    ("inspected", {"inspected": D(3)}, ["inspected"], "quality"),
    ("told to another system", {"is_told": True}, ["told"], "planner"),
    (
        "paid",
        {"is_pay_locked": True, "is_told": True},
        ["told", "pay_locked"],
        "manager",
    ),
    ("month closed", {"is_period_locked": True}, ["period_locked"], "manager"),
]


class TestDomainCorrection(BaseCase):
    """What a correction brings with it, and who must agree to it."""

    def test_effects(self):
        for name, facts, codes, who in CASES:
            with self.subTest(name):
                effects = get_effects(EffectFacts(**facts))
                self.assertEqual([effect.code for effect in effects], codes)
                self.assertEqual(get_missing_role(effects, []), who)

    def test_who_may(self):
        effects = get_effects(EffectFacts(is_own=False, inspected=D(1)))
        self.assertEqual(get_missing_role(effects, ["leader"]), "quality")
        self.assertEqual(get_missing_role(effects, ["quality"]), "leader")
        self.assertEqual(get_missing_role(effects, ["leader", "quality"]), "")
        self.assertEqual(get_missing_role(effects, ["manager"]), "")
