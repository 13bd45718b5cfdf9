from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeLanes(ChangeCommon):
    """Who decides, by which lane and when."""

    def _released(self, kind="cancel", **item):
        self.order.card_ids.action_release()
        request = self._ask(kind, **item)
        request.action_submit()
        return request

    def _started(self):
        self._report(self.top, "Turning", 1)
        self._report(self.top, "Washing", 1)
        self._report(self.child, "Sawing", 1)
        request = self._ask("cancel")
        request.action_submit()
        return request

    def test_one_signature_of_somebody_else(self):
        self._create_board()
        request = self._released()
        self.assertEqual((request.lane, request.state), ("signature", "submitted"))
        self.assertEqual(request.vote_ids.user_id, self.manager)
        self.assertEqual(
            request.date_deadline, request.date_submitted + timedelta(hours=8)
        )
        self.assertEqual(request.activity_ids.user_id, self.manager)
        self.assertIn(self.manager.partner_id, request.message_ids.notified_partner_ids)
        for user in (self.planner, self.sales, self.engineer):
            with self.assertRaises(AccessError):
                request.with_user(user).action_approve()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "applied")
        self.assertFalse(request.activity_ids)

    def test_nobody_signs_their_own(self):
        self._create_board()
        self.order.card_ids.action_release()
        request = self._ask("cancel", user=self.manager)
        with self.assertRaisesRegex(UserError, "Nobody else"):
            request.action_submit()

    def test_board_needs_its_quorum(self):
        self._create_board(quorum=2)
        request = self._started()
        self.assertEqual(request.lane, "board")
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "submitted")
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_approve()
        request.with_user(self.buyer).vote("approve", "the steel is stock anyway")
        self.assertEqual(request.state, "applied")

    def test_delegate_votes_for_a_member(self):
        board = self._create_board()
        today = fields.Date.today()
        self.env["poms.change.board.member"].with_user(self.sales).delegate(
            self.engineer.id, today, today
        )
        request = self._started()
        request.with_user(self.engineer).action_approve()
        vote = request.vote_ids.filtered("decision")
        self.assertEqual((vote.user_id, vote.voted_by_id), (self.sales, self.engineer))
        board.member_ids.filtered(lambda m: m.user_id == self.sales).delegate_to = (
            today - timedelta(days=1)
        )
        board.member_ids.delegate_from = False
        self.assertFalse(board._delegations())
        with self.assertRaises(AccessError):
            self.env["poms.change.board.member"].with_user(self.planner).delegate(1)

    def test_altered_after_a_vote_is_decided_again(self):
        self._create_board()
        request = self._started()
        request.with_user(self.manager).action_approve()
        row = request.line_ids.filtered(lambda r: r.kind == "pieces")[:1]
        row.with_user(self.planner).disposition = "charge"
        self.assertFalse(request.vote_ids.filtered("decision"))

    def test_shared_tablet_and_bot_cannot_vote(self):
        self._create_board()
        request = self._released()
        for group in ("group_device", "group_connector"):
            self.manager.group_ids += self.env.ref(f"poms_orders.{group}")
            with self.assertRaises(AccessError):
                request.with_user(self.manager).action_approve()
            self.manager.group_ids -= self.env.ref(f"poms_orders.{group}")

    def test_state_cannot_be_written(self):
        request = self._ask("cancel")
        for vals in ({"state": "approved"}, {"lane": "planner"}, {"vote_ids": []}):
            with self.assertRaises(AccessError):
                request.write(vals)
        with self.assertRaises(AccessError):
            request.copy({"state": "approved"})
        request.action_submit()
        with self.assertRaises(UserError):
            request.item_ids.with_user(self.planner).quantity_new = 1

    def test_emergency_is_applied_now_and_confirmed_within_a_day(self):
        self._create_board()
        self.order.card_ids.action_release()
        request = self._ask("quantity", quantity_new=6)
        request.is_emergency = True
        request.action_submit()
        self.assertEqual(
            (request.lane, request.state, request.confirm_state),
            ("emergency", "applied", "pending"),
        )
        self.assertEqual(self.top.product_qty, 6)
        self.assertEqual(
            request.date_deadline, request.date_submitted + timedelta(hours=24)
        )
        self.assertFalse(request.is_overdue)
        request.sudo().date_deadline = fields.Datetime.now() - timedelta(hours=1)
        self.assertTrue(request.is_overdue)
        self.assertIn(
            request, self.env["poms.change.request"].search([("is_overdue", "=", True)])
        )
        before = len(request.activity_ids)
        self.env["poms.change.request"]._cron_deadlines()
        self.env["poms.change.request"]._cron_deadlines()
        self.assertLessEqual(len(request.activity_ids), before + 1, "once a day")
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.confirm_state, "confirmed")
        self.assertFalse(request.is_overdue)

    def test_company_rules_lead(self):
        self.env["poms.change.rule"].create(
            {"name": "All to the planner", "lane": "planner", "max_released": -1}
        )
        self.assertEqual(self._released().lane, "planner")

    def test_engineer_asks_for_engineering_only(self):
        with self.assertRaises(AccessError):
            self._ask("cancel", user=self.engineer)
        operator = self._new_user("change_operator", "group_operator")
        with self.assertRaises(AccessError):
            self.env["poms.change.request"].with_user(operator).search([])

    def test_other_company_sees_nothing(self):
        request = self._ask("cancel")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._new_user("change_stranger", "group_planner")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        found = self.env["poms.change.request"].with_user(stranger).search([])
        self.assertNotIn(request.id, found.ids)

    def test_engineer_cannot_add_to_a_customers_change(self):
        request = self._ask("cancel")
        items = self.env["poms.change.item"].with_user(self.engineer)
        with self.assertRaises(AccessError):
            items.create({"request_id": request.id, "kind": "cancel"})
        request.action_refresh()
        with self.assertRaises(AccessError):
            request.line_ids[:1].with_user(self.engineer).disposition = "as_is"
        request.action_submit()
        with self.assertRaises(UserError):
            items.with_user(self.planner).create(
                {"request_id": request.id, "kind": "cancel"}
            )
        with self.assertRaises(UserError):
            request.item_ids.with_user(self.planner).unlink()
