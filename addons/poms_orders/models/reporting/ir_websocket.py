from odoo import models


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Add the floor's channels for those who may see its cards.

        A person gets the own teams; planners, leaders' managers and shared tablets
        get the teams of their companies. Never by a name that the client gives.
        """
        channels = list(channels)
        user = self.env.user
        if user and not user._is_public():
            channels += self._get_floor_channels(user)
        return super()._build_bus_channel_list(channels)

    def _get_floor_channels(self, user):
        sees_all = user.has_groups(
            "poms_orders.group_team_leader,poms_orders.group_planner,"
            "poms_orders.group_device,poms_orders.group_quality_inspector"
        )
        if not sees_all and not user.has_group("poms_orders.group_operator"):
            return []
        domain = [("company_id", "in", user.company_ids.ids)]
        if not sees_all:
            domain += [("employee_ids.user_id", "=", user.id)]
        # sudo: only which channels this user gets
        teams = self.env["poms.team"].sudo().search(domain)
        return [(record, "poms_floor") for record in [*teams, *user.company_ids]]
