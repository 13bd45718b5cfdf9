from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..domain.offline_identity import Claim, act_moment, is_possible, judge_claim

T0 = datetime(2026, 3, 2, 6, 0)
T1 = T0 + timedelta(hours=12)
CASES = [
    # (what, claim, hours after it was made, code)
    ("in its time", Claim(T0, T1), 1, ""),
    ("told in time, sent days later", Claim(T0, T1), 11.9, ""),
    ("a clock some minutes off", Claim(T0, T1), 12.05, ""),
    ("after its end", Claim(T0, T1), 13, "identity_expired"),
    ("before it was made", Claim(T0, T1), -1, "identity_expired"),
    ("person left", Claim(T0, T1, is_person_active=False), 1, "identity_revoked"),
    ("tablet lost", Claim(T0, T1, is_device_active=False), 1, "identity_revoked"),
    (
        "enrolled anew since",
        Claim(T0, T1, device_revoked=T0 + timedelta(hours=2)),
        1,
        "identity_revoked",
    ),
    ("enrolled before", Claim(T0, T1, device_revoked=T0), 1, ""),
]


@tagged("post_install", "-at_install")
class TestDomainOffline(BaseCase):
    def test_claims(self):
        for what, claim, hours, code in CASES:
            with self.subTest(what):
                moment = T0 + timedelta(hours=hours)
                self.assertEqual(judge_claim(claim, moment), code)

    def test_possible_times(self):
        for told, result in (
            (None, True),
            (T0, True),
            (T0 + timedelta(minutes=9), True),
            (T0 + timedelta(minutes=11), False),
            (datetime(1999, 12, 31), False),
        ):
            self.assertEqual(is_possible(told, T0), result, told)

    def test_an_act_is_never_in_the_future(self):
        self.assertEqual(act_moment(T1, T0), T0)
        self.assertEqual(act_moment(T0, T1), T0)
        self.assertEqual(act_moment(None, T1), T1)
