from odoo import api, fields, models


class PomsPhoto(models.Model):
    """A photo may show why help was called."""

    _inherit = "poms.photo"

    call_id = fields.Many2one(
        "poms.call", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _get_owner(self, vals):
        owner = super()._get_owner(vals)
        if owner["report_id"]:
            return owner
        # sudo: a device user reads no calls; the link tells nothing
        calls = self.env["poms.call"].sudo()
        call = calls.search([("uuid", "=", vals["owner_uuid"])], limit=1)
        if not call:
            return owner
        return {
            **owner,
            "call_id": call.id,
            "card_id": call.card_id.id,
            "team_id": call.team_id.id,
            "company_id": call.company_id.id,
        }
