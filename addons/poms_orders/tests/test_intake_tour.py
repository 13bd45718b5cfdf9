from odoo.tests import HttpCase, tagged

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestIntakeTour(PomsCommon, HttpCase):
    """A planner scans a label and sees the order that it made."""

    browser_size = "1366x768"

    def test_label_becomes_an_order_with_its_original_beside(self):
        self._new_user("scanplanner", "group_planner")
        before = self.env["poms.order"].search([])
        self.start_tour(
            "/odoo/poms-scan-order", "poms_order_scan", login="scanplanner", timeout=90
        )
        order = self.env["poms.order"].search([]) - before
        seen = (order.reference, order.channel, order.line_ids.quantity)
        self.assertEqual(seen, ("TOUR-7", "scan", 12))
