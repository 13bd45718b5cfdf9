from odoo import api, models
from odoo.exceptions import UserError

from ..offline.poms_conflict import TRUSTED
from .desk_input import desk_input
from .leader_overview import APPROVABLE


class PomsLeader(models.AbstractModel):
    """Corrections that only lacked a leader's right, and conflicts of outboxes.

    Both are settled as conflicts; so who decided what, when and why stays.
    """

    _inherit = "poms.leader"

    @api.model
    @desk_input
    def settle_conflict(self, uuid, conflict_id, resolution, values=None, note=None):
        """Settle a conflict of the caller's teams; see `poms.task.card.settle`.

        :param str resolution: book, resend or discard
        """
        # sudo: checked to be of the caller's teams
        conflicts = self.env["poms.conflict"].sudo()
        domain = self._get_team_domain(self._get_teams())
        if not conflicts.search_count([("id", "=", conflict_id), *domain]):
            raise UserError(self.env._("This conflict is not of your teams."))
        return self._settle(uuid, conflict_id, resolution, values, note)

    @api.model
    @desk_input
    def decide_correction(self, uuid, report_id, is_approved, note=None):
        """Book a correction that lacked the right, or discard it with a reason.

        :param str uuid: made once by the client
        :return: the answer, as of `poms.task.card.settle`
        :raise UserError: it is no such correction, or it was decided already
        """
        report = self._get_approvable(report_id)
        return self.env["poms.door"]._serial(
            report.production_id.ids,
            lambda: self._decide_correction(uuid, report_id, is_approved, note),
        )

    @api.model
    @desk_input
    def preview_correction(self, report_id):
        """Say what a correction that waits for approval would do; writes nothing.

        :return: the answer of `poms.task.card.correction_preview` for the caller
        :raise UserError: there is nothing to approve in it
        """
        report = self._get_approvable(report_id)
        cards = self.env["poms.task.card"]
        told = report._get_payload()
        values = {k: v for k, v in told.items() if k in cards._get_allowed(report.kind)}
        values.pop("report", None)
        return cards._preview_correction(
            self._get_own_employee(), report.corrects_id.id, values
        )

    @api.model
    def _get_approvable(self, report_id):
        # sudo: checked to be of the caller's teams
        report = self.env["poms.report"].sudo().browse(report_id).exists()
        self._get_led_cards(report.card_id.ids or [0])
        if report.state != "refused" or report.code not in APPROVABLE:
            raise UserError(self.env._("There is nothing to approve in it."))
        return report

    @api.model
    def _decide_correction(self, uuid, report_id, is_approved, note):
        """Inner `decide_correction`, behind the door."""
        report = self._get_approvable(report_id)
        later = report.corrects_id.correction_ids.filtered(
            lambda r: r.state == "accepted" and r.id > report.id
        )
        conflict = report._open_conflict()
        if later and conflict.state == "open" and is_approved:
            raise UserError(
                self.env._("The report was corrected meanwhile. Look at it anew.")
            )
        resolution = "book" if is_approved else "discard"
        return self._trusted_cards()._settle(
            self.env["poms.task.card"]._parse_uuid(uuid),
            conflict.id,
            self._get_own_employee(),
            resolution,
            None,
            note,
        )

    @api.model
    def _settle(self, uuid, conflict_id, resolution, values, note):
        return self._trusted_cards()._settle_behind_door(
            uuid, conflict_id, self._get_own_employee(), resolution, values, note
        )

    @api.model
    def _trusted_cards(self):
        """The caller leads the team: checked before, by team and not only by role."""
        return self.env["poms.task.card"].with_context(poms_may_settle=TRUSTED)
