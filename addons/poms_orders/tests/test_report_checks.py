from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportChecks(ReportCommon):
    """Checks with a mode: off, warn (kept and counted) or block."""

    def setUp(self):
        super().setUp()
        self._stock_up()
        self.production, (self.turning, self.washing) = self._create_released(10)

    def _set_mode(self, check, mode):
        self.env["ir.config_parameter"].set_param(f"poms_orders.check_{check}", mode)

    def _require_skill(self, **vals):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Machining",
                "skill_ids": [(0, 0, {"name": "Turning"})],
                "skill_level_ids": [
                    (0, 0, {"name": "Beginner", "level_progress": 10}),
                    (0, 0, {"name": "Skilled", "level_progress": 60}),
                ],
            }
        )
        self.env["poms.skill.requirement"].create(
            {
                "operation_id": self.turning.operation_id.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.id,
                "skill_level_id": kind.skill_level_ids[1].id,
                **vals,
            }
        )
        return kind

    def _give_skill(self, employee, kind, level=1, **vals):
        self.env["hr.employee.skill"].create(
            {
                "employee_id": employee.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.id,
                "skill_level_id": kind.skill_level_ids.sorted("level_progress")[
                    level
                ].id,
                **vals,
            }
        )

    def test_unknown_machine_and_people_are_said(self):
        """A terminal with a wrong setting does not book elsewhere without a word."""
        _production, cards = self._create_released()
        stranger = self._create_person("Of elsewhere", "BELSE")
        stranger.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        report = self._ok(
            "start", cards[0], workcenter="NOWHERE", people=[stranger.id, 10**9]
        )
        self.assertEqual(report.workcenter_id, cards[0].workcenter_id)
        self.assertEqual(report.employee_ids, self.worker)
        self.assertIn("NOWHERE", report.message)
        codes = report.warning_codes.split(",")
        self.assertEqual(codes[-2:], ["workcenter_unknown", "people_unknown"])

    def test_missing_skill_warns_then_blocks(self):
        kind = self._require_skill()
        report = self._ok("start", self.turning)
        self.assertEqual(report.warning_codes, "skill_missing")
        self._set_mode("skill", "block")
        refused = self._no("skill_missing", "report", self.turning, good="1")
        self.assertIn("Turning", refused.message)
        self._give_skill(self.worker, kind, level=0)
        self._no("skill_missing", "report", self.turning, good="1")
        self._give_skill(self.colleague, kind)
        self._ok("report", self.turning, self.colleague, good="1")
        self._set_mode("skill", "off")
        self.assertFalse(self._ok("report", self.turning, good="1").warning_codes)

    def test_learner_works_beside_a_skilled_colleague(self):
        kind = self._require_skill(is_supervisable=True)
        self._set_mode("skill", "block")
        self._give_skill(self.colleague, kind)
        self._no("skill_missing", "report", self.turning, good="1")
        self._ok("report", self.turning, good="1", people=[self.colleague.id])

    def test_expired_skill_counts_as_missing(self):
        kind = self._require_skill()
        today = fields.Date.today()
        self._give_skill(
            self.worker,
            kind,
            valid_from=today - timedelta(days=30),
            valid_to=today - timedelta(days=1),
        )
        report = self._ok("start", self.turning)
        self.assertEqual(report.warning_codes, "skill_missing")

    def _add_parameter(self, **vals):
        return self.env["poms.operation.parameter"].create(
            {
                "operation_id": self.turning.operation_id.id,
                "name": "Diameter",
                "unit": "mm",
                "value_min": 9.9,
                "value_max": 10.1,
                **vals,
            }
        )

    def test_parameter_is_kept_with_its_judgement(self):
        parameter = self._add_parameter()
        report = self._ok("report", self.turning, good="1", parameters={"Diameter": 10})
        value = report.parameter_value_ids
        self.assertEqual((value.name, value.unit), ("Diameter", "mm"))
        self.assertEqual((value.value_number, value.is_within_limits), (10, True))
        rows = [{"id": parameter.id, "value": "10.2"}]
        report = self._ok("report", self.turning, good="1", parameters=rows)
        self.assertFalse(report.parameter_value_ids.is_within_limits)
        self.assertEqual(report.warning_codes, "parameter_limit")
        self._set_mode("limit", "block")
        refused = self._no(
            "parameter_limit", "report", self.turning, good="1", parameters=rows
        )
        self.assertIn("10.2", refused.message)

    def test_required_parameter(self):
        self._add_parameter(is_required=True)
        report = self._ok("report", self.turning, good="1")
        self.assertEqual(report.warning_codes, "parameter_missing")
        self._set_mode("parameter", "block")
        self._no("parameter_missing", "report", self.turning, good="1")

    def test_bad_pieces_ask_for_a_reason(self):
        report = self._ok("report", self.turning, scrap="1")
        self.assertEqual(report.warning_codes, "reason_missing")
        self._set_mode("reason", "block")
        self._no("reason_missing", "report", self.turning, scrap="1")
        reason = self.env["poms.reason"].create(
            {"name": "Scratch", "code": "SCR-1", "kind": "scrap"}
        )
        self._no("reason_missing", "report", self.turning, rework="1", reason="SCR-1")
        report = self._ok("report", self.turning, scrap="1", reason="SCR-1")
        self.assertEqual(report.reason_id, reason)

    def test_card_without_a_team_goes_by_its_machines(self):
        self.env["poms.team"].create(
            {
                "name": "Turners",
                "workcenter_ids": [(6, 0, self.lathe.ids)],
                "employee_ids": [(6, 0, self.colleague.ids)],
            }
        )

        def queue(who):
            cards = self.cards._station_queue(who)["cards"]
            return [card["name"] for card in cards]

        self.assertNotIn(self.turning.name, queue(self.worker))
        self.assertIn(self.washing.name, queue(self.worker))
        self.assertIn(self.turning.name, queue(self.colleague))
        report = self._ok("start", self.turning)
        self.assertEqual(report.warning_codes, "machine_team_wrong")
        self._set_mode("machine_team", "block")
        self._no("machine_team_wrong", "report", self.turning, good="1")
        self._ok("report", self.turning, self.colleague, good="1")

    def test_held_card_and_unreleased_card(self):
        self.env["poms.hold"]._hold(self.turning, note="crack found")
        refused = self._no("card_held", "start", self.turning)
        self.assertIn("crack found", refused.message)
        production = self._create_production(1)
        self._no("card_not_released", "start", production.card_ids[0])

    def test_message_is_in_the_persons_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.worker.lang = "fr_FR"
        cards = self.cards
        self.assertEqual(cards._get_lang(self.worker), "fr_FR")
        self.worker.lang = "de_DE"
        self.assertEqual(cards._get_lang(self.worker), "en_US")

    def test_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "elsewhere",
            groups="poms_orders.group_operator",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.env["hr.employee"].create(
            {"name": "Elsewhere", "user_id": user.id, "company_id": other.id}
        )
        floor = self.cards.with_user(user).with_company(other)
        token = floor.identify()["token"]
        with self.assertRaises(AccessError):
            floor.start(self._uuid(), self.turning.name, token)
        self.assertEqual(floor.scan(token, self.turning.name)["status"], "refused")
        # nor does a log-in of both companies lend a person of the other one
        user.company_ids |= self.company
        with self.assertRaises(AccessError):
            floor.start(self._uuid(), self.turning.name, token)
        # a badge of the first company says nothing here
        self.assertEqual(floor.identify(badge="BWORKER")["status"], "refused")

    def test_token_lasts_a_shift(self):
        user = self._new_user("shift", "group_operator")
        self.worker.user_id = user
        floor = self.cards.with_user(user)
        with freeze_time("2026-03-02 06:00:00"):
            token = floor.identify()["token"]
        with freeze_time("2026-03-02 17:59:00"):
            floor.station_queue(token)
        with freeze_time("2026-03-02 18:01:00"), self.assertRaises(AccessError):
            floor.station_queue(token)

    def test_roles_read_reports_and_write_none(self):
        report = self._ok("start", self.turning)
        for role in ("group_operator", "group_planner", "group_plant_manager"):
            user = self._new_user(f"reads-{role}", role)
            seen = self.env["poms.report"].with_user(user)
            with self.assertRaises(AccessError):
                seen.create({"uuid": "x", "payload_hash": "x", "kind": "start"})
            found = seen.search([("id", "=", report.id)])
            self.assertEqual(bool(found), role != "group_operator", role)

    def test_queue_and_scan_tell_what_the_screen_needs(self):
        self._ok("start", self.turning)
        queue = self.cards._station_queue(self.worker)
        names = [card["name"] for card in queue["cards"]]
        self.assertLess(names.index(self.turning.name), names.index(self.washing.name))
        first = queue["cards"][names.index(self.turning.name)]
        self.assertEqual(first["people"][0]["name"], "Worker")
        waiting = queue["cards"][names.index(self.washing.name)]
        self.assertEqual([w["code"] for w in waiting["waits_for"]], ["previous"])
        self.assertEqual(
            self.cards._station_queue(self.worker, self.washer.id)["cards"][0]["name"],
            self.washing.name,
        )
        scanned = self.cards._scan(self.worker, self.production.name)
        self.assertEqual(scanned["type"], "production")
        self.assertEqual(self.cards._scan(self.worker, "?")["code"], "code_unknown")

    def test_no_answer_holds_a_null(self):
        """XML-RPC cannot carry it."""

        def check(value, path="answer"):
            self.assertIsNotNone(value, path)
            items = value.items() if isinstance(value, dict) else ()
            if isinstance(value, list):
                items = enumerate(value)
            for key, item in items:
                check(item, f"{path}.{key}")

        check(self.cards._station_queue(self.worker))
        check(self.cards._scan(self.worker, self.turning.name))
        check(self._do("start", self.turning))
        check(self._do("report", self.turning, good="99"))
        check(self._do("report", "NO SUCH", good="1"))

    def test_learner_under_supervision_of_somebody_present(self):
        kind = self._require_skill(is_supervisable=True)
        self._set_mode("skill", "block")
        self._give_skill(self.colleague, kind)
        team = self.env["poms.team"].create(
            {"name": "Lathes", "employee_ids": (self.worker | self.colleague).ids}
        )
        self.turning.team_id = team
        self._no("skill_missing", "report", self.turning, good="1")
        presence = self.env["poms.presence"].create(
            {"employee_id": self.colleague.id, "team_id": team.id}
        )
        report = self._ok("report", self.turning, good="1")
        self.assertEqual(report.supervisor_id, self.colleague)
        presence.date_out = fields.Datetime.now()
        self._no("skill_missing", "report", self.turning, good="1")

    def test_held_machine_stops_a_scan_there(self):
        self.lathe.alternative_workcenter_ids = self.lathe_2
        self.env["poms.hold"].create(
            {"workcenter_id": self.lathe_2.id, "note": "oil leak"}
        )
        refused = self._no(
            "card_held", "report", self.turning, good="1", workcenter=self.lathe_2.id
        )
        self.assertIn("oil leak", refused.message)
        self._ok("report", self.turning, good="1")

    def test_held_component_product_stops_the_report(self):
        self.env["poms.hold"].create({"product_id": self.screw.id, "note": "soft"})
        refused = self._no("component_reserved_held", "report", self.turning, good="1")
        self.assertIn("Screw", refused.message)
