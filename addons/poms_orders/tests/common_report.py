import uuid

from odoo import Command

from .common import PomsCommon


class ReportCommon(PomsCommon):
    """The small plant with people who may report on it.

    Added to it: `gear`, valued at average cost, of `ring` (10 each, Cutting) and two
    `paste` (5 each, by lot, Bonding), then Testing: 60, 120 and 30 per hour, 6 min a
    piece. Its close must come to 410: 200 of components, 210 of machines.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._create_person("Worker", "BWORKER")
        cls.colleague = cls._create_person("Colleague", "BCOLLEAGUE")
        cls.cards = cls.env["poms.task.card"]
        cls.average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )

    @classmethod
    def _create_person(cls, name, badge):
        return cls.env["hr.employee"].create({"name": name, "barcode": badge})

    @classmethod
    def _stock_up(cls, quantity=100):
        for product in (cls.bar, cls.screw, cls.blank):
            cls._put_in_stock(product, quantity)

    @classmethod
    def _create_lot(cls, product, name, quantity=0):
        lot = cls.env["stock.lot"].create({"product_id": product.id, "name": name})
        if quantity:
            cls._put_in_stock(product, quantity, lot)
        return lot

    @classmethod
    def _create_gear(cls, tracking="none"):
        """Product, bill of materials and stock of the valued example."""
        vals = {"categ_id": cls.average.id}
        cls.ring = cls._create_product("Ring", standard_price=10, **vals)
        cls.paste = cls._create_product(
            "Paste", standard_price=5, tracking="lot", **vals
        )
        cls.gear = cls._create_product("Gear", tracking=tracking, **vals)
        machines = [
            cls._create_workcenter(name, costs_hour=rate)
            for name, rate in (("Cutter", 60), ("Bonder", 120), ("Tester", 30))
        ]
        names = ("Cutting", "Bonding", "Testing")
        bom = cls._create_bom(
            cls.gear,
            {cls.ring: 1},
            [(n, m, 6) for n, m in zip(names, machines, strict=True)],
        )
        bom.bom_line_ids = [
            Command.create(
                {
                    "product_id": cls.paste.id,
                    "product_qty": 2,
                    "operation_id": bom.operation_ids.sorted("sequence")[1].id,
                }
            )
        ]
        cls._put_in_stock(cls.ring, 100)
        cls.lot_1 = cls._create_lot(cls.paste, "B1", 15)
        cls.lot_2 = cls._create_lot(cls.paste, "B2", 40)
        return bom

    @classmethod
    def _create_released(cls, quantity=10, product=None, **vals):
        """A production order whose cards are released; its cards in order."""
        production = cls._create_production(quantity, product, **vals)
        production.action_assign()
        production.card_ids.action_release()
        return production, production.card_ids.sorted("sequence")

    @classmethod
    def _uuid(cls):
        return str(uuid.uuid4())

    def _do(self, kind, card, who=None, **values):
        """One act without the door; asserts nothing."""
        method = getattr(self.cards, f"_{kind}")
        answer = method(self._uuid(), card, who or self.worker, **values)
        self.env.flush_all()
        self.env.invalidate_all()
        return answer

    def _ok(self, kind, card, who=None, **values):
        """One act that must be accepted."""
        answer = self._do(kind, card, who, **values)
        self.assertEqual(answer["status"], "accepted", answer)
        return self.env["poms.report"].browse(answer["id"])

    def _no(self, code, kind, card, who=None, **values):
        """One act that must be refused with `code`."""
        answer = self._do(kind, card, who, **values)
        self.assertEqual((answer["status"], answer["code"]), ("refused", code), answer)
        return self.env["poms.report"].browse(answer["id"])

    def _on_hand(self, product, lot=None):
        """Physical quantity in the warehouse's stock."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        domain = [
            ("product_id", "=", product.id),
            ("location_id", "child_of", warehouse.lot_stock_id.id),
        ]
        if lot:
            domain.append(("lot_id", "=", lot.id))
        return sum(self.env["stock.quant"].search(domain).mapped("quantity"))

    def _reserved(self, production, product):
        moves = production.move_raw_ids.filtered(
            lambda m: m.product_id == product and m.state not in ("done", "cancel")
        )
        return sum(moves.move_line_ids.mapped("quantity"))
