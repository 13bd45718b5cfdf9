from odoo.tests import new_test_user, tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestFloorLock(ReportCommon):
    """When a shared tablet locks, and who sees that it has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.poms_lock_minutes = 7
        cls.device = cls.env["poms.device"].create({"name": "Lathes 1"})
        cls.key = cls.device.action_enrol()["key"]
        cls.tablet = new_test_user(
            cls.env, login="lock_tablet", groups="poms_orders.group_device"
        )

    def _identify(self, **params):
        return self.cards.with_user(self.tablet).identify(device=self.key, **params)

    def test_the_company_says_when_and_a_tablet_may_differ(self):
        self.assertEqual(self._identify(badge="BWORKER")["lock_min"], 7)
        self.device.lock_minutes = 3
        self.assertEqual(self._identify(badge="BWORKER")["lock_min"], 3)
        self.device.lock_minutes = 0
        self.env.company.poms_lock_minutes = 0
        self.assertEqual(self._identify(badge="BWORKER")["lock_min"], 0)

    def test_ones_own_device_never_locks(self):
        user = new_test_user(
            self.env, login="lock_own", groups="poms_orders.group_operator"
        )
        self.worker.user_id = user
        cards = self.cards.with_user(user)
        self.assertEqual(cards.identify()["lock_min"], 0)
        # a colleague who badges at it is protected
        self.assertEqual(cards.identify(badge="BCOLLEAGUE")["lock_min"], 7)

    def test_the_office_sees_that_a_tablet_waits_for_a_badge(self):
        cards = self.cards.with_user(self.tablet)
        cards.heartbeat(self.key, locked=True)
        since = self.device.date_locked
        self.assertTrue(since)
        cards.heartbeat(self.key, waiting=2, locked=True)
        self.assertEqual(self.device.date_locked, since)
        self.assertEqual(self.device.waiting_count, 2)
        cards.heartbeat(self.key)
        self.assertFalse(self.device.date_locked)
