"""Run inside Odoo (launcher/in_odoo.py): two years of 200 cards a day, in bulk.

The demo plant's past is written again and again, each time further back: rows by SQL
with shifted ids and dates, links inside the past kept. words: days; cards a day.
"""

from odoo.tools import SQL

DAYS, PER_DAY = int(words[0]), int(words[1])  # noqa: F821 - in_odoo.py gives it
PAST = "SELECT id FROM mrp_production WHERE name LIKE 'WH/MO/H%%'"
OF_PAST = "production_id IN (SELECT id FROM age_mrp_production)"
# table -> which of its rows are the past; in the order of their links
TABLES = {
    "mrp_production": f"id IN ({PAST})",
    "resource_calendar_leaves": "id IN (SELECT leave_id FROM mrp_workorder WHERE "
    f"{OF_PAST} UNION SELECT leave_id FROM poms_task_card WHERE {OF_PAST})",
    "mrp_workorder": OF_PAST,
    "poms_task_card": OF_PAST,
    "poms_report": OF_PAST,
    "mrp_workcenter_productivity": "workorder_id IN (SELECT id FROM age_mrp_workorder)",
    "poms_parameter_value": "report_id IN (SELECT id FROM age_poms_report)",
    "stock_move": f"{OF_PAST} OR raw_material_production_id IN "
    "(SELECT id FROM age_mrp_production)",
    "stock_move_line": "move_id IN (SELECT id FROM age_stock_move)",
    "poms_report_component": "report_id IN (SELECT id FROM age_poms_report)",
}
LINKS = {
    "poms_report_employee_rel": {"report_id": "poms_report"},
    "mrp_workorder_dependencies_rel": {
        "workorder_id": "mrp_workorder",
        "blocked_by_id": "mrp_workorder",
    },
}
cr = env.cr  # noqa: F821


def ask(text, *values):
    cr.execute(SQL(text, *values))
    return cr.fetchall()


def columns_of(table):
    return ask(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' "
        "ORDER BY ordinal_position",
        table,
    )


def targets_of(table):
    """{column: referenced table} of the links between tables that are copied."""
    rows = ask(
        "SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint c "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
        "WHERE c.contype = 'f' AND c.conrelid = %s::regclass",
        table,
    )
    return {column: target for column, target in rows if target in TABLES}


def unique_of(table):
    """Names of the columns that stand in a unique index."""
    rows = ask(
        "SELECT DISTINCT a.attname FROM pg_index i JOIN pg_attribute a "
        "ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
        "WHERE i.indisunique AND i.indrelid = %s::regclass",
        table,
    )
    return {name for (name,) in rows}


def mark(table, where):
    cr.execute(
        SQL(f"CREATE TEMP TABLE age_{table} AS SELECT id FROM {table} WHERE {where}")
    )
    cr.execute(SQL(f"CREATE UNIQUE INDEX ON age_{table} (id)"))
    cr.execute(SQL(f"ANALYZE age_{table}"))


def moved(column, target):
    """The link of a copy: to the copy where its target is copied, else the same."""
    inside = f"EXISTS (SELECT 1 FROM age_{target} p WHERE p.id = t.{column})"
    step = steps[target]
    return f"CASE WHEN {inside} THEN t.{column} + c.n * {step} ELSE t.{column} END"


def expression(column, kind, targets, unique, table):
    if column == "id":
        return f"t.id + c.n * {steps[table]}"
    if column in targets:
        return moved(column, targets[column])
    if kind in ("character varying", "text") and column in unique:
        return f"t.{column} || '~' || c.n"
    if kind.startswith("timestamp") or kind == "date":
        shift = f"t.{column} - c.n * interval '{shift_h} hours'"
        return f"({shift})::{kind}"
    return f"t.{column}"


def copy(table):
    targets, unique = targets_of(table), unique_of(table)
    names, values = [], []
    for column, kind in columns_of(table):
        names.append(f'"{column}"')
        values.append(expression(column, kind, targets, unique, table))
    cr.execute(
        SQL(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
            f"FROM {table} t JOIN age_{table} m ON m.id = t.id, "
            f"generate_series(1, {copies}) AS c(n)"
        )
    )
    cr.execute(SQL(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))


def copy_links(table, ends):
    columns = [name for name, _kind in columns_of(table)]
    values = [
        moved(name, ends[name]) if name in ends else f"t.{name}" for name in columns
    ]
    first, target = next(iter(ends.items()))
    cr.execute(
        SQL(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"SELECT {', '.join(values)} FROM {table} t "
            f"JOIN age_{target} m ON m.id = t.{first}, "
            f"generate_series(1, {copies}) AS c(n)"
        )
    )


for name, where in TABLES.items():
    mark(name, where)
((cards,),) = ask("SELECT count(*) FROM age_poms_task_card")
copies = max(1, round(DAYS * PER_DAY / cards))
shift_h = DAYS * 24 / copies
steps = {name: ask(f"SELECT max(id) FROM {name}")[0][0] + 1 for name in TABLES}
for name in TABLES:
    copy(name)
for name, ends in LINKS.items():
    copy_links(name, ends)
env.cr.commit()  # noqa: F821
