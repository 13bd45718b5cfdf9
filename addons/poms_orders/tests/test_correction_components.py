from decimal import Decimal as D

from odoo.tests import BaseCase, tagged

from ..domain.correction_components import (
    Change,
    Stand,
    get_differences,
    judge_changes,
)
from .common_report import ReportCommon

GLUE, PIN = 1, 2
STANDS = (
    Stand(GLUE, 11, D(4), is_counted=True, per_piece=D(2)),
    Stand(GLUE, 12, D(2), is_counted=True, per_piece=D(2)),
    Stand(PIN, 21, D(3)),
    Stand(PIN, 0, D(5), is_counted=True, per_piece=D(1)),
)
# what it is, told, pieces fewer, nothing is left, changes
CASES = [
    ("nothing told, no piece less", {}, 0, False, {}),
    ("unscanned lots go back, newest first", {}, 1, False, {(GLUE, 12): (2, 0)}),
    (
        "over two lots",
        {},
        2,
        False,
        {(GLUE, 12): (2, 0), (GLUE, 11): (4, 2)},
    ),
    (
        "nothing of it was true: scanned lots too",
        {},
        3,
        True,
        {(GLUE, 12): (2, 0), (GLUE, 11): (4, 0), (PIN, 21): (3, 0)},
    ),
    (
        "another lot",
        {(GLUE, 13): D(6)},
        0,
        False,
        {(GLUE, 11): (4, 0), (GLUE, 12): (2, 0), (GLUE, 13): (0, 6)},
    ),
    (
        "named wins over the pieces",
        {(GLUE, 11): D(4), (GLUE, 12): D(2)},
        2,
        False,
        {},
    ),
    (
        "none of it",
        {(GLUE, 0): D(0)},
        0,
        False,
        {(GLUE, 11): (4, 0), (GLUE, 12): (2, 0)},
    ),
]
CHANGE = {"name": "Glue", "lot": "L1", "before": D(0), "after": D(2), "product_id": 1}
FINDINGS = [
    ("fits", {}, ""),
    ("unknown component", {"product_id": 0}, "component_wrong"),
    ("below nothing", {"after": D(-1)}, "component_quantity"),
    ("unknown lot", {"is_lot_known": False}, "component_lot_unknown"),
    ("no lot", {"lot": "", "is_tracked": True}, "component_lot_missing"),
    ("held lot", {"is_held": True}, "component_held"),
    ("held lot goes back", {"is_held": True, "before": D(3)}, ""),
    ("too little there", {"on_hand": D(1)}, "component_short"),
]


@tagged("post_install", "-at_install")
class TestDomainCorrectionComponents(BaseCase):
    def test_differences(self):
        for what, told, fewer, is_void, expected in CASES:
            with self.subTest(what):
                found = get_differences(STANDS, told, D(fewer), is_void)
                self.assertEqual(found, expected)

    def test_findings(self):
        for what, values, code in FINDINGS:
            with self.subTest(what):
                found = judge_changes([Change(**{**CHANGE, **values})])
                self.assertEqual(found.code if found else "", code)


@tagged("post_install", "-at_install")
class TestCorrectionComponents(ReportCommon):
    """The lots that a report took, corrected: stock, report and genealogy agree."""

    def setUp(self):
        super().setUp()
        self._create_gear()
        self.leader = self._create_person("Leader", "BLEADER")
        self.env["poms.team"].create({"name": "Gears", "leader_id": self.leader.id})
        self.production, self.three = self._create_released(10, self.gear)
        self.cut, self.bond, self.test = self.three
        self._ok("report", self.cut, good="10")

    def _lots(self):
        return (
            self._on_hand(self.paste, self.lot_1),
            self._on_hand(self.paste, self.lot_2),
        )

    def _rows(self, lot, quantity):
        return [{"lot": lot, "quantity": str(quantity)}]

    def _check_sums(self):
        """Posted components are what the reports say, and what left the stock."""
        rows = self.production.report_ids.component_line_ids
        moves = self.production.move_raw_ids.filtered(lambda m: m.state == "done")
        for product in rows.product_id:
            told = sum(
                rows.filtered(lambda r, p=product: r.product_id == p).mapped("quantity")
            )
            posted = sum(
                moves.filtered(lambda m, p=product: m.product_id == p).mapped(
                    "quantity"
                )
            )
            self.assertEqual(told, posted, product.name)

    def test_another_lot_was_taken(self):
        """B1 was told and B2 is true: also pieces that are received know it."""
        first = self._ok("report", self.bond, good="4", components=self._rows("B1", 8))
        self._ok("report", self.test, good="4")
        self.assertEqual(self._lots(), (7, 40))
        counter = self._ok("correct", first.id, components=self._rows("B2", 8))
        self.assertEqual(self._lots(), (15, 32))
        self.assertEqual(sorted(counter.component_line_ids.mapped("quantity")), [-8, 8])
        self.assertEqual(self.bond.quantity_good, 4)
        self._check_sums()
        received = self.production.move_finished_ids.move_line_ids
        used = received.consume_line_ids.filtered(
            lambda li: li.product_id == self.paste
        )
        self.assertEqual(used.lot_id, self.lot_2)
        self.assertEqual(self._reserved(self.production, self.paste), 12)

    def test_more_and_less_of_a_lot(self):
        first = self._ok("report", self.bond, good="4", components=self._rows("B1", 8))
        rows = self._rows("B1", 7) + self._rows("B2", 3)
        self._ok("correct", first.id, components=rows)
        self.assertEqual(self._lots(), (8, 37))
        self._ok("correct", first.id, components=self._rows("B1", 8))
        self.assertEqual(self._lots(), (7, 40))
        self._no(
            "correction_empty", "correct", first.id, components=self._rows("B1", 8)
        )
        self._check_sums()

    def test_what_cannot_be(self):
        first = self._ok("report", self.bond, good="4", components=self._rows("B1", 8))
        for code, rows in (
            (
                "component_lot_unknown",
                [{"product": self.paste.id, **self._rows("Z", 8)[0]}],
            ),
            ("component_wrong", self._rows("Z", 8)),
            ("component_short", self._rows("B1", 16)),
            ("component_quantity", self._rows("B1", -1)),
            ("component_wrong", [{"product": self.gear.id, "quantity": "1"}]),
        ):
            self._no(code, "correct", first.id, components=rows)
        self.assertEqual(self._lots(), (7, 40))

    def test_fewer_pieces_give_unscanned_lots_back(self):
        first = self._ok("report", self.bond, good="4")
        before = sum(self._lots())
        self._ok("correct", first.id, good="1")
        self.assertEqual(sum(self._lots()), before + 6)
        self._check_sums()

    def test_scanned_lots_stay_until_nothing_of_the_report_is_true(self):
        first = self._ok("report", self.bond, good="4", components=self._rows("B1", 8))
        self._ok("correct", first.id, good="3")
        self.assertEqual(self._lots(), (7, 40))
        self._ok("correct", first.id, good="0")
        self.assertEqual(self._lots(), (15, 40))
        self._check_sums()

    def test_more_pieces_take_their_material(self):
        """A card that was finished with less: nobody will report on it again."""
        short = self._ok("finish", self.bond, good="4", components=self._rows("B1", 8))
        self.assertEqual(self.bond.state, "done")
        self._ok("correct", short.id, good="6", components=self._rows("B1", 12))
        self.assertEqual(self._lots(), (3, 40))
        production, cards = self._create_released(10, self.gear)
        part = self._ok("finish", cards[0], good="4")
        before = self._on_hand(self.ring)
        self._ok("correct", part.id, good="6")
        self.assertEqual(self._on_hand(self.ring), before - 2)

    def test_lots_of_a_closed_order(self):
        first = self._ok(
            "report", self.bond, good="10", components=self._rows("B2", 20)
        )
        self._ok("report", self.test, good="10")
        self.assertEqual(self.production.state, "done")
        rows = self._rows("B1", 15) + self._rows("B2", 5)
        self._no("correction_right", "correct", first.id, components=rows)
        self._no(
            "correction_components_alone",
            "correct",
            first.id,
            self.leader,
            good="9",
            components=rows,
        )
        self._ok("correct", first.id, self.leader, components=rows)
        self.assertEqual(self._lots(), (0, 35))
        self.assertEqual(self._on_hand(self.gear), 10)
        self._check_sums()
        received = self.production.move_finished_ids.move_line_ids
        used = received.consume_line_ids.filtered(
            lambda li: li.product_id == self.paste
        )
        self.assertEqual(used.lot_id, self.lot_1 | self.lot_2)

    def test_preview_names_the_lots(self):
        first = self._ok("report", self.bond, good="4", components=self._rows("B1", 8))
        card = first.card_id
        act = self.cards._parse_act(
            "correction", self._uuid(), {"components": self._rows("B2", 8)}
        )
        plan = card.sudo()._plan_correction(first.sudo(), act, self.worker)
        codes = [effect.code for effect in plan.effects]
        self.assertEqual(codes.count("component"), 2)

    def test_received_lot_of_the_report_itself_is_taken_back(self):
        """Two output lots: the correction takes from the lot that was wrong."""
        self.gear.tracking = "lot"
        production, cards = self._create_released(10, self.gear)
        self._ok("report", cards[0], good="10")
        self._ok("report", cards[1], good="10", components=self._rows("B2", 20))
        first = self._ok("report", cards[2], good="4", lot="OUT1")
        self._ok("report", cards[2], good="4", lot="OUT2")
        self._ok("correct", first.id, good="3")
        lots = first.lot_ids
        self.assertEqual(self._on_hand(self.gear, lots), 3)
        self.assertEqual(self._on_hand(self.gear), 7)

    def test_serial_piece_goes_back_while_the_order_is_open(self):
        self.gear.tracking = "serial"
        production, cards = self._create_released(3, self.gear)
        self._ok("report", cards[0], good="3")
        self._ok("report", cards[1], good="3", components=self._rows("B2", 6))
        first = self._ok("report", cards[2], good="2", serials=["S1", "S2"])
        self._no("correction_tracked", "correct", first.id, good="1")
        self._no(
            "correction_serial_open", "correct", first.id, good="3", serials=["S3"]
        )
        self._ok("correct", first.id, good="1", serials=["S2"])
        self.assertEqual(self._on_hand(self.gear), 1)
        self._ok("report", cards[2], good="2", serials=["S2", "S3"])
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 3)
