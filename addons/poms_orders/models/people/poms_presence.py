from odoo import api, fields, models
from odoo.exceptions import ValidationError

PRESENCE_KINDS = [
    ("present", "Present"),
    ("absent", "Absent"),
    ("lent", "Lent to another team"),
]
PRESENCE_SOURCES = [("badge", "Badge"), ("leader", "Team leader"), ("paper", "Paper")]
ABSENCES = [
    ("sick", "Sick"),
    ("leave", "On leave"),
    ("training", "In training"),
    ("unexcused", "Unexcused"),
    ("other", "Other cause"),
]


class PomsPresence(models.Model):
    """From when to when somebody was here, was marked absent or was lent."""

    _name = "poms.presence"
    _description = "Presence"
    _order = "date_in desc, id desc"

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "poms.team",
        index="btree_not_null",
        ondelete="restrict",
        help="The person's team; of somebody lent, the team that borrows.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(PRESENCE_KINDS, required=True, default="present")
    absence = fields.Selection(ABSENCES, string="Cause")
    date_in = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now, index=True
    )
    date_out = fields.Datetime(string="Until", index=True)
    source = fields.Selection(PRESENCE_SOURCES, required=True, default="leader")
    device_id = fields.Many2one("poms.device", readonly=True, ondelete="set null")
    note = fields.Char()

    _open_unique = models.UniqueIndex(
        "(employee_id) WHERE kind = 'present' AND date_out IS NULL",
        "This person is here already.",
    )
    _ends_later = models.Constraint(
        "CHECK(date_out IS NULL OR date_out >= date_in)",
        "The end lies before the start.",
    )

    @api.constrains("employee_id", "kind", "date_in", "date_out")
    def _check_overlap(self):
        """Nobody is present twice at a time; one search for all rows."""
        rows = self.filtered(lambda row: row.kind == "present")
        if not rows:
            return
        others = self.sudo().search(
            [
                ("employee_id", "in", rows.employee_id.ids),
                ("kind", "=", "present"),
                ("date_in", "<=", max(r.date_out or r.date_in for r in rows)),
                "|",
                ("date_out", "=", False),
                ("date_out", ">", min(rows.mapped("date_in"))),
            ]
        )
        for row in rows:
            if any(row._overlaps(other) for other in others - row):
                raise ValidationError(
                    self.env._(
                        "%(person)s is noted as present at that time already.",
                        person=row.employee_id.sudo().name,
                    )
                )

    def _overlaps(self, other):
        far = fields.Datetime.to_datetime("9999-12-31")
        return (
            self.employee_id == other.employee_id
            and self.date_in < (other.date_out or far)
            and other.date_in < (self.date_out or far)
        )

    @api.depends("employee_id.name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            # sudo: who may read the row may read whose it is
            row.display_name = f"{row.sudo().employee_id.name} {kinds.get(row.kind)}"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._touched_teams()._notify_people()
        return rows

    def write(self, vals):
        teams = self._touched_teams()
        result = super().write(vals)
        (teams | self._touched_teams())._notify_people()
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
    def _come(self, employees, source="badge", device=None, moment=None):
        """Note that these people are here, unless they are already.

        Marks of absence that still run end now.

        :return: the new rows, as superuser
        """
        moment = moment or fields.Datetime.now()
        # sudo: identified people, or people of a team that the caller leads
        rows = self.sudo()
        current = rows._get_current(employees, moment)
        current.filtered(lambda r: r.kind == "absent").date_out = moment
        here = current.filtered(lambda r: r.kind == "present").employee_id
        return rows.create(
            [
                {
                    "employee_id": employee.id,
                    "team_id": employee.sudo().poms_team_ids[:1].id,
                    "company_id": employee.company_id.id or self.env.company.id,
                    "kind": "present",
                    "source": source,
                    "device_id": device.id if device else False,
                    "date_in": moment,
                }
                for employee in employees.sudo() - here
            ]
        )

    @api.model
    def _go(self, employees, moment=None):
        """Note that these people left; what they did indirectly ends too.

        :return: the rows that were closed, as superuser
        """
        moment = moment or fields.Datetime.now()
        # sudo: see `_come`
        rows = self.sudo()._get_current(employees, moment)
        rows = rows.filtered(lambda r: r.kind == "present")
        rows.write({"date_out": moment})
        rows.flush_recordset(["date_out"])  # before the person comes again
        self.env["poms.indirect.time"]._stop(employees, moment)
        return rows

    @api.model
    def _get_current(self, employees, moment):
        """Rows of these people that run at `moment`."""
        return self.search(
            [
                ("employee_id", "in", employees.ids),
                ("date_in", "<=", moment),
                "|",
                ("date_out", "=", False),
                ("date_out", ">", moment),
            ]
        )

    @api.model
    def _get_lent_teams(self, employees, moment=None):
        """{employee id: the teams that they are lent to at `moment`}."""
        # sudo: the floor asks before anybody's rights are known
        rows = self.sudo()._get_current(employees, moment or fields.Datetime.now())
        lent = rows.filtered(lambda r: r.kind == "lent")
        return {
            employee.id: lent.filtered(lambda r, e=employee: r.employee_id == e).team_id
            for employee in employees
        }
