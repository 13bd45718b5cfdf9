from odoo import api, models

from ..reporting.floor_input import floor_input
from ..reporting.report_messages import get_message

# What a person who was identified without the server may never do.
NOT_OFFLINE = ("correction",)


class PomsTaskCard(models.Model):
    """Who acts, when the act waited in an outbox: judged at the act's own time."""

    _inherit = "poms.task.card"

    @api.model
    def _get_act_actor(self, act, token):
        """Return (employee, device, code) of an act; code is "" or a refusal's.

        An act that a person sends here and now needs a token that is good now. One
        that waited was told by somebody who may have left since: it is kept, and the
        team leader settles what cannot be trusted.

        :raise AccessError: no token of ours, or one of another log-in
        """
        if not act.get("queued") or isinstance(token, models.BaseModel):
            employee, device = self._get_actor(token)
            return employee, device, ""
        tokens = self.env["poms.token"]
        employee, device, code, is_offline = tokens._judge(token, act["date_client"])
        if is_offline:
            act["identified"] = "offline"
            forbidden = act["kind"] in NOT_OFFLINE or act.get("backorder")
            code = code or ("offline_forbidden" if forbidden else "")
        return employee, device, code

    @api.model
    def _refuse_identity_of(self, card, act, common, code):
        """Keep a queued act whose identity does not hold."""
        vals = {
            **common,
            "company_id": card.company_id.id or common.get("company_id"),
            "employee_ids": [(6, 0, [common["employee_id"]])]
            if common["employee_id"]
            else [],
        }
        if card:
            vals |= {
                "card_id": card.id,
                "workorder_id": card.workorder_id.id,
                "production_id": card.production_id.id,
                "team_id": card.team_id.id,
                "workcenter_id": card.workcenter_id.id,
            }
            for name in ("good", "scrap", "rework", "material_fault"):
                vals[f"quantity_{name}"] = float(act.get(name) or 0)
        return card._refuse(vals, code, {"card": card.name or ""})

    @api.model
    def _identify(self, badge, pin, device):
        """With a tablet, add what it needs to know this person without the server."""
        answer = super()._identify(badge, pin, device)
        if device and answer["status"] == "accepted":
            employee = self.env["hr.employee"].sudo().browse(answer["employee_id"])
            ticket, expires = self.env["poms.token"]._issue_offline(employee, device)
            answer["ticket"] = ticket
            answer["ticket_expires"] = expires
        return answer

    @api.model
    @floor_input
    def confirm_identity(self, ticket, device):
        """Exchange what identified a person offline for a token, back on the network.

        :param str ticket: from `offline_people` or `identify`
        :param str device: key of the enrolled tablet
        :return: as `identify`; refused with ``identity_revoked`` or
            ``identity_expired``
        :raise AccessError: no ticket of ours, unknown tablet
        """
        self._check_caller()
        found = self.env["poms.device"]._find_by_key(device)
        employee, owner, code, is_offline = self.env["poms.token"]._judge(ticket, None)
        if owner != found or not is_offline:
            code = "identity_revoked"
        if code:
            message = get_message(self.env, code, {})
            return {"status": "refused", "code": code, "message": message}
        # sudo: the log of tries belongs to nobody
        self.env["poms.identification"].sudo().create(
            {
                "kind": "badge",
                "device_id": found.id,
                "employee_id": employee.id,
                "is_accepted": True,
            }
        )
        return self._accept_identity(employee, found)
