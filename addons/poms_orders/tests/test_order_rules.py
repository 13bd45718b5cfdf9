from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_inbox import InboxCommon


@tagged("post_install", "-at_install")
class TestRules(InboxCommon):
    """What happens alone: only what a person switched on, logged, undoable."""

    def setUp(self):
        super().setUp()
        self._map()
        self.group = self.env["poms.workcenter.group"].create(
            {"name": "Line 1", "code": "L1"}
        )
        machines = self.saw | self.lathe | self.lathe_2 | self.washer
        machines.poms_group_id = self.group

    def _rule(self, kind="accept", **values):
        return self.env["poms.intake.rule"].create(
            {"name": "Rule", "kind": kind, "is_on": True, **values}
        )

    def test_rules_are_off_by_default(self):
        rule = self.env["poms.intake.rule"].create({"name": "R", "kind": "accept"})
        self.assertFalse(rule.is_on)
        self.assertEqual(self._take_in()[1].state, "received")

    def test_accepts_what_is_sure_and_in_range(self):
        rule = self._rule(
            partner_ids=self.partner.ids, group_ids=self.group.ids, value_max=60
        )
        order = self._take_in()[1]
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(rule.log_ids.order_id, order)
        large = self._take_in(number="2", lines=[self._line(quantity="13")])[1]
        doubtful = self._take_in(number="3", lines=[self._line(item="SHAFT")])[1]
        self.assertEqual((large | doubtful).mapped("state"), ["received"] * 2)
        self.washer.poms_group_id = False
        elsewhere = self._take_in(number="4")[1]
        self.assertEqual(elsewhere.state, "received")
        self.assertEqual(rule.log_count, 1)

    def test_scope_by_team_and_customer_class(self):
        machines = self.saw | self.lathe | self.lathe_2 | self.washer
        team = self.env["poms.team"].create(
            {"name": "Early", "workcenter_ids": machines.ids}
        )
        self.partner.poms_customer_class = "b"
        rule = self._rule(team_ids=team.ids, customer_class="a")
        self.assertEqual(self._take_in(number="1")[1].state, "received")
        self.partner.poms_customer_class = "a"
        self.assertEqual(self._take_in(number="2")[1].state, "confirmed")
        team.workcenter_ids -= self.washer
        self.assertEqual(self._take_in(number="3")[1].state, "received")
        self.assertEqual(rule.log_count, 1)

    def test_acceptance_is_undone(self):
        rule = self._rule()
        order = self._take_in()[1]
        planner = self._new_user("rule_planner", "group_planner")
        rule.log_ids.with_user(planner).action_undo()
        self.assertEqual((order.state, rule.log_ids.state), ("received", "undone"))
        self.assertEqual(rule.log_ids.undone_by_id, planner)
        with self.assertRaises(UserError):
            rule.log_ids.action_undo()

    def test_failure_leaves_the_order_in_the_inbox(self):
        self._rule()

        reason = "Cyclic bill of materials"

        def fail(order):
            raise UserError(reason)

        self.patch(type(self.orders), "_make_sale_orders", fail)
        answer, order = self._take_in()
        self.assertEqual((answer["status"], order.state), ("accepted", "received"))
        self.assertIn("Cyclic", order.message_ids[0].body)
        self.assertFalse(self.env["poms.intake.rule.log"].search([]))

    def test_bot_hands_in_and_the_rule_acts(self):
        rule = self._rule()
        bot = self._new_user("rule_bot", "group_connector")
        answer = self.orders.with_user(bot).ingest_document(self._document())
        self.assertEqual(self.orders.browse(answer["id"]).state, "confirmed")
        self.assertEqual(len(rule.log_ids), 1)

    def test_releases_cards_that_no_gate_speaks_against(self):
        rule = self._rule("release", group_ids=self.group.ids)
        self.env["poms.gate"].search([]).unlink()
        order = self._create_order(4)
        order.action_confirm()
        cards = order.card_ids
        cards.write({"date_planned_start": fields.Datetime.now()})
        rule._release()
        self.assertEqual(set(cards.mapped("state")), {"planned"}, "nothing is there")
        self._put_in_stock(self.bar, 100)
        self._put_in_stock(self.screw, 100)
        order.production_ids.action_assign()
        rule._release()
        released = cards.filtered(lambda card: card.state == "released")
        self.assertIn("Sawing", released.workorder_id.mapped("name"))
        self.assertEqual(rule.log_ids.card_ids, released)
        self.assertEqual(rule.log_ids.order_id, order)
        rule.log_ids.action_undo()
        self.assertEqual(set(cards.mapped("state")), {"planned"})
        self.assertFalse(rule._release(), "else undone for some minutes only")

    def test_release_by_customer_class_team_and_for_stock(self):
        """Each card by its own machine and order; one made to stock has no customer."""
        self.env["poms.gate"].search([]).unlink()
        for product in (self.bar, self.screw, self.blank):
            self._put_in_stock(product, 100)
        order = self._create_order(4)
        order.action_confirm()
        stock = self._create_production(3)
        cards = order.card_ids | stock.card_ids
        cards.write({"date_planned_start": fields.Datetime.now()})
        team = self.env["poms.team"].create(
            {"name": "Lathes", "workcenter_ids": self.lathe.ids}
        )
        vals = {"takes_warnings": True}
        self.partner.poms_customer_class = "b"
        other = self.env["res.partner"].create({"name": "Other customer"})
        for scope in ({"customer_class": "a"}, {"partner_ids": other.ids}):
            self.assertFalse(self._rule("release", **vals, **scope)._release())
        own = self._rule("release", **vals, partner_ids=self.partner.ids)
        own.team_ids = team
        self.assertEqual(own._release().workcenter_id, self.lathe)
        rest = self._rule("release", **vals)
        self.assertLessEqual(stock.card_ids, rest._release())
        logs = rest.log_ids.filtered(lambda log: not log.order_id)
        logs.action_undo()
        self.assertEqual(set(stock.card_ids.mapped("state")), {"planned"})

    def test_change_that_touches_no_released_card_is_applied_and_undone(self):
        rule = self._rule("apply")
        base = self._take_in()[1]
        base.action_confirm()
        change = self._take_in(lines=[self._line(quantity="20")])[1]
        self.assertEqual((change.state, base.line_ids.quantity), ("cancelled", 20))
        self.assertEqual(rule.log_ids.order_id, base)
        rule.log_ids.action_undo()
        self.assertEqual(base.line_ids.quantity, 12)
        self.assertEqual(rule.log_ids.state, "undone")
        base.card_ids.filtered(lambda c: c.state == "planned")[0].is_pinned = True
        kept = self._take_in(lines=[self._line(quantity="22")])[1]
        self.assertEqual((kept.state, base.line_ids.quantity), ("received", 12))
        self.assertEqual(rule.log_count, 1, "a pinned card is not moved by a rule")

    def test_only_the_plant_manager_makes_rules(self):
        planner = self._new_user("rule_planner", "group_planner")
        with self.assertRaises(AccessError):
            self._rule().with_user(planner).action_switch()
        manager = self._new_user("rule_manager", "group_plant_manager")
        rule = self._rule().with_user(manager)
        rule.action_switch()
        self.assertFalse(rule.is_on)
