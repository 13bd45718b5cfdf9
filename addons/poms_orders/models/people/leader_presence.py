from odoo import api, fields, models
from odoo.exceptions import UserError

from .desk_input import desk_input
from .poms_presence import ABSENCES

UNDO_MIN = 10


class PomsLeader(models.AbstractModel):
    """Several people at once: here, gone, absent, lent; and what they do indirectly."""

    _inherit = "poms.leader"

    @api.model
    @desk_input
    def mark(
        self, employee_ids, kind, team_id=None, absence=None, until=None, note=None
    ):
        """Note where these people are.

        :param str kind: present, gone, absent, lent or back (ends absent and lent)
        :param int team_id: of `lent`: the team that borrows
        :param str absence: of `absent`: sick, leave, training, unexcused or other
        :param str until: of `absent` and `lent`, UTC; else the end of the shift
        :return: ``{"undo": …}`` for `undo_mark`; ``"still_here"``: names of those
            marked absent or gone who still count as here, since they work on a card
            or Odoo's attendance says so
        """
        people = self._get_people(employee_ids)
        now = fields.Datetime.now()
        acts = {
            "present": self._mark_present,
            "gone": self._mark_gone,
            "absent": self._mark_absent,
            "lent": self._mark_lent,
            "back": self._mark_back,
        }
        if kind not in acts:
            raise UserError(self.env._("%s is no way to mark people.", kind))
        end = fields.Datetime.to_datetime(until) if until else False
        if end and end <= now:
            raise UserError(self.env._("The time until which it holds is over."))
        # sudo: people of the caller's own teams
        before = self.env["poms.presence"].sudo()._get_current(people, now)
        ends = {row.id: fields.Datetime.to_string(row.date_out) for row in before}
        created = acts[kind](
            people,
            now,
            {"team": team_id, "absence": absence, "until": end, "note": note},
        )
        ended = [[i, ends[i]] for i in before.filtered("date_out").ids]
        return {
            "undo": {"created": created.ids, "ended": ended},
            "still_here": self._get_still_here(people, now)
            if kind in ("absent", "gone")
            else [],
        }

    @api.model
    def _get_still_here(self, people, now):
        """Names of those whom a clock or an attendance holds here."""
        work = self._get_work_now(self._get_cards(self._get_teams()))
        states = self._get_states(people, now, {}, work)
        here = people.filtered(lambda one: states[one.id]["state"] == "here")
        return here.mapped("name")

    @api.model
    def _mark_present(self, people, now, values):
        return self.env["poms.presence"]._come(people, "leader", moment=now)

    @api.model
    def _mark_gone(self, people, now, values):
        self.env["poms.presence"]._go(people, now)
        return self.env["poms.presence"]

    @api.model
    def _mark_back(self, people, now, values):
        rows = self.env["poms.presence"].sudo()._get_current(people, now)
        rows.filtered(lambda row: row.kind != "present").write({"date_out": now})
        return self.env["poms.presence"]

    @api.model
    def _mark_absent(self, people, now, values):
        absence = values["absence"] or "other"
        if absence not in dict(ABSENCES):
            raise UserError(self.env._("%s is no cause of absence.", absence))
        self._mark_gone(people, now, values)
        self._end_marks(people, now, "absent")
        return self._create_marks(people, now, values, kind="absent", absence=absence)

    @api.model
    def _mark_lent(self, people, now, values):
        # sudo: the other team's name and company
        team = self.env["poms.team"].sudo().browse(values["team"] or []).exists()
        if not team or team.company_id not in people.company_id:
            raise UserError(self.env._("Choose the team that borrows them."))
        self._end_marks(people, now, "lent")
        return self._create_marks(people, now, values, kind="lent", team_id=team.id)

    @api.model
    def _end_marks(self, people, now, kind):
        rows = self.env["poms.presence"].sudo()._get_current(people, now)
        rows.filtered(lambda row: row.kind == kind).write({"date_out": now})

    @api.model
    def _create_marks(self, people, now, values, **vals):
        """A mark per person until the end of the person's shift, or as told."""
        shifts = {}
        for team in people.poms_team_ids:
            shift = team._get_shift(now)
            shifts[team.id] = max(shift.end, fields.Datetime.add(now, hours=1))
        late = fields.Datetime.add(now, hours=8)
        return (
            self.env["poms.presence"]
            .sudo()
            .create(
                [
                    {
                        "team_id": person.poms_team_ids[:1].id,
                        **vals,
                        "employee_id": person.id,
                        "company_id": person.company_id.id,
                        "source": "leader",
                        "date_in": now,
                        "date_out": values["until"]
                        or shifts.get(person.poms_team_ids[:1].id, late),
                        "note": values["note"] or False,
                    }
                    for person in people
                ]
            )
        )

    @api.model
    @desk_input
    def undo_mark(self, created, ended):
        """Take back a `mark` of the last minutes.

        :param list created: ids of the rows that it made
        :param list ended: [[id, end before or False]] of the rows that it ended
        """
        # sudo: checked below to be of the caller's own people
        rows = self.env["poms.presence"].sudo()
        made = rows.browse(created).exists()
        closed = {rows.browse(i).exists(): end for i, end in ended}
        touched = made | rows.union(*closed) if closed else made
        self._get_people(touched.employee_id.ids)
        oldest = fields.Datetime.subtract(fields.Datetime.now(), minutes=UNDO_MIN)
        if any(
            row.create_date < oldest or row.create_uid != self.env.user for row in made
        ):
            raise UserError(self.env._("It is too late to undo this. Mark them anew."))
        if any(row.write_date < oldest for row in closed):
            raise UserError(self.env._("It is too late to undo this. Mark them anew."))
        made.unlink()
        for row, end in closed.items():
            row.date_out = end or False
        return True

    @api.model
    @desk_input
    def start_indirect(self, employee_ids, reason_id, note=None):
        """Start indirect time for these people: cleaning, a meeting, waiting."""
        people = self._get_people(employee_ids)
        reason = self._get_indirect_reason(reason_id, people.company_id)
        rows = self.env["poms.indirect.time"]._begin(people, reason, note=note)
        return {"ids": rows.ids}

    @api.model
    @desk_input
    def stop_indirect(self, employee_ids):
        """End the indirect time of these people."""
        rows = self.env["poms.indirect.time"]._stop(self._get_people(employee_ids))
        return {"ids": rows.ids}

    @api.model
    def _get_indirect_reason(self, reason_id, companies):
        # sudo: reasons are the same for everybody
        reasons = self.env["poms.reason"].sudo()
        reason = reasons.search(
            [
                ("id", "=", reason_id),
                ("kind", "=", "indirect"),
                ("company_id", "in", [False, *companies.ids]),
            ]
        )
        if not reason:
            raise UserError(self.env._("Choose a reason of indirect work."))
        return reason
