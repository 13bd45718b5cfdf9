from datetime import timedelta

from odoo import api, fields, models

from ...domain.correction_effects import RIGHT_CODES
from ..reporting.task_card_data import date_text, quantity_text
from .desk_input import desk_input

# A refused correction that only lacked somebody's agreement.
APPROVABLE = tuple(RIGHT_CODES.values())
APPROVAL_DAYS = 14
INBOX_LIMIT = 100


class PomsLeader(models.AbstractModel):
    """The leader's screen in one answer."""

    _inherit = "poms.leader"

    @api.model
    @desk_input
    def overview(self, team_ids=None):
        """Return all that the leader's screen shows of these teams.

        :param list team_ids: ids; None: all teams that the caller leads
        :return: ``{"now", "teams", "all_teams", "people", "cards", "machines",
            "calls", "conflicts", "approvals", "handovers", "reasons"}``
        :raise AccessError: not the leader of a team
        """
        led = self._get_teams()
        teams = self._get_teams(team_ids) if team_ids else led
        now = fields.Datetime.now()
        cards = self._get_cards(teams)
        work = self._get_work_now(cards)
        shifts = {team.id: team._get_shift(now) for team in teams}
        return {
            "now": fields.Datetime.to_string(now),
            "teams": [self._get_team_data(team, now) for team in led],
            "all_teams": self._get_other_teams(led),
            "people": self._get_people_data(teams, now, work, shifts),
            "cards": [self._get_card_data(card, work) for card in cards],
            "machines": self._get_machines_data(teams, cards),
            "calls": self._get_calls(teams),
            "conflicts": self._get_conflicts(teams),
            "approvals": self._get_approvals(teams),
            "handovers": self._get_handovers(teams, shifts),
            "reasons": self._get_indirect_reasons(teams.company_id),
        }

    @api.model
    def _get_team_data(self, team, now):
        shift = team._get_shift(now)
        return {
            "id": team.id,
            "name": team.name,
            "shift_start": date_text(shift.start),
            "shift_end": date_text(shift.end),
        }

    @api.model
    def _get_other_teams(self, led):
        """Every team of the companies: somebody may be lent to it."""
        # sudo: names of teams
        teams = self.env["poms.team"].sudo()
        teams = teams.search([("company_id", "in", led.company_id.ids)])
        return [{"id": team.id, "name": team.name} for team in teams]

    @api.model
    def _get_people_data(self, teams, now, work, shifts):
        people = self._get_members(teams, now)
        states = self._get_states(people, now, shifts, work)
        indirect = self._get_indirect_now(people)
        rows = []
        for person in people.sorted("name"):
            row = indirect.get(person.id)
            rows.append(
                {
                    "id": person.id,
                    "name": person.name,
                    "job": person.job_title or "",
                    "team_ids": (person.poms_team_ids & teams).ids,
                    "is_lent_here": not person.poms_team_ids & teams,
                    "team": ", ".join(person.poms_team_ids.mapped("name")),
                    **states[person.id],
                    "works": [
                        {"card_id": card.id, "since": date_text(since)}
                        for card, since, _booked in work.get(person.id, ())
                    ],
                    "indirect": row
                    and {
                        "reason": row.reason_id.name,
                        "since": date_text(row.date_start),
                    }
                    or False,
                }
            )
        return rows

    @api.model
    def _get_card_data(self, card, work):
        """A card as the leader's list shows it."""
        return {
            "id": card.id,
            "name": card.name,
            "state": card.state,
            "is_held": card.is_held,
            "hold_reason": card.hold_reason or "" if card.is_held else "",
            "priority": card.priority,
            "operation": card.step_name,
            "product": card.product_id.display_name,
            "production": card.production_id.name,
            "quantity": quantity_text(card.quantity),
            "open": quantity_text(card.quantity_open),
            "uom": card.uom_id.name,
            "workcenter_id": card.workcenter_id.id,
            "workcenter": card.workcenter_id.name,
            "team_id": card.team_id.id or False,
            "employee_id": card.employee_id.id or False,
            "employee": card.employee_id.name or "",
            "date_planned_start": date_text(card.date_planned_start),
            "date_due": date_text(card.date_due),
            "date_start": date_text(card.date_started),
            "people_ids": [
                employee_id
                for employee_id, rows in work.items()
                if any(row[0] == card for row in rows)
            ],
        }

    @api.model
    def _get_machines_data(self, teams, cards):
        machines = teams.workcenter_ids | cards.workcenter_id
        return [
            {
                "id": machine.id,
                "name": machine.name,
                "code": machine.code or "",
                "state": machine.working_state or "",
            }
            for machine in machines
        ]

    @api.model
    def _get_indirect_reasons(self, companies):
        # sudo: reasons are the same for everybody
        reasons = self.env["poms.reason"].sudo()
        reasons = reasons.search(
            [("kind", "=", "indirect"), ("company_id", "in", [False, *companies.ids])]
        )
        return [{"id": r.id, "code": r.code, "name": r.name} for r in reasons]

    # -- what waits for the leader ------------------------------------------------

    @api.model
    def _get_calls(self, teams):
        """Open calls of these teams: [{"id", "text", "card_id", "since"}]."""
        return []

    @api.model
    def _get_team_domain(self, teams, prefix=""):
        """Rows with a team, a person and a card that belong to these teams."""
        return [
            "|",
            (f"{prefix}team_id", "in", teams.ids),
            "&",
            (f"{prefix}team_id", "=", False),
            "|",
            (f"{prefix}employee_id.poms_team_ids", "in", teams.ids),
            (f"{prefix}card_id.workcenter_id.poms_team_ids", "in", teams.ids),
        ]

    @api.model
    def _get_conflicts(self, teams):
        """Refused acts of tablets' outboxes that nobody has settled, the oldest
        first."""
        conflicts = self.env["poms.conflict"].sudo()  # sudo: of the caller's teams
        found = conflicts.search(
            [
                ("state", "=", "open"),
                ("code", "not in", APPROVABLE),
                *self._get_team_domain(teams),
            ],
            limit=INBOX_LIMIT,
            order="id",
        )
        return [
            {**self._get_refused_data(conflict.report_id), "id": conflict.id}
            for conflict in found
        ]

    @api.model
    def _get_approvals(self, teams):
        """Corrections that only lack a leader's right, and were not decided yet."""
        reports = self.env["poms.report"].sudo()  # sudo: of the caller's teams
        since = fields.Datetime.now() - timedelta(days=APPROVAL_DAYS)
        refused = reports.search(
            [
                ("state", "=", "refused"),
                ("date", ">", since),
                ("code", "in", APPROVABLE),
                ("conflict_ids", "not any", [("state", "=", "settled")]),
                *self._get_team_domain(teams),
            ],
            limit=INBOX_LIMIT,
        )
        last = {
            report: max(
                report.correction_ids.filtered(lambda r: r.state == "accepted").ids,
                default=0,
            )
            for report in refused.corrects_id
        }
        return [
            self._get_refused_data(report)
            for report in refused
            if last.get(report.corrects_id, 0) < report.id
        ]

    @api.model
    def _get_refused_data(self, report):
        kinds = dict(report._fields["kind"]._description_selection(self.env))
        return {
            "id": report.id,
            "kind": report.kind,
            "kind_name": kinds[report.kind],
            "code": report.code,
            "text": report.message or "",
            "card_id": report.card_id.id or False,
            "card": report.card_id.name or "",
            "person": report.employee_id.name or "",
            "date": date_text(report.date_client or report.date),
            "note": report.note or "",
            "good": quantity_text(report.quantity_good),
            "scrap": quantity_text(report.quantity_scrap),
            "rework": quantity_text(report.quantity_rework),
            "material_fault": quantity_text(report.quantity_material_fault),
        }
