from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestConfirmBackground(PomsCommon):
    """Many orders, one job and one transaction each."""

    def _run(self, orders):
        """Start a run; return it with the trap that holds its jobs."""
        action = orders.action_confirm_background()
        return self.env["poms.confirm.run"].browse(action["res_id"])

    def _orders(self, count):
        orders = self.env["poms.order"]
        for number in range(count):
            orders |= self._create_order(2, reference=f"B-{number}")
        return orders

    def test_each_order_is_a_job(self):
        orders = self._orders(3)
        with trap_jobs() as trap:
            run = self._run(orders)
            trap.assert_jobs_count(3)
            self.assertEqual((run.state, run.progress), ("running", 0))
            trap.perform_enqueued_jobs()
        self.assertEqual(set(orders.mapped("state")), {"confirmed"})
        self.assertEqual((run.state, run.progress, run.done_count), ("done", 100, 3))

    def test_one_bad_order_stops_no_other(self):
        orders = self._orders(3)
        orders[1].line_ids.product_id = False
        with trap_jobs() as trap:
            run = self._run(orders)
            trap.perform_enqueued_jobs()
        self.assertEqual(orders.mapped("state").count("confirmed"), 2)
        self.assertEqual((run.state, run.failed_count), ("done", 1))
        failed = run.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.order_id, orders[1])
        self.assertIn("which product?", failed.message)
        self.assertFalse(orders[1].production_ids)
        orders[1].line_ids.product_id = self.shaft
        with trap_jobs() as trap:
            run.action_resume()
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()
        self.assertEqual(orders[1].state, "confirmed")
        self.assertEqual(run.failed_count, 0)

    def test_a_job_that_runs_twice_makes_an_order_once(self):
        """After a kill the queue starts a job again, perhaps beside a resumed one."""
        orders = self._orders(1)
        with trap_jobs():
            run = self._run(orders)
        run.line_ids._job_confirm()
        made = orders.production_ids
        run.line_ids.state = "waiting"
        run.line_ids._job_confirm()
        self.assertEqual(orders.production_ids, made)
        self.assertEqual(run.done_count, 1)

    def test_a_crash_leaves_nothing_half_made(self):
        """What a killed transaction leaves: the order as it was, the line waiting."""
        orders = self._orders(1)
        with trap_jobs():
            run = self._run(orders)
        self.env.flush_all()
        model = type(self.env["mrp.production"])
        self.patch(model, "_set_split_dates", lambda self, nodes: 1 / 0)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            run.line_ids._job_confirm()
        self.env.invalidate_all()
        self.assertEqual(orders.state, "received")
        self.assertFalse(orders.production_ids | orders.card_ids.production_id)
        self.assertFalse(orders.sale_order_id)
        self.assertEqual((run.state, run.line_ids.state), ("running", "waiting"))

    def test_stopped_and_resumed(self):
        orders = self._orders(2)
        with trap_jobs():
            run = self._run(orders)
        run.action_stop()
        run.line_ids[0]._job_confirm()
        self.assertEqual((run.state, orders[0].state), ("stopped", "received"))
        with trap_jobs() as trap:
            run.action_resume()
            trap.perform_enqueued_jobs()
        self.assertEqual(run.state, "done")

    def test_rights(self):
        orders = self._orders(1)
        planner = self._new_user("bulk-planner", "group_planner")
        with trap_jobs() as trap:
            run = self._run(orders.with_user(planner))
            trap.perform_enqueued_jobs()
        self.assertEqual((run.user_id, orders.state), (planner, "confirmed"))
        keeper = self._new_user("bulk-keeper", "group_warehouse_keeper")
        with self.assertRaises(AccessError):
            orders.with_user(keeper).action_confirm_background()

    def test_nothing_to_do_is_said(self):
        orders = self._orders(1)
        orders.action_confirm()
        with self.assertRaisesRegex(UserError, "None of these orders"):
            orders.action_confirm_background()


@tagged("post_install", "-at_install")
class TestReleaseQueries(PomsCommon):
    def test_release_grows_by_no_query_per_card(self):
        """Beyond the rows that are written: two sizes, the same number of queries."""
        counts = {}
        for size in (2, 4, 24):
            productions = self.env["mrp.production"].create(
                [
                    {"product_id": self.shaft.id, "product_qty": 5}
                    for _number in range(size)
                ]
            )
            productions.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            cards = self.env["poms.task.card"].browse(productions.card_ids.ids)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cards.action_release()
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
            self.assertEqual(set(cards.mapped("state")), {"released"})
        self.assertLessEqual(counts[24], counts[4] + 2, counts)

    def _planned_cards(self, count):
        """`count` cards of one piece each, planned one after the other."""
        self.shaft_bom.operation_ids.write({"card_split": "most", "card_quantity": 1})
        production = self._create_production(count // 2)
        cards = production.card_ids
        self.assertEqual(len(cards), count)
        begin = fields.Datetime.now().replace(microsecond=0) + timedelta(hours=1)
        cards._write_plan(
            {
                card.id: {
                    "date_start": begin + timedelta(minutes=number),
                    "date_finish": begin + timedelta(minutes=number + 1),
                }
                for number, card in enumerate(cards)
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["poms.task.card"].browse(cards.ids)

    def _count(self, act):
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_planned_cards_of_one_step_are_released_in_the_same_queries(self):
        counts = {}
        for size in (10, 50, 100):
            cards = self._planned_cards(size)
            counts[size] = self._count(cards.action_release)
            self.assertEqual(set(cards.mapped("state")), {"released"})
        self.assertLessEqual(counts[100], counts[50], counts)
        self.assertLess(counts[100], 100, "less than a query a card")

    def test_a_rule_releases_many_in_the_same_queries(self):
        rule = self.env["poms.intake.rule"].create(
            {"name": "All", "kind": "release", "is_on": True, "takes_warnings": True}
        )
        counts = {}
        for size in (10, 50, 100):
            cards = self._planned_cards(size)
            counts[size] = self._count(rule._release)
            self.assertEqual(set(cards.mapped("state")), {"released"})
            self.assertTrue(all(cards.mapped("release_rule_id")))
        self.assertLessEqual(counts[100], counts[50], counts)
