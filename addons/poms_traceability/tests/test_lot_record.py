from xmlrpc.client import dumps

from odoo.tests import HttpCase, tagged

from .common import TraceCommon


@tagged("post_install", "-at_install")
class TestLotRecord(TraceCommon):
    """A lot's record tells its life to whoever may read the lot."""

    def _get_record(self, lot):
        return self.env["poms.lot.record"]._get_record(lot)

    def test_a_truth_value_is_told_in_words(self):
        given = [
            {"name": "No leak", "kind": "yes_no", "value": "1"},
            {"name": "Burr", "kind": "yes_no", "value": "no"},
            {"name": "Pressure", "kind": "number", "value": "1", "unit": "bar"},
        ]
        rows = self.env["poms.lot.record"]._read_parameters({"parameters": given})
        told = [row["text"] for row in rows]
        self.assertEqual(told, ["No leak yes", "Burr no", "Pressure 1 bar"])

    def test_record_is_complete(self):
        self._create_point(trigger="first")
        production, lot = self._make_lot(4)
        inspection = production.card_ids.inspection_ids
        self._record_result(inspection, value="10.00")
        picking = self._ship(lot, 3)
        record = self._get_record(lot)

        self.assertEqual(record["lot"]["name"], "SH-1")
        self.assertEqual((record["lot"]["made"], record["lot"]["on_hand"]), ("4", "1"))
        steps = {(step["what"], step["operation"]): step for step in record["steps"]}
        turned = steps["Work reported, card finished", "Turning"]
        self.assertEqual(turned["machine"], "Lathe 1")
        self.assertEqual(turned["people"], "Worker")
        self.assertEqual(turned["good"], "4")
        self.assertEqual(turned["parameters"][0]["text"], "Speed 450 1/min")
        self.assertIn("BL-1", [item["lot"] for item in turned["used"]])
        self.assertIn(("Work reported, card finished", "Washing"), steps)
        self.assertEqual(len(record["steps"]), 4)
        components = {row["lot"] or row["product"]: row for row in record["components"]}
        self.assertEqual(components["BL-1"]["quantity"], "4")
        self.assertEqual(components["BL-1"]["production"], production.name)
        self.assertIn("[SCREW] Screw", components)
        self.assertEqual(record["inspections"][0]["inspector"], "Inspector")
        self.assertEqual(record["inspections"][0]["value"], "10.00")
        self.assertEqual(record["shipments"][0]["name"], picking.name)
        self.assertEqual(record["shipments"][0]["quantity"], "3")
        self.assertFalse(any(record["left_out"].values()))

    def test_record_goes_down_to_the_customer_and_up_to_the_bar(self):
        """A bar's lot knows the shafts; a shaft's record shows the sawing, too."""
        self.bar.tracking = "lot"
        bar_lot = self._create_lot(self.bar, "BAR-7")
        self._put_in_stock(self.bar, 10, bar_lot)
        blanks, (sawing,) = self._create_released(4, self.blank)
        self._ok(
            "report",
            sawing,
            good="4",
            lot="BL-2",
            components=[{"lot": "BAR-7", "quantity": "4"}],
        )
        _order, (turning, washing) = self._create_released(4)
        self._ok(
            "report",
            turning,
            good="4",
            components=[{"lot": "BL-2", "quantity": "4"}],
        )
        self._ok("report", washing, good="4", lot="SH-2")
        lot = self.env["stock.lot"].search([("name", "=", "SH-2")])
        picking = self._ship(lot, 4)

        record = self._get_record(lot)
        found = {row["lot"]: row for row in record["components"] if row["lot"]}
        self.assertEqual(found["BL-2"]["level"], 1)
        self.assertEqual(found["BL-2"]["made_in"], blanks.name)
        self.assertEqual(found["BAR-7"]["level"], 2)
        self.assertIn("Sawing", [step["operation"] for step in record["steps"]])

        down = self._get_record(bar_lot)
        self.assertEqual([row["lot"] for row in down["uses"]], ["BL-2", "SH-2"])
        self.assertEqual(down["shipments"][0]["name"], picking.name)

    def test_serials_have_their_own_steps(self):
        """Of two serials of one order each sees its own last report only."""
        self.shaft.tracking = "serial"
        _order, (turning, washing) = self._create_released(2)
        self._ok(
            "report",
            turning,
            good="2",
            components=[{"lot": "BL-1", "quantity": "2"}],
        )
        self._ok("report", washing, good="1", serials=["S1"])
        self._ok("report", washing, good="1", serials=["S2"], note="second")
        lot = self.env["stock.lot"].search([("name", "=", "S1")])
        notes = [step["note"] for step in self._get_record(lot)["steps"]]
        self.assertNotIn("second", notes)
        washed = [
            step
            for step in self._get_record(lot)["steps"]
            if step["operation"] == "Washing" and step["kind"] == "card_reported"
        ]
        self.assertEqual(len(washed), 1)

    def test_order_and_customer_stand_in_it(self):
        order = self._create_order(2)
        order.action_confirm()
        production = order.production_ids.filtered(lambda p: p.product_id == self.shaft)
        production.lot_producing_ids = self._create_lot(self.shaft, "SH-3")
        record = self._get_record(production.lot_producing_ids)
        self.assertEqual(record["orders"][0]["name"], order.name)
        self.assertEqual(record["orders"][0]["customer"], "Customer")
        self.assertEqual(record["orders"][0]["reference"], "PO-1")

    def test_client_reads_it(self):
        _production, lot = self._make_lot(2)
        answer = self.env["stock.lot"].lot_record("SH-1")
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual(answer["record"]["lot"]["id"], lot.id)
        self.assertIsInstance(answer["record"]["steps"][0]["date"], str)
        self.assertTrue(dumps((answer,)), "XML-RPC can send it")
        refused = self.env["stock.lot"].lot_record("nothing")
        self.assertEqual(refused["code"], "unknown")

    def test_bought_lot_has_an_empty_record(self):
        record = self._get_record(self.blank_lot)
        self.assertFalse(record["steps"] or record["components"])
        self.assertIn("BL-1", self.blank_lot.poms_record_html)

    def test_page_shows_it(self):
        production, lot = self._make_lot(2)
        html = lot.poms_record_html
        for text in ("SH-1", "BL-1", "Turning", "Lathe 1", "Worker", production.name):
            self.assertIn(text, html)
        self.assertEqual(lot.action_poms_record()["res_id"], lot.id)
        self.assertGreater(lot.poms_event_count, 0)

    def test_queries_do_not_grow_with_the_reports(self):
        _production, lot = self._make_lot(2)
        self._get_record(lot)
        self.env.invalidate_all()
        with self.assertQueryCount(90):
            self._get_record(lot)

    def test_pooled_part_without_lots_is_found_from_each_that_it_is_for(self):
        """Blanks without lots, one order of them for two orders of shafts."""
        self._put_in_stock(self.blank, -50, self.blank_lot)
        self.blank.tracking = "none"
        self._put_in_stock(self.blank, 10)
        pool = self._create_production(10, product=self.blank)
        shafts = [self._create_production(quantity) for quantity in (4, 6)]
        pool.poms_parent_id = shafts[0]
        self.env["poms.peg"].create(
            [
                {"production_id": pool.id, "parent_id": s.id, "quantity": s.product_qty}
                for s in shafts
            ]
        )
        genealogy = self.env["poms.lot.genealogy"]
        for number, shaft in enumerate(shafts):
            shaft.lot_producing_ids = self._create_lot(self.shaft, f"POOL-{number}")
            shaft.qty_producing = shaft.product_qty
            shaft._set_qty_producing()
            shaft.move_raw_ids.picked = True
            shaft.button_mark_done()
            self.assertEqual(shaft.state, "done")
            nodes, orders, _left = genealogy._get_components(shaft.lot_producing_ids)
            self.assertIn(pool, orders)
            blank = [node for node in nodes if node["product"] == self.blank]
            self.assertEqual([node["made_in"] for node in blank], [pool])


@tagged("post_install", "-at_install")
class TestLotRecordPdf(TraceCommon, HttpCase):
    def test_pdf(self):
        _production, lot = self._make_lot(2)
        content = self.env["poms.lot.record"]._get_pdf(lot)
        self.assertTrue(content.startswith(b"%PDF"))
        url = f"/poms/lot/{lot.id}/record.pdf"
        self.assertIn("/web/login", self.url_open(url).url)
        self._new_user("trace_reader", "group_operator")
        self.authenticate("trace_reader", "trace_reader")
        response = self.url_open(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(response.content.startswith(b"%PDF"))
