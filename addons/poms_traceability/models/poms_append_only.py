from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

FUNCTION = "poms_append_only_refuse"

_CREATE_FUNCTION = SQL(
    """
    CREATE OR REPLACE FUNCTION poms_append_only_refuse() RETURNS trigger AS $body$
    BEGIN
        RAISE EXCEPTION USING
            MESSAGE = 'Table ' || TG_TABLE_NAME || ' only grows: '
                || TG_OP || ' is refused',
            ERRCODE = 'restrict_violation';
    END $body$ LANGUAGE plpgsql
    """
)


def create_triggers(cr, table):
    """Make the database itself refuse to change or empty `table`; may run twice."""
    cr.execute(_CREATE_FUNCTION)
    for name, moment in (
        ("poms_append_only_row", "BEFORE UPDATE OR DELETE ON %s FOR EACH ROW"),
        ("poms_append_only_all", "BEFORE TRUNCATE ON %s FOR EACH STATEMENT"),
    ):
        named, on = SQL.identifier(name), SQL.identifier(table)
        cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", named, on))
        cr.execute(
            SQL(
                "CREATE TRIGGER %s %s EXECUTE FUNCTION %s()",
                named,
                SQL(moment, on),
                SQL.identifier(FUNCTION),
            )
        )


def drop_triggers(cr):
    """Drop the guarding function and every trigger that calls it."""
    cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(FUNCTION)))


class PomsAppendOnly(models.AbstractModel):
    """A table that only grows: neither a person nor SQL changes what stands in it.

    Records link only to what may never be deleted (company, its own event); other
    links are plain ids with a snapshot of the code, so that nothing is set null or
    cascaded. Stored computes and later defaults are out: they would update rows.
    """

    _name = "poms.append.only"
    _description = "Append-only Table"

    def init(self):
        result = super().init()
        if not self._abstract:
            create_triggers(self.env.cr, self._table)
        return result

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a line of the ledger is never changed (superuser included)."""
        raise UserError(
            self.env._(
                "The ledger cannot be changed. Record what is right as a new event."
            )
        )

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: a line of the ledger is never deleted (superuser included)."""
        raise UserError(
            self.env._("The ledger cannot be deleted, not even by an administrator.")
        )
