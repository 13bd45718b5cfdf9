from odoo import api, fields, models
from odoo.tools import SQL

from ...domain.call_escalation import find_due, next_due

BATCH = 100


class PomsCall(models.Model):
    """Escalation by time: nobody came, so the next level is told."""

    _inherit = "poms.call"

    rule_id = fields.Many2one(
        "poms.call.rule",
        string="Escalation Rule",
        readonly=True,
        ondelete="set null",
    )
    level = fields.Integer(readonly=True, default=0, aggregator="max")
    date_next_level = fields.Datetime(
        string="Next Level At", readonly=True, index="btree_not_null"
    )
    date_since = fields.Datetime(
        readonly=True, help="From when on the levels count: called, or opened again."
    )

    @api.model
    def _cron_escalate(self):
        """Tell every level that is due; what a downtime missed comes now, once.

        Each batch is a transaction of its own. A call that an act holds just now is
        skipped: the next run finds it.
        """
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        while calls := self._lock_due(now):
            calls._escalate(now)
            cron._commit_progress(len(calls))
            if len(calls) < BATCH:
                break

    @api.model
    def _lock_due(self, now):
        """Return calls whose next level is due, locked for this transaction."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM poms_call WHERE date_next_level <= %s "
                "AND state != 'closed' ORDER BY date_next_level, id LIMIT %s "
                "FOR NO KEY UPDATE SKIP LOCKED",
                now,
                BATCH,
            )
        )
        calls = self.sudo().browse(row[0] for row in self.env.cr.fetchall())
        calls.invalidate_recordset()
        return calls

    def _escalate(self, now, until=None):
        """Tell the levels that are due and note when the next one is.

        :param now: when they are told
        :param until: what was due by then; `now` if not given
        """
        steps, told = [], []
        for call in self.sudo():  # sudo: whom it goes to is the rule's business
            levels = call.rule_id._get_levels()
            since, has_come = call.date_since or call.date_called, call.state == "come"
            due = find_due(levels, call.level, since, until or now, has_come)
            for level, moment in due:
                record = call.rule_id.level_ids[level.number - 1]
                users = record._get_users(call)
                told.append((call, record, users))
                steps.append(
                    {
                        "call_id": call.id,
                        "kind": "level",
                        "level": level.number,
                        "date": max(now, since),
                        "date_due": moment,
                        "user_ids": [(6, 0, users.ids)],
                    }
                )
            number = max([call.level, *(level.number for level, _when in due)])
            call.write(
                {
                    "level": number,
                    "date_next_level": next_due(levels, number, since, has_come)
                    if call.state != "closed"
                    else False,
                }
            )
        self.env["poms.call.step"].sudo().create(steps)
        for call, record, users in told:
            call._tell_users(record, users)
        if told:
            self._notify()

    def _tell_users(self, level, users):
        """Tell `users` on their screens and, where the level says so, on paper."""
        self.ensure_one()
        for user in users:
            words = self.with_context(lang=user.lang)
            title = words.env._("Help is called (level %s)", self.level)
            sentence = words._get_sentence()
            user._bus_send(
                "simple_notification",
                {"type": "warning", "title": title, "message": sentence},
            )
            if level.has_activity:
                self.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=f"{title}: {sentence}",
                    user_id=user.id,
                )
        if level.has_mail and users:
            self.message_notify(
                partner_ids=users.partner_id.ids,
                subject=self.env._("Help is called (level %s)", self.level),
                body=self._get_sentence(),
            )

    def _restart(self, moment):
        """Begin the levels anew from `moment` by the rule of today."""
        self.ensure_one()
        rule = self.env["poms.call.rule"]._pick(
            self.kind, self.team_id, self.company_id
        )
        levels = rule._get_levels()
        self.write(
            {
                "rule_id": rule.id,
                "level": 0,
                "date_since": moment,
                "date_next_level": next_due(levels, 0, moment, False),
            }
        )
        # later levels are the cron's: when this comes from an outbox, that somebody
        # has come or solved it may be right behind it
        self._escalate(fields.Datetime.now(), until=moment)
