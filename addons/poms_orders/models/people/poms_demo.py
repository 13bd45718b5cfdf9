from odoo import api, models

from ...tools import demo_people


class PomsDemo(models.AbstractModel):
    _inherit = "poms.demo"

    @api.model
    def _after_orders(self):
        result = super()._after_orders()
        demo_people.load_people_today(self.env)
        return result
