from odoo import fields, models


class PomsHold(models.Model):
    _inherit = "poms.hold"

    change_request_id = fields.Many2one(
        "poms.change.request",
        string="Held for Change",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
