from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..states import CARD_STARTED

LEADERS = (
    "poms_orders.group_team_leader,poms_orders.group_planner,"
    "poms_orders.group_plant_manager"
)
CARD_LIMIT = 200


class PomsLeader(models.AbstractModel):
    """What the team leader's screen reads and does; rights are checked in here.

    Its public methods take ids and give JSON-able dicts. A leader has the own teams
    (`poms.team._get_led`), planners and plant managers all of the company.
    """

    _name = "poms.leader"
    _description = "Team Leader's Desk"

    @api.model
    def _check_leader(self):
        if not self.env.su and not self.env.user.has_groups(LEADERS):
            raise AccessError(
                self.env._("Only team leaders and planners may do this. Ask yours.")
            )

    @api.model
    def _get_teams(self, team_ids=None):
        """The led teams, or those of them that are asked for, as superuser.

        :raise AccessError: no leader, or not the leader of a team that is asked for
        """
        self._check_leader()
        teams = self.env["poms.team"]._get_led()
        if not team_ids:
            return teams
        chosen = teams.filtered(lambda team: team.id in team_ids)
        if len(chosen) != len(set(team_ids)):
            raise AccessError(self.env._("You do not lead this team."))
        return chosen

    @api.model
    def _get_members(self, teams, moment=None):
        """The people of these teams, with those who are lent to them now."""
        moment = moment or fields.Datetime.now()
        # sudo: people of the caller's own teams
        lent = self.env["poms.presence"].sudo()
        lent = lent.search(
            [
                ("kind", "=", "lent"),
                ("team_id", "in", teams.ids),
                ("date_in", "<=", moment),
                "|",
                ("date_out", "=", False),
                ("date_out", ">", moment),
            ]
        )
        people = teams.employee_ids | teams.leader_id | lent.employee_id
        return people.filtered("active")

    @api.model
    def _get_people(self, employee_ids):
        """These employees as superuser; all must be of teams that the caller leads.

        :raise AccessError: somebody is not
        """
        people = self._get_members(self._get_teams())
        chosen = people.filtered(lambda one: one.id in employee_ids)
        if len(chosen) != len(set(employee_ids)):
            raise AccessError(self.env._("This person is in none of your teams."))
        return chosen

    @api.model
    def _get_card_domain(self, teams):
        """Cards of these teams; one without a team goes by its machine's teams."""
        return [
            ("company_id", "in", teams.company_id.ids),
            "|",
            ("team_id", "in", teams.ids),
            "&",
            ("team_id", "=", False),
            "|",
            ("workcenter_id.poms_team_ids", "in", teams.ids),
            ("workcenter_id.poms_team_ids", "=", False),
        ]

    @api.model
    def _get_cards(self, teams, states=("released", *CARD_STARTED)):
        """Open cards of these teams as a station's queue has them, as superuser."""
        # sudo: cards of the caller's own teams; no cost is told of them
        cards = self.env["poms.task.card"].sudo()
        domain = [("state", "in", states), *self._get_card_domain(teams)]
        return cards.search(domain, limit=CARD_LIMIT)._in_queue_order()

    @api.model
    def _get_led_cards(self, card_ids):
        """These cards as superuser; all must be of teams that the caller leads.

        :raise UserError: a card is gone or of another team
        """
        teams = self._get_teams()
        # sudo: filtered by the caller's own teams
        cards = self.env["poms.task.card"].sudo()
        found = cards.search([("id", "in", card_ids), *self._get_card_domain(teams)])
        if len(found) != len(set(card_ids)):
            raise UserError(
                self.env._("This card is not of your teams any more. Reload the list.")
            )
        return found

    @api.model
    def _get_own_employee(self):
        """The caller's employee, who then stands in reports and approvals.

        :raise UserError: the log-in has none
        """
        # sudo: one's own employee record
        employee = self.env["hr.employee"].sudo()
        employee = employee.search(
            [
                ("user_id", "=", self.env.uid),
                ("company_id", "in", self.env.companies.ids),
            ],
            limit=1,
        )
        if not employee:
            raise UserError(
                self.env._(
                    "Your log-in belongs to no employee. Ask for it to be set in the "
                    "employee's form."
                )
            )
        return employee
