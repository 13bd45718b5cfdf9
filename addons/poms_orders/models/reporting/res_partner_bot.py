from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    poms_may_act = fields.Boolean(
        string="Reports for People",
        help="The bot user of this partner may report in the name of people whose "
        "badge or PIN it gives.",
        groups="poms_orders.group_plant_manager",
    )
    poms_act_team_ids = fields.Many2many(
        "poms.team",
        "poms_team_bot_partner_rel",
        "partner_id",
        "team_id",
        string="Reports for Teams",
        help="Empty: people of every team.",
        groups="poms_orders.group_plant_manager",
    )
