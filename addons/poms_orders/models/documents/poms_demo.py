from odoo import api, models

from ...tools import demo_documents


class PomsDemo(models.AbstractModel):
    _inherit = "poms.demo"

    @api.model
    def _load_plant(self):
        # before there are cards: what counts since weeks stops nobody today
        result = super()._load_plant()
        demo_documents.load_documents(self.env)
        return result
