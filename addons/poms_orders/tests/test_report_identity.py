import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportIdentity(ReportCommon):
    """Who may say that who did what."""

    def setUp(self):
        super().setUp()
        self.user = self._new_user("tablet", "group_device")
        self.device = self.env["poms.device"].create(
            {"name": "Tablet 1", "user_id": self.user.id}
        )
        self.key = self.device.action_enrol()["key"]
        self.floor = self.cards.with_user(self.user)

    def _token(self, badge="BWORKER"):
        answer = self.floor.identify(badge=badge, device=self.key)
        self.assertEqual(answer["status"], "accepted", answer)
        return answer["token"]

    def test_enrolment_shows_the_new_key_as_a_code_and_keeps_it_nowhere(self):
        action = self.device.action_show_key()
        key = action["params"]["key"]
        self.assertNotEqual(key, self.key)
        devices = self.env["poms.device"].with_user(self.user)
        self.assertEqual(devices._find_by_key(key), self.device)
        with self.assertRaises(AccessError):
            devices._find_by_key(self.key)
        prefix, picture = action["params"]["picture"].split(",")
        self.assertEqual(prefix, "data:image/svg+xml;base64")
        self.assertGreater(base64.b64decode(picture).count(b"<rect"), 200)
        self.assertNotIn(key, str(self.device.sudo().read()))

    def test_badge_gives_a_token_with_which_a_device_user_acts(self):
        _production, cards = self._create_released()
        answer = self.floor.start(self._uuid(), cards[0].name, self._token())
        self.assertEqual(answer["status"], "accepted", answer)
        report = self.env["poms.report"].browse(answer["id"])
        self.assertEqual(report.employee_id, self.worker)
        self.assertEqual(report.device_id, self.device)

    def test_device_user_alone_may_do_nothing(self):
        _production, cards = self._create_released()
        for act in ("start", "pause", "resume", "report", "finish"):
            with self.assertRaises(AccessError):
                getattr(self.floor, act)(self._uuid(), cards[0].name, None)
        with self.assertRaises(AccessError):
            self.floor.station_queue("")
        with self.assertRaises(AccessError):
            self.floor.scan("nonsense.token", cards[0].name)
        with self.assertRaises(AccessError):
            self.floor.search([])
        with self.assertRaises(AccessError):
            self.env["poms.report"].with_user(self.user).search([])
        with self.assertRaises(AccessError):
            self.floor.identify(badge="BWORKER")

    def test_token_is_bound_to_user_device_and_text(self):
        token = self._token()
        other = self._new_user("tablet2", "group_device")
        with self.assertRaises(AccessError):
            self.cards.with_user(other).station_queue(token)
        with self.assertRaises(AccessError):
            self.floor.station_queue(token[:-1] + ("0" if token[-1] != "0" else "1"))
        self.device.action_revoke()
        with self.assertRaises(AccessError):
            self.floor.station_queue(token)

    def test_token_ends_with_its_person(self):
        token = self._token()
        self.worker.active = False
        with self.assertRaises(AccessError):
            self.floor.station_queue(token)

    def test_pin_is_hashed_and_found(self):
        credential = self.env["poms.credential"].create(
            {"employee_id": self.worker.id, "pin": "471115"}
        )
        self.assertFalse(credential.pin)
        self.assertNotIn("471115", credential.pin_hash)
        answer = self.floor.identify(pin="471115", device=self.key)
        self.assertEqual(answer["employee_id"], self.worker.id)
        with self.assertRaises(ValidationError):
            self.env["poms.credential"].create(
                {"employee_id": self.colleague.id, "pin": "471115"}
            )

    def test_badge_with_pin_needs_both(self):
        self.env["poms.credential"].create(
            {"employee_id": self.worker.id, "pin": "471115"}
        )
        answer = self.floor.identify("BWORKER", "471116", self.key)
        self.assertEqual(answer["code"], "person_unknown")
        answer = self.floor.identify("BCOLLEAGUE", "471115", self.key)
        self.assertEqual(answer["code"], "person_unknown")
        answer = self.floor.identify("BWORKER", "471115", self.key)
        self.assertEqual(answer["status"], "accepted")

    def test_wrong_pins_are_throttled_and_say_nothing(self):
        first = self.floor.identify(pin="999123", device=self.key)
        badge = self.floor.identify(badge="NOBODY", device=self.key)
        self.assertEqual(first["message"], badge["message"])
        for _try in range(4):
            self.floor.identify(pin="999124", device=self.key)
        answer = self.floor.identify(pin="999125", device=self.key)
        self.assertEqual(answer["code"], "identify_wait")
        self.assertEqual(
            self.floor.identify(badge="BWORKER", device=self.key)["status"], "accepted"
        )

    def test_bot_acts_only_where_its_partner_allows(self):
        bot = self._new_user("bot", "group_connector")
        as_bot = self.cards.with_user(bot)
        self.assertEqual(as_bot.identify(badge="BWORKER")["code"], "person_unknown")
        bot.partner_id.poms_may_act = True
        self.assertEqual(as_bot.identify(badge="BWORKER")["status"], "accepted")
        team = self.env["poms.team"].create({"name": "Other"})
        bot.partner_id.poms_act_team_ids = team
        self.assertEqual(as_bot.identify(badge="BWORKER")["code"], "person_unknown")
        team.employee_ids = self.worker
        self.assertEqual(as_bot.identify(badge="BWORKER")["status"], "accepted")

    def test_own_log_in_needs_no_badge(self):
        user = self._new_user("worker", "group_operator")
        self.worker.user_id = user
        answer = self.cards.with_user(user).identify()
        self.assertEqual(answer["employee_id"], self.worker.id)
        self.assertEqual(self.floor.identify(device=self.key)["code"], "person_unknown")

    def test_log_in_without_a_role_is_refused(self):
        office = self._new_user("office", "group_planner")
        with self.assertRaises(AccessError):
            self.cards.with_user(office).identify(badge="BWORKER")

    def test_reports_are_append_only_for_superuser_too(self):
        _production, cards = self._create_released()
        report = self._ok("start", cards[0])
        with self.assertRaises(UserError):
            report.sudo().note = "changed"
        with self.assertRaises(UserError):
            report.sudo().unlink()

    def test_person_of_another_team_is_refused(self):
        team = self.env["poms.team"].create(
            {"name": "Turners", "employee_ids": [(4, self.colleague.id)]}
        )
        _production, cards = self._create_released()
        cards.team_id = team
        self._no("team_wrong", "start", cards[0])
        self._ok("start", cards[0], self.colleague)
