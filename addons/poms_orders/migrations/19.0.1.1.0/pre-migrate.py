"""Rules that release cards were of two models; they are one: `poms.intake.rule`."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

# What a setting of a release rule is called now.
NAMES = {
    "active": "is_on",
    "team_id": "team_ids",
    "workcenter_group_id": "group_ids",
    "partner_id": "partner_ids",
}
RELATIONS = (
    ("poms_intake_rule_team_rel", "poms_team_id", "team_id"),
    ("poms_intake_rule_group_rel", "poms_workcenter_group_id", "workcenter_group_id"),
    ("poms_intake_rule_partner_rel", "res_partner_id", "partner_id"),
)
# An automatic act that released knew no time ahead: any planned card was its.
A_YEAR_H = 24 * 365


def migrate(cr, version):
    if not version or not table_exists(cr, "poms_release_rule"):
        return
    if column_exists(cr, "poms_intake_rule", "horizon_hours"):
        return
    _add_columns(cr)
    _move_rules(cr)
    for table, column in (
        ("poms_task_card", "release_rule_id"),
        ("poms_gate_finding", "rule_id"),
    ):
        _repoint(cr, table, column)
    _move_history(cr)
    _move_requests(cr)
    _log_what_is_released(cr)
    # Odoo drops the tables of models only that it still knows
    cr.execute(SQL("DROP TABLE poms_release_rule CASCADE"))


def _add_columns(cr):
    cr.execute(
        SQL(
            "ALTER TABLE poms_intake_rule ADD COLUMN horizon_hours double precision,"
            " ADD COLUMN takes_warnings boolean"
        )
    )
    cr.execute(
        SQL(
            "UPDATE poms_intake_rule SET takes_warnings = false, horizon_hours ="
            " CASE kind WHEN 'release' THEN %s ELSE 24 END",
            A_YEAR_H,
        )
    )


def _move_rules(cr):
    """Copy the rules; `poms_moved_rule` holds the old and the new id of each."""
    cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE poms_moved_rule ON COMMIT DROP AS"
            " SELECT id AS old_id,"
            " nextval('poms_intake_rule_id_seq')::integer AS new_id"
            " FROM poms_release_rule"
        )
    )
    cr.execute(
        SQL(
            """
            INSERT INTO poms_intake_rule (
                id, name, sequence, kind, is_on, active, horizon_hours,
                takes_warnings, company_id, value_min, value_max, quantity_max,
                create_uid, create_date, write_uid, write_date
            )
            SELECT new_id, name, sequence, 'release', active, true, horizon_hours,
                   takes_warnings, company_id, 0, 0, 0,
                   create_uid, create_date, write_uid, write_date
              FROM poms_release_rule JOIN poms_moved_rule ON old_id = id
            """
        )
    )
    for table, column, old in RELATIONS:
        cr.execute(
            SQL(
                "INSERT INTO %(table)s (poms_intake_rule_id, %(column)s)"
                " SELECT new_id, %(old)s FROM poms_release_rule"
                " JOIN poms_moved_rule ON old_id = id WHERE %(old)s IS NOT NULL",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                old=SQL.identifier(old),
            )
        )


def _repoint(cr, table, column):
    """Point to the new rules; the ORM makes the new foreign key."""
    cr.execute(
        SQL(
            "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s",
            SQL.identifier(table),
            SQL.identifier(f"{table}_{column}_fkey"),
        )
    )
    cr.execute(
        SQL(
            "UPDATE %(table)s SET %(column)s = new_id FROM poms_moved_rule"
            " WHERE %(column)s = old_id",
            table=SQL.identifier(table),
            column=SQL.identifier(column),
        )
    )


def _move_history(cr):
    for table, model in (
        ("mail_message", "model"),
        ("mail_followers", "res_model"),
    ):
        cr.execute(
            SQL(
                "UPDATE %(table)s SET %(model)s = 'poms.intake.rule', res_id = new_id"
                " FROM poms_moved_rule"
                " WHERE %(model)s = 'poms.release.rule' AND res_id = old_id",
                table=SQL.identifier(table),
                model=SQL.identifier(model),
            )
        )


def _move_requests(cr):
    """Change requests name the setting as it is called now."""
    for table in ("poms_change_item", "poms_change_line"):
        cr.execute(
            SQL(
                "UPDATE %s SET res_model = 'poms.intake.rule', res_id = new_id"
                " FROM poms_moved_rule"
                " WHERE res_model = 'poms.release.rule' AND res_id = old_id",
                SQL.identifier(table),
            )
        )
    for old, new in NAMES.items():
        for column in ("value_old", "value_new"):
            # one record becomes a list of one
            value = SQL.identifier(column)
            if new.endswith("_ids"):
                cr.execute(
                    SQL(
                        "UPDATE poms_change_item SET %(value)s = CASE"
                        " WHEN jsonb_typeof(%(value)s) = 'number'"
                        " THEN jsonb_build_array(%(value)s) ELSE '[]'::jsonb END"
                        " WHERE res_model = 'poms.intake.rule'"
                        " AND field_name = %(old)s",
                        value=value,
                        old=old,
                    )
                )
        cr.execute(
            SQL(
                "UPDATE poms_change_item SET field_name = %s"
                " WHERE res_model = 'poms.intake.rule' AND field_name = %s"
                " AND res_id IN (SELECT new_id FROM poms_moved_rule)",
                new,
                old,
            )
        )


def _log_what_is_released(cr):
    """One use per rule and order, so that each can be undone as the new ones."""
    cr.execute(
        SQL(
            """
            WITH uses AS (
                INSERT INTO poms_intake_rule_log (
                    rule_id, kind, order_id, date, state, company_id
                )
                SELECT card.release_rule_id, 'release', card.order_id,
                       max(card.date_released), 'applied', rule.company_id
                  FROM poms_task_card card
                  JOIN poms_moved_rule ON new_id = card.release_rule_id
                  JOIN poms_intake_rule rule ON rule.id = new_id
                 GROUP BY card.release_rule_id, card.order_id, rule.company_id
                RETURNING id, rule_id, order_id
            )
            INSERT INTO poms_intake_rule_log_card_rel (
                poms_intake_rule_log_id, poms_task_card_id
            )
            SELECT uses.id, card.id
              FROM uses JOIN poms_task_card card
                ON card.release_rule_id = uses.rule_id
               AND card.order_id IS NOT DISTINCT FROM uses.order_id
            """
        )
    )
