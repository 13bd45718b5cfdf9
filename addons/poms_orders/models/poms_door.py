import logging
import random
import time

import psycopg2
from psycopg2 import errors
from werkzeug.exceptions import ServiceUnavailable

from odoo import api, models, modules, sql_db
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Namespaces of PostgreSQL's two-part advisory locks.
LOCK_PRODUCTION = 0x504F4D53
LOCK_IDENTIFY = 0x504F4D49
LOCK_UUID = 0x504F4D55
LOCK_PRODUCT = 0x504F4D50

# A waiting report gives up after this many seconds with "busy, send it again".
WAIT_S = 8.0
ROW_LOCK_TIMEOUT = "3s"
RETRY_AFTER_S = 2
RETRIED = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.UniqueViolation,
)


# Products whose stock rows several orders fought for lately: {(database, product
# id): until}. Their next reports queue for the product instead of failing on it.
HOT = {}
HOT_S = 10.0


class PomsDoor(models.AbstractModel):
    """The one door for acts that change a production order: one at a time each.

    Odoo's cursors are REPEATABLE READ and authentication has taken the snapshot
    before a method starts. A lock that is waited for inside that transaction lets
    the waiter look at old data and break sums silently. So the lock belongs to the
    session: it is taken in a transaction that is thrown away, and the work starts
    in a fresh one that sees everything the lock's last holder committed.
    """

    _name = "poms.door"
    _description = "Serial Door of Production Orders"

    @api.model
    def _serial(
        self, keys, body, namespace=LOCK_PRODUCTION, wait_s=WAIT_S, shared=None
    ):
        """Run `body()` alone among all that go through the door with these keys.

        Only as the outermost call of a transaction: it rolls back first. Code inside
        a larger one calls the inner methods (`_report` …). `body` may run several
        times; effects outside the database belong into postcommit hooks or rows.

        :param keys: ids of production orders (or of what `namespace` stands for)
        :param body: callable without arguments; its value is returned
        :param float wait_s: seconds to wait in all
        :param shared: callable that returns ids of the products whose stock the
            body may change. Two orders do not wait for each other; only when they
            met on a stock row, those that share its product queue for a while.
        :raise ServiceUnavailable: busy, nothing was kept: send the same uuid again
        """
        cr = self.env.cr
        if not self._owns_transaction():
            return body()
        end, tries = time.monotonic() + wait_s, 0
        while True:
            try:
                locks = [(namespace, key) for key in sorted(set(keys))]
                locks += [(LOCK_PRODUCT, key) for key in self._get_hot(shared)]
                self._hold(locks, end - time.monotonic())
                if tries and namespace == LOCK_PRODUCTION:
                    self._claim(keys)
                answer = body()
                cr.flush()  # fail here, not in Odoo's retry, which sleeps
                return answer
            except RETRIED as exc:
                cr.rollback()  # also frees the lock
                self.env.transaction.reset()
                tries += 1
                self._wait_again(exc, tries, end, shared)

    def _wait_again(self, exc, tries, end, shared):
        """Pause before another try, or give up with "busy"."""
        if isinstance(exc, errors.SerializationFailure):
            self._mark_hot(shared)
        repeated = tries > 2 and isinstance(exc, errors.UniqueViolation)
        if time.monotonic() > end or repeated:
            _logger.info("busy after %s tries: %s", tries, exc)
            raise self._busy() from exc
        time.sleep(random.uniform(0, min(0.3, 0.01 * 2**tries)))

    def _claim(self, production_ids):
        """Lock an order's rows before the work, after a first try failed on them.

        Odoo's own buttons take no lock of ours. They are short and a booking is
        long, so that pressed again and again they would always come first.
        """
        for table, column in (
            ("mrp_production", "id"),
            ("mrp_workorder", "production_id"),
            ("poms_task_card", "production_id"),
        ):
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM %s WHERE %s IN %s ORDER BY id FOR NO KEY UPDATE",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    tuple(production_ids) or (0,),
                ),
                log_exceptions=False,
            )

    def _get_hot(self, shared):
        """Return the ids among `shared` that were fought for lately, ascending."""
        if not shared or not HOT:
            return []
        now, database = time.monotonic(), self.env.cr.dbname
        for key in [key for key, until in list(HOT.items()) if until < now]:
            HOT.pop(key, None)
        return sorted(i for i in set(shared()) if (database, i) in HOT) if HOT else []

    def _mark_hot(self, shared):
        if shared:
            until = time.monotonic() + HOT_S
            HOT.update({(self.env.cr.dbname, i): until for i in shared()})

    def _owns_transaction(self):
        """False on a test's cursor: it cannot be rolled back, and it is alone."""
        cr = self.env.cr
        return isinstance(cr, sql_db.Cursor) and cr is not getattr(
            modules.module.current_test, "cr", None
        )

    @api.model
    def _busy(self):
        message = self.env._("This order is busy just now. Send the same again.")
        return ServiceUnavailable(message, retry_after=RETRY_AFTER_S)

    def _hold(self, locks, wait_s):
        """Take session locks [(namespace, key)] in order; start a fresh snapshot.

        Orders come before products and both ascend, so that no two wait in a ring.
        """
        cr = self.env.cr
        cr.rollback()
        self.env.transaction.reset()
        self._limit_waiting(f"{int(max(wait_s, 0.1) * 1000)}ms")
        held = []
        free = self._make_free(cr, held)
        cr.postrollback.add(free)
        for lock in locks:
            cr.execute("SELECT pg_advisory_lock(%s, %s)", lock, log_exceptions=False)
            held.append(lock)
        # The rollback below drops the stale snapshot and must keep the locks.
        cr.postrollback.clear()
        cr.rollback()
        self.env.transaction.reset()
        cr.postcommit.add(free)
        cr.postrollback.add(free)
        # rows that Odoo's own buttons hold
        self._limit_waiting(ROW_LOCK_TIMEOUT)

    def _limit_waiting(self, text):
        """Wait for a lock no longer than this, until the transaction ends."""
        self.env.cr.execute("SELECT set_config('lock_timeout', %s, true)", (text,))

    @staticmethod
    def _make_free(cr, held):
        def free():
            # The cursor may be closed by now: its connection is still there.
            connection = cr._cnx
            try:
                with connection.cursor() as raw:
                    while held:
                        raw.execute("SELECT pg_advisory_unlock(%s, %s)", held.pop())
                connection.rollback()
            except psycopg2.Error:
                # never give a connection back with a lock on it
                connection.close()

        return free
