from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeRevision(ChangeCommon):
    """Bills of material and routings change by revisions."""

    def _new_revision(self, bom=None):
        bom = bom or self.shaft_bom
        action = bom.with_user(self.engineer).action_new_revision()
        request = self.env["poms.change.request"].browse(action["res_id"])
        return request.with_user(self.engineer), request.item_ids.new_bom_id

    def _find(self, **context):
        boms = self.env["mrp.bom"].with_context(**context)
        return boms._bom_find(self.shaft)[self.shaft]

    def test_draft_is_used_by_nothing(self):
        request, new = self._new_revision()
        self.assertEqual((self.shaft_bom.poms_revision, new.poms_revision), ("A", "B"))
        self.assertIn("revision A", self.shaft_bom.display_name)
        self.assertIn("revision B", new.display_name)
        self.assertEqual(len(new.operation_ids), 2)
        self.assertEqual(new.bom_line_ids.operation_id, new.operation_ids[:1])
        self.assertEqual(self._find(), self.shaft_bom)
        with self.assertRaises(UserError):
            new.action_unarchive()
        self.assertEqual(request.kind, "engineering")

    def test_what_hangs_on_a_step_comes_along(self):
        """Tools, skills, alternatives; each new step knows the one it comes from."""
        turning = self.shaft_bom.operation_ids.sorted("sequence")[0]
        group = self.env["poms.tool.group"].create({"name": "Chuck"})
        self.env["poms.tool.requirement"].create(
            {"operation_id": turning.id, "group_id": group.id}
        )
        self.env["poms.routing.alternative"].create(
            {"operation_id": turning.id, "workcenter_id": self.lathe_2.id}
        )
        _request, new = self._new_revision()
        copies = new.operation_ids.sorted("sequence")
        self.assertEqual(
            copies.poms_origin_id.sorted("sequence"),
            self.shaft_bom.operation_ids.sorted("sequence"),
        )
        self.assertEqual(copies.mapped("name"), copies.poms_origin_id.mapped("name"))
        self.assertEqual(copies[0].tool_requirement_ids.group_id, group)
        self.assertEqual(copies[0].alternative_ids.workcenter_id, self.lathe_2)

    def test_running_orders_keep_theirs_unless_said_otherwise(self):
        running, waiting = self._create_production(10), self._create_production(10)
        self._report(running, "Turning", 2)
        request, new = self._new_revision()
        new.bom_line_ids.filtered(
            lambda line: line.product_id == self.screw
        ).product_qty = 3
        running.state = "progress"
        request.action_refresh()
        rows = {
            row.production_id: row
            for row in request.line_ids
            if row.kind == "production"
        }
        self.assertEqual(rows[running].disposition, "as_is")
        self.assertEqual(rows[waiting].disposition, "follow")
        request.action_submit()
        self.assertEqual(request.lane, "signature")
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "applied", request.message_ids[:1].body)
        self.assertEqual(running.bom_id, self.shaft_bom)
        self.assertEqual(waiting.bom_id, new)
        screws = waiting.move_raw_ids.filtered(lambda m: m.product_id == self.screw)
        self.assertEqual(screws.product_uom_qty, 30)
        self.assertEqual(waiting.workorder_ids.operation_id, new.operation_ids)
        self.assertEqual(len(waiting.card_ids._not_cancelled()), 2)
        self.assertFalse(self.shaft_bom.active)
        self.assertEqual(self._find(), new)
        self.assertEqual(self._create_production(1).bom_id, new)

    def test_valid_from_a_day_on(self):
        request, new = self._new_revision()
        start = fields.Datetime.now() + timedelta(days=3)
        request.date_effective = start
        request.action_submit()
        request.action_apply()
        self.assertEqual(self._find(), self.shaft_bom)
        self.assertEqual(self._find(poms_bom_date=start), new)
        self.assertEqual(
            self._find(poms_bom_date=start - timedelta(minutes=1)), self.shaft_bom
        )
        self.shaft_bom.poms_date_to = fields.Datetime.now() - timedelta(minutes=1)
        self.env["mrp.bom"]._cron_archive_revisions()
        self.assertFalse(self.shaft_bom.active)

    def test_pieces_before_and_after_have_separate_lots(self):
        self.shaft.tracking = "lot"
        production = self._create_production(10)
        request, new = self._new_revision()
        request.action_submit()
        request.line_ids.sudo().filtered(
            lambda r: r.production_id == production
        ).disposition = "as_is"
        request.action_apply()
        lot = self.env["stock.lot"].create({"name": "L-1", "product_id": self.shaft.id})
        production.lot_producing_ids = lot
        after = self._create_production(5)
        self.assertEqual(after.bom_id, new)
        with self.assertRaisesRegex(ValidationError, "L-1"):
            after.lot_producing_ids = lot

    def test_component_that_nobody_uses_any_more_is_dead_stock(self):
        self._put_in_stock(self.screw, 50)
        request, new = self._new_revision()
        bolt = self._create_product("Bolt")
        new.bom_line_ids.filtered(
            lambda line: line.product_id == self.screw
        ).product_id = bolt
        request.action_refresh()
        stock = request.line_ids.filtered(lambda row: row.kind == "stock")
        self.assertEqual((stock.product_id, stock.quantity), (self.screw, 50))
        request.action_submit()
        request.action_apply()
        self.assertEqual(request.dead_stock_ids.product_id, self.screw)
        self.assertEqual(request.dead_stock_ids.quantity, 50)

    def test_order_with_pieces_is_divided(self):
        """Made pieces stay with the old revision; the rest gets an order of its own."""
        production = self._create_production(10)
        self._report(production, "Turning", 4)
        request, new = self._new_revision()
        request.action_refresh()
        row = request.line_ids.filtered(
            lambda r: r.kind == "production" and r.production_id == production
        )
        row.disposition = "follow"
        request.action_submit()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "applied", request.message_ids[:1].body)
        rest = production.production_group_id.production_ids - production
        self.assertEqual(
            (production.product_qty, production.bom_id), (4, self.shaft_bom)
        )
        self.assertEqual((rest.product_qty, rest.bom_id), (6, new))
        self.assertEqual(set(rest.card_ids._not_cancelled().mapped("quantity")), {6})

    def test_document_comes_in_force_by_its_change(self):
        document = self.env["poms.document"].create(
            {
                "name": "Shaft",
                "kind": "drawing",
                "drawing_number": "D-1",
                "product_tmpl_id": self.shaft.product_tmpl_id.id,
            }
        )
        sheets = self.env["poms.document.revision"].create(
            [
                {"document_id": document.id, "revision": name, "url": f"https://{name}"}
                for name in "AB"
            ]
        )
        sheets[0].action_validate()
        request = (
            self.env["poms.change.request"]
            .with_user(self.engineer)
            .create(
                {
                    "kind": "engineering",
                    "subject": "Wider chamfer",
                    "item_ids": [
                        (
                            0,
                            0,
                            {"kind": "document", "document_revision_id": sheets[1].id},
                        )
                    ],
                }
            )
        )
        self.assertEqual(
            (request.item_ids.before_text, request.item_ids.after_text), ("A", "B")
        )
        request.action_submit()
        self.assertIn(self.top, request.line_ids.production_id)
        request.action_apply()
        self.assertEqual(sheets[1].state, "valid")
        self.assertEqual(document.current_revision_id, sheets[1])
