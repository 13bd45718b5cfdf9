from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestGuardedWeights(PlanCommon):
    """What a plan aims at changes by change control, with a way back."""

    def test_weights_reach_the_solver(self):
        production = self._create_production()
        production.card_ids.priority = "2"
        self.company.poms_weight_urgent = 25
        facts, _warnings = self.env["poms.plan.problem"]._read(
            self.company, "test", self._soon(minutes=1)
        )
        self.assertEqual(facts.orders[production.id].weight, 25)

    def test_weights_make_sense(self):
        for vals in ({"poms_weight_normal": 0}, {"poms_weight_high": 11}):
            with self.assertRaises(ValidationError):
                self.company.write(vals)

    def test_asked_for_signed_applied_and_rolled_back(self):
        self.env["poms.change.rule"].search([]).unlink()
        self.company.poms_guard_settings = True
        admin = self.env.ref("base.user_admin")
        company = self.company.with_user(admin)
        with self.assertRaisesRegex(UserError, "Change Setting"):
            company.poms_weight_urgent = 50
        manager = self._new_user("weights-manager", "group_plant_manager")
        request = self.company.with_user(self.planner)._request_setting(
            {"poms_weight_urgent": 50}
        )
        request.action_submit()
        self.assertEqual(self.company.poms_weight_urgent, 10)
        request.with_user(manager).action_approve()
        self.assertEqual(request.state, "applied")
        self.assertEqual(self.company.poms_weight_urgent, 50)
        request.with_user(manager).action_revert()
        self.assertEqual(
            (request.state, self.company.poms_weight_urgent), ("reverted", 10)
        )

    def test_button_of_the_settings_asks(self):
        action = (
            self.env["res.config.settings"].create({}).action_poms_request_setting()
        )
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        names = dict(wizard._get_fields())
        self.assertIn("poms_weight_urgent", names)
        self.assertIn("poms_use_stock", names, "settings below stay guarded")
