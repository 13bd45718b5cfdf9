from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.change_control.poms_change_request_leftover import (
    PomsChangeRequest as Leftover,
)
from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeStale(ChangeCommon):
    """Work goes on while people decide; what is done is what was decided."""

    def test_work_begun_after_the_planner_decided_needs_a_signature(self):
        self._create_board()
        request = self._ask("cancel")
        request.action_submit()
        self.assertEqual((request.lane, request.state), ("planner", "approved"))
        request.action_unhold()
        self.order.card_ids.action_release()
        answer = request.action_apply()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual((request.lane, request.state), ("signature", "submitted"))
        self.assertEqual(self.order.state, "confirmed", "nothing was carried out")
        self.assertTrue(request.is_held, "held again until it is decided")
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, self.order.state), ("applied", "cancelled"))

    def test_pieces_made_meanwhile_are_decided_on(self):
        """Nobody had agreed to finish them for stock: there were none."""
        self._create_board()
        self.order.card_ids.action_release()
        request = self._ask("cancel")
        request.action_submit()
        request.with_user(self.planner).action_unhold()
        self._report(self.child, "Sawing", 4)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "submitted")
        self.assertFalse(request.vote_ids.filtered("decision"))
        self.assertIn("pieces", request.line_ids.mapped("kind"))
        self.assertNotEqual(self.child.state, "cancel")
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "applied")

    def test_two_changes_of_one_line(self):
        """The second was asked of 10 pieces; by now there are 14."""
        first = self._ask("quantity", quantity_new=14)
        second = self._ask("quantity", quantity_new=6)
        first.action_submit()
        second.action_submit()
        first.action_apply()
        self.assertEqual(self.line.quantity, 14)
        second.action_apply()
        self.assertEqual((second.state, self.line.quantity), ("approved", 14))
        self.assertEqual(second.item_ids.quantity_old, 14)
        second.action_apply()
        self.assertEqual((second.state, self.line.quantity), ("applied", 6))
        self.assertEqual(self.top.product_qty, 6)

    def test_work_that_loses_nothing_goes_on(self):
        """More pieces are asked: those made meanwhile stand in nobody's way."""
        self._create_board()
        self.order.card_ids.action_release()
        request = self._ask("quantity", quantity_new=12)
        request.action_submit()
        self._report(self.child, "Sawing", 2)
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, self.top.product_qty), ("applied", 12))

    def test_revision_that_was_redrawn_while_they_voted(self):
        """What the signer saw is what comes in force, or the signer sees it again."""
        self._create_board()
        self.order.card_ids.action_release()
        action = self.shaft_bom.with_user(self.engineer).action_new_revision()
        request = self.env["poms.change.request"].browse(action["res_id"])
        request.with_user(self.engineer).action_submit()
        self.assertEqual(request.state, "submitted")
        with self.assertRaises(UserError):
            request.with_user(self.engineer).date_effective = "2030-01-01"
        new = request.item_ids.new_bom_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET write_date = %s WHERE bom_id = %s",
            (request.date_submitted + timedelta(minutes=5), new.id),
        )
        new.bom_line_ids.invalidate_recordset(["write_date"])
        request.sudo().date_submitted += timedelta(minutes=1)
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, new.active), ("submitted", False))
        request.sudo().date_submitted += timedelta(minutes=10)
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, new.active), ("applied", True))

    def test_setting_that_has_another_value_by_now(self):
        self._create_board()
        self.company.poms_guard_settings = True
        request = self.lathe.with_user(self.planner)._request_setting(
            {"costs_hour": 99}
        )
        request.action_submit()
        self.lathe.costs_hour = 70
        request.with_user(self.manager).action_approve()
        self.assertEqual((request.state, self.lathe.costs_hour), ("submitted", 70))
        self.assertEqual(request.item_ids.value_old, 70)

    def test_broken_off_in_the_middle_nothing_is_half(self):
        """All of a change is one transaction: no commit within, all of it goes."""
        self.order.card_ids.action_release()
        request = self._ask("cancel")
        request.write(
            {"item_ids": [Command.create({"kind": "add", **self._new_line()})]}
        )
        self.env["poms.change.rule"].create(
            {"name": "All", "lane": "planner", "max_released": -1}
        )
        request.action_submit()
        self.env.flush_all()
        productions = self.env["mrp.production"].search_count([])
        with (
            patch.object(Leftover, "_note_leftover", side_effect=KeyboardInterrupt),
            patch.object(self.env.cr, "commit", side_effect=AssertionError),
            self.assertRaises(KeyboardInterrupt),
            self.env.cr.savepoint(),
        ):
            request.action_apply()
        self.env.invalidate_all()
        self.assertEqual(request.state, "approved")
        self.assertTrue(request.is_held)
        self.assertEqual((self.order.state, self.line.state), ("confirmed",) * 2)
        self.assertEqual(set(self.order.card_ids.mapped("state")), {"released"})
        self.assertEqual(self.env["mrp.production"].search_count([]), productions)
        request.action_apply()
        self.assertEqual((request.state, self.line.state), ("applied", "cancelled"))

    def _new_line(self):
        return {"product_new_id": self.shaft.id, "quantity_new": 3}

    def test_applied_once(self):
        request = self._ask("quantity", quantity_new=12)
        request.action_submit()
        request.action_apply()
        with self.assertRaisesRegex(UserError, "not approved"):
            request.action_apply()
        self.assertEqual(self.top.product_qty, 12)
