from odoo import fields, models

from .states import VOTES


class PomsChangeVote(models.Model):
    """One voice in a decision; written by the vote itself only."""

    _name = "poms.change.vote"
    _description = "Vote on a Change"
    _order = "request_id, id"

    request_id = fields.Many2one(
        "poms.change.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="Member", required=True)
    decision = fields.Selection(VOTES, string="Vote", readonly=True)
    voted_by_id = fields.Many2one("res.users", string="Given by", readonly=True)
    date = fields.Datetime(string="Given on", readonly=True)
    comment = fields.Char(readonly=True)

    _member_unique = models.Constraint(
        "UNIQUE(request_id, user_id)", "A member has one vote."
    )
