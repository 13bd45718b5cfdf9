from odoo import api, fields, models
from odoo.exceptions import UserError

from ..reporting.task_card_data import date_text
from .desk_input import desk_input


class PomsLeader(models.AbstractModel):
    """Hand-over of a shift (交接班)."""

    _inherit = "poms.leader"

    @api.model
    def _get_handovers(self, teams, shifts):
        """What waits to be read by these teams, and what their shifts have written.

        Teams on the same machines hand over to each other; so what such a team has
        written is shown too.
        """
        # sudo: neighbours' hand-overs that are addressed to the caller's teams
        handovers = self.env["poms.handover"].sudo()
        unread = handovers.search(
            [
                ("state", "=", "written"),
                "|",
                ("to_team_id", "in", teams.ids),
                "&",
                ("to_team_id", "=", False),
                ("team_id", "in", teams.ids),
            ],
            limit=20,
        )
        own = handovers.search(
            [
                ("team_id", "in", teams.ids),
                ("date_shift_start", "in", [s.start for s in shifts.values()]),
            ]
        )
        last = handovers.search(
            [
                ("state", "=", "read"),
                "|",
                ("to_team_id", "in", teams.ids),
                ("team_id", "in", teams.ids),
            ],
            limit=5,
        )
        return [self._get_handover_data(one) for one in unread | own | last]

    @api.model
    def _get_handover_data(self, handover):
        return {
            "id": handover.id,
            "team_id": handover.team_id.id,
            "team": handover.team_id.name,
            "to_team_id": handover.to_team_id.id or False,
            "to_team": handover.to_team_id.name or "",
            "shift_start": date_text(handover.date_shift_start),
            "shift_end": date_text(handover.date_shift_end),
            "notes": handover.notes or "",
            "answer": handover.answer or "",
            "state": handover.state,
            "written_by": handover.written_by_id.name or "",
            "date_written": date_text(handover.date_written),
            "read_by": handover.read_by_id.name or "",
            "date_read": date_text(handover.date_read),
            "lines": [
                {
                    "id": line.id,
                    "kind": line.kind,
                    "card": line.card_id.name or "",
                    "text": line.text or "",
                    "person": line.employee_id.name or "",
                    "machine": line.workcenter_id.name or "",
                    "date": date_text(line.date),
                }
                for line in handover.line_ids
            ],
        }

    @api.model
    @desk_input
    def write_handover(self, team_id, notes, to_team_id=None, is_final=False):
        """Keep the notes of the team's present shift; `is_final` hands it over.

        :return: the hand-over, as `overview` has it
        """
        team = self._get_teams([team_id])
        others = {t["id"] for t in self._get_other_teams(team)}
        vals = {"notes": notes or False}
        vals["to_team_id"] = to_team_id if to_team_id in others else False
        shift = team._get_shift(fields.Datetime.now())
        # sudo: of the caller's own team; its present shift has one
        handovers = self.env["poms.handover"].sudo()
        handover = handovers.search(
            [("team_id", "=", team.id), ("date_shift_start", "=", shift.start)]
        )
        if handover:
            handover.write(vals)
        else:
            handover = handovers.create(
                {
                    **vals,
                    "team_id": team.id,
                    "date_shift_start": shift.start,
                    "date_shift_end": shift.end,
                }
            )
        if is_final:
            handover.action_hand_over()
        return self._get_handover_data(handover)

    @api.model
    @desk_input
    def read_handover(self, handover_id, answer=None):
        """Acknowledge a hand-over to one of the caller's teams."""
        teams = self._get_teams()
        # sudo: checked to be addressed to the caller's teams
        handover = self.env["poms.handover"].sudo().browse(handover_id).exists()
        if not handover:
            raise UserError(self.env._("This hand-over is gone. Reload the list."))
        self._get_teams((handover.to_team_id or handover.team_id).ids)
        handover.action_read(answer)
        shifts = {team.id: team._get_shift(handover.date_read) for team in teams}
        return self._get_handovers(teams, shifts)
