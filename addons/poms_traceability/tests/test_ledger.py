from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..domain.epcis import content_hash
from ..models.poms_append_only import FUNCTION, create_triggers, drop_triggers
from .common import TraceCommon

LEDGER = ("poms_trace_event", "poms_trace_item", "poms_trace_seal")


@tagged("post_install", "-at_install")
class TestLedger(TraceCommon):
    """The ledger keeps what happened, and shows when somebody touched it."""

    def setUp(self):
        super().setUp()
        self.production, (self.turning, self.washing) = self._create_released(4)
        self._ok("start", self.turning)
        self._ok(
            "report",
            self.turning,
            good="4",
            parameters={"Speed": "450"},
            components=[{"lot": "BL-1", "quantity": "4"}],
        )
        self.event = self._events("card_reported", card_ref=self.turning.id)

    def _seal(self):
        return self.env["poms.trace.seal"]._seal(self.company)

    def _check(self):
        return self.env["poms.trace.seal"].check_ledger()

    def _tamper(self, query, *args):
        """Change the database as somebody with all its rights could."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL session_replication_role = replica")
        self.env.cr.execute(SQL(query, *args))
        self.env.cr.execute("SET LOCAL session_replication_role = origin")
        self.env.invalidate_all()

    def test_event_says_who_what_where_with_which_values(self):
        event = self.event
        self.assertEqual(len(event), 1)
        self.assertEqual(event.production_code, self.production.name)
        self.assertEqual(event.workcenter_code, "Lathe 1")
        self.assertEqual(event.operation_name, "Turning")
        self.assertEqual(event.person_names, "Worker")
        self.assertNotIn("Worker", event.persons)
        self.assertEqual(event.data["good"], "4")
        self.assertEqual(event.data["parameters"][0]["value"], "450")
        used = event.item_ids.filtered(lambda i: i.lot_code == "BL-1")
        self.assertEqual((used.role, used.quantity), ("input", "4"))
        self.assertEqual(event.biz_step, "creating_class_instance")

    def test_orm_refuses(self):
        self._seal()
        for record in (
            self.event,
            self.event.item_ids,
            self.env["poms.trace.seal"].search([], limit=1),
        ):
            for act in (lambda r=record: r.write({}), record.unlink):
                with self.assertRaisesRegex(UserError, "ledger cannot be"):
                    act()

    def test_database_refuses(self):
        self._seal()
        for table in LEDGER:
            for query in (
                "UPDATE %s SET company_id = company_id",
                "DELETE FROM %s",
                "TRUNCATE %s CASCADE",
            ):
                with (
                    self.subTest(table=table, query=query),
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(IntegrityError, "only grows"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(SQL(query, SQL.identifier(table)))

    def test_nothing_is_dated_or_cascaded(self):
        for table in LEDGER:
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM information_schema.columns"
                    " WHERE table_name = %s AND column_name = 'write_date'",
                    table,
                )
            )
            self.assertFalse(self.env.cr.fetchall())
            self.env.cr.execute(
                SQL(
                    "SELECT confdeltype FROM pg_constraint"
                    " WHERE contype = 'f' AND conrelid = %s::regclass",
                    table,
                )
            )
            self.assertEqual({row[0] for row in self.env.cr.fetchall()}, {"r"})

    def test_hash_stands_after_reading_back(self):
        self.env.invalidate_all()
        events = self.env["poms.trace.event"].search([])
        self.assertTrue(all(event._is_genuine() for event in events))

    def test_check_finds_nothing_in_a_good_ledger(self):
        self.assertGreater(self._seal(), 0)
        self.assertEqual(self._seal(), 0)
        result = self._check()
        self.assertTrue(result["ok"], result)
        self.assertEqual(result["events"], result["seals"])

    def test_check_names_altered_events(self):
        self._seal()
        self._tamper(
            "UPDATE poms_trace_event SET workcenter_code = 'X' WHERE id = %s",
            self.event.id,
        )
        self.assertEqual(self._check()["altered"], self.event.ids)

    def test_check_names_events_with_altered_items(self):
        item = self.event.item_ids.filtered(lambda i: i.lot_code == "BL-1")
        self._tamper(
            "UPDATE poms_trace_item SET lot_code = 'BL-2' WHERE id = %s", item.id
        )
        self.assertEqual(self._check()["altered"], self.event.ids)

    def test_check_names_missing_events(self):
        self._seal()
        self._tamper("DELETE FROM poms_trace_event WHERE id = %s", self.event.id)
        result = self._check()
        self.assertEqual(result["missing"], self.event.ids)
        self.assertFalse(result["ok"])

    def test_check_sees_an_event_with_a_new_hash(self):
        """Content and hash changed together: only the seal still knows."""
        self._seal()
        self._tamper(
            "UPDATE poms_trace_event SET data = NULL WHERE id = %s", self.event.id
        )
        found = self.event._get_content()
        found.pop("content_hash")
        self._tamper(
            "UPDATE poms_trace_event SET content_hash = %s WHERE id = %s",
            content_hash({**found, "version": 1}),
            self.event.id,
        )
        self.assertTrue(self.event._is_genuine())
        self.assertEqual(self._check()["altered"], self.event.ids)

    def test_check_names_broken_chain(self):
        self._seal()
        seal = self.env["poms.trace.seal"].search([("event_ref", "=", self.event.id)])
        self._tamper(
            "UPDATE poms_trace_seal SET event_hash = 'x' WHERE id = %s", seal.id
        )
        self.assertIn(seal.sequence, self._check()["broken"])

    def test_late_lower_id_is_sealed_late(self):
        """An event that commits after a higher id was sealed is not skipped."""
        self._tamper(
            "UPDATE poms_trace_event SET company_id = %s WHERE id = %s",
            self.env["res.company"].create({"name": "Elsewhere"}).id,
            self.event.id,
        )
        self._seal()
        self._tamper(
            "UPDATE poms_trace_event SET company_id = %s WHERE id = %s",
            self.company.id,
            self.event.id,
        )
        self.assertEqual(self._check()["unsealed"], self.event.ids)
        self.assertEqual(self._seal(), 1)
        result = self._check()
        self.assertFalse(result["unsealed"])
        self.assertTrue(result["ok"], result)

    def test_name_is_forgotten_and_the_chain_stands(self):
        self._seal()
        pseudonym = self.event.persons
        person = self.env["poms.trace.person"].search([("pseudonym", "=", pseudonym)])
        person.action_erase()
        self.env.invalidate_all()
        self.assertEqual(self.event.person_names, pseudonym)
        self.assertTrue(self._check()["ok"])
        self._ok("report", self.washing, good="4", lot="SH-9")
        again = self._events("card_reported", card_ref=self.washing.id)
        self.assertNotEqual(again.persons, pseudonym)
        self.assertEqual(again.person_names, "Worker")

    def test_uninstall_leaves_no_trigger_and_no_function(self):
        count = SQL("SELECT count(*) FROM pg_proc WHERE proname = %s", FUNCTION)
        triggers = SQL(
            "SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s", "poms_append_only%"
        )
        self.env.cr.execute(triggers)
        self.assertEqual(self.env.cr.fetchone()[0], 2 * len(LEDGER))
        drop_triggers(self.env.cr)
        for query in (count, triggers):
            self.env.cr.execute(query)
            self.assertEqual(self.env.cr.fetchone()[0], 0)
        for table in LEDGER:
            create_triggers(self.env.cr, table)

    def test_unknown_act_is_kept(self):
        self.env["poms.hooks"]._record_event("moon_landed", self.turning, {"x": 0.5})
        event = self._events("other", card_ref=self.turning.id)
        self.assertEqual(event.data, {"x": "0.5", "kind": "moon_landed"})
        self.assertTrue(event._is_genuine())

    def test_past_that_was_written_in_bulk_is_told_once(self):
        demo = self.env["poms.demo"]
        self.assertEqual(demo._record_past(), 0)
        self.env["poms.report"].create(
            {
                "uuid": self._uuid(),
                "payload_hash": "x",
                "kind": "report",
                "state": "accepted",
                "card_id": self.turning.id,
                "production_id": self.production.id,
                "company_id": self.company.id,
                "employee_ids": [(6, 0, self.worker.ids)],
                "quantity_good": 2,
                "date_end": "2026-01-05 08:00:00",
            }
        )
        self.assertEqual(demo._record_past(), 1)
        self.assertEqual(demo._record_past(), 0)
        event = self._events("card_reported", card_ref=self.turning.id)[-1]
        self.assertEqual(str(event.date), "2026-01-05 08:00:00")
        self.assertGreater(event.date_recorded, event.date)
        self.assertEqual(event.data["good"], "2")
        self.assertTrue(event._is_genuine())
