from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportTraps(ReportCommon):
    """What Odoo does natively, and why we do not go that way.

    A failure here means that a new Odoo behaves otherwise: look at the override that
    is named, it may not be needed any more.
    """

    def setUp(self):
        super().setUp()
        self._create_gear()
        self.production, self.three = self._create_released(10, self.gear)

    def test_quantities_write_through_to_the_whole_order(self):
        """Override: mrp.workorder.write."""
        for workorder, made in zip(
            self.production.workorder_ids, (6, 4, 2), strict=True
        ):
            workorder.qty_produced = made
        self.assertEqual(self.production.qty_producing, 2)
        self.assertEqual(self._reserved(self.production, self.ring), 2)

    def test_start_sets_the_order_producing(self):
        """Override: mrp.workorder._set_qty_producing."""
        self.three[0].workorder_id.button_start()
        self.assertEqual(self.production.qty_producing, 10)

    def test_date_without_force_takes_the_order_out_of_its_plan(self):
        """Why `_book_start` passes force_date."""
        self.production.button_plan()
        self.assertTrue(self.production.workorder_ids.leave_id)
        self.production.date_start = self.production.date_start.replace(hour=1)
        self.assertFalse(self.production.workorder_ids.leave_id)

    def test_close_counts_only_what_the_close_posts(self):
        """Override: mrp.production._cal_price."""
        move = self.production.move_raw_ids.filtered(
            lambda m: m.product_id == self.ring
        )
        move._post_part([(self.env["stock.lot"], 10.0)])
        self.production.qty_producing = 10
        self.production.move_raw_ids.filtered(
            lambda m: m.product_id == self.paste
        ).picked = True
        self.production.with_context(
            skip_consumption=True, skip_backorder=True
        ).button_mark_done()
        done = self.production.move_finished_ids
        self.assertEqual(self.production.state, "done")
        consumed = sum(
            self.production.move_raw_ids.filtered(lambda m: m.state == "done").mapped(
                "value"
            )
        )
        self.assertAlmostEqual(consumed, 200, 2)
        # the rings' 100 are missing: 100 of paste and 210 of machines
        self.assertAlmostEqual(done.value, 310, 2)

    def test_lot_below_zero_is_accepted_by_stock(self):
        """Why the rules look at what is on hand."""
        move = self.production.move_raw_ids.filtered(
            lambda m: m.product_id == self.paste
        )
        empty = self._create_lot(self.paste, "B3")
        move._post_part([(empty, 3.0)])
        self.assertEqual(self._on_hand(self.paste, empty), -3)
