from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """People start on their role's screen, not on somebody's inbox.

        Unless they have chosen a home of their own, or run Odoo itself.
        """
        info = super().session_info()
        user = self.env.user
        if not info.get("home_action_id") and not user.has_group("base.group_system"):
            homes = self._poms_homes()
            role = next((role for role in homes if user.has_group(role)), None)
            if role:
                info["home_action_id"] = self.env.ref(homes[role]).id
        return info

    def _poms_homes(self):
        """Action that each role starts on; the first of a person's roles counts."""
        return {
            "poms_orders.group_device": "poms_orders.poms_shop_floor_action",
            "poms_orders.group_planner": "poms_orders.poms_inbox_action",
            "poms_orders.group_team_leader": "poms_orders.poms_team_leader_action",
            "poms_orders.group_process_engineer": "mrp.mrp_bom_form_action",
            "poms_orders.group_quality_inspector": "poms_orders.poms_hold_action",
            "poms_orders.group_warehouse_keeper": "stock.stock_picking_type_action",
            "poms_orders.group_operator": "poms_orders.poms_shop_floor_action",
        }
