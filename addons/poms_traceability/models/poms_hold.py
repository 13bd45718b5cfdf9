from odoo import fields, models
from odoo.exceptions import UserError


class PomsHold(models.Model):
    _inherit = "poms.hold"

    inspection_id = fields.Many2one(
        "poms.inspection", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    def action_release(self, note=None):
        """Refuse the way past the inspector: what failed needs a decision."""
        # sudo: only whether it still stands failed
        failed = self.sudo().inspection_id.filtered(lambda i: i.state == "failed")
        if failed:
            raise UserError(
                self.env._(
                    "%(inspections)s failed. An inspector says there what becomes of "
                    "the pieces; that releases the hold.",
                    inspections=", ".join(failed.mapped("name")),
                )
            )
        return super().action_release(note)
