from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestSplitPegs(PomsCommon):
    """Whom a production order serves survives Odoo's own split and merge."""

    def _pooled(self):
        """(pool of blanks, the two orders of shafts that it serves: 4 and 6)."""
        self.blank.poms_is_pooled = True
        later = fields.Datetime.now() + timedelta(days=40)
        orders = self._create_order(4)
        orders |= self._create_order(6, reference="PO-2", date_due=later)
        orders.action_confirm()
        made = orders.production_ids
        pool = made.filtered(lambda p: p.product_id == self.blank)
        return pool, (made - pool).sorted("product_qty")

    def _shares(self, production):
        return {peg.parent_id: peg.quantity for peg in production.poms_peg_ids}

    def test_divided_pool_serves_the_earlier_need_first(self):
        pool, (four, six) = self._pooled()
        first, second = pool._split_productions({pool: [5, 5]})
        self.assertEqual(self._shares(first), {four: 4, six: 1})
        self.assertEqual(self._shares(second), {six: 5})
        self.assertEqual(second.poms_parent_id, six)
        self.assertEqual(second.poms_order_line_id, six.poms_order_line_id)
        begin = six.card_ids.sorted("sequence")[0]
        self.assertEqual(begin.previous_card_ids, (first | second).card_ids)
        self.assertEqual(
            four.card_ids.sorted("sequence")[0].previous_card_ids, first.card_ids
        )

    def test_parts_of_a_parent_all_wait_for_its_part(self):
        order = self._create_order(10)
        order.action_confirm()
        shaft = order.production_ids.filtered(lambda p: p.product_id == self.shaft)
        blank = order.production_ids - shaft
        parts = shaft._split_productions({shaft: [3, 7]})
        self.assertEqual(self._shares(blank), {parts[0]: 3, parts[1]: 7})
        for part in parts:
            self.assertEqual(part._split_children(), blank)
            begin = part.card_ids.sorted("sequence")[0]
            self.assertEqual(begin.previous_card_ids, blank.card_ids)

    def test_divided_parent_of_a_pool(self):
        pool, (four, six) = self._pooled()
        parts = six._split_productions({six: [2, 4]})
        self.assertEqual(self._shares(pool), {four: 4, parts[0]: 2, parts[1]: 4})

    def test_merged_orders_serve_all(self):
        orders = self._create_order(4) | self._create_order(6, reference="PO-2")
        orders.action_confirm()
        blanks = orders.production_ids.filtered(lambda p: p.product_id == self.blank)
        shafts = orders.production_ids - blanks
        action = blanks.action_merge()
        merged = self.env["mrp.production"].browse(action["res_id"])
        self.assertEqual(sorted(self._shares(merged).values()), [4, 6])
        self.assertEqual(merged._split_parents(), shafts)
        self.assertEqual(merged.poms_peg_ids.order_line_id, orders.line_ids)
        for shaft in shafts:
            begin = shaft.card_ids.sorted("sequence")[0]
            self.assertEqual(begin.previous_card_ids, merged.card_ids)

    def test_merged_parents_keep_the_pool(self):
        pool, shafts = self._pooled()
        action = shafts.action_merge()
        merged = self.env["mrp.production"].browse(action["res_id"])
        self.assertEqual(pool._split_parents(), merged)
        self.assertEqual(sum(pool.poms_peg_ids.mapped("quantity")), 10)

    def test_backorder_of_a_pool(self):
        pool, (four, six) = self._pooled()
        self._put_in_stock(self.bar, 100)
        pool.qty_producing = 7
        pool._set_qty_producing()
        action = pool.button_mark_done()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard.create(
            {
                "mrp_production_ids": [fields.Command.set(pool.ids)],
            }
        ).action_backorder()
        backorder = pool.production_group_id.production_ids - pool
        self.assertEqual(self._shares(pool), {four: 4, six: 3})
        self.assertEqual(self._shares(backorder), {six: 3})
