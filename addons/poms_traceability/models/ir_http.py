from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def _poms_homes(self):
        """Inspectors start on what waits to be inspected."""
        home = "poms_traceability.poms_inspection_action"
        return {
            **super()._poms_homes(),
            "poms_orders.group_quality_inspector": home,
        }
