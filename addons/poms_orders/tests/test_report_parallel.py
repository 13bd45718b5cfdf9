import threading
import time
import uuid
from unittest.mock import patch

import psycopg2
from werkzeug.exceptions import ServiceUnavailable

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..models import poms_door


@tagged("post_install", "-at_install")
class TestReportParallel(BaseCase):
    """Acts at the same time: real cursors, real commits.

    What they do cannot be rolled back, and reports cannot be deleted: all of it lies
    in a company of its own, which no other test sees.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls._create_world(env)

    @classmethod
    def _create_world(cls, env):
        mark = uuid.uuid4().hex[:8]
        company = env["res.company"].create({"name": f"Parallel {mark}"})
        env = env(
            context={"allowed_company_ids": company.ids, "tracking_disable": True}
        )
        user = env["res.users"].create(
            {
                "name": "Parallel terminal",
                "login": f"parallel-{mark}",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [
                    Command.link(env.ref("poms_orders.group_operator").id),
                    Command.link(env.ref("mrp.group_mrp_user").id),
                ],
            }
        )
        env["hr.employee"].create(
            {
                "name": "Parallel worker",
                "barcode": mark,
                "company_id": company.id,
                "user_id": user.id,
            }
        )
        product, part = cls._create_product(env, company)
        warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)])
        env["stock.quant"]._update_available_quantity(
            part, warehouse.lot_stock_id, 10000
        )
        cls.company_id, cls.user_id, cls.product_id = company.id, user.id, product.id
        env.flush_all()
        cls.token = env(user=user.id)["poms.task.card"]._identify(
            mark, None, env["poms.device"]
        )["token"]

    @classmethod
    def _create_product(cls, env, company):
        """A product of two steps on one machine, and its one component."""
        machine = env["mrp.workcenter"].create(
            {"name": "Parallel machine", "company_id": company.id}
        )
        product, part = env["product.product"].create(
            [
                {"name": f"Parallel {name}", "is_storable": True}
                for name in ("product", "part")
            ]
        )
        env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "company_id": company.id,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 1})
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": name,
                            "workcenter_id": machine.id,
                            "time_cycle_manual": 1,
                            "sequence": sequence,
                        }
                    )
                    for sequence, name in enumerate(("First", "Second"))
                ],
            }
        )
        return product, part

    def _new_card(self, quantity=10):
        """A released first card of a new order, committed: (id, order id)."""
        with self.registry.cursor() as cr:
            env = api.Environment(
                cr,
                SUPERUSER_ID,
                {"allowed_company_ids": [self.company_id], "tracking_disable": True},
            )
            production = env["mrp.production"].create(
                {
                    "product_id": self.product_id,
                    "product_qty": quantity,
                    "company_id": self.company_id,
                }
            )
            production.action_confirm()
            production.card_ids.action_release()
            return production.card_ids.sorted("sequence")[0].id, production.id

    def _call(self, method, *args, **kwargs):
        """One public call in a transaction of its own; as an RPC request does it."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.user_id, {})
            # authentication reads before the method does: the snapshot is taken
            env.user.read(["login"])
            cards = env["poms.task.card"]
            return retrying(lambda: getattr(cards, method)(*args, **kwargs), env)

    def _send(self, *args, **kwargs):
        """As a client does it: busy is no answer, the same is sent again."""
        for _try in range(20):
            try:
                return self._call(*args, **kwargs)
            except ServiceUnavailable:
                time.sleep(0.2)
        return self._call(*args, **kwargs)

    def _together(self, calls):
        """Run callables at the same time; return their results or exceptions."""
        results = [None] * len(calls)
        barrier = threading.Barrier(len(calls))

        def run(index, call):
            barrier.wait()
            try:
                results[index] = call()
            except Exception as exc:  # noqa: BLE001 (a thread's result)
                results[index] = exc

        threads = [
            threading.Thread(target=run, args=(i, call)) for i, call in enumerate(calls)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return results

    def _read(self, model, domain, fields):
        with self.registry.cursor() as cr:
            env = api.Environment(
                cr, SUPERUSER_ID, {"allowed_company_ids": [self.company_id]}
            )
            return env[model].search_read(domain, fields, order="id")

    def _hold_lock(self, production_id):
        """A connection that holds the order's lock, as a working report would."""
        cr = self.registry.cursor()
        cr.execute(
            "SELECT pg_advisory_lock(%s, %s)",
            (poms_door.LOCK_PRODUCTION, production_id),
        )
        return cr

    def test_twins_are_one_report(self):
        """The same uuid twice at once: one row, one answer."""
        for _pair in range(6):
            card, _production = self._new_card()
            key = str(uuid.uuid4())
            twin = [
                lambda k=key, c=card: self._send("report", k, c, self.token, good="3")
            ]
            first, second = self._together(twin * 2)
            self.assertEqual(
                {first["status"], second["status"]}, {"accepted", "duplicate"}
            )
            for name in ("id", "code", "message", "uuid"):
                self.assertEqual(first[name], second[name])
            rows = self._read(
                "poms.report", [("card_id", "=", card)], ["quantity_good"]
            )
            self.assertEqual([row["quantity_good"] for row in rows], [3])
            (state,) = self._read(
                "poms.task.card", [("id", "=", card)], ["quantity_good"]
            )
            self.assertEqual(state["quantity_good"], 3)

    def test_twenty_reports_never_exceed_the_sum(self):
        """20 different reports of 1 on a card of 10: 10 booked, 10 refused, kept."""
        card, production = self._new_card(10)
        calls = [
            lambda: self._send("report", str(uuid.uuid4()), card, self.token, good="1")
        ] * 20
        answers = self._together(calls)
        statuses = [
            a["status"] if isinstance(a, dict) else type(a).__name__ for a in answers
        ]
        self.assertEqual(statuses.count("accepted"), 10, statuses)
        self.assertEqual(statuses.count("refused"), 10, statuses)
        (state,) = self._read(
            "poms.task.card", [("id", "=", card)], ["quantity_good", "state"]
        )
        self.assertEqual((state["quantity_good"], state["state"]), (10, "done"))
        (workorder,) = self._read(
            "mrp.workorder",
            [("production_id", "=", production), ("card_ids", "=", card)],
            ["qty_produced"],
        )
        self.assertEqual(workorder["qty_produced"], 10)
        rows = self._read("poms.report", [("card_id", "=", card)], ["state"])
        self.assertEqual(len(rows), 20)

    def test_report_while_odoos_own_buttons_run(self):
        card, production = self._new_card(20)
        stop = threading.Event()
        pressed = []

        def press():
            while not stop.is_set():
                for button in ("button_start", "button_pending"):
                    with self.registry.cursor() as cr:
                        env = api.Environment(cr, self.user_id, {})
                        workorder = (
                            env["poms.task.card"].sudo().browse(card).workorder_id
                        )
                        workorder = workorder.sudo(False)
                        retrying(getattr(workorder, button), env)
                    pressed.append(button)
                    time.sleep(0.05)

        def report():
            return [
                self._send("report", str(uuid.uuid4()), card, self.token, good="1")
                for _ in range(8)
            ]

        def work():
            try:
                return report()
            finally:
                stop.set()

        with mute_logger("odoo.sql_db"):
            buttons, answers = self._together([press, work])
        self.assertIsNone(buttons)
        self.assertEqual([a["status"] for a in answers], ["accepted"] * 8)
        self.assertTrue(pressed)
        (workorder,) = self._read(
            "mrp.workorder",
            [("production_id", "=", production), ("card_ids", "=", card)],
            ["qty_produced"],
        )
        self.assertEqual(workorder["qty_produced"], 8)

    def test_waiting_too_long_is_busy_and_keeps_nothing(self):
        card, production = self._new_card()
        key = str(uuid.uuid4())
        holder = self._hold_lock(production)
        try:
            with (
                patch.object(
                    poms_door.PomsDoor._serial,
                    "__defaults__",
                    (poms_door.LOCK_PRODUCTION, 0.4, None),
                ),
                self.assertRaises(ServiceUnavailable) as caught,
            ):
                self._call("report", key, card, self.token, good="1")
            self.assertEqual(caught.exception.retry_after, 2)
        finally:
            holder.execute("SELECT pg_advisory_unlock_all()")
            holder.close()
        self.assertFalse(self._read("poms.report", [("card_id", "=", card)], ["id"]))
        answer = self._call("report", key, card, self.token, good="1")
        self.assertEqual(answer["status"], "accepted")

    def test_row_held_by_a_screen_is_busy_too(self):
        card, _production = self._new_card()
        with (
            self.registry.cursor() as screen,
            patch.object(poms_door, "ROW_LOCK_TIMEOUT", "200ms"),
            patch.object(
                poms_door.PomsDoor._serial,
                "__defaults__",
                (poms_door.LOCK_PRODUCTION, 0.4, None),
            ),
            mute_logger("odoo.sql_db"),
        ):
            screen.execute(
                "SELECT id FROM poms_task_card WHERE id = %s FOR UPDATE", (card,)
            )
            with self.assertRaises(ServiceUnavailable):
                self._call("start", str(uuid.uuid4()), card, self.token)

    def test_two_orders_do_not_wait_for_each_other(self):
        _held_card, held = self._new_card()
        card, _production = self._new_card()
        holder = self._hold_lock(held)
        try:
            begin = time.monotonic()
            answer = self._call("report", str(uuid.uuid4()), card, self.token, good="1")
            self.assertEqual(answer["status"], "accepted")
            self.assertLess(time.monotonic() - begin, 4)
        finally:
            holder.execute("SELECT pg_advisory_unlock_all()")
            holder.close()

    def test_orders_that_share_a_component_queue_and_none_is_lost(self):
        """8 orders take from one stock row: all booked, nothing busy, sums right."""
        cards = [self._new_card()[0] for _ in range(8)]
        calls = [
            lambda c=card: [
                self._send("report", str(uuid.uuid4()), c, self.token, good="1")
                for _ in range(2)
            ]
            for card in cards
        ]
        with mute_logger("odoo.sql_db"):
            answers = self._together(calls)
        for pair in answers:
            self.assertIsInstance(pair, list, pair)
            self.assertEqual([a["status"] for a in pair], ["accepted"] * 2)
        rows = self._read("poms.task.card", [("id", "in", cards)], ["quantity_good"])
        self.assertEqual([row["quantity_good"] for row in rows], [2] * 8)

    def test_locks_are_free_after_success_refusal_and_error(self):
        card, production = self._new_card()
        self._call("report", str(uuid.uuid4()), card, self.token, good="1")
        self._call("report", str(uuid.uuid4()), card, self.token, good="99")
        with self.assertRaises(AccessError):
            self._call("report", str(uuid.uuid4()), card, "no token", good="1")
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT pg_try_advisory_lock(%s, %s)",
                (poms_door.LOCK_PRODUCTION, production),
            )
            self.assertTrue(cr.fetchone()[0])
            cr.execute("SELECT pg_advisory_unlock_all()")

    def test_same_uuid_with_another_content_is_a_conflict(self):
        card, _production = self._new_card()
        key = str(uuid.uuid4())
        first = self._call("report", key, card, self.token, good="1")
        again = self._call("report", key, card, self.token, good="2")
        self.assertEqual(
            (again["status"], again["code"], again["id"]),
            ("refused", "uuid_conflict", first["id"]),
        )
        same = self._call("report", key, card, self.token, good="1.00")
        self.assertEqual((same["status"], same["id"]), ("duplicate", first["id"]))

    def test_refusal_is_kept_and_answered_the_same(self):
        card, _production = self._new_card()
        key = str(uuid.uuid4())
        first = self._call("report", key, card, self.token, good="11")
        # even when it would be accepted by now
        again = self._call("report", key, card, self.token, good="11")
        self.assertEqual(first["status"], "refused")
        self.assertEqual(again["status"], "refused")
        self.assertTrue(again["duplicate"])
        for name in ("id", "code", "message"):
            self.assertEqual(first[name], again[name])

    def test_unique_index_is_the_last_guard(self):
        """A row with this uuid from outside of the door: refused by the database."""
        card, _production = self._new_card()
        answer = self._call("start", str(uuid.uuid4()), card, self.token)
        with (
            self.registry.cursor() as cr,
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
        ):
            cr.execute(
                "INSERT INTO poms_report (uuid, payload_hash, kind, state)"
                " VALUES (%s, 'x', 'start', 'accepted')",
                (answer["uuid"],),
            )
