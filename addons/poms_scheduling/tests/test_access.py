from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestAccess(PlanCommon):
    """Who makes, applies, sees plans; nobody writes what only the acts may."""

    def test_planner_and_manager_plan(self):
        self._create_production()
        manager = self._new_user("manager", "group_plant_manager")
        for user in (self.planner, manager):
            plan = self._inline(self.env["poms.plan"].with_user(user)).action_plan_now()
            plan = self.env["poms.plan"].browse(plan["res_id"])
            self.assertEqual(plan.state, "solved", plan.message)
            self.assertEqual(plan.user_id, user)

    def test_others_do_not_plan(self):
        self._create_production()
        plan = self._plan()
        for group in (
            "group_operator",
            "group_team_leader",
            "group_warehouse_keeper",
            "group_quality_inspector",
            "group_process_engineer",
            "group_connector",
            "group_device",
        ):
            user = self._new_user(group, group)
            mine = plan.with_user(user)
            for act in (
                mine.browse().action_plan_now,
                mine.action_plan_now,
                mine.action_apply,
                mine.action_undo,
                mine.action_stop,
                mine.action_cancel,
            ):
                with self.subTest(group=group, act=act), self.assertRaises(AccessError):
                    act()
        self.assertEqual(plan.state, "solved")

    def test_leader_and_engineer_read_operator_does_not(self):
        self._create_production()
        plan = self._plan()
        for group in ("group_team_leader", "group_process_engineer"):
            user = self._new_user(group, group)
            self.assertTrue(plan.with_user(user).line_ids.mapped("date_start"))
        for group in ("group_operator", "group_device"):
            user = self._new_user(group, group)
            with self.assertRaises(AccessError):
                plan.with_user(user).read(["name"])

    def test_states_and_lines_are_not_written_directly(self):
        self._create_production()
        plan = self._plan().with_user(self.planner)
        plan.write({"note": "agreed with sales", "seconds": 20})
        for values in ({"state": "applied"}, {"figures": {}}, {"line_ids": []}):
            with self.assertRaises(AccessError):
                plan.write(values)
        with self.assertRaises(AccessError):
            plan.create({"state": "solved"})
        with self.assertRaises(AccessError):
            plan.line_ids.write({"date_start": self._soon()})
        with self.assertRaises(AccessError):
            plan.progress_ids.write({"percent": 3})

    def test_other_company_is_neither_seen_nor_planned(self):
        production = self._create_production()
        other = self.env["res.company"].create({"name": "Other plant"})
        user = self._new_user("other", "group_planner")
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        plan = self._plan()
        with self.assertRaises(AccessError):
            plan.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            plan.with_user(user).line_ids.read(["date_start"])
        with self.assertRaises(AccessError):
            plan.with_user(user).create({"company_id": self.company.id})
        theirs = self._inline(self.env["poms.plan"].with_user(user)).with_company(other)
        theirs = theirs.browse(theirs.action_plan_now()["res_id"])
        self.assertEqual(theirs.company_id, other)
        self.assertFalse(theirs.sudo().line_ids.card_id & production.card_ids)

    def test_wrong_moments_get_a_sentence(self):
        self._create_production()
        draft = self.env["poms.plan"].with_user(self.planner).create({})
        with self.assertRaisesRegex(UserError, "make it first"):
            draft.action_apply()
        plan = self._plan()
        self._apply(plan)
        with self.assertRaisesRegex(UserError, "made already"):
            plan.with_user(self.planner).action_plan_now()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            plan.with_user(self.planner).unlink()
        second = self._plan()
        plan.sudo().state = "applying"
        with self.assertRaisesRegex(UserError, "is being applied"):
            self._apply(second)
        with self.assertRaises(ValidationError):
            draft.write({"seconds": 0, "evaluations": 0})
