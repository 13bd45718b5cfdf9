"""Rows into tables without Odoo's methods; only for data that is checked after."""

from odoo.tools import SQL

CHUNK = 500


def reserve(env, table, count):
    """The next ``count`` ids of a table."""
    env.cr.execute(
        SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", count)
    )
    return [row[0] for row in env.cr.fetchall()]


class Ids:
    """Ids of a table one after the other, reserved in chunks."""

    def __init__(self, env, table):
        self.env, self.table, self.ready = env, table, []

    def next(self):
        """The next free id."""
        if not self.ready:
            self.ready = reserve(self.env, self.table, CHUNK)[::-1]
        return self.ready.pop()


def insert(env, table, rows, stamp=None):
    """Insert dicts that all have the same keys.

    :param stamp: name of the key whose value becomes create_date and write_date; adds
        the four log columns
    """
    if not rows:
        return
    columns = list(rows[0])
    if stamp:
        rows = [
            {
                **row,
                "create_uid": 1,
                "write_uid": 1,
                "create_date": row[stamp],
                "write_date": row[stamp],
            }
            for row in rows
        ]
        columns = list(rows[0])
    names = SQL(", ").join(SQL.identifier(name) for name in columns)
    for first in range(0, len(rows), CHUNK):
        values = SQL(", ").join(
            SQL("%s", tuple(row[name] for name in columns))
            for row in rows[first : first + CHUNK]
        )
        env.cr.execute(
            SQL("INSERT INTO %s (%s) VALUES %s", SQL.identifier(table), names, values)
        )
