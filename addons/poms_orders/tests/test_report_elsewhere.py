from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportElsewhere(ReportCommon):
    def test_card_stays_on_the_machine_where_it_began(self):
        """Begun on another machine, the card and its time stay there."""
        self._stock_up()
        _production, cards = self._create_released(10)
        card = cards[0]
        planned = card.workcenter_id
        other = self._create_workcenter("Other machine", costs_hour=90)
        other.barcode = "WC-OTHER"
        self._ok("start", card, workcenter="WC-OTHER")
        self.assertEqual(card.workcenter_id, other)
        self.assertEqual(card.leave_id.resource_id, other.resource_id)
        report = self._ok("report", card, good="2", run_min=10)
        self.assertEqual(report.workcenter_id, other)
        self.assertEqual(card.workcenter_id, other)
        self.assertEqual(card.workorder_id.time_ids.workcenter_id, other)
        self.assertFalse(card.leave_id.resource_id & planned.resource_id)
