from odoo import models


class MrpBom(models.Model):
    """Inspections go on with the next revision of a bill of material."""

    _inherit = "mrp.bom"

    def _poms_copy_masters(self, new):
        """The quality points of each step, for the step that comes after it."""
        result = super()._poms_copy_masters(new)
        # a revision that has ended is archived with its steps
        old, new = (bom.with_context(active_test=False) for bom in (self, new))
        after = {step.poms_origin_id: step for step in new.operation_ids}
        # sudo: who applies a change needs no rights on quality points
        points = (
            self.env["poms.quality.point"]
            .sudo()
            .search([("operation_id", "in", old.operation_ids.ids)])
        )
        for point in points.filtered(lambda point: point.operation_id in after):
            point.copy({"operation_id": after[point.operation_id].id})
        return result
