from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportCorrection(ReportCommon):
    """A correction by the state of its order: what it does, and who may."""

    def setUp(self):
        super().setUp()
        self._create_gear()
        self.leader = self._create_person("Leader", "BLEADER")
        self.env["poms.team"].create({"name": "Gears", "leader_id": self.leader.id})
        self.production, self.three = self._create_released(10, self.gear)

    def _sums(self, card):
        reports = self.env["poms.report"].search(
            [("card_id", "=", card.id), ("state", "=", "accepted")]
        )
        return sum(reports.mapped("quantity_good"))

    def test_open_order_lower_quantity(self):
        """7 told, 5 true: the step has 5, the two rings are back."""
        cut = self.three[0]
        first = self._ok("report", cut, good="7")
        counter = self._ok("correct", first.uuid, good="5")
        self.assertEqual(counter.quantity_good, -2)
        self.assertEqual(counter.corrects_id, first)
        self.assertEqual(first.quantity_good, 7)
        self.assertEqual(cut.quantity_good, 5)
        self.assertEqual(cut.workorder_id.qty_produced, 5)
        self.assertEqual(self._sums(cut), 5)
        self.assertEqual(self._on_hand(self.ring), 95)
        self.assertEqual(counter.component_line_ids.quantity, -2)
        self._ok("report", cut, good="5")
        self.assertEqual(self._on_hand(self.ring), 90)

    def test_good_that_was_scrap(self):
        cut = self.three[0]
        first = self._ok("report", cut, good="7")
        self._ok("correct", first.id, good="6", scrap="1")
        self.assertEqual((cut.quantity_good, cut.quantity_scrap), (6, 1))
        self.assertEqual(self.production.scrap_ids.scrap_qty, 1)
        self.assertEqual(self._on_hand(self.ring), 93)
        self._ok("correct", first.id, scrap="0")
        self.assertEqual((cut.quantity_good, cut.quantity_scrap), (6, 0))
        self.assertEqual(sum(self.production.scrap_ids.move_ids.mapped("quantity")), 0)

    def test_finished_card_opens_again(self):
        cut = self.three[0]
        first = self._ok("report", cut, good="10")
        self.assertEqual(cut.workorder_id.state, "done")
        self._ok("correct", first.id, good="9")
        self.assertEqual(cut.state, "paused")
        self.assertEqual(cut.workorder_id.state, "progress")
        self._ok("report", cut, good="1")
        self.assertEqual(cut.workorder_id.state, "done")

    def test_not_below_what_the_next_step_scrapped(self):
        """Good pieces of later cards follow; what they scrapped was there."""
        cut, bond = self.three[:2]
        first = self._ok("report", cut, good="7")
        self._ok("report", bond, good="0", scrap="6")
        refused = self._no("correction_below", "correct", first.id, good="5")
        self.assertIn("6", refused.message)
        self._ok("correct", first.id, good="6")

    def test_not_above_what_is_open_or_arrived(self):
        cut, bond = self.three[:2]
        first = self._ok("report", cut, good="7")
        self._no("correction_over", "correct", first.id, good="11")
        second = self._ok("report", bond, good="5")
        self._no("correction_previous", "correct", second.id, good="8")
        self._ok("correct", second.id, good="7")

    def test_received_pieces_are_taken_back(self):
        cut, bond, test = self.three
        self._ok("report", cut, good="10")
        self._ok("report", bond, good="10")
        first = self._ok("report", test, good="4")
        self.assertEqual(self._on_hand(self.gear), 4)
        self._ok("correct", first.id, good="3")
        self.assertEqual(self._on_hand(self.gear), 3)
        self._ok("report", test, good="7")
        self.assertEqual(self.production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 10)

    def _close(self):
        for card in self.three[:2]:
            self._ok("report", card, good="10")
        self._ok("report", self.three[2], good="4")
        return self._ok("report", self.three[2], good="6")

    def test_closed_order_is_unbuilt_by_a_leader(self):
        last = self._close()
        self._no("correction_right", "correct", last.id, good="4")
        self._no("correction_raise_done", "correct", last.id, self.leader, good="7")
        self._ok("correct", last.id, self.leader, good="4")
        self.assertEqual(self._on_hand(self.gear), 8)
        self.assertEqual(self._on_hand(self.ring), 92)
        self.assertEqual(self._on_hand(self.paste), 39)
        unbuild = self.production.unbuild_ids
        self.assertEqual((len(unbuild), unbuild.state), (1, "done"))
        # one move a product, not one for each posted part
        self.assertEqual(len(unbuild.produce_line_ids), 3)

    def test_shipped_pieces_must_come_back_first(self):
        last = self._close()
        self._put_in_stock(self.gear, -9)
        refused = self._no(
            "correction_shipped", "correct", last.id, self.leader, good="4"
        )
        self.assertIn("1", refused.message)
        self._ok("correct", last.id, self.leader, good="5")

    def test_yesterdays_report_needs_a_leader(self):
        first = self._ok("report", self.three[0], good="7")
        yesterday = fields.Datetime.now() - timedelta(hours=30)
        self.env.cr.execute(
            "UPDATE poms_report SET date = %s WHERE id = %s", (yesterday, first.id)
        )
        self.env.invalidate_all()
        self._no("correction_right", "correct", first.id, good="5")
        self._no("correction_right", "correct", first.id, self.colleague, good="5")
        self._ok("correct", first.id, self.leader, good="5")

    def test_what_cannot_be_corrected(self):
        start = self._ok("start", self.three[0])
        self._no("report_unknown", "correct", start.id, good="1")
        first = self._ok("report", self.three[0], good="2")
        self._no("correction_empty", "correct", first.id, good="2")
        self._no("quantity_negative", "correct", first.id, good="-1")
        answer = self._do("correct", 2**30, good="1")
        self.assertEqual(answer["code"], "card_unknown")

    def test_lot_of_a_closed_order_is_unbuilt_with_its_own_components(self):
        """Serial by serial: each gives back its own lots, whole."""
        self.gear.tracking = "serial"
        production, cards = self._create_released(2, self.gear)
        self._ok("report", cards[0], good="2")
        for lot in ("B1", "B2"):
            rows = [{"lot": lot, "quantity": "2"}]
            self._ok("report", cards[1], good="1", components=rows)
        first = self._ok("report", cards[2], good="1", serials=["S1"])
        self._ok("report", cards[2], good="1", serials=["S2"])
        self.assertEqual(production.state, "done")
        self._no("correction_tracked", "correct", first.id, self.leader, good="0")
        before = self._on_hand(self.paste, self.lot_1)
        self._ok("correct", first.id, self.leader, good="0", serials=["S1"])
        self.assertEqual(self._on_hand(self.paste, self.lot_1), before + 2)
