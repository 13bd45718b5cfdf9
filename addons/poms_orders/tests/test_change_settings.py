from odoo import Command
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
        self.assertIn("Mode", request.item_ids.setting_name)
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

    def test_signers_and_members_are_asked_for(self):
        """Several persons in one setting: named before and after, applied, rolled
        back; who stays on the board keeps the stand-in."""
        board = self.env["poms.change.board"]._of(self.company)
        board.member_ids.filtered(
            lambda m: m.user_id == self.sales
        ).delegate_id = self.planner
        before = board.member_ids.user_id
        asked = {
            "signer_ids": (self.manager | self.sales).ids,
            "member_user_ids": [Command.unlink(self.buyer.id)],
        }
        request = board.with_user(self.planner)._request_setting(asked)
        request.action_submit()
        texts = request.item_ids.mapped("after_text")
        self.assertIn(self.sales.name, texts[0])
        self.assertNotIn(self.buyer.name, texts[1])
        request.with_user(self.manager).action_approve()
        self.assertEqual(board.signer_ids, self.manager | self.sales)
        self.assertEqual(board.member_ids.user_id, self.manager | self.sales)
        self.assertEqual(board.member_ids.delegate_id, self.planner)
        request.with_user(self.manager).action_revert()
        self.assertEqual(board.signer_ids, self.manager)
        self.assertEqual(board.member_ids.user_id, before)

    def test_quorum_without_members_is_not_applied(self):
        board = self.env["poms.change.board"]._of(self.company)
        request = board.with_user(self.planner)._request_setting(
            {"member_user_ids": self.sales.ids}
        )
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertIn("quorum", str(request.message_ids[0].body))
        self.assertEqual(len(board.member_ids), 3)

    def test_wizard_offers_the_fields_of_its_record(self):
        """A browser asks for the options before it tells which record it is of."""
        wizards = self.env["poms.change.setting"].with_user(self.planner)
        told = wizards.fields_get(["field_name", "value_choice"], ["selection"])
        offered = dict(told["field_name"]["selection"])
        self.assertLessEqual({"costs_hour", "signer_ids", "mode"}, offered.keys())
        self.assertIn("block", dict(told["value_choice"]["selection"]))
        context = self.gate.action_request_setting()["context"]
        wizard = wizards.with_context(**context).new({})
        self.assertEqual(wizard.field_name, "mode")
        self.assertIn("mode", wizard.field_name_options.split(","))
        self.assertNotIn("costs_hour", wizard.field_name_options.split(","))
        self.assertEqual(wizard.value_choice_options, "off,warn,block")

    def test_wizard_asks_for_persons(self):
        board = self.env["poms.change.board"]._of(self.company)
        wizard = (
            self.env["poms.change.setting"]
            .with_user(self.planner)
            .with_context(**board.action_request_setting()["context"])
        )
        with Form(wizard) as form:
            form.field_name = "signer_ids"
            self.assertEqual(form.value_old, self.manager.name)
            form.value_user_ids.add(self.sales)
            form.description = "On holiday"
        action = form.record.action_ask()
        request = self.env["poms.change.request"].browse(action["res_id"])
        request.with_user(self.manager).action_approve()
        self.assertEqual(board.signer_ids, self.manager | self.sales)

    def test_only_guarded_fields_can_be_asked_for(self):
        with self.assertRaises(UserError):
            self.gate._request_setting({"create_uid": 1})
