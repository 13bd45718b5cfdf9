from odoo import api, models
from odoo.exceptions import UserError

from ..people.desk_input import desk_input
from ..people.task_card_presence import LOCK_PERSON

CALL_LIMIT = 80


class PomsLeader(models.AbstractModel):
    """Calls for help on the leader's screen."""

    _inherit = "poms.leader"

    @api.model
    def _get_calls(self, teams):
        """Calls of these teams that are not solved: where nobody has come, high levels,
        then by age.

        :return: calls as `station_calls` tells them, with "text", times in UTC
        """
        calls = self.env["poms.call"].sudo()  # sudo: of the teams the caller leads
        domain = [("state", "!=", "closed"), *self._get_call_domain(teams)]
        found = calls.search(
            domain, order="state desc, level desc, date_called, id", limit=CALL_LIMIT
        )
        return [
            {**call._get_call_data(), "text": call._get_sentence()} for call in found
        ]

    @api.model
    def _get_call_domain(self, teams):
        return [
            "|",
            ("team_id", "in", teams.ids),
            ("workcenter_id.poms_team_ids", "in", teams.ids),
        ]

    @api.model
    def _get_call_causes(self, teams):
        """Causes that a solved call may have: [{"id", "name", "call_kind"}]."""
        # sudo: reasons are the same for everybody
        reasons = self.env["poms.reason"].sudo()
        reasons = reasons.search(
            [
                ("kind", "=", "call_cause"),
                ("company_id", "in", [False, *teams.company_id.ids]),
            ]
        )
        return [
            {"id": one.id, "name": one.name, "call_kind": one.call_kind or ""}
            for one in reasons
        ]

    @api.model
    @desk_input
    def overview(self, team_ids=None):
        """Also ``call_causes``: why help was needed."""
        answer = super().overview(team_ids)
        teams = self._get_teams(team_ids) if team_ids else self._get_teams()
        return {**answer, "call_causes": self._get_call_causes(teams)}

    @api.model
    @desk_input
    def come_call(self, uuid, call_id):
        """Note that the caller has come to help; see `poms.task.card.call_come`.

        :param str uuid: made once by the client
        """
        return self._act_on_call("_call_come", uuid, call_id)

    @api.model
    @desk_input
    def close_call(self, uuid, call_id, reason=None, note=None):
        """Note that a call is solved; see `poms.task.card.call_close`.

        :param reason: id or code of a reason of the kind call_cause
        """
        return self._act_on_call("_call_close", uuid, call_id, reason=reason, note=note)

    @api.model
    def _act_on_call(self, method, uuid, call_id, **values):
        employee = self._get_own_employee()
        cards = self.env["poms.task.card"]
        uuid = cards._parse_uuid(uuid)
        # sudo: checked to be of the caller's teams
        calls = self.env["poms.call"].sudo()
        domain = [("id", "=", call_id), *self._get_call_domain(self._get_teams())]
        if not calls.search_count(domain):
            raise UserError(self.env._("This call is not of your teams."))
        person_id, company = employee.id, employee.company_id
        return self.env["poms.door"]._serial(
            [-company.id],
            lambda: getattr(cards, method)(
                uuid, self.env["hr.employee"].browse(person_id), call_id, **values
            ),
            namespace=LOCK_PERSON,
        )
