from xmlrpc.client import dumps

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import TraceCommon


@tagged("post_install", "-at_install")
class TestInspection(TraceCommon):
    """Asked for by the work, judged by limits; what failed stops the card."""

    def _start(self, **point):
        self.point = self._create_point(**point)
        self.production, (self.turning, self.washing) = self._create_released(4)
        self._ok("start", self.turning)
        return self.turning.inspection_ids

    def _report(self, good, card=None):
        values = {}
        card = card or self.turning
        if card == self.turning:
            values["components"] = [{"lot": "BL-1", "quantity": good}]
        return self._ok("report", card, good=good, **values)

    def test_first_piece_is_asked_for_at_the_start_once(self):
        inspection = self._start()
        self.assertEqual(inspection.mapped("state"), ["todo"])
        self.assertEqual(inspection.title, "Diameter")
        self.assertFalse(inspection.value)
        self.env.cr.execute(
            "SELECT value_number FROM poms_inspection WHERE id = %s", [inspection.id]
        )
        self.assertIsNone(self.env.cr.fetchone()[0])
        self._report("1")
        self.assertEqual(len(self.turning.inspection_ids), 1)

    def test_each_report_and_last_piece(self):
        self._create_point(title="Last", trigger="last")
        self._start(title="Each", trigger="each")
        self.assertFalse(self.turning.inspection_ids)
        self._report("1")
        self._report("2")
        self.assertEqual(self.turning.inspection_ids.mapped("title"), ["Each", "Each"])
        self._report("1")
        titles = sorted(self.turning.inspection_ids.mapped("title"))
        self.assertEqual(titles, ["Each", "Each", "Each", "Last"])
        spans = self.turning.inspection_ids.filtered(
            lambda i: i.title == "Each"
        ).mapped(lambda i: (i.quantity_before, i.quantity_after))
        self.assertEqual(sorted(spans), [(0, 1), (1, 3), (3, 4)])

    def test_every_two_pieces(self):
        self._start(trigger="every", every=2)
        for good, count in [("1", 0), ("1", 1), ("1", 1), ("1", 2)]:
            self._report(good)
            self.assertEqual(len(self.turning.inspection_ids), count)

    def test_value_within_limits_passes(self):
        inspection = self._start()
        answer = self._record_result(inspection, value="10,01")
        self.assertEqual((answer["status"], answer["state"]), ("accepted", "passed"))
        self.assertEqual(inspection.value_number, 10.01)
        self.assertEqual(inspection.employee_id, self.inspector_employee)
        self.assertFalse(self.turning.is_held)

    def test_fail_holds_and_release_lets_go(self):
        """Given a failed measure, no report is taken until an inspector decides."""
        inspection = self._start()
        answer = self._record_result(inspection, value="10.5", note="burr")
        self.assertEqual(answer["state"], "failed")
        self.assertTrue(self.turning.is_held)
        self.assertIn("10.5", self.turning.hold_reason)
        self.assertIn("burr", self.turning.hold_reason)
        self.assertEqual(inspection.hold_ids.kind, "quality")
        refused = self._do("report", self.turning, good="1")
        self.assertEqual(refused["status"], "refused")
        self.assertIn("10.5", refused["message"])

        inspections = self.env["poms.inspection"].with_user(self.inspector)
        answer = inspections.release(inspection.name, "use_as_is", " ")
        self.assertEqual(answer["code"], "reason_missing")
        answer = inspections.release(inspection.name, "use_as_is", "customer agreed")
        self.assertEqual(answer["status"], "accepted")
        self.env.invalidate_all()
        self.assertEqual(inspection.state, "released")
        self.assertEqual(inspection.hold_ids.state, "released")
        self.assertEqual(inspection.released_user_id, self.inspector)
        self.assertFalse(self.turning.is_held)
        self._report("1")
        again = inspections.release(inspection.name, "use_as_is", "customer agreed")
        self.assertEqual(again["status"], "duplicate")
        kinds = self._events(production_ref=self.production.id).mapped("kind")
        self.assertEqual(
            [k for k in kinds if k in ("inspection_done", "hold_set", "hold_released")],
            ["hold_set", "inspection_done", "hold_released", "inspection_done"],
        )
        failed, released = self._events("inspection_done", card_ref=self.turning.id)
        self.assertEqual(failed.disposition, "non_conformant")
        self.assertEqual(failed.person_names, "Inspector")
        self.assertEqual(released.data["reason"], "customer agreed")

    def test_hold_is_released_by_the_inspection_only(self):
        inspection = self._start()
        self._record_result(inspection, value="11")
        for hold in (
            inspection.hold_ids,
            inspection.hold_ids.with_user(self.inspector),
        ):
            with self.assertRaisesRegex(UserError, inspection.name):
                hold.action_release()
        self.assertTrue(self.turning.is_held)

    def test_lot_that_failed_at_the_end_is_not_shipped(self):
        """The last step is reported and received; then its inspection fails."""
        washing = self.shaft_bom.operation_ids - self.turning_operation
        self._start(operation_id=washing.id, trigger="last")
        self._report("4")
        self._ok("report", self.washing, good="4", lot="SH-5")
        self.assertEqual(self.production.state, "done")
        inspection = self.washing.inspection_ids
        self._record_result(inspection, value="11")
        lot = self.env["stock.lot"].search([("name", "=", "SH-5")])
        self.assertTrue(lot.poms_is_held)
        with self.assertRaises(UserError) as refused:
            self._ship(lot, 4)
        self.assertIn(inspection.name, str(refused.exception))
        inspections = self.env["poms.inspection"].with_user(self.inspector)
        inspections.release(inspection.id, "use_as_is", "within the drawing's note")
        lot.invalidate_recordset()
        self.assertFalse(lot.poms_is_held)
        self.assertEqual(self._ship(lot, 4).state, "done")

    def test_order_closes_when_its_last_inspection_is_done(self):
        washing = self.shaft_bom.operation_ids - self.turning_operation
        self._start(operation_id=washing.id, trigger="each", holds_pieces=True)
        self._report("4")
        self._ok("report", self.washing, good="2", lot="SH-6")
        self._record_result(self.washing.inspection_ids, value="10")
        self._ok("report", self.washing, good="2", lot="SH-6")
        lot = self.env["stock.lot"].search([("name", "=", "SH-6")])
        waiting = self.washing.inspection_ids.filtered(lambda i: i.state == "todo")
        self._record_result(waiting, value="10")
        self.env.invalidate_all()
        self.assertEqual(self.production.state, "done")
        self.assertEqual(self._on_hand(self.shaft, lot), 4)

    def test_retest_asks_again(self):
        inspection = self._start()
        self._record_result(inspection, value="11")
        inspections = self.env["poms.inspection"].with_user(self.inspector)
        inspections.release(inspection.id, "retest", "gauge was dirty")
        second = self.turning.inspection_ids - inspection
        self.assertEqual(second.state, "todo")
        self.assertEqual(second.retest_of_id, inspection)
        self.assertFalse(second.value)
        self.assertFalse(self.turning.is_held)
        self._record_result(second, value="10")
        self.assertEqual(second.state, "passed")

    def test_pieces_wait_for_their_inspection(self):
        hooks = self.env["poms.hooks"]
        self._start(trigger="each", holds_pieces=True)
        self.assertIsNone(hooks._quality_released_qty(self.washing))
        self._report("2")
        first = self.turning.inspection_ids
        self.assertEqual(hooks._quality_released_qty(self.turning), 0)
        self._record_result(first, value="10")
        self.assertEqual(hooks._quality_released_qty(self.turning), 2)
        self._report("1")
        self.assertEqual(hooks._quality_released_qty(self.turning), 2)

    def test_only_failed_pieces_wait_by_default(self):
        hooks = self.env["poms.hooks"]
        self._start(trigger="each")
        self._report("2")
        self.assertEqual(hooks._quality_released_qty(self.turning), 2)
        self._record_result(self.turning.inspection_ids, value="99")
        self.assertEqual(hooks._quality_released_qty(self.turning), 0)
        inspections = self.env["poms.inspection"].with_user(self.inspector)
        inspections.release(self.turning.inspection_ids.id, "use_as_is", "fits")
        self.assertEqual(hooks._quality_released_qty(self.turning), 2)

    def test_same_result_twice_is_one(self):
        inspection = self._start()
        inspections = self.env["poms.inspection"].with_user(self.inspector)
        key = self._uuid()
        first = inspections.record_result(key, inspection.name, value="10")
        again = inspections.record_result(key, inspection.name, value="10")
        self.assertEqual((first["status"], again["status"]), ("accepted", "duplicate"))
        other = inspections.record_result(key, inspection.name, value="11")
        self.assertEqual(other["code"], "uuid_conflict")
        late = inspections.record_result(self._uuid(), inspection.name, value="10")
        self.assertEqual(late["code"], "already_done")
        events = self._events("inspection_done", card_ref=self.turning.id)
        self.assertEqual(len(events), 1)

    def test_wrong_input_is_answered_with_a_sentence(self):
        inspection = self._start()
        for value in ("", None, "ten"):
            answer = self._record_result(inspection, value=value)
            self.assertEqual(answer["code"], "no_value")
            self.assertTrue(answer["message"])
        self.assertEqual(inspection.state, "todo")
        unknown = self.env["poms.inspection"].record_result(self._uuid(), "QI-no")
        self.assertEqual(unknown["code"], "unknown")

    def test_operator_records_what_is_for_operators_only(self):
        operator = self._new_user("trace_operator", "group_operator")
        own = self._start(who="operator", kind="pass_fail")
        answer = self._record_result(own, operator, passed=True)
        self.assertEqual(answer["state"], "passed")
        self._create_point(title="Expert", trigger="each")
        self._report("1")
        expert = self.turning.inspection_ids - own
        with self.assertRaises(AccessError):
            self._record_result(expert, operator, value="10")
        self._record_result(expert, value="12")
        with self.assertRaises(AccessError):
            self.env["poms.inspection"].with_user(operator).release(
                expert.name, "use_as_is", "me too"
            )

    def test_token_says_who_inspects(self):
        """A shared tablet's log-in may do nothing, the identified person may."""
        inspection = self._start()
        device = self._new_user("trace_device", "group_device")
        inspections = self.env["poms.inspection"].with_user(device)
        with self.assertRaises(AccessError):
            inspections.record_result(self._uuid(), inspection.name, value="10")
        tokens = self.env["poms.token"].with_user(device)
        token, _expires = tokens._issue(self.worker)
        with self.assertRaises(AccessError):
            inspections.record_result(
                self._uuid(), inspection.name, value="10", token=token
            )
        token, _expires = tokens._issue(self.inspector_employee)
        found = inspections.open_inspections(self.turning.name, token=token)
        self.assertEqual(found["inspections"][0]["name"], inspection.name)
        self.assertTrue(dumps((found,)), "XML-RPC can send it")
        answer = inspections.record_result(
            self._uuid(), inspection.name, value="10", token=token
        )
        self.assertEqual(answer["state"], "passed")
        self.assertEqual(inspection.employee_id, self.inspector_employee)

    def test_buttons(self):
        inspection = self._start().with_user(self.inspector)
        with self.assertRaisesRegex(UserError, "measured value"):
            inspection.action_measure()
        with Form(inspection) as form:
            form.value = "10.3"
        inspection.action_measure()
        self.assertEqual(inspection.state, "failed")
        with Form(inspection) as form:
            form.disposition = "rework"
            form.release_reason = "turn it again"
        inspection.action_release()
        self.assertEqual(inspection.state, "released")
        self.assertFalse(self.turning.is_held)

    def test_result_cannot_be_rewritten(self):
        inspection = self._start().with_user(self.inspector)
        for vals in ({"state": "passed"}, {"value_number": 1}, {"point_id": 1}):
            with self.assertRaises(UserError):
                inspection.write(vals)
        self._record_result(inspection, value="10")
        with self.assertRaises(UserError):
            inspection.write({"value": "9"})
        with self.assertRaises(UserError):
            inspection.sudo().unlink()
        self.point.value_max = 5
        self.assertEqual(inspection.value_max, 10.02)

    def test_other_system_tells_a_result(self):
        inspection = self._start()
        values = {"uuid": self._uuid(), "value": "9.9"}
        answer = self.env["poms.hooks"]._inspection_result(inspection.name, values)
        self.assertEqual(answer["state"], "failed")
        self.assertTrue(self.turning.is_held)
