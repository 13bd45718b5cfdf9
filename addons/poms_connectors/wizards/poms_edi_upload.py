import base64

from odoo import fields, models
from odoo.exceptions import AccessError


class PomsEdiUpload(models.TransientModel):
    """A partner's file, taken in by hand."""

    _name = "poms.edi.upload"
    _description = "Upload of an EDI File"

    edi_partner_id = fields.Many2one(
        "poms.edi.partner", string="Partner", required=True, ondelete="cascade"
    )
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def action_receive(self):
        """Take the file in and show its messages."""
        self.ensure_one()
        if not self.env.user.has_group("poms_orders.group_planner"):
            raise AccessError(self.env._("Only planners take files in."))
        self.edi_partner_id.check_access("read")
        content = base64.b64decode(self.file)
        answer = self.edi_partner_id._receive(content, self.filename, "upload")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_connectors.poms_edi_message_action"
        )
        ids = [message["id"] for message in answer["messages"]]
        action["domain"] = [("id", "in", ids)]
        action["context"] = {}
        if len(ids) == 1:
            action.update(res_id=ids[0], view_mode="form", views=[(False, "form")])
        return action
