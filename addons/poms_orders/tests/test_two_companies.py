from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import intake_files as files
from .common_inbox import InboxCommon


@tagged("post_install", "-at_install")
class TestTwoCompanies(InboxCommon):
    """One planner of two plants: each keeps its own, whichever is chosen on top."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create(
            {"name": "Second plant", "currency_id": cls.company.currency_id.id}
        )
        both = cls.company | cls.other
        cls.planner = cls._new_user("both_planner", "group_planner")
        cls.planner.company_ids = both
        cls.stranger = cls._new_user("first_planner", "group_planner")
        machine = cls._create_workcenter(
            "Far lathe",
            company_id=cls.other.id,
            resource_calendar_id=cls.other.resource_calendar_id.id,
        )
        cls.far_bom = cls._create_bom(
            cls.shaft,
            {cls.bar: 1},
            [("Far turning", machine, 3)],
            company_id=cls.other.id,
        )
        (cls.shaft_bom | cls.blank_bom).company_id = cls.company
        cls.far_machine = machine

    def _orders(self, company, user=None):
        """Orders as the planner sees them with `company` chosen first of both."""
        ids = (company | self.company | self.other).ids
        ids.sort(key=lambda i: i != company.id)
        orders = self.env["poms.order"].with_user(user or self.planner)
        return orders.with_context(allowed_company_ids=ids)

    def _take_in_at(self, company, number="77"):
        answer = self._orders(company).ingest_document(
            self._document(number=number), "edi"
        )
        return self.env["poms.order"].browse(answer["id"])

    def _settled(self, company, number="77"):
        """A taken-in order of which everything is known."""
        order = self._take_in_at(company, number)
        order.line_ids.product_id = self.shaft
        return order

    def test_taken_in_by_the_chosen_company(self):
        far, near = self._take_in_at(self.other), self._take_in_at(self.company)
        self.assertNotEqual(far, near, "the same number in two plants is two orders")
        self.assertEqual((far.company_id, near.company_id), (self.other, self.company))
        self.assertEqual(far.warehouse_id.company_id, self.other)
        inbox = self.env["poms.order"].with_user(self.stranger)
        self.assertIn(near, inbox.search([]))
        self.assertNotIn(far, inbox.search([]))
        with self.assertRaises(AccessError):
            far.with_user(self.stranger).action_confirm()

    def test_confirmed_where_it_belongs(self):
        """Given the first plant is chosen, when an order of the second is confirmed,
        then all that is made is the second's."""
        order = self._settled(self.other)
        own = self._orders(self.company).browse(order.id)
        tree = own.split_tree()
        self.assertIn("Far turning", str(tree))
        own.action_confirm()
        production = order.production_ids
        self.assertEqual(production.bom_id, self.far_bom)
        self.assertEqual(production.company_id, self.other)
        self.assertEqual(production.picking_type_id.company_id, self.other)
        self.assertEqual(order.sale_order_id.company_id, self.other)
        self.assertEqual(order.sale_order_id.warehouse_id.company_id, self.other)
        cards = order.card_ids
        self.assertEqual(cards.company_id, self.other)
        self.assertEqual(cards.workcenter_id, self.far_machine)

    def test_both_plants_confirmed_at_once(self):
        orders = self._settled(self.other) | self._settled(self.company)
        self._orders(self.company).browse(orders.ids).action_confirm()
        for order in orders:
            self.assertEqual(order.production_ids.company_id, order.company_id)
            self.assertEqual(order.card_ids.company_id, order.company_id)

    def test_supply_of_the_other_plant_counts_for_nobody(self):
        self._put_in_stock(self.bar, 100)
        order = self._settled(self.other)
        order = self._orders(self.company).browse(order.id)
        order.action_confirm()
        move = order.sudo().production_ids.move_raw_ids
        self.assertEqual(move.product_id, self.bar)
        self.assertFalse(move.quantity, "that stock is in the first plant")

    def test_released_by_its_own_gates_and_rules(self):
        gates = self.env["poms.gate"]
        gates.search([]).unlink()
        gates.create(
            [
                {"code": code, "mode": "block", "company_id": self.company.id}
                for code in ("kit", "schedule")
            ]
        )
        order = self._settled(self.other)
        order.action_confirm()
        order.card_ids.date_planned_start = fields.Datetime.now()
        rule = self.env["poms.intake.rule"].create(
            {"name": "Near", "kind": "release", "is_on": True, "takes_warnings": True}
        )
        self.assertFalse(rule._release(), "a rule of the first plant")
        here = self._orders(self.company).env
        order.card_ids.with_env(here).action_release()
        self.assertEqual(set(order.card_ids.mapped("state")), {"released"})

    def test_accepted_by_its_own_rules(self):
        self._map()
        self.env["poms.intake.rule"].create(
            {"name": "Near", "kind": "accept", "is_on": True}
        )
        self.assertEqual(self._take_in_at(self.other).state, "received")
        self.assertEqual(self._take_in_at(self.company).state, "confirmed")

    def test_changed_by_its_own_board(self):
        near_signer = self._new_user("near_signer", "group_change_board")
        far_signer = self._new_user("far_signer", "group_change_board")
        far_signer.write(
            {
                "company_ids": [Command.set(self.other.ids)],
                "company_id": self.other.id,
            }
        )
        for company, signer in ((self.company, near_signer), (self.other, far_signer)):
            self.env["poms.change.board"].create(
                {
                    "company_id": company.id,
                    "quorum": 1,
                    "member_ids": [Command.create({"user_id": signer.id})],
                    "signer_ids": [Command.set(signer.ids)],
                }
            )
        order = self._settled(self.other)
        order.action_confirm()
        order.card_ids.action_release()
        request = (
            self.env["poms.change.request"]
            .with_user(self.planner)
            .with_context(allowed_company_ids=(self.company | self.other).ids)
            .create(
                {
                    "subject": "More",
                    "kind": "customer",
                    "order_id": order.id,
                    "item_ids": [
                        Command.create(
                            {
                                "kind": "quantity",
                                "order_line_id": order.line_ids.id,
                                "quantity_new": 15,
                            }
                        )
                    ],
                }
            )
        )
        self.assertEqual(request.company_id, self.other)
        request.action_submit()
        self.assertEqual(request.vote_ids.user_id, far_signer)
        with self.assertRaises(AccessError):
            self._as(near_signer, request).action_approve()
        self._as(far_signer, request).action_approve()
        self.assertEqual(request.state, "applied")
        self.assertEqual(sum(order.production_ids.mapped("product_qty")), 15)
        self.assertEqual(order.production_ids.company_id, self.other)

    def _as(self, user, record):
        """The record as somebody opens it who is of one plant only."""
        companies = user.company_ids.ids
        return record.with_user(user).with_context(allowed_company_ids=companies)

    def test_file_goes_to_the_chosen_company(self):
        """Also its orders, whoever takes it in with another company chosen."""
        there = self._orders(self.other).env
        attachment = there["ir.attachment"].create(
            {"name": "orders.csv", "raw": files.CHINESE_CSV.encode()}
        )
        wizard = there["poms.intake.upload"].create(
            {"partner_id": self.partner.id, "file_ids": attachment.ids}
        )
        part = there["poms.intake.part"].browse(wizard.action_read()["res_id"])
        here = self._orders(self.company).env
        part.with_env(here).action_take_in()
        self.assertEqual(part.intake_id.company_id, self.other)
        self.assertEqual(part.order_ids.company_id, self.other)
        own = self.env["poms.intake.part"].with_user(self.stranger)
        self.assertNotIn(part, own.search([]))
