from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Odoo shows its list of manufacturings to everybody of the warehouse, but it
        opens only for who may read work orders."""
        hidden = super()._load_menus_blacklist()
        if not self.env["mrp.workorder"].has_access("read"):
            hidden.append(self.env.ref("mrp.mrp_operation_picking").id)
        return hidden
