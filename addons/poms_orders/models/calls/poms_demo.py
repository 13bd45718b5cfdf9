from odoo import api, models

from ...tools import demo_calls


class PomsDemo(models.AbstractModel):
    _inherit = "poms.demo"

    @api.model
    def _after_orders(self):
        result = super()._after_orders()
        demo_calls.load_calls(self.env)
        return result
