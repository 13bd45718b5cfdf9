from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestActFields(PomsCommon):
    """By a call from outside nobody gets past gates, reports and histories."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = cls._new_user("acts_planner", "group_planner")
        cls.engineer = cls._new_user("acts_engineer", "group_process_engineer")
        cls.leader = cls._new_user("acts_leader", "group_team_leader")
        cls.production = cls._create_production(10)
        cls.card = cls.production.card_ids.sorted("id")[0]

    def test_a_card_moves_by_its_acts_only(self):
        card = self.card.with_user(self.planner)
        for vals in (
            {"state": "released"},
            {"state": "done"},
            {"quantity": 1000},
            {"quantity_good": 10},
            {"name": "CARD00001"},
            {"is_rework": True},
            {"workorder_id": self.production.workorder_ids[-1:].id},
        ):
            with self.assertRaises(AccessError, msg=vals):
                card.write(vals)
        card.write({"is_pinned": True, "priority": "1"})
        card.action_release()
        self.assertEqual(card.state, "released")
        card.action_unrelease()
        self.assertEqual(card.state, "planned")

    def test_cards_are_made_by_orders_only(self):
        card = self.card.with_user(self.planner)
        vals = {
            "workorder_id": card.workorder_id.id,
            "workcenter_id": card.workcenter_id.id,
            "quantity": 5,
        }
        for act in (card.copy, lambda: card.create(vals), card.unlink):
            with self.assertRaises(AccessError):
                act()
        self.assertEqual(sum(card.workorder_id.card_ids.mapped("quantity")), 10)

    def test_a_hold_ends_by_its_act(self):
        hold = self.env["poms.hold"].with_user(self.leader)._hold(self.card)
        for vals in ({"state": "released"}, {"release_note": "never mind"}):
            with self.assertRaises(AccessError):
                hold.write(vals)
        other = self.production.card_ids - self.card
        with self.assertRaisesRegex(UserError, "hold the other"):
            hold.card_id = other[:1]
        self.assertTrue(self.card.is_held)
        hold.action_release("it was nothing")
        self.assertFalse(self.card.is_held)
        self.assertEqual(hold.released_user_id, self.leader)

    def test_outside_temporary_and_documents(self):
        outside = self.env["poms.outside.order"].create(
            {
                "card_id": self.card.id,
                "partner_id": self.env["res.partner"].create({"name": "Plater"}).id,
                "quantity": 10,
                "date_due": fields.Date.today(),
            }
        )
        process = self.env["poms.temporary.process"].create(
            {
                "production_id": self.production.id,
                "note": "tool broken",
                "date_expiry": fields.Datetime.now() + timedelta(days=1),
            }
        )
        document = self.env["poms.document"].create(
            {
                "name": "Drawing",
                "product_tmpl_id": self.shaft.product_tmpl_id.id,
                "revision_ids": [
                    Command.create({"revision": "A", "url": "https://example.com/a"})
                ],
            }
        )
        for record, user, vals in (
            (outside, self.planner, {"state": "done"}),
            (outside, self.planner, {"quantity_good": 10}),
            (process, self.engineer, {"state": "applied"}),
            (document.revision_ids, self.engineer, {"state": "valid"}),
        ):
            with self.assertRaises(AccessError, msg=vals):
                record.with_user(user).write(vals)
        document.revision_ids.with_user(self.engineer).action_validate()
        self.assertEqual(document.revision_ids.state, "valid")
