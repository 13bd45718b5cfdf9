from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestFloorScan(ReportCommon):
    """What speaks against a card is said at its scan, and books nothing."""

    def setUp(self):
        super().setUp()
        self._stock_up()
        self.production, (self.turning, self.washing) = self._create_released(10)

    def _scan(self, card, workcenter=None):
        reports = self.env["poms.report"].search_count([])
        answer = self.cards._scan(self.worker, card.name, workcenter)
        self.assertEqual(self.env["poms.report"].search_count([]), reports)
        self.assertEqual(answer["type"], "card")
        return [(one["level"], one["code"]) for one in answer["findings"]]

    def test_right_card_has_no_findings(self):
        self.assertEqual(self._scan(self.turning), [])
        self.assertEqual(self._scan(self.turning, self.lathe.id), [])

    def test_wrong_machine(self):
        found = self._scan(self.turning, self.washer.id)
        self.assertEqual(found, [("warn", "station_wrong")])

    def test_wrong_sequence(self):
        self.assertEqual(self._scan(self.washing), [("warn", "previous_missing")])

    def test_held_card_stops(self):
        self.env["poms.hold"]._hold(self.turning, note="crack found")
        self.assertEqual(self._scan(self.turning), [("stop", "card_held")])

    def test_finished_card_stops(self):
        self.cards._report(self._uuid(), self.turning, self.worker, good="10")
        self.assertEqual(self._scan(self.turning), [("stop", "card_done")])

    def test_tablet_stands_at_its_machines(self):
        device = self.env["poms.device"].create(
            {
                "name": "Wash",
                "user_id": self.env.uid,
                "workcenter_ids": [(6, 0, self.washer.ids)],
            }
        )
        machine = self.turning._locate_station(None, device)
        self.assertEqual(machine, self.washer)
        found = self.turning._find_obstacles(self.worker, machine)
        self.assertEqual([one["code"] for one in found], ["station_wrong"])
        self.assertIn(self.lathe.name, found[0]["message"])
