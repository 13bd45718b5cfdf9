from odoo import api, fields, models


class PomsIndirectTime(models.Model):
    """Time that is no card's: cleaning, a meeting, waiting; with its reason."""

    _name = "poms.indirect.time"
    _description = "Indirect Time"
    _order = "date_start desc, id desc"

    uuid = fields.Char(readonly=True, copy=False, help="Made by the client, once.")
    uuid_end = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Of the act that ended it.",
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    team_id = fields.Many2one("poms.team", index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    reason_id = fields.Many2one(
        "poms.reason",
        required=True,
        domain=[("kind", "=", "indirect")],
        ondelete="restrict",
    )
    date_start = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now, index=True
    )
    date_end = fields.Datetime(string="Until", index=True)
    minutes = fields.Float(compute="_compute_minutes")
    note = fields.Char()

    _uuid_unique = models.UniqueIndex(
        "(uuid) WHERE uuid IS NOT NULL", "This time is noted already."
    )
    _open_unique = models.UniqueIndex(
        "(employee_id) WHERE date_end IS NULL",
        "This person has an indirect time that still runs.",
    )
    _ends_later = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "The end lies before the start.",
    )

    @api.depends("date_start", "date_end")
    def _compute_minutes(self):
        now = fields.Datetime.now()
        for row in self:
            end = row.date_end or now
            row.minutes = max((end - row.date_start).total_seconds() / 60, 0)

    @api.depends("reason_id.name", "employee_id.name")
    def _compute_display_name(self):
        for row in self:
            # sudo: who may read the row may read whose it is
            name = row.sudo().employee_id.name
            row.display_name = f"{name}: {row.reason_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._touched_teams()._notify_people()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._touched_teams()._notify_people()
        return result

    def unlink(self):
        teams = self._touched_teams()
        result = super().unlink()
        teams._notify_people()
        return result

    def _touched_teams(self):
        # sudo: only which screens hear of it
        rows = self.sudo()
        return rows.team_id | rows.employee_id.poms_team_ids

    @api.model
    def _begin(self, employees, reason, moment=None, uuid=None, note=None):
        """Start indirect time; what ran before ends, and the people are here.

        :return: the new rows, as superuser
        """
        moment = moment or fields.Datetime.now()
        self._stop(employees, moment)
        self.env["poms.presence"]._come(employees, "leader", moment=moment)
        # sudo: identified people, or people of a team that the caller leads
        return self.sudo().create(
            [
                {
                    "uuid": uuid,
                    "employee_id": employee.id,
                    "team_id": employee.poms_team_ids[:1].id,
                    "company_id": employee.company_id.id or self.env.company.id,
                    "reason_id": reason.id,
                    "date_start": moment,
                    "note": note,
                }
                for employee in employees.sudo()
            ]
        )

    @api.model
    def _stop(self, employees, moment=None):
        """End the running indirect time of these people; return the rows."""
        moment = moment or fields.Datetime.now()
        # sudo: see `_begin`
        rows = self.sudo().search(
            [("employee_id", "in", employees.ids), ("date_end", "=", False)]
        )
        for row in rows:
            row.date_end = max(moment, row.date_start)
        # before another one is inserted: only one may run
        rows.flush_recordset(["date_end"])
        return rows
