from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestCorrectionEffects(ReportCommon):
    """A correction says what it does, asks who must agree, and carries it through."""

    def setUp(self):
        super().setUp()
        self._create_gear()
        self.leader = self._create_person("Leader", "BLEADER")
        team = self.env["poms.team"].create(
            {"name": "Gears", "leader_id": self.leader.id}
        )
        self.production, self.three = self._create_released(10, self.gear)
        self.three.team_id = team
        (self.worker | self.colleague).poms_team_ids |= team

    def _preview(self, report, who=None, **values):
        answer = self.cards.correction_preview(who or self.worker, report.id, **values)
        self.env.invalidate_all()
        return answer

    def _codes(self, answer):
        return [row["code"] for row in answer["consequences"]]

    def test_preview_says_what_happens_and_writes_nothing(self):
        first = self._ok("report", self.three[0], good="10")
        count = self.env["poms.report"].search_count([])
        answer = self._preview(first, good="9", scrap="1")
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual(self._codes(answer), ["scrap", "figures"])
        self.assertEqual(answer["before"]["good"], "10")
        self.assertEqual(
            (answer["after"]["good"], answer["after"]["scrap"]), ("9", "1")
        )
        self.assertEqual(answer["needs"], "")
        answer = self._preview(first, good="9")
        self.assertEqual(self._codes(answer), ["components", "reopens", "figures"])
        self.assertEqual(self.env["poms.report"].search_count([]), count)
        self.assertEqual(self.three[0].quantity_good, 10)

    def test_preview_says_why_it_cannot_be(self):
        first = self._ok("report", self.three[0], good="7")
        answer = self._preview(first, good="11")
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "correction_over")
        )
        self.assertIn("4", answer["message"])

    def test_later_cards_follow(self):
        """7 cut, 6 bonded, 5 tested; only 4 were cut: all steps come down to 4."""
        cut, bond, test = self.three
        first = self._ok("report", cut, good="7")
        self._ok("report", bond, good="6")
        self._ok("report", test, good="5")
        answer = self._preview(first, good="4")
        self.assertEqual(answer["needs"], "leader")
        self.assertEqual(answer["needs_name"], "team leader")
        self.assertEqual(
            self._codes(answer),
            [
                "later_card",
                "later_card",
                "received",
                "components",
                # the paste that the bonder took without a scan
                "component",
                "figures",
            ],
        )
        self.assertIn("6", answer["consequences"][0]["message"])
        self._no("correction_right", "correct", first.id, good="4")
        self.assertEqual(bond.quantity_good, 6)
        counter = self._ok("correct", first.id, self.leader, good="4")
        self.assertEqual(counter.quantity_good, -3)
        self.assertEqual(self.three.mapped("quantity_good"), [4, 4, 4])
        self.assertEqual(self.three.workorder_id.mapped("qty_produced"), [4, 4, 4])
        self.assertEqual(self._on_hand(self.gear), 4)
        self._ok("report", cut, good="6")
        self._ok("report", bond, good="6")
        self._ok("report", test, good="6")
        self.assertEqual(self.production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 10)

    def test_scrap_of_a_later_card_stays_in_the_way(self):
        """Pieces that a later step scrapped were there: nothing takes them back."""
        cut, bond = self.three[:2]
        first = self._ok("report", cut, good="7")
        self._ok("report", bond, good="1", scrap="5")
        self._no("correction_below", "correct", first.id, self.leader, good="4")
        self.assertEqual(bond.quantity_good, 1)

    def test_same_correction_twice_is_one(self):
        cut, bond = self.three[:2]
        first = self._ok("report", cut, good="7")
        self._ok("report", bond, good="6")
        uuid = self._uuid()
        self.cards._correct(uuid, first.id, self.leader, good="4")
        again = self.cards._correct(uuid, first.id, self.leader, good="4")
        self.assertEqual(again["status"], "duplicate")
        self.assertEqual(bond.quantity_good, 4)

    def test_closed_order_comes_down_in_all_steps(self):
        cut, bond, test = self.three
        first = self._ok("report", cut, good="10")
        self._ok("report", bond, good="10")
        self._ok("report", test, good="10")
        self.assertEqual(self.production.state, "done")
        answer = self._preview(first, good="8")
        self.assertIn("unbuild", self._codes(answer))
        self._ok("correct", first.id, self.leader, good="8")
        self.assertEqual(self._on_hand(self.gear), 8)
        self.assertEqual(self.three.mapped("quantity_good"), [8, 8, 8])

    def test_received_and_shipped_while_open(self):
        """What left the stock is not taken back below zero."""
        cut, bond, test = self.three
        self._ok("report", cut, good="5")
        self._ok("report", bond, good="5")
        first = self._ok("report", test, good="5")
        self._put_in_stock(self.gear, -4)
        self._no("correction_shipped", "correct", first.id, good="3")
        self.assertEqual(self._on_hand(self.gear), 1)

    def test_paid_day_needs_the_plant_manager(self):
        first = self._ok("report", self.three[0], good="7")
        self.env["ir.config_parameter"].set_param(
            "poms_orders.pay_locked_until", fields.Date.today() + timedelta(days=1)
        )
        self.assertEqual(self._preview(first, good="6")["needs"], "manager")
        self._no("correction_right_manager", "correct", first.id, self.leader, good="6")
        user = new_test_user(
            self.env, login="boss", groups="poms_orders.group_plant_manager"
        )
        boss = self._create_person("Boss", "BBOSS")
        boss.user_id = user
        self._ok("correct", first.id, boss, good="6")

    def test_closed_month_needs_the_plant_manager(self):
        first = self._ok("report", self.three[0], good="7")
        # straight: Odoo's own checks of a lock are not what is tested
        self.env.cr.execute(
            "UPDATE res_company SET fiscalyear_lock_date = %s WHERE id = %s",
            (fields.Date.today() + timedelta(days=1), self.company.id),
        )
        self.env.invalidate_all()
        answer = self._preview(first, good="6")
        self.assertIn("period_locked", self._codes(answer))
        self.assertEqual(answer["needs"], "manager")

    def test_other_systems_hear_of_it(self):
        first = self._ok("report", self.three[0], good="7")
        hooks = type(self.env["poms.hooks"])
        told = []
        with (
            patch.object(hooks, "_is_confirmed", lambda hooks, reports: True),
            patch.object(
                hooks, "_report_corrected", lambda hooks, *args: told.append(args)
            ),
        ):
            self.assertEqual(self._preview(first, good="6")["needs"], "planner")
            user = new_test_user(
                self.env, login="plan", groups="poms_orders.group_planner"
            )
            self.colleague.user_id = user
            self.env["poms.team"].search([]).leader_id = self.colleague
            counter = self._ok("correct", first.id, self.colleague, good="6")
        self.assertEqual(told, [(counter, first)])

    def test_released_by_quality(self):
        first = self._ok("report", self.three[0], good="7")
        hooks = type(self.env["poms.hooks"])
        with patch.object(hooks, "_quality_released_qty", lambda hooks, card: 7.0):
            answer = self._preview(first, good="5")
        self.assertEqual(answer["needs"], "quality")
        self.assertIn("2", answer["consequences"][-2]["message"])

    def test_leader_agrees_on_the_spot(self):
        """The operator asks, the leader's badge on the same tablet agrees."""
        first = self._ok("report", self.three[0], good="7")
        asked = self._no(
            "correction_right", "correct", first.id, self.colleague, good="3"
        )
        rows = self.cards.my_reports(self.worker)["reports"]
        self.assertEqual(rows[0]["asked"], asked.uuid)
        answer = self.cards._settle(
            self._uuid(), asked._open_conflict().id, self.leader, "book"
        )
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(self.three[0].quantity_good, 3)
        self.assertEqual(self.cards.my_reports(self.worker)["reports"][0]["asked"], "")

    def test_agreeing_needs_the_role_itself(self):
        first = self._ok("report", self.three[0], good="7")
        self.env["ir.config_parameter"].set_param(
            "poms_orders.pay_locked_until", fields.Date.today() + timedelta(days=1)
        )
        asked = self._no("correction_right_manager", "correct", first.id, good="3")
        answer = self.cards._settle(
            self._uuid(), asked._open_conflict().id, self.leader, "book"
        )
        self.assertEqual(answer["code"], "correction_right_manager")
        self.assertEqual(self.three[0].quantity_good, 7)
        # a plant manager leads no team, and yet may agree
        boss = self._create_person("Boss", "BBOSS")
        boss.user_id = new_test_user(
            self.env, login="boss2", groups="poms_orders.group_plant_manager"
        )
        conflict = asked._open_conflict()
        answer = self.cards._settle(self._uuid(), conflict.id, boss, "book")
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(self.three[0].quantity_good, 3)

    def test_my_reports(self):
        """One's own, a card's, a leader's team's; with what stands of them now."""
        first = self._ok("report", self.three[0], good="7")
        other = self._ok("report", self.three[1], self.colleague, good="2")
        self._ok("correct", first.id, good="6")
        rows = self.cards.my_reports(self.worker)["reports"]
        self.assertEqual([row["id"] for row in rows], [first.id])
        self.assertEqual((rows[0]["good"], rows[0]["is_corrected"]), ("6", True))
        rows = self.cards.my_reports(self.leader)["reports"]
        self.assertEqual({row["id"] for row in rows}, {first.id, other.id})
        rows = self.cards.my_reports(self.worker, card=self.three[1].name)["reports"]
        self.assertEqual([row["id"] for row in rows], [other.id])
        for text, count in ((self.three[0].name, 1), ("no such thing", 0)):
            rows = self.cards.my_reports(self.worker, search=text)["reports"]
            self.assertEqual(len(rows), count)

    def test_correction_query_count(self):
        """The same number of queries however many reports the card has."""
        counts = []
        for card in self.three[0], self.three[0]:
            first = self._ok("report", card, good="1")
            for _n in range(2 * len(counts)):
                self._ok("report", card, good="1")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.cards.correction_preview(self.worker, first.id, scrap="1")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
