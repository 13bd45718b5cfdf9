from odoo import api, models

from ..reporting.floor_input import floor_input


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    @api.model
    def _accept_identity(self, employee, device):
        """The tablet learns when to lock; one's own device never does by itself."""
        answer = super()._accept_identity(employee, device)
        if device:
            # sudo: a tablet's log-in reads no settings
            minutes = device.sudo()._get_lock_minutes()
        elif employee.user_id == self.env.user:
            minutes = 0
        else:
            # sudo: as above
            minutes = employee.sudo().company_id.poms_lock_minutes
        return {**answer, "lock_min": minutes}

    @api.model
    @floor_input
    def heartbeat(
        self, device, waiting=0, refused=0, oldest=None, version="", locked=False
    ):
        """See there; `locked`: the tablet waits for a badge."""
        answer = super().heartbeat(device, waiting, refused, oldest, version)
        if answer["status"] == "accepted":
            self.env["poms.device"]._find_active(device)._note_lock(locked is True)
        return answer
