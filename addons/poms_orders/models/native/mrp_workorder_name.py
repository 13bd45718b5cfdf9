from odoo import api, models


class MrpWorkorder(models.Model):
    """A step is called as the reader calls it.

    Odoo copies the operation's name once, in the language of who made the order.
    """

    _inherit = "mrp.workorder"

    @api.depends_context("lang", "prefix_product")
    @api.depends("name", "operation_id.name", "production_id.name")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for workorder in self:
            step = workorder._poms_step_name()
            if step != workorder.name:
                text = workorder.display_name.removesuffix(workorder.name)
                workorder.display_name = text + step
        return result

    def _poms_step_name(self):
        """The operation's name in the reader's language; a step that was named anew
        for this order keeps that name."""
        self.ensure_one()
        # sudo: what a step is called is no secret
        operation = self.sudo().operation_id
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        names = {operation.with_context(lang=code).name for code in languages}
        return operation.name if self.name in names else self.name
