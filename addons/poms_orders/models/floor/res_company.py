from odoo import fields, models

from ...domain.report_rules import QUANTITIES


class ResCompany(models.Model):
    _inherit = "res.company"

    poms_lock_minutes = fields.Integer(
        string="Lock Tablets After",
        default=10,
        help="Minutes without a touch after which people of a shared tablet scan their "
        "badge again; work that runs goes on. 0: never.",
    )
    poms_quantity_kinds = fields.Selection(
        [
            ("four", "Four: good, scrap, rework, material fault"),
            ("six", "Six: also concession and to inspect"),
        ],
        string="Quantities of a Report",
        default="four",
        required=True,
    )
    _poms_lock_minutes_positive = models.Constraint(
        "CHECK(poms_lock_minutes >= 0)", "Minutes until the lock are 0 or more."
    )

    def _get_quantity_kinds(self):
        """What is counted at this plant, in the order of the pad and of paper."""
        if self.poms_quantity_kinds != "six":
            return list(QUANTITIES)
        return ["good", "concession", "scrap", "material_fault", "rework", "to_inspect"]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    poms_lock_minutes = fields.Integer(
        related="company_id.poms_lock_minutes", readonly=False
    )
    poms_quantity_kinds = fields.Selection(
        related="company_id.poms_quantity_kinds", readonly=False
    )
