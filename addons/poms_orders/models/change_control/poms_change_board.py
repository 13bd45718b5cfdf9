from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError


class PomsChangeBoard(models.Model):
    """Who decides changes in a company: members, quorum, deadlines, signers."""

    _name = "poms.change.board"
    _description = "Change Control Board"
    _inherit = ["poms.guarded"]
    _poms_guarded_fields = (
        "quorum",
        "signer_ids",
        "member_ids",
        "member_user_ids",
    )

    name = fields.Char(required=True, default=lambda self: self.env._("Change board"))
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    member_ids = fields.One2many(
        "poms.change.board.member", "board_id", string="Members"
    )
    member_user_ids = fields.Many2many(
        "res.users",
        string="Persons on the Board",
        compute="_compute_member_user_ids",
        inverse="_inverse_member_user_ids",
        help="The members as a change request names them.",
    )
    quorum = fields.Integer(
        default=2, required=True, help="How many members have to vote at least."
    )
    board_hours = fields.Float(
        string="Board Decides within (h)", default=48.0, required=True
    )
    signature_hours = fields.Float(
        string="Signature within (h)", default=8.0, required=True
    )
    signer_ids = fields.Many2many(
        "res.users",
        string="Who May Sign",
        domain=[("share", "=", False)],
        help="For limited changes, and to confirm emergencies. None: plant managers.",
    )

    _company_unique = models.Constraint(
        "UNIQUE(company_id)", "A company has one change board."
    )

    @api.depends("member_ids.user_id")
    def _compute_member_user_ids(self):
        for board in self:
            board.member_user_ids = board.member_ids.user_id

    def _inverse_member_user_ids(self):
        """Who stays keeps role and stand-in."""
        for board in self:
            wanted, members = board.member_user_ids, board.member_ids
            gone = members.filtered(lambda m, wanted=wanted: m.user_id not in wanted)
            board.member_ids = [
                *(Command.delete(member.id) for member in gone),
                *(
                    Command.create({"user_id": user.id})
                    for user in wanted - members.user_id
                ),
            ]

    @api.constrains("quorum", "member_ids")
    def _check_quorum(self):
        for board in self:
            if board.quorum < 1 or len(board.member_ids) < board.quorum:
                raise ValidationError(
                    self.env._(
                        "The quorum must be at least 1 and at most the number of "
                        "members (%s).",
                        len(board.member_ids),
                    )
                )

    @api.model
    def _of(self, company):
        """The board of `company`, empty where none is set up."""
        # sudo: who decides is no secret, and is asked by whoever submits
        return self.sudo().search([("company_id", "=", company.id)], limit=1)

    def _delegations(self):
        """{member's user id: user id that stands in today}."""
        today = fields.Date.context_today(self)
        return {
            member.user_id.id: member.delegate_id.id
            for member in self.member_ids
            if member.delegate_id
            and (not member.delegate_from or member.delegate_from <= today)
            and (not member.delegate_to or today <= member.delegate_to)
        }
