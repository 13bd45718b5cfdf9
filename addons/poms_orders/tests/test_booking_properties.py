import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .common_report import ReportCommon

KINDS = ("report", "report", "scrap", "fault", "finish", "correct", "correct", "lots")
ACTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 6)),
    min_size=4,
    max_size=10,
)
QUANTITY = 8
# A whole test run takes the short form of what is long.
EXAMPLES = 4 if os.environ.get("POMS_TEST_SHORT") == "1" else 8


@tagged("post_install", "-at_install")
class TestBookingProperties(ReportCommon):
    """Reports, work orders and stock say the same after any acts in any order.

    Which acts a rule refuses is not judged here: a refused one changes nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_gear()
        cls.chips = cls._create_product("Chips", standard_price=1)
        cls.gear.bom_ids.byproduct_ids = [
            Command.create({"product_id": cls.chips.id, "product_qty": 1})
        ]
        cls.leader = cls._create_person("Leader", "BLEADER")
        cls.env["poms.team"].create({"name": "Gears", "leader_id": cls.leader.id})

    def setUp(self):
        super().setUp()
        self.accepted = set()

    def test_reports_are_work_orders_are_stock(self):
        self._try()
        self.assertEqual(self.accepted, set(KINDS), "an act was refused each time")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(ACTS)
    def _try(self, acts):
        production, cards = self._create_released(QUANTITY, self.gear)
        start = self._get_stock()
        for kind, which, pieces in acts:
            before = self._get_stock()
            answer = getattr(self, f"_act_{kind}")(production, cards, which, pieces)
            if answer and answer["status"] == "accepted":
                self.accepted.add(kind)
            else:
                self.assertEqual(self._get_stock(), before, (kind, answer))
            self._check(production, start)

    # -- acts ---------------------------------------------------------------------

    def _act_report(self, _production, cards, which, pieces):
        return self._do("report", cards[which % 3], good=str(pieces), run_min=1)

    def _act_scrap(self, _production, cards, which, pieces):
        return self._do("report", cards[which % 3], scrap=str(pieces % 3), run_min=1)

    def _act_fault(self, _production, cards, which, pieces):
        values = {"good": "1", "material_fault": str(pieces % 2 + 1)}
        return self._do("report", cards[which % 3], **values)

    def _act_finish(self, _production, cards, which, pieces):
        return self._do("finish", cards[which % 3], good=str(pieces))

    def _get_report(self, production, which):
        reports = production.report_ids.filtered(
            lambda r: r.state == "accepted" and r.kind in ("report", "finish")
        ).sorted("id")
        return reports[which % len(reports)] if reports else reports

    def _act_correct(self, production, _cards, which, pieces):
        report = self._get_report(production, which)
        values = {"good": str(pieces)}
        if pieces % 3 == 0:
            values["scrap"] = "1"
        return report and self._do("correct", report.id, self.leader, **values)

    def _act_lots(self, production, _cards, which, pieces):
        report = self._get_report(production, which)
        rows = [{"lot": "B2", "quantity": str(pieces)}]
        return report and self._do("correct", report.id, self.leader, components=rows)

    # -- what holds after each ----------------------------------------------------

    def _get_stock(self):
        products = (self.gear, self.ring, self.paste, self.chips)
        return {product: self._on_hand(product) for product in products}

    def _check(self, production, start):
        reports = production.report_ids.filtered(lambda r: r.state == "accepted")
        for workorder in production.workorder_ids:
            mine = reports.filtered(lambda r, w=workorder: r.workorder_id == w)
            good = sum(mine.mapped("quantity_good"))
            self.assertEqual(workorder.qty_produced, good)
            card = workorder.card_ids
            for name in ("good", "scrap", "rework", "material_fault"):
                name = f"quantity_{name}"
                self.assertEqual(card[name], sum(mine.mapped(name)), name)
        self._check_components(production, reports, start)
        self._check_output(production, reports, start)

    def _check_components(self, production, reports, start):
        """What reports took is what was posted and what stock lacks."""
        moves = production.move_raw_ids.filtered(lambda m: m.state == "done")
        unbuilt = production.unbuild_ids.produce_line_ids
        for product in (self.ring, self.paste):
            told = self._sum(reports.component_line_ids, product, "quantity")
            posted = self._sum(moves, product, "quantity")
            back = self._sum(unbuilt, product, "quantity")
            self.assertAlmostEqual(told, posted)
            lacks = start[product] - self._on_hand(product)
            self.assertAlmostEqual(lacks, posted - back)
        for lot in (self.lot_1, self.lot_2):
            quants = lot.quant_ids.filtered(lambda q: q.location_id.usage == "internal")
            self.assertGreaterEqual(sum(quants.mapped("quantity")), 0)

    def _check_output(self, production, reports, start):
        """Received pieces are the last step's; scrap is what was told."""
        received = self._on_hand(self.gear) - start[self.gear]
        made = production.workorder_ids.sorted("sequence")[-1:].qty_produced
        self.assertAlmostEqual(received, made)
        told = sum(reports.mapped("quantity_scrap"))
        told += sum(reports.mapped("quantity_material_fault"))
        scrapped = sum(production.scrap_ids.move_ids.mapped("quantity"))
        if production.state != "done":
            self.assertAlmostEqual(scrapped, told)

    @staticmethod
    def _sum(records, product, name):
        return sum(records.filtered(lambda r: r.product_id == product).mapped(name))
