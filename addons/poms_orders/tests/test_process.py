from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestProcess(ReportCommon):
    """Alternatives, temporary processes and steps that a supplier does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_gear()
        cls.supplier = cls.env["res.partner"].create({"name": "Hardening Works"})
        cls.worker.user_id = cls.env.user

    def setUp(self):
        super().setUp()
        self.production, self.three = self._create_released(10, self.gear)
        self.cut, self.bond, self.test = self.three

    # --- alternatives

    def _alternative(self, **vals):
        return self.env["poms.routing.alternative"].create(
            {
                "operation_id": self.cut.operation_id.id,
                "workcenter_id": self.lathe_2.id,
                **vals,
            }
        )

    def test_alternative_by_quantity(self):
        self._alternative(condition="quantity", quantity_min=5, quantity_max=10)
        self.assertIn(self.lathe_2, self.cut._get_eligible_machines())
        self.cut.quantity = 4
        self.assertNotIn(self.lathe_2, self.cut._get_eligible_machines())

    def test_alternative_when_the_machine_is_down(self):
        self._alternative(condition="down")
        self.assertNotIn(self.lathe_2, self.cut._get_eligible_machines())
        hold = self.env["poms.hold"].create(
            {"workcenter_id": self.cut.workcenter_id.id, "note": "spindle"}
        )
        self.assertIn(self.lathe_2, self.cut._get_eligible_machines())
        hold.action_release()
        self.assertNotIn(self.lathe_2, self.cut._get_eligible_machines())

    def test_scan_at_an_alternative_is_no_wrong_station(self):
        self._alternative()
        report = self._ok("start", self.cut, workcenter=self.lathe_2.id)
        self.assertFalse(report.warning_codes)

    # --- temporary process

    def _process(self, **line):
        return self.env["poms.temporary.process"].create(
            {
                "production_id": self.production.id,
                "note": "customer asks",
                "date_expiry": fields.Datetime.now() + timedelta(days=1),
                "line_ids": [Command.create(line)],
            }
        )

    def _insert(self):
        process = self._process(
            act="insert",
            workorder_id=self.cut.workorder_id.id,
            step_name="Deburring",
            workcenter_id=self.lathe_2.id,
            minutes=2,
        )
        process.action_apply()
        return process, process.line_ids.new_workorder_id

    def test_inserted_step_stands_between(self):
        process, new = self._insert()
        self.assertEqual(new.card_ids.step_name, "Deburring")
        self.assertEqual(new.blocked_by_workorder_ids, self.cut.workorder_id)
        self.assertEqual(self.bond.workorder_id.blocked_by_workorder_ids, new)
        card = new.card_ids
        self.assertEqual((card.quantity, card.state), (10, "planned"))
        card.action_release()
        self._ok("report", self.cut, good="10", run_min=1)
        self._no("previous_short", "report", self.bond, good="1", run_min=1)
        self._ok("report", card, good="10", run_min=1)
        self._ok("report", self.bond, good="10", run_min=1)
        self._ok("report", self.test, good="10", run_min=1)
        self.assertEqual(self.production.state, "done")
        said = str(self.production.message_ids.mapped("body"))
        self.assertIn("customer asks", said)
        self.assertEqual(process.state, "applied")

    def test_expiry_takes_back_what_has_not_begun(self):
        process, new = self._insert()
        process.date_expiry = fields.Datetime.now() - timedelta(hours=1)
        process.action_end()
        self.assertEqual(new.state, "cancel")
        self.assertEqual(
            self.bond.workorder_id.blocked_by_workorder_ids.filtered(
                lambda w: w.state != "cancel"
            ),
            self.cut.workorder_id,
        )
        self.assertEqual(process.state, "ended")

    def test_a_step_that_began_stays_after_the_expiry(self):
        process, new = self._insert()
        new.card_ids.action_release()
        self._ok("report", self.cut, good="4", run_min=1)
        self._ok("report", new.card_ids, good="4", run_min=1)
        process.action_end()
        self.assertNotEqual(new.state, "cancel")
        self.assertIn("Deburring", process.message_ids[0].body)

    def test_left_out_step_and_back(self):
        process = self._process(act="remove", workorder_id=self.bond.workorder_id.id)
        process.action_apply()
        self.assertEqual(self.bond.state, "cancelled")
        self.assertEqual(
            self.test.workorder_id.blocked_by_workorder_ids, self.cut.workorder_id
        )
        paste = self.production.move_raw_ids.filtered(
            lambda m: m.product_id == self.paste
        )
        self.assertEqual(paste.workorder_id, self.test.workorder_id)
        process.action_end()
        self.assertEqual(
            self.test.workorder_id.blocked_by_workorder_ids, self.bond.workorder_id
        )
        self.assertEqual(paste.workorder_id, self.bond.workorder_id)
        live = self.bond.workorder_id.card_ids._not_cancelled()
        self.assertEqual(sum(live.mapped("quantity")), 10)

    def test_order_without_the_step_runs_to_its_end(self):
        self._process(
            act="remove", workorder_id=self.bond.workorder_id.id
        ).action_apply()
        self._ok("report", self.cut, good="10", run_min=1)
        self._ok("report", self.test, good="10", run_min=1)
        self.assertEqual(self.production.state, "done")

    def test_changed_step_and_back(self):
        own = self.bond.workcenter_id
        minutes = self.bond.run_min
        process = self._process(
            act="change",
            workorder_id=self.bond.workorder_id.id,
            step_name="Bond twice",
            workcenter_id=self.lathe_2.id,
            minutes=9,
        )
        process.action_apply()
        self.assertEqual(self.bond.step_name, "Bond twice")
        self.assertEqual(self.bond.workcenter_id, self.lathe_2)
        self.assertAlmostEqual(self.bond.setup_min + self.bond.run_min, 90)
        process.action_end()
        self.assertEqual(self.bond.workcenter_id, own)
        self.assertAlmostEqual(self.bond.run_min, minutes)

    def test_what_is_in_effect_stays_as_it_was_applied(self):
        """Else its end would take back a step that it never made."""
        process, _new = self._insert()
        other = self._create_released(5)[0]
        engineer = self._new_user("process_engineer_2", "group_process_engineer")
        line = process.line_ids.with_user(engineer)
        for act in (
            lambda: line.write({"new_workorder_id": other.workorder_ids[:1].id}),
            lambda: line.write({"step_name": "Other"}),
            line.unlink,
            lambda: line.copy(),
            lambda: line.process_id.write({"production_id": other.id}),
        ):
            with self.assertRaises(UserError):
                act()
        line.process_id.action_end()
        self.assertEqual(other.workorder_ids[:1].state, "ready")

    def test_what_a_temporary_process_may_not(self):
        self._ok("report", self.cut, good="4", run_min=1)
        with self.assertRaisesRegex(UserError, "has begun"):
            self._process(
                act="remove", workorder_id=self.cut.workorder_id.id
            ).action_apply()
        self._ok("report", self.bond, good="1", run_min=1)
        with self.assertRaisesRegex(UserError, "rework cards"):
            self._insert()
        planner = self._new_user("planner-process", "group_planner")
        process = self._process(act="remove", workorder_id=self.test.workorder_id.id)
        with self.assertRaises(AccessError):
            process.with_user(planner).action_apply()
        process.date_expiry = fields.Datetime.now() - timedelta(hours=1)
        with self.assertRaisesRegex(UserError, "future"):
            process.action_apply()

    # --- outside processing

    def _send(self, quantity=10, **vals):
        order = self.env["poms.outside.order"].create(
            {
                "card_id": self.bond.id,
                "partner_id": self.supplier.id,
                "quantity": quantity,
                "price_unit": 3,
                "date_due": fields.Date.today() + timedelta(days=2),
                **vals,
            }
        )
        order.action_send()
        return order

    def test_send_receive_and_price(self):
        self._ok("report", self.cut, good="10", run_min=0)
        order = self._send()
        self.assertEqual(self.bond.state, "running")
        refused = self._no("card_held", "report", self.bond, good="1", run_min=1)
        self.assertIn("Hardening Works", refused.message)
        order._receive(4, 1, "DN-7")
        self.assertEqual((order.quantity_away, order.state), (5, "sent"))
        self.assertEqual((self.bond.quantity_good, self.bond.quantity_scrap), (4, 1))
        with self.assertRaisesRegex(UserError, "at most 5"):
            order._receive(6)
        cost = self.bond.workorder_id._cal_cost()
        self.assertAlmostEqual(cost, 12)
        order._receive(5)
        self.assertEqual(order.state, "done")
        self.assertEqual(self.bond.state, "done")

    def test_no_more_comes_back_than_came_before(self):
        self._ok("report", self.cut, good="3", run_min=0)
        order = self._send()
        with self.assertRaisesRegex(UserError, "have come from the step before"):
            order._receive(4)
        order._receive(3)

    def test_orders_whose_pieces_are_away_are_not_pulled_away(self):
        """Nobody can pause them: they come back, or are called off."""
        self._ok("report", self.cut, good="10", run_min=0)
        order = self._send()
        for act in (
            self.production.action_cancel,
            self.production.button_unplan,
            self.bond.workorder_id.action_cancel,
        ):
            with self.assertRaisesRegex(UserError, f"Receive {order.name} or call"):
                act()

    def test_a_part_goes_out_and_the_rest_stays(self):
        self._ok("report", self.cut, good="10", run_min=0)
        order = self._send(4)
        self.assertNotEqual(order.card_id, self.bond)
        self.assertEqual((order.card_id.quantity, self.bond.quantity), (4, 6))
        self._ok("report", self.bond, good="6", run_min=1)

    def test_overdue_list(self):
        self._ok("report", self.cut, good="10", run_min=0)
        order = self._send()
        orders = self.env["poms.outside.order"]
        late = [("is_overdue", "=", True), ("id", "=", order.id)]
        self.assertFalse(orders.search(late))
        order.date_due = fields.Date.today() - timedelta(days=1)
        self.assertTrue(order.is_overdue)
        self.assertEqual(orders.search(late), order)
        order.action_call_off()
        self.assertEqual((order.state, self.bond.state), ("cancelled", "paused"))
        self.assertFalse(orders.search(late))
        self._ok("report", self.bond, good="10", run_min=1)
