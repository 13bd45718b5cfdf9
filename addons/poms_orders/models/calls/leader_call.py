from odoo import api, fields, models

CALL_LIMIT = 80


class PomsLeader(models.AbstractModel):
    """Calls for help on the leader's screen."""

    _inherit = "poms.leader"

    @api.model
    def _get_calls(self, teams):
        """Calls of these teams that are not solved, the oldest first.

        :return: [{"id", "text", "card_id", "since"}], times in UTC
        """
        calls = self.env["poms.call"].sudo()  # sudo: of the teams the caller leads
        domain = [
            ("state", "!=", "closed"),
            "|",
            ("team_id", "in", teams.ids),
            ("workcenter_id.poms_team_ids", "in", teams.ids),
        ]
        found = calls.search(domain, order="date_called, id", limit=CALL_LIMIT)
        kinds = dict(calls._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": call.id,
                "text": " · ".join(
                    filter(None, [kinds[call.kind], call.workcenter_id.name, call.name])
                ),
                "card_id": call.card_id.id,
                "since": fields.Datetime.to_string(call.date_called),
            }
            for call in found
        ]
