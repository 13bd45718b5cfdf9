"""The plant's records as another company's, to ask what the rules say of them.

Both functions write past the ORM, in a transaction that is rolled back: only access
rules are asked about these rows, and what a model wants to be true of its records
would make this a second demo plant.
"""

from odoo.tools import SQL

# A plain value of each kind of column that may not be empty.
FILLERS = {
    "boolean": False,
    "character varying": "x",
    "date": "2026-01-01",
    "double precision": 0.0,
    "integer": 1,
    "jsonb": "{}",
    "numeric": 0,
    "text": "x",
    "timestamp without time zone": "2026-01-01",
}


def move_everything(env, company):
    """Give each record of the plant to ``company``."""
    env.flush_all()
    cr = env.cr
    cr.execute(
        "SELECT table_name FROM information_schema.columns c "
        "JOIN information_schema.tables t USING (table_schema, table_name) "
        "WHERE table_schema = 'public' AND column_name = 'company_id' "
        "AND table_type = 'BASE TABLE' AND table_name NOT IN %s",
        (("res_users", "res_company", "res_partner"),),
    )
    tables = [table for (table,) in cr.fetchall()]
    cr.execute("SET LOCAL session_replication_role = replica")
    for table in tables:
        cr.execute(
            SQL(
                "UPDATE %s SET company_id = %s WHERE company_id IS NOT NULL",
                SQL.identifier(table),
                company.id,
            )
        )
    env.invalidate_all(flush=False)


def put_a_row(model, company):
    """Put one row of ``company`` into a model's table that the plant leaves empty."""
    table = SQL.identifier(model._table)
    _drop_checks(model.env.cr, model._table)
    values = {
        column: _fill(model, column, kind)
        for column, kind in _list_required_columns(model.env.cr, model._table)
    }
    if "company_id" in model._fields and model._fields["company_id"].store:
        values["company_id"] = company.id
    if not values:
        model.env.cr.execute(SQL("INSERT INTO %s DEFAULT VALUES", table))
        return
    columns = SQL(", ").join(SQL.identifier(column) for column in values)
    model.env.cr.execute(
        SQL("INSERT INTO %s (%s) VALUES %s", table, columns, tuple(values.values()))
    )


def _drop_checks(cr, table):
    cr.execute(
        "SELECT conname FROM pg_constraint "
        "WHERE contype = 'c' AND conrelid = %s::regclass",
        (table,),
    )
    for (name,) in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def _list_required_columns(cr, table):
    cr.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s "
        "AND is_nullable = 'NO' AND column_name <> 'id'",
        (table,),
    )
    return cr.fetchall()


def _fill(model, column, kind):
    field = model._fields.get(column)
    if field is not None and field.type == "many2one":
        comodel = model.env[field.comodel_name].sudo().with_context(active_test=False)
        return comodel.search([], limit=1).id or 1
    if field is not None and field.type == "selection":
        return field.get_values(model.env)[0]
    return FILLERS[kind]
