from odoo import api, models


class PomsHooks(models.AbstractModel):
    _inherit = "poms.hooks"

    @api.model
    def _record_events(self, acts):
        self.env["poms.trace.event"]._record_many(acts)
        return super()._record_events(acts)

    @api.model
    def _inspection_request(self, card, trigger):
        inspections = self.env["poms.inspection"]._request(card, trigger)
        others = super()._inspection_request(card, trigger)
        return inspections | others if others else inspections

    @api.model
    def _inspection_result(self, inspection, values):
        """Take a result from another system.

        :param inspection: a `poms.inspection`, or its number
        :param dict values: arguments of `poms.inspection.record_result`
        :return: its answer
        """
        return self.env["poms.inspection"]._take_result(inspection, values)

    @api.model
    def _quality_released_qty(self, card):
        return self.env["poms.inspection"]._get_released_qty(card)
