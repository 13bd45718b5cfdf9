from odoo import Command

from odoo.addons.poms_orders.tests.common_report import ReportCommon


class TraceCommon(ReportCommon):
    """The small plant with lots, and with quality points on the turning of shafts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shaft.tracking = "lot"
        cls.blank.tracking = "lot"
        cls.inspector = cls._new_user("trace_inspector", "group_quality_inspector")
        cls.inspector_employee = cls.env["hr.employee"].create(
            {"name": "Inspector", "user_id": cls.inspector.id}
        )
        cls.turning_operation = cls.shaft_bom.operation_ids.filtered(
            lambda operation: operation.name == "Turning"
        )
        cls.parameter = cls.env["poms.operation.parameter"].create(
            {
                "operation_id": cls.turning_operation.id,
                "name": "Speed",
                "unit": "1/min",
                "kind": "number",
                "value_min": 100,
                "value_max": 900,
            }
        )
        cls.blank_lot = cls._create_lot(cls.blank, "BL-1")
        cls._put_in_stock(cls.blank, 50, cls.blank_lot)
        cls._put_in_stock(cls.screw, 100)
        cls._put_in_stock(cls.bar, 100)

    @classmethod
    def _create_lot(cls, product, name):
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id})

    @classmethod
    def _create_point(cls, **vals):
        return cls.env["poms.quality.point"].create(
            {
                "title": "Diameter",
                "operation_id": cls.turning_operation.id,
                "trigger": "first",
                "kind": "measure",
                "has_minimum": True,
                "value_min": 9.98,
                "has_maximum": True,
                "value_max": 10.02,
                "unit": "mm",
                **vals,
            }
        )

    def _events(self, kind=None, **refs):
        domain = [(name, "=", value) for name, value in refs.items()]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["poms.trace.event"].search(domain, order="id")

    def _record_result(self, inspection, user=None, **values):
        inspections = self.env["poms.inspection"].with_user(user or self.inspector)
        return inspections.record_result(self._uuid(), inspection.name, **values)

    def _make_lot(self, quantity=4, name="SH-1"):
        """A production order reported to its end; returns (order, lot)."""
        production, (turning, washing) = self._create_released(quantity)
        self._ok("start", turning)
        self._ok(
            "report",
            turning,
            good=str(quantity),
            parameters={"Speed": "450"},
            components=[{"lot": "BL-1", "quantity": str(quantity)}],
        )
        self._ok("report", washing, good=str(quantity), lot=name)
        lot = self.env["stock.lot"].search(
            [("name", "=", name), ("product_id", "=", self.shaft.id)]
        )
        return production, lot

    def _ship(self, lot, quantity=1):
        """Deliver pieces of a lot to the customer; returns the picking."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        customers = self.env.ref("stock.stock_location_customers")
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.partner.id,
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "product_uom_qty": quantity,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()
        return picking
