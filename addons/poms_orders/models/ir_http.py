import json

from odoo import models
from odoo.http import request

# Where our own methods answer in JSON: the tablets' route, and JSON-2.
OWN_PATHS = ("/poms/", "/json/2/poms.")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """Errors of our methods keep Odoo's shape and tell no inside of the server.

        Odoo puts the traceback into `debug`, also of an error that a person made.
        """
        response = super()._handle_error(exception)
        path = request.httprequest.path
        if path.startswith(OWN_PATHS) and getattr(response, "is_json", False):
            body = response.get_json()
            if isinstance(body, dict) and body.get("debug"):
                response.set_data(json.dumps({**body, "debug": ""}))
        return response

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
