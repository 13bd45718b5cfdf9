from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """A shared tablet opens on the station screen, not on somebody's inbox."""
        info = super().session_info()
        user = self.env.user
        if not info.get("home_action_id") and user.has_group(
            "poms_orders.group_device"
        ):
            action = self.env.ref("poms_orders.poms_shop_floor_action")
            info["home_action_id"] = action.id
        return info
