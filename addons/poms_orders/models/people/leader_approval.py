import uuid

from odoo import api, models
from odoo.exceptions import UserError

from ..poms_report import QUANTITY_FIELDS
from ..task_card_facts import to_decimal
from .leader_overview import APPROVABLE


class PomsLeader(models.AbstractModel):
    """Corrections that only lacked a leader's right."""

    _inherit = "poms.leader"

    @api.model
    def approve_correction(self, report_id):
        """Book a refused correction as the caller's own.

        Twice is once: the counter-entry's number follows from the refused one's.

        :return: the answer of `poms.task.card.correct`
        :raise UserError: it is no such correction, or it was decided already
        """
        # sudo: checked to be of the caller's teams
        report = self.env["poms.report"].sudo().browse(report_id).exists()
        self._check_approvable(report)
        keys = report.production_id.ids
        return self.env["poms.door"]._serial(
            keys, lambda: self._approve_correction(report_id)
        )

    @api.model
    def _check_approvable(self, report):
        self._get_led_cards(report.card_id.ids or [0])
        if report.state != "refused" or report.code not in APPROVABLE:
            raise UserError(self.env._("There is nothing to approve in it."))

    @api.model
    def _approve_correction(self, report_id):
        """Inner `approve_correction`, behind the door."""
        report = self.env["poms.report"].sudo().browse(report_id)
        self._check_approvable(report)
        original = report.corrects_id
        earlier = original.correction_ids.filtered(lambda r: r.state == "accepted")
        number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"approved:{report.uuid}"))
        if any(r.id > report.id and r.uuid != number for r in earlier):
            raise UserError(
                self.env._("The report was corrected meanwhile. Look at it anew.")
            )
        earlier = earlier.filtered(lambda r: r.uuid != number)
        wanted = {
            name.removeprefix("quantity_"): str(
                to_decimal(original[name] + sum(earlier.mapped(name)) + report[name])
            )
            for name in QUANTITY_FIELDS
        }
        note = self.env._("Asked for by %s", report.employee_id.name)
        return self.env["poms.task.card"]._correct(
            number,
            original.id,
            self._get_own_employee(),
            reason=report.reason_id.id or None,
            note="; ".join(filter(None, (report.note, note))),
            **wanted,
        )
