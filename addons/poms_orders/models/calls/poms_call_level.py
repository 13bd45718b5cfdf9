from odoo import fields, models


class PomsCallLevel(models.Model):
    """One level of an escalation: after how long, who, by which way."""

    _name = "poms.call.level"
    _description = "Escalation Level"
    _order = "rule_id, minutes, id"

    rule_id = fields.Many2one(
        "poms.call.rule", required=True, index=True, ondelete="cascade"
    )
    minutes = fields.Float(
        string="After (min)",
        required=True,
        help="Minutes after the call. 0: at once.",
    )
    to_leader = fields.Boolean(
        string="Team Leader",
        default=True,
        help="The leader and the deputies of the card's or the machine's team.",
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Role",
        ondelete="set null",
        help="Everybody of this role who may see the call's company.",
    )
    user_ids = fields.Many2many("res.users", string="People")
    stops_on = fields.Selection(
        [("come", "Somebody has come"), ("closed", "The call is solved")],
        string="Not Any More When",
        default="come",
        required=True,
    )
    has_activity = fields.Boolean(
        string="Activity", help="Everybody told gets it on their list of things to do."
    )
    has_mail = fields.Boolean(
        string="Message", help="By email or inbox, as the person has chosen."
    )

    _minutes_positive = models.Constraint(
        "CHECK(minutes >= 0)", "The minutes of a level start at 0."
    )

    def _get_users(self, call):
        """The users whom this level tells of `call`."""
        self.ensure_one()
        users = self.user_ids
        if self.to_leader:
            teams = call.team_id or call.workcenter_id.poms_team_ids
            users |= (teams.leader_id | teams.deputy_ids).user_id
        users |= self.group_id.all_user_ids
        return users.filtered(
            lambda user: user.active and call.company_id in user.company_ids
        )
