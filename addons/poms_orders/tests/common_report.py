import uuid

from .common import PomsCommon


class ReportCommon(PomsCommon):
    """The small plant with people who may report on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._create_person("Worker", "B-WORKER")
        cls.colleague = cls._create_person("Colleague", "B-COLLEAGUE")
        cls.cards = cls.env["poms.task.card"]

    @classmethod
    def _create_person(cls, name, badge):
        # badges are alphanumeric
        return cls.env["hr.employee"].create(
            {"name": name, "barcode": badge.replace("-", "")}
        )

    @classmethod
    def _stock_up(cls, quantity=100):
        for product in (cls.bar, cls.screw, cls.blank):
            cls._put_in_stock(product, quantity)

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

    def _on_hand(self, product, lot=None, location=None):
        location = location or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        ).lot_stock_id
        return self.env["stock.quant"]._get_available_quantity(
            product, location, lot_id=lot, allow_negative=True
        ) + sum(
            self.env["stock.quant"]
            .search(
                [("product_id", "=", product.id), ("location_id", "=", location.id)]
                + ([("lot_id", "=", lot.id)] if lot else [])
            )
            .mapped("reserved_quantity")
        )
