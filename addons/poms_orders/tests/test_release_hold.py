from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.poms_orders.domain.gates import CardFacts, check

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestReleaseHold(PomsCommon):
    """Cards reach the floor through gates; holds keep them from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production = cls._create_production(10)
        cls.turning, cls.washing = cls.production.card_ids.sorted("id")

    def _set_gate(self, code, mode):
        gates = self.env["poms.gate"]
        gate = gates.search([("code", "=", code), ("company_id", "=", self.company.id)])
        if gate:
            gate.mode = mode
        else:
            gates.create({"code": code, "mode": mode})

    def test_gates_are_pure(self):
        facts = CardFacts(
            held_by="crack", missing=("Bar",), unreleased=("TC1",), is_planned=False
        )
        found = {f.gate: f.mode for f in check(facts)}
        self.assertEqual(
            found,
            {
                "hold": "block",
                "kit": "warn",
                "predecessor": "warn",
                "schedule": "warn",
            },
        )
        modes = dict.fromkeys(found, "off") | {"kit": "block"}
        self.assertEqual(
            [(f.gate, f.mode) for f in check(facts, modes)], [("kit", "block")]
        )
        self.assertFalse(check(CardFacts()))

    def test_missing_parts_warn_but_do_not_stop(self):
        self.assertIn("Blank", self.turning.gate_text)
        self.turning.action_release()
        self.assertEqual(self.turning.state, "released")
        self.assertTrue(self.turning.date_released)
        self.assertIn("Blank", self.turning.message_ids[0].body)

    def test_gate_that_blocks_names_card_and_cause(self):
        self._set_gate("kit", "block")
        with self.assertRaisesRegex(UserError, f"{self.turning.name}.*Blank"):
            self.production.card_ids.action_release()
        self.assertEqual(self.turning.state, "planned")
        self._put_in_stock(self.blank, 10)
        self._put_in_stock(self.screw, 20)
        self.production.action_assign()
        self.production.card_ids.action_release()
        self.assertEqual(set(self.production.card_ids.mapped("state")), {"released"})

    def test_earlier_cards_come_first(self):
        self._set_gate("predecessor", "block")
        with self.assertRaisesRegex(UserError, self.turning.name):
            self.washing.action_release()

    def test_quality_gate(self):
        self._set_gate("quality", "block")
        self.patch(
            type(self.env["poms.hooks"]), "_quality_released_qty", lambda *a: 0.0
        )
        with self.assertRaisesRegex(UserError, "quality"):
            self.turning.action_release()

    def test_release_needs_no_query_per_card(self):
        few = self._create_production(1) | self._create_production(1)
        many = self.env["mrp.production"].create(
            [{"product_id": self.shaft.id, "product_qty": 1} for _ in range(20)]
        )
        many.action_confirm()
        counts = []
        for productions in (self.production, few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            productions.card_ids.action_release()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2] - counts[1], 6, counts)

    def test_unrelease(self):
        self.turning.action_release()
        self.turning.action_unrelease()
        self.assertEqual(self.turning.state, "planned")
        self.turning.state = "running"
        with self.assertRaises(UserError):
            self.turning.action_unrelease()

    def test_card_shows_its_code(self):
        self.assertTrue(self.turning.qr_image)

    def test_every_kind_of_hold_reaches_the_card(self):
        order = self._create_order(10)
        order.action_confirm()
        card = order.card_ids.filtered(lambda c: c.operation_id.name == "Turning")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": self.shaft.id})
        for target in (
            card,
            card.production_id,
            order,
            card.product_id,
            card.workcenter_id,
            lot,
        ):
            if target == lot:
                card.production_id.lot_producing_ids = lot
            hold = self.env["poms.hold"]._hold(target, note="crack found")
            self.assertTrue(card.is_held, target)
            self.assertIn("crack found", card.hold_reason)
            with self.assertRaisesRegex(UserError, "crack found"):
                card.action_release()
            hold.action_release()
            self.assertFalse(card.is_held, target)

    def test_card_made_later_is_held_too(self):
        self.env["poms.hold"]._hold(self.shaft, note="drawing wrong")
        self.assertTrue(all(self._create_production(3).card_ids.mapped("is_held")))

    def test_unhold_names_a_wider_hold(self):
        self.env["poms.hold"]._hold(self.turning.workcenter_id, note="leak")
        with self.assertRaisesRegex(UserError, "leak"):
            self.turning.action_unhold()
        hold = self.env["poms.hold"]._hold(self.washing, note="dirty")
        self.washing.action_unhold()
        self.assertEqual(hold.state, "released")
        self.assertEqual(hold.released_user_id, self.env.user)

    def test_hold_and_release_are_told_to_the_ledger(self):
        events = []
        self.patch(
            type(self.env["poms.hooks"]),
            "_record_events",
            lambda self, acts: events.extend(kind for kind, *_rest in acts),
        )
        self.env["poms.hold"]._hold(self.turning).action_release()
        self.turning.action_release()
        self.assertEqual(events, ["hold_set", "hold_released", "card_released"])


@tagged("post_install", "-at_install")
class TestCardAccess(PomsCommon):
    """Operators see the released cards of their own team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls._new_user("operator", "group_operator")
        cls.planner = cls._new_user("planner", "group_planner")
        employee = cls.env["hr.employee"].create(
            {"name": "Op", "user_id": cls.operator.id}
        )
        cls.team = cls.env["poms.team"].create(
            {
                "name": "Lathes",
                "employee_ids": employee.ids,
                "workcenter_ids": cls.lathe.ids,
            }
        )
        cls.cards = cls._create_production(10).card_ids.sorted("id")

    def _visible(self, user):
        cards = self.env["poms.task.card"].with_user(user)
        return cards.search([("id", "in", self.cards.ids)]).sudo()

    def test_operator_sees_released_cards_of_own_team(self):
        self.assertFalse(self._visible(self.operator))
        self.cards.action_release()
        self.assertEqual(self._visible(self.operator), self.cards[0])
        other = self.env["poms.team"].create({"name": "Others"})
        self.cards[0].team_id = other
        self.cards[1].team_id = self.team
        self.assertEqual(self._visible(self.operator), self.cards[1])
        self.assertEqual(self._visible(self.planner), self.cards)

    def test_operator_changes_nothing(self):
        self.cards.action_release()
        card = self.cards[0].with_user(self.operator)
        for act in (
            card.action_unrelease,
            lambda: card.write({"quantity": 1}),
            card.unlink,
            lambda: self.env["poms.hold"].with_user(self.operator)._hold(card),
        ):
            with self.assertRaises(AccessError):
                act()

    def test_operator_sees_no_orders_and_no_prices(self):
        with self.assertRaises(AccessError):
            self.env["poms.order.line"].with_user(self.operator).search([])

    def test_other_company_is_hidden(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_user("stranger", "group_planner")
        stranger.write({"company_id": company.id, "company_ids": company.ids})
        self.assertFalse(self._visible(stranger))
        order = self._create_order()
        orders = self.env["poms.order"].with_user(stranger)
        self.assertFalse(orders.search([("id", "=", order.id)]))

    def test_every_role_opens_its_screens(self):
        """What a screen shows, its role may read: no access error in between."""
        order = self._create_order(reference="PO-9")
        order.action_confirm()
        cards = order.card_ids
        cards.action_release()
        cards.team_id = self.team
        hold = self.env["poms.hold"]._hold(cards[0])
        everything = [order, cards, hold]
        screens = {
            "group_operator": [cards, hold],
            "group_team_leader": [cards, hold],
            "group_quality_inspector": [cards, hold],
            "group_warehouse_keeper": everything,
            "group_process_engineer": everything,
            "group_planner": [*everything, order.production_ids, order.sale_order_id],
            "group_plant_manager": everything,
        }
        for role, records_list in screens.items():
            user = self._new_user(f"screen_{role}", role)
            self.team.employee_ids.user_id = user
            for records in records_list:
                with self.subTest(role=role, model=records._name):
                    records = records.with_user(user)
                    views = records.get_views([(False, "list"), (False, "form")])
                    names = views["models"][records._name]["fields"]
                    self.env.flush_all()
                    self.env.invalidate_all()
                    found = records.web_read({name: {} for name in names})
                    self.assertEqual(len(found), len(records))
