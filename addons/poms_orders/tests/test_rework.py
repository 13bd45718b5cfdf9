from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_report import ReportCommon

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["report", "report", "split", "merge", "rework", "scrap"]),
        st.integers(0, 9),
        st.integers(1, 6),
    ),
    min_size=4,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestRework(ReportCommon):
    """Pieces that go back to earlier steps are never lost and never counted twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_gear()

    def setUp(self):
        super().setUp()
        self.production, self.three = self._create_released(10, self.gear)
        self.cut, self.bond, self.test = self.three

    def _until_test(self):
        self._ok("report", self.cut, good="10", run_min=1)
        self._ok("report", self.bond, good="10", run_min=1)

    def test_back_to_an_earlier_step_skipping_one(self):
        self._until_test()
        self._ok("report", self.test, good="5", rework="3", run_min=1)
        self.assertEqual(self.test._get_rework_open(), 3)
        chain = self.test._send_to_rework(3, self.cut.workorder_id, "burr")
        again, repeat = chain
        self.assertEqual(again.workorder_id, self.cut.workorder_id)
        self.assertEqual(repeat.workorder_id, self.test.workorder_id)
        self.assertEqual((self.test.quantity, self.test.quantity_open), (7, 2))
        self.assertEqual(repeat.previous_card_ids, again)
        self.assertEqual(self.test._get_rework_open(), 0)
        rings = self._on_hand(self.ring)
        self._no("previous_short", "report", repeat, good="1", run_min=1)
        self._ok("report", again, good="2", scrap="1", run_min=1)
        self.assertEqual(self._on_hand(self.ring), rings, "no material twice")
        self.assertEqual(self.cut.workorder_id.qty_produced, 10)
        self._no("previous_short", "report", repeat, good="3", run_min=1)
        self._ok("report", self.test, good="2", run_min=1)
        self.assertNotEqual(self.production.state, "done")
        self._ok("finish", repeat, good="2", run_min=1)
        self.assertEqual(self.production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 9)

    def test_pieces_away_are_not_there(self):
        """Of 10 that came, 3 are away: only 7 can be reported here."""
        self._until_test()
        self.env["ir.config_parameter"].set_param("poms_orders.over_percent", "50")
        self._ok("report", self.test, rework="3", run_min=1)
        self.test._send_to_rework(3, self.cut.workorder_id)
        self._no("previous_short", "report", self.test, good="8", run_min=1)
        self._ok("report", self.test, good="7", run_min=1)

    def test_same_step_only(self):
        self._until_test()
        chain = self.test._send_to_rework(4)
        self.assertEqual(len(chain), 1)
        self.assertFalse(chain.is_rework)
        self._ok("report", chain, good="4", run_min=1)
        self._ok("report", self.test, good="6", run_min=1)
        self.assertEqual(self.production.state, "done")

    def test_undo_before_anybody_worked(self):
        self._until_test()
        chain = self.test._send_to_rework(3, self.cut.workorder_id)
        chain.act_ids.action_undo()
        self.assertEqual(self.test.quantity, 10)
        self.assertEqual(set(chain.mapped("state")), {"cancelled"})
        self._ok("report", self.test, good="10", run_min=1)
        self.assertEqual(self.production.state, "done")

    def test_what_is_refused(self):
        with self.assertRaisesRegex(UserError, "pieces have come"):
            self.test._send_to_rework(3)
        self._until_test()
        with self.assertRaisesRegex(UserError, "at most 10"):
            self.test._send_to_rework(11)
        after = self.test.workorder_id
        self._ok("report", self.test, good="1", run_min=1)
        with self.assertRaisesRegex(UserError, "closed"):
            self.cut._send_to_rework(1)
        with self.assertRaisesRegex(UserError, "does not come before"):
            self.test._send_to_rework(1, after)
        operator = self._new_user("operator-rework", "group_operator")
        with self.assertRaises(AccessError):
            self.test.with_user(operator)._send_to_rework(1)

    def test_split_of_a_rework_card_keeps_its_chain(self):
        self._until_test()
        again, repeat = self.test._send_to_rework(4, self.cut.workorder_id)
        other = again._split_open(1)
        self._ok("report", other, good="1", run_min=1)
        self._ok("report", repeat, good="1", run_min=1)
        self._no("previous_short", "report", repeat, good="1", run_min=1)
        self._ok("report", again, good="3", run_min=1)
        self._ok("report", repeat, good="3", run_min=1)

    def test_correction_of_a_rework_card(self):
        self._until_test()
        again, repeat = self.test._send_to_rework(4, self.cut.workorder_id)
        report = self._ok("report", again, good="4", run_min=1)
        self._ok("report", repeat, good="3", run_min=1)
        # the card behind it has used three: lowering that, too, is a leader's act
        self._no("correction_right", "correct", report.uuid, good="2")
        self._ok("correct", report.uuid, good="3")
        self.assertEqual(again.quantity_good, 3)
        self.assertEqual(self.cut.workorder_id.qty_produced, 10)
        boss = self._create_person("Boss", "BBOSS")
        boss.user_id = self._new_user("rework_boss", "group_team_leader")
        self._ok("correct", report.uuid, boss, good="2")
        self.assertEqual((again.quantity_good, repeat.quantity_good), (2, 2))
        # the steps behind have their own pieces: nothing of them is taken back
        self.assertEqual(self.cut.workorder_id.qty_produced, 10)
        self.assertFalse(self.test.report_ids.filtered("corrects_id"))

    # --- whatever people do, pieces are conserved

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def test_pieces_are_conserved(self, steps):
        with self.env.cr.savepoint(flush=True):
            production, cards = self._create_released(10, self.gear)
            for kind, index, quantity in steps:
                self._random_act(production, kind, index, quantity)
                self._check_conserved(production)

    def _random_act(self, production, kind, index, quantity):
        """One act on some open card; a refusal is a fine answer."""
        cards = production.card_ids.filtered(
            lambda c: c.state in ("released", "running", "paused")
        )
        if not cards or production.state == "done":
            return
        card = cards.sorted("id")[index % len(cards)]
        try:
            if kind == "report":
                self._do("report", card, good=str(quantity), run_min=1)
            elif kind == "scrap":
                self._do("report", card, scrap=str(quantity), run_min=1)
            elif kind == "split":
                card._split_open(quantity)
            elif kind == "merge":
                same = cards.filtered(lambda c: c.workorder_id == card.workorder_id)
                same._merge()
            else:
                earlier = card._get_earlier_workorders()
                card._send_to_rework(quantity, earlier[: index % 2 + 1])
        except UserError:
            self.env.invalidate_all()

    def _check_conserved(self, production):
        self.env.flush_all()
        self.env.invalidate_all()
        arrived = None
        for workorder in production.workorder_ids.sorted("sequence"):
            cards = workorder.card_ids.filtered(lambda c: c.state != "cancelled")
            plain = cards.filtered(lambda c: not c.is_rework)
            self.assertAlmostEqual(sum(plain.mapped("quantity")), 10)
            self.assertAlmostEqual(
                workorder.qty_produced, sum(plain.mapped("quantity_good"))
            )
            spent = plain._spent()
            if arrived is not None:
                self.assertLessEqual(spent, arrived + 1e-6, "more than came")
            for card in cards:
                self.assertLessEqual(card._spent(), card.quantity + 1e-6)
                source = card._rework_source()
                if source:
                    made = sum(source._rework_peers().mapped("quantity_good"))
                    self.assertLessEqual(card._spent(), made + 1e-6)
            lost = sum(
                chain.quantity_scrap + chain.quantity_material_fault
                for chain in production.card_ids
                if chain.is_rework and chain.rework_of_id.workorder_id == workorder
            )
            if arrived is not None:
                self.assertLessEqual(spent + lost, arrived + 1e-6, "lost ones counted")
            arrived = workorder.qty_produced
