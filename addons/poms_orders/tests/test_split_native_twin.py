from odoo import Command
from odoo.tests import tagged

from .common import PomsCommon

ORDER = ("product_qty", "product_uom_id", "bom_id", "state", "consumption")
DATES = ("date_start", "date_finished")
MOVE = (
    "product_id",
    "product_uom_qty",
    "product_uom",
    "location_id",
    "location_dest_id",
    "operation_id",
    "byproduct_id",
    "bom_line_id",
    "date",
    "picking_type_id",
    "procure_method",
    "unit_factor",
    "cost_share",
    "company_id",
    "warehouse_id",
)
STEP = ("name", "operation_id", "workcenter_id", "state", "duration_expected")


@tagged("post_install", "-at_install")
class TestSplitNativeTwin(PomsCommon):
    """The split takes a shorter way to the very records that Odoo makes itself."""

    def _facts(self, production):
        """What an order consists of, without ids and links to other orders."""

        def read(records, names):
            return sorted(
                ([(name, str(r[name])) for name in names] for r in records),
                key=str,
            )

        return {
            "order": read(production, ORDER + DATES),
            "raw": read(production.move_raw_ids, MOVE),
            "finished": read(production.move_finished_ids, MOVE),
            "steps": read(production.workorder_ids, STEP),
            "links": sorted(
                (step.name, tuple(step.blocked_by_workorder_ids.mapped("name")))
                for step in production.workorder_ids
            ),
            "group": set(
                (production.move_raw_ids | production.move_finished_ids).mapped(
                    "production_group_id"
                )
            )
            == {production.production_group_id},
            "reference": production.reference_ids
            == (production.move_raw_ids | production.move_finished_ids).reference_ids,
        }

    def _native(self, production):
        twin = self.env["mrp.production"].create(
            {
                "product_id": production.product_id.id,
                "bom_id": production.bom_id.id,
                "product_qty": production.product_qty,
                "date_start": production.date_start,
                "date_finished": production.date_finished,
            }
        )
        twin.action_confirm()
        # Odoo estimates another end when it makes the operations
        twin.with_context(force_date=True).write(
            {name: production[name] for name in DATES}
        )
        return twin

    def test_same_records_as_odoos_own(self):
        chips = self._create_product("Chips")
        kit = self._create_product("Kit")
        self._create_bom(kit, {self.screw: 3}, type="phantom")
        self.shaft_bom.bom_line_ids = [
            Command.create({"product_id": kit.id, "product_qty": 2})
        ]
        self.shaft_bom.byproduct_ids = [
            Command.create(
                {
                    "product_id": chips.id,
                    "product_qty": 0.5,
                    "product_uom_id": chips.uom_id.id,
                    "operation_id": self.shaft_bom.operation_ids[0].id,
                }
            )
        ]
        self._put_in_stock(self.screw, 1000)
        self._put_in_stock(self.bar, 1000)
        self.partner.poms_production_only = True
        order = self._create_order(7)
        order.action_confirm()
        self.assertEqual(len(order.production_ids), 2)
        self.maxDiff = None
        for production in order.production_ids:
            twin = self._native(production)
            self.assertEqual(self._facts(production), self._facts(twin))
            # but for the part that waits for its own order, instead of for stock
            alone = production.move_raw_ids.filtered(lambda m: not m.move_orig_ids)
            self.assertEqual(
                alone.mapped(lambda m: (m.product_id, m.workorder_id.name, m.state)),
                twin.move_raw_ids.filtered(
                    lambda m, parts=alone.product_id: m.product_id in parts
                ).mapped(lambda m: (m.product_id, m.workorder_id.name, m.state)),
            )
            step = production.move_byproduct_ids.workorder_id
            self.assertEqual(step.name, twin.move_byproduct_ids.workorder_id.name)

    def test_a_confirmed_order_costs_fewer_queries_than_odoos_own(self):
        """Sale apart: orders, cards and links against orders alone."""
        self.partner.poms_production_only = True
        orders = self._create_order(3) | self._create_order(3, reference="PO-2")
        orders[0].action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders[1].action_confirm()
        self.env.flush_all()
        ours = self.env.cr.sql_log_count - before
        vals = [
            {
                "product_id": p.product_id.id,
                "bom_id": p.bom_id.id,
                "product_qty": p.product_qty,
                "date_start": p.date_start,
            }
            for p in orders[1].production_ids
        ]
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["mrp.production"].create(vals).action_confirm()
        self.env.flush_all()
        native = self.env.cr.sql_log_count - before
        self.assertLess(ours, native)

    def test_two_confirmations_of_one_transaction(self):
        """What the first leaves to compute must not swallow the moves of the second.

        Between both nothing is flushed: as when a rule confirms one order after the
        other, or a customer's file is accepted as a whole.
        """
        first, second = self._create_order(2), self._create_order(3, reference="PO-2")
        first.action_confirm()
        # what a caller may have left to compute: all of it
        for field in first.production_ids._fields.values():
            if field.compute and field.store:
                self.env.add_to_compute(field, first.production_ids)
        second.action_confirm()
        for order, quantity in ((first, 2), (second, 3)):
            for production in order.production_ids:
                self.assertEqual(production.state, "confirmed")
                self.assertEqual(
                    production.move_finished_ids.mapped("product_uom_qty"), [quantity]
                )
                self.assertEqual(
                    production.move_raw_ids.product_id,
                    production.bom_id.bom_line_ids.product_id,
                )
                self.assertEqual(
                    production.card_ids.mapped("workorder_id"), production.workorder_ids
                )
            self.assertEqual(len(order.production_ids), 2)
