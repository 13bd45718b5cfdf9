from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    poms_lock_minutes = fields.Integer(
        string="Lock Tablets After",
        default=10,
        help="Minutes without a touch after which people of a shared tablet scan their "
        "badge again; work that runs goes on. 0: never.",
    )
    _poms_lock_minutes_positive = models.Constraint(
        "CHECK(poms_lock_minutes >= 0)", "Minutes until the lock are 0 or more."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    poms_lock_minutes = fields.Integer(
        related="company_id.poms_lock_minutes", readonly=False
    )
