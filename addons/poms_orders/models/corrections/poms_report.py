from odoo import models

from ...domain.correction_effects import RIGHT_CODES


class PomsReport(models.Model):
    _inherit = "poms.report"

    def _is_approvable(self):
        """A correction that only lacks somebody's agreement, and was not decided."""
        self.ensure_one()
        return (
            self.state == "refused"
            and self.code in RIGHT_CODES.values()
            and "settled" not in self.conflict_ids.mapped("state")
        )
