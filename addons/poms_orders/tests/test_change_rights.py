from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeRights(ChangeCommon):
    """What a call from outside may not do to a change and to those who decide it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls._create_board()
        cls.requests = cls.env["poms.change.request"].with_user(cls.planner)

    def _setting(self, record, name, value, **vals):
        return self.requests.create(
            {
                "subject": "A setting",
                "kind": "setting",
                "item_ids": [
                    Command.create(
                        {
                            "kind": "setting",
                            "res_model": record._name,
                            "res_id": record.id,
                            "field_name": name,
                            "value_new": value,
                        }
                    )
                ],
                **vals,
            }
        )

    def test_only_guarded_settings(self):
        """A change is carried out as superuser: it must not reach anything else."""
        group = self.env.ref("poms_orders.group_plant_manager")
        for record, name, value in (
            (self.planner, "group_ids", [Command.link(group.id)]),
            (self.planner, "login", "somebody"),
            (self.lathe, "name", "Mine"),
            (self.board, "signer_ids", [Command.set(self.planner.ids)]),
            (self.board, "signer_ids", self.planner.id),
            (self.board, "signer_ids", [0]),
            (self.board, "member_ids", self.board.member_ids.ids),
        ):
            with self.assertRaises(ValidationError, msg=name):
                self._setting(record, name, value)
        request = self._setting(self.lathe, "costs_hour", 70)
        with self.assertRaises(ValidationError):
            request.item_ids.write(
                {"res_model": "res.users", "res_id": self.planner.id}
            )

    def test_value_that_is_none_is_refused_when_asked(self):
        gate = self.env["poms.gate"].search([("code", "=", "kit")], limit=1)
        gate = gate or gate.create({"code": "kit"})
        for record, name, value in (
            (gate, "mode", "perhaps"),
            (self.lathe, "costs_hour", "much"),
        ):
            with self.assertRaises(ValidationError):
                self._setting(record, name, value)

    def test_setting_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        machine = self.env["mrp.workcenter"].create(
            {
                "name": "Far lathe",
                "company_id": other.id,
                "resource_calendar_id": other.resource_calendar_id.id,
            }
        )
        with self.assertRaises(ValidationError):
            self._setting(machine, "costs_hour", 1)

    def test_revision_of_another_product(self):
        bom = self.blank_bom
        for new in (self.shaft_bom, bom):
            with self.assertRaises(ValidationError):
                self.requests.create(
                    {
                        "subject": "Mixed up",
                        "kind": "engineering",
                        "item_ids": [
                            Command.create(
                                {
                                    "kind": "bom",
                                    "bom_id": bom.id,
                                    "new_bom_id": new.id,
                                }
                            )
                        ],
                    }
                )

    def test_line_that_was_delivered(self):
        self.line.state = "delivered"
        with self.assertRaisesRegex(UserError, "has been delivered"):
            self._ask("cancel").action_submit()

    def test_who_decides_is_no_emergency(self):
        self.env["poms.change.rule"].create(
            [
                {"name": "All", "lane": "planner", "max_released": -1},
            ]
        )
        request = self._setting(
            self.company, "poms_guard_settings", True, is_emergency=True
        )
        with self.assertRaisesRegex(UserError, "emergency"):
            request.action_submit()
        request.is_emergency = False
        request.action_submit()
        self.assertEqual(request.lane, "signature", "nor for one person alone")

    def test_nobody_asks_in_anothers_name(self):
        with self.assertRaises(AccessError):
            self.requests.create({"subject": "Not me", "user_id": self.buyer.id})
        manager = self.env["poms.change.request"].with_user(self.manager)
        request = manager.create({"subject": "Mine", "order_id": self.order.id})
        with self.assertRaises(AccessError):
            request.user_id = self.planner

    def test_who_asks_stands_in_for_nobody(self):
        """Else the stand-in of two members would be a quorum for the own wish."""
        members = self.env["poms.change.board.member"]
        for member in (self.sales, self.buyer):
            members.with_user(member).delegate(self.planner.id)
        self._report(self.top, "Turning", 1)
        self._report(self.top, "Washing", 1)
        self._report(self.child, "Sawing", 1)
        request = self._ask("cancel")
        request.action_submit()
        self.assertEqual(request.lane, "board")
        with self.assertRaises(AccessError):
            request.with_user(self.planner).action_approve()
        other = self._ask("cancel", user=self.manager)
        other.action_submit()
        other.with_user(self.planner).action_approve()
        self.assertEqual(
            other.vote_ids.filtered("decision").user_id, self.sales | self.buyer
        )

    def test_who_may_stand_in(self):
        members = self.env["poms.change.board.member"].with_user(self.sales)
        portal = self.env["res.users"].create(
            {
                "name": "Customer",
                "login": "change_portal",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        tablet = self._new_user("change_tablet", "group_device")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._new_user("change_far", "group_planner")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        for user in (portal, tablet, stranger):
            with self.assertRaises(UserError):
                members.delegate(user.id)
        members.delegate(self.planner.id)
        members.delegate(0)
        self.assertFalse(self.board._delegations())

    def test_members_are_guarded_as_the_board_is(self):
        self.company.poms_guard_settings = True
        member = self.board.member_ids[0].with_user(self.manager)
        for act in (
            lambda: member.write({"user_id": self.planner.id}),
            member.unlink,
            lambda: member.create(
                {"board_id": self.board.id, "user_id": self.planner.id}
            ),
        ):
            with self.assertRaisesRegex(UserError, "guarded"):
                act()
        member.with_user(member.user_id).delegate(self.planner.id)

    def test_rules_that_act_alone_are_guarded_while_on(self):
        """Prepared freely; switched on, and made wider, by a request only."""
        self.company.poms_guard_settings = True
        rules = self.env["poms.intake.rule"].with_user(self.planner)
        vals = {"kind": "release"}
        with self.assertRaisesRegex(UserError, "guarded"):
            rules.create({"name": "At once", "is_on": True, **vals})
        rule = rules.create({"name": "Prepared", "horizon_hours": 8, **vals})
        rule.horizon_hours = 12
        with self.assertRaisesRegex(UserError, "Change Setting"):
            rule.is_on = True
        request = rule._request_setting({"is_on": True})
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertTrue(rule.is_on)
        with self.assertRaisesRegex(UserError, "guarded"):
            rule.takes_warnings = True
        auto = self.env["poms.intake.rule"].with_user(self.manager)
        auto = auto.create({"name": "Accept", "kind": "accept"})
        with self.assertRaisesRegex(UserError, "guarded"):
            auto.action_switch()

    def test_what_a_rule_will_do_is_what_was_signed(self):
        """Given a rule that is off and asked to be on, when it is altered, then the
        approval does not count and what stands now is shown."""
        self.company.poms_guard_settings = True
        rule = (
            self.env["poms.intake.rule"]
            .with_user(self.planner)
            .create({"name": "Prepared", "kind": "release", "horizon_hours": 8})
        )
        request = rule._request_setting({"is_on": True})
        request.action_submit()
        self.assertIn("Hours Ahead 8", request.item_ids.after_text)
        rule.write({"horizon_hours": 99, "partner_ids": self.partner.ids})
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, rule.is_on), ("submitted", False))
        self.assertIn("Look at it again", str(request.message_ids.mapped("body")))
        self.assertIn("Hours Ahead 99", request.item_ids.after_text)
        self.assertIn("Customer", request.item_ids.after_text)
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, rule.is_on), ("applied", True))

    def test_planners_make_rules_that_release_and_no_others(self):
        rules = self.env["poms.intake.rule"].with_user(self.planner)
        rule = rules.create({"name": "Mine", "kind": "release"})
        rule.action_switch()
        with self.assertRaises(AccessError):
            rules.create({"name": "Mine", "kind": "accept"})
        with self.assertRaises(AccessError):
            rule.kind = "accept"

    def test_a_gate_cannot_be_moved_out_of_the_way(self):
        gate = self.env["poms.gate"].search([("code", "=", "kit")], limit=1)
        gate = gate or gate.create({"code": "kit"})
        self.company.poms_guard_settings = True
        team = self.env["poms.team"].create({"name": "Nobody's"})
        for vals in ({"team_id": team.id}, {"code": "tool"}):
            with self.assertRaisesRegex(UserError, "guarded"):
                gate.with_user(self.manager).write(vals)
