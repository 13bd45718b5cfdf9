from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestGuardedSettings(ChangeCommon):
    """Gates, lanes and rates change through the same lanes, with a way back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_board()
        cls.company.poms_guard_settings = True
        gates = cls.env["poms.gate"].search([("code", "=", "kit")])
        gates.unlink()
        cls.gate = cls.env["poms.gate"].create({"code": "kit", "mode": "warn"})

    def test_guarded_setting_is_not_written_directly(self):
        gate = self.gate.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Change Setting"):
            gate.mode = "off"
        with self.assertRaises(UserError):
            gate.unlink()
        with self.assertRaises(UserError):
            self.lathe.with_user(self.manager).costs_hour = 1
        with self.assertRaises(UserError):
            self.company.with_user(self.env.ref("base.user_admin")).write(
                {"poms_guard_settings": False}
            )
        self.lathe.with_user(self.manager).costs_hour = 60  # unchanged: no matter
        self.company.poms_guard_settings = False
        gate.mode = "off"
        self.assertEqual(gate.mode, "off")

    def test_signed_then_applied_then_rolled_back(self):
        request = self.gate.with_user(self.planner)._request_setting({"mode": "block"})
        request.action_submit()
        self.assertEqual((request.lane, request.state), ("signature", "submitted"))
        self.assertEqual(
            (request.item_ids.before_text, request.item_ids.after_text),
            ("Warn", "Block"),
        )
        self.assertEqual(self.gate.mode, "warn")
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, self.gate.mode), ("applied", "block"))
        with self.assertRaises(AccessError):
            request.with_user(self.planner).action_revert()
        request.with_user(self.manager).action_revert()
        self.assertEqual((request.state, self.gate.mode), ("reverted", "warn"))

    def test_roll_back_does_not_undo_a_later_change(self):
        request = self.gate.with_user(self.planner)._request_setting({"mode": "block"})
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.gate.sudo().mode = "off"
        with self.assertRaisesRegex(UserError, "changed again"):
            request.with_user(self.manager).action_revert()

    def test_refused_emergency_setting_is_rolled_back(self):
        request = self.gate.with_user(self.planner)._request_setting({"mode": "off"})
        request.is_emergency = True
        request.action_submit()
        self.assertEqual(self.gate.mode, "off")
        request.with_user(self.manager).action_reject()
        self.assertEqual((self.gate.mode, request.confirm_state), ("warn", "refused"))

    def test_wizard_asks(self):
        wizard = (
            self.env["poms.change.setting"]
            .with_user(self.planner)
            .with_context(**self.lathe.action_request_setting()["context"])
        )
        with Form(wizard) as form:
            form.field_name = "costs_hour"
            form.value_number = 75
            form.description = "New energy price"
        action = form.record.action_ask()
        request = self.env["poms.change.request"].browse(action["res_id"])
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.lathe.costs_hour, 75)

    def test_only_guarded_fields_can_be_asked_for(self):
        with self.assertRaises(UserError):
            self.gate._request_setting({"create_uid": 1})
