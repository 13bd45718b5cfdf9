from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestCorrectionsScreen(ReportCommon, HttpCase):
    """Corrections on the tablet, in a real browser."""

    browser_size = "1024x768"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        new_test_user(
            self.env, login="floor_operator", groups="poms_orders.group_operator"
        )

    def _run_tour(self, name):
        self.start_tour("/odoo/floor", name, login="floor_operator", timeout=90)
        self.env.invalidate_all()

    def test_operator_corrects_a_lot(self):
        """A wrong lot and amount: stock and the report's rows say what is true."""
        self._create_gear()
        # a scanner's code has three characters or more
        self.lot_2.name = "GLUE-2"
        _production, cards = self._create_released(10, self.gear)
        self._ok("report", cards[0], good="10")
        card = cards[1]
        card.name = "TC-GLUE"
        self._ok("report", card, good="4", components=[{"lot": "B1", "quantity": "8"}])
        self._run_tour("poms_corrections_lot")
        self.assertEqual(self._on_hand(self.paste, self.lot_1), 15)
        self.assertEqual(self._on_hand(self.paste, self.lot_2), 33)
        self.assertEqual(card.quantity_good, 4)

    def test_operator_corrects_and_asks(self):
        """Today's alone; yesterday's is booked by the leader's badge on the spot."""
        self._create_gear()
        leader = self._create_person("Leader", "BLEADER")
        team = self.env["poms.team"].create({"name": "Gears", "leader_id": leader.id})
        self.worker.poms_team_ids |= team
        _production, cards = self._create_released(10, self.gear)
        card = cards[0]
        card.team_id = team
        card.name = "TC-FIX"
        old = self._ok("report", card, good="2")
        self.env.cr.execute(
            "UPDATE poms_report SET date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(hours=30), old.id),
        )
        self._ok("report", card, good="4")
        self._run_tour("poms_corrections")
        self.assertEqual(card.quantity_good, 4)
        counters = card.report_ids.filtered(
            lambda r: r.kind == "correction" and r.state == "accepted"
        )
        self.assertEqual(counters.sorted("id").employee_id, self.worker | leader)
        self.assertEqual(sorted(counters.mapped("quantity_good")), [-1, -1])
