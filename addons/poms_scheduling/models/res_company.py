from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.poms_orders.models.change_control.res_company import (
    ResCompany as GuardedCompany,
)

WEIGHT_FIELDS = {
    "0": "poms_weight_normal",
    "1": "poms_weight_high",
    "2": "poms_weight_urgent",
}
"""Which field says what a late minute costs, by the card's priority."""


class ResCompany(models.Model):
    """The plan that counts, and what plans aim at; the aims are guarded settings."""

    _inherit = "res.company"

    _poms_guarded_fields = (
        *GuardedCompany._poms_guarded_fields,
        *WEIGHT_FIELDS.values(),
    )

    poms_plan_id = fields.Many2one(
        "poms.plan",
        string="Plan in Force",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The plan version that the cards follow.",
    )
    poms_weight_normal = fields.Integer(string="Weight of Normal Orders", default=1)
    poms_weight_high = fields.Integer(string="Weight of Important Orders", default=3)
    poms_weight_urgent = fields.Integer(string="Weight of Urgent Orders", default=10)

    @api.constrains(*WEIGHT_FIELDS.values())
    def _check_poms_weights(self):
        for company in self:
            weights = [company[name] for name in WEIGHT_FIELDS.values()]
            if weights[0] < 1 or weights != sorted(weights) or weights[-1] > 1000:
                raise ValidationError(
                    self.env._(
                        "Weights are whole numbers from 1 to 1000, and more urgent "
                        "orders weigh no less than others."
                    )
                )

    def _get_plan_weights(self):
        """{priority of a card: weight of each minute of tardiness}."""
        self.ensure_one()
        return {key: self[name] or 1 for key, name in WEIGHT_FIELDS.items()}
