from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportBooking(ReportCommon):
    """The booking table: what a report does to work orders, stock and value."""

    def _start_gears(self, quantity=10, tracking="none"):
        self._create_gear(tracking)
        production, cards = self._create_released(quantity, self.gear)
        return production, cards

    def test_partial_reports_sum_up_and_last_one_closes(self):
        """Turning 3 + 7, washing 4 + 6: all received, all components taken."""
        self._stock_up()
        production, (turning, washing) = self._create_released(10)
        self._ok("start", turning)
        self._ok("report", turning, good="3")
        self.assertEqual(turning.workorder_id.qty_produced, 3)
        self.assertEqual(production.qty_producing, 0)
        self.assertEqual(self._on_hand(self.blank), 97)
        self.assertEqual(self._on_hand(self.screw), 94)
        self._ok("report", turning, good="7")
        self.assertEqual(turning.state, "done")
        self.assertEqual(turning.workorder_id.state, "done")
        self._ok("report", washing, good="4")
        self.assertEqual(self._on_hand(self.shaft), 4)
        self.assertEqual(production.state, "progress")
        self._ok("report", washing, good="6")
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.shaft), 10)
        self.assertEqual(self._on_hand(self.blank), 90)
        self.assertEqual(self._on_hand(self.screw), 80)

    def test_reports_leave_reservations_and_expected_times_alone(self):
        """All three steps above 0: Odoo would cut the rest to the smallest one."""
        production, cards = self._start_gears()
        expected = production.workorder_ids.mapped("duration_expected")
        for card, good in zip(cards, ("6", "4", "2"), strict=True):
            self._ok("report", card, good=good)
        self.assertEqual(production.qty_producing, 0)
        self.assertEqual(self._reserved(production, self.ring), 4)
        self.assertEqual(self._reserved(production, self.paste), 12)
        self.assertEqual(production.workorder_ids.mapped("duration_expected"), expected)
        self.assertEqual(production.workorder_ids.mapped("qty_produced"), [6, 4, 2])

    def test_value_is_components_and_machines_however_it_is_reported(self):
        """2 received before the close, 8 with it: 410 together."""
        production, cards = self._start_gears()
        for card in cards[:2]:
            self._ok("report", card, good="10", run_min=60)
        before = fields.Datetime.now() - timedelta(hours=2)
        self._ok("report", cards[2], good="2", run_min=12, date_end=before)
        first = production.move_finished_ids.filtered(lambda m: m.state == "done")
        self.assertEqual(self._on_hand(self.gear), 2)
        self._ok("report", cards[2], good="8", run_min=48)
        self.assertEqual(production.state, "done")
        done = production.move_finished_ids.filtered(lambda m: m.state == "done")
        self.assertAlmostEqual(sum(done.mapped("value")), 410, 2)
        self.assertGreater(first.value, 0)

    def test_scanned_lot_is_taken_although_another_is_reserved(self):
        production, cards = self._start_gears()
        self._ok("report", cards[0], good="10")
        report = self._ok(
            "report",
            cards[1],
            good="4",
            components=[{"lot": "B2", "quantity": "8"}],
        )
        self.assertEqual(self._on_hand(self.paste, self.lot_2), 32)
        self.assertEqual(self._on_hand(self.paste, self.lot_1), 15)
        self.assertEqual(self._reserved(production, self.paste), 12)
        line = report.component_line_ids
        self.assertEqual((line.lot_id, line.quantity), (self.lot_2, 8))
        self.assertTrue(line.is_scanned)
        open_move = production.move_raw_ids.filtered(
            lambda m: m.product_id == self.paste and m.state != "done"
        )
        self.assertEqual(open_move.product_uom_qty, 12)
        self.assertEqual(open_move.workorder_id, cards[1].workorder_id)

    def test_two_lots_of_a_component_in_one_report(self):
        _production, cards = self._start_gears()
        self._ok("report", cards[0], good="10")
        report = self._ok(
            "report",
            cards[1],
            good="5",
            components=[
                {"product": "PASTE", "lot": "B1", "quantity": "4"},
                {"product": "PASTE", "lot": "B2", "quantity": "6"},
            ],
        )
        self.assertEqual(len(report.component_line_ids.move_id), 1)
        self.assertEqual(self._on_hand(self.paste, self.lot_1), 11)
        self.assertEqual(self._on_hand(self.paste, self.lot_2), 34)

    def test_lots_of_two_components_with_one_name(self):
        """Two suppliers number their lots alike: the component says which is meant."""
        self._create_gear()
        self._create_lot(self.ring, "B1")
        _production, cards = self._create_released(10, self.gear)
        self._ok("report", cards[0], good="10")
        rows = [{"product": self.paste.id, "lot": "B1", "quantity": "8"}]
        self._ok("report", cards[1], good="4", components=rows)
        self.assertEqual(self._on_hand(self.paste, self.lot_1), 7)

    def test_more_than_is_there_of_a_lot_is_refused(self):
        _production, cards = self._start_gears()
        self._ok("report", cards[0], good="10")
        rows = [{"lot": "B1", "quantity": "16"}]
        report = self._no(
            "component_short", "report", cards[1], good="8", components=rows
        )
        self.assertIn("15", report.message)
        rows = [{"product": "PASTE", "lot": "NO SUCH", "quantity": "1"}]
        self._no("component_lot_unknown", "report", cards[1], good="1", components=rows)
        rows = [{"product": "SCREW", "quantity": "1"}]
        self._no("component_wrong", "report", cards[1], good="1", components=rows)
        self.assertEqual(self._on_hand(self.paste), 55)

    def test_held_lot_is_refused(self):
        _production, cards = self._start_gears()
        self._ok("report", cards[0], good="10")
        self.env["poms.hold"]._hold(self.lot_1, note="crack")
        rows = [{"lot": "B1", "quantity": "2"}]
        self._no("component_held", "report", cards[1], good="1", components=rows)

    def test_unscanned_lot_is_taken_from_the_reservation_with_a_warning(self):
        _production, cards = self._start_gears()
        self._ok("report", cards[0], good="10")
        report = self._ok("report", cards[1], good="10")
        self.assertEqual(report.warning_codes, "component_unscanned")
        self.assertEqual(self._on_hand(self.paste), 35)
        self.assertFalse(any(report.component_line_ids.mapped("is_scanned")))

    def test_scrap_lowers_what_is_left_and_good_pieces_carry_its_cost(self):
        """10 in, 8 good: 8 received, all components taken, no quant below 0."""
        production, cards = self._start_gears()
        self._ok("report", cards[0], good="8", scrap="2", run_min=60)
        self.assertEqual(cards[0].state, "done")
        self.assertEqual(self._on_hand(self.ring), 90)
        self._no("previous_short", "report", cards[1], good="9")
        self._ok("report", cards[1], good="8", run_min=60)
        self.assertEqual(cards[1].state, "running")
        self._ok("finish", cards[1])
        self._ok("report", cards[2], good="8", run_min=60)
        self._ok("finish", cards[2])
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 8)
        self.assertEqual(sum(production.scrap_ids.mapped("scrap_qty")), 2)
        self.assertEqual(self._on_hand(self.paste), 39)
        negative = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.gear.id),
                ("quantity", "<", 0),
                ("location_id.usage", "=", "internal"),
            ]
        )
        self.assertFalse(negative)

    def test_material_fault_and_rework(self):
        production, cards = self._start_gears()
        self._ok("report", cards[0], good="5", material_fault="1", rework="4")
        self.assertEqual(cards[0].quantity_open, 4)
        self.assertEqual(cards[0].quantity_rework, 4)
        self._ok("report", cards[0], good="4")
        self.assertEqual(cards[0].state, "done")
        self.assertEqual(production.scrap_ids.scrap_qty, 1)
        self.assertEqual(cards[0].workorder_id.qty_produced, 9)

    def test_two_output_lots_each_with_its_own_components(self):
        production, cards = self._start_gears(tracking="lot")
        self._ok("report", cards[0], good="10")
        rows = [{"lot": "B1", "quantity": "8"}]
        self._ok("report", cards[1], good="4", components=rows)
        rows = [{"lot": "B2", "quantity": "12"}]
        self._ok("report", cards[1], good="6", components=rows)
        self._ok("report", cards[2], good="4", lot="OUTX")
        self._ok("report", cards[2], good="6", lot="OUTY")
        self.assertEqual(production.state, "done")
        reports = cards[2].report_ids.sorted("id")
        self.assertEqual(reports.mapped("lot_ids.name"), ["OUTX", "OUTY"])
        lines = production.move_finished_ids.move_line_ids
        lots = {line.lot_id.name: line for line in lines}
        self.assertEqual(
            {name: line.quantity for name, line in lots.items()}, {"OUTX": 4, "OUTY": 6}
        )
        for name, paste in (("OUTX", self.lot_1), ("OUTY", self.lot_2)):
            used = lots[name].consume_line_ids
            self.assertEqual(used.lot_id, paste, name)
            self.assertIn(self.ring, used.product_id, name)

    def test_lot_without_a_name_is_that_of_the_order(self):
        production, cards = self._start_gears(tracking="lot")
        for card in cards:
            self._ok("report", card, good="10")
        self.assertEqual(production.lot_producing_ids.name, production.name)
        self.assertEqual(self._on_hand(self.gear, production.lot_producing_ids), 10)

    def test_serials_unit_by_unit(self):
        production, cards = self._start_gears(3, tracking="serial")
        self._ok("report", cards[0], good="3")
        for lot, count in (("B1", "2"), ("B2", "2"), ("B2", "2")):
            rows = [{"lot": lot, "quantity": count}]
            self._ok("report", cards[1], good="1", components=rows)
        self._no("serial_count", "report", cards[2], good="1")
        self._ok("report", cards[2], good="1", serials=["SN0"])
        self._no("serial_used", "report", cards[2], good="1", serials=["SN0"])
        self._no("serial_twice", "report", cards[2], good="2", serials=["SN1", "SN1"])
        self._ok("report", cards[2], good="2", serials=["SN1", "SN2"])
        self.assertEqual(production.state, "done")
        self.assertEqual(
            set(production.lot_producing_ids.mapped("name")), {"SN0", "SN1", "SN2"}
        )
        lines = production.move_finished_ids.move_line_ids
        used = {line.lot_id.name: line.consume_line_ids.lot_id for line in lines}
        self.assertEqual(used["SN0"], self.lot_1)
        self.assertEqual(used["SN1"], self.lot_2)

    def test_by_product_told_and_left_to_the_close(self):
        bom = self._create_gear()
        oil = self._create_product("Oil", categ_id=self.average.id)
        chips = self._create_product("Chips", categ_id=self.average.id)
        bom.byproduct_ids = [
            Command.create({"product_id": p.id, "product_qty": 1}) for p in (oil, chips)
        ]
        production, cards = self._create_released(10, self.gear)
        self._ok("report", cards[0], good="10")
        self._ok("report", cards[1], good="10")
        rows = [{"product": "OIL", "quantity": "3"}]
        self._ok("report", cards[2], good="5", byproducts=rows)
        self.assertEqual(self._on_hand(oil), 3)
        self._ok("finish", cards[2])
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 5)
        self.assertEqual(self._on_hand(oil), 5)
        self.assertEqual(self._on_hand(chips), 5)

    def test_kit_component_is_taken_as_its_parts(self):
        kit = self._create_product("Kit")
        self._create_bom(kit, {self.screw: 3}, [], type="phantom")
        box = self._create_product("Box")
        self._create_bom(box, {kit: 1}, [("Packing", self.washer, 1)])
        self._put_in_stock(self.screw, 100)
        production, cards = self._create_released(5, box)
        self._ok("report", cards, good="5")
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.screw), 85)

    def test_over_production_only_as_far_as_the_plant_allows(self):
        self._stock_up()
        production, (turning, washing) = self._create_released(10)
        self._no("quantity_over", "report", turning, good="12")
        self.env["ir.config_parameter"].set_param("poms_orders.over_percent", "20")
        self._ok("report", turning, good="12")
        self._no("card_done", "report", turning, good="1")
        self._ok("report", washing, good="12")
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.shaft), 12)
        self.assertEqual(self._on_hand(self.screw), 76)

    def test_under_production_without_backorder(self):
        production, cards = self._start_gears()
        self._ok("finish", cards[0], good="8")
        self._ok("finish", cards[1], good="7")
        report = self._ok("finish", cards[2], good="7")
        self.assertEqual(report.warning_codes, "quantity_under")
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 7)
        self.assertEqual(self._on_hand(self.ring), 92)
        self.assertEqual(self._on_hand(self.paste), 41)
        self.assertEqual(self._reserved(production, self.paste), 0)

    def test_backorder_takes_over_what_is_left(self):
        """8, 7, 7 of 10: the rest is an order of 3 with 1 piece cut already."""
        production, cards = self._start_gears()
        self._ok("finish", cards[0], good="8")
        self._ok("finish", cards[1], good="7")
        self._no("backorder_right", "finish", cards[2], good="7", backorder=True)
        self.env["poms.team"].create({"name": "T", "leader_id": self.worker.id})
        self._ok("finish", cards[2], good="7", backorder=True)
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 7)
        rest = production.production_group_id.production_ids - production
        self.assertEqual(rest.product_qty, 3)
        demand = {m.product_id: m.product_uom_qty for m in rest.move_raw_ids}
        self.assertEqual(demand, {self.ring: 2, self.paste: 6})
        rest.card_ids.action_release()
        cards = rest.card_ids.sorted("sequence")
        self.assertEqual(cards.mapped("quantity"), [2, 3, 3])
        for card in cards:
            self._ok("report", card, good=str(card.quantity))
        self.assertEqual(rest.state, "done")
        self.assertEqual(self._on_hand(self.gear), 10)
        self.assertEqual(self._on_hand(self.ring), 90)
        self.assertEqual(self._on_hand(self.paste), 35)

    def test_nothing_good_ends_the_order_cancelled(self):
        production, cards = self._start_gears()
        self._ok("report", cards[0], scrap="10")
        self._ok("finish", cards[1])
        self._ok("finish", cards[2])
        self.assertEqual(production.state, "cancel")
        self.assertEqual(self._on_hand(self.gear), 0)
        self.assertEqual(self._on_hand(self.ring), 90)
        self.assertEqual(self._on_hand(self.paste), 55)

    def test_pieces_that_wait_for_quality_stay_out_of_stock(self):
        """Held back by quality, then let go: the order closes with its lots."""
        production, cards = self._start_gears(tracking="lot")
        hooks = type(self.env["poms.hooks"])
        for card in cards[:2]:
            self._ok("report", card, good="10")
        with patch.object(hooks, "_quality_released_qty", lambda *a: 0.0):
            self._no("previous_short", "report", cards[2], good="4")
        with patch.object(
            hooks,
            "_quality_released_qty",
            lambda self, card: 0.0 if card == cards[2] else None,
        ):
            self._ok("report", cards[2], good="4", lot="OUTX")
            self._ok("report", cards[2], good="6", lot="OUTY")
            self.assertEqual(production.state, "to_close")
            self.assertEqual(self._on_hand(self.gear), 0)
            with self.assertRaises(UserError):
                production.button_mark_done()
        production._close_if_ready()
        self.assertEqual(production.state, "done")
        lines = production.move_finished_ids.move_line_ids
        self.assertEqual(
            {line.lot_id.name: line.quantity for line in lines}, {"OUTX": 4, "OUTY": 6}
        )
        self.assertTrue(all(line.consume_line_ids for line in lines))

    def test_released_hold_closes_what_waited(self):
        production, cards = self._start_gears()
        for card in cards[:2]:
            self._ok("report", card, good="10")
        self._ok("report", cards[2], good="9")
        hold = self.env["poms.hold"]._hold(production, note="wait")
        self._no("card_held", "report", cards[2], good="1")
        # finished natively in spite of the hold
        cards[2].workorder_id.button_finish()
        self.assertEqual(production.state, "to_close")
        hold.action_release()
        self.assertEqual(production.state, "done")
        self.assertEqual(self._on_hand(self.gear), 9)

    def test_two_cards_of_one_work_order(self):
        self._stock_up()
        production = self._create_production(10)
        card = production.card_ids.sorted("sequence")[0]
        other = card._split_off(4)
        production.card_ids.action_release()
        self._ok("report", card, good="6")
        self.assertEqual(card.state, "done")
        self.assertEqual(card.workorder_id.state, "progress")
        self._ok("report", other, good="4")
        self.assertEqual(card.workorder_id.qty_produced, 10)
        self.assertEqual(card.workorder_id.state, "done")
