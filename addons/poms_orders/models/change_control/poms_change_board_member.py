from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .states import NO_PERSON


class PomsChangeBoardMember(models.Model):
    """A member of the board, and who stands in."""

    _name = "poms.change.board.member"
    _description = "Board Member"
    _inherit = ["poms.guarded"]
    _order = "board_id, sequence, id"
    _poms_guarded_fields = ("user_id", "board_id")

    board_id = fields.Many2one(
        "poms.change.board", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="board_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users", string="Member", required=True, domain=[("share", "=", False)]
    )
    role = fields.Char(translate=True, help="Quality, purchasing, sales …")
    delegate_id = fields.Many2one(
        "res.users", string="Stands In", domain=[("share", "=", False)]
    )
    delegate_from = fields.Date(string="Stands in from")
    delegate_to = fields.Date(string="Stands in until")

    _user_unique = models.Constraint(
        "UNIQUE(board_id, user_id)", "This person is a member already."
    )
    _not_itself = models.Constraint(
        "CHECK(delegate_id IS NULL OR delegate_id != user_id)",
        "Nobody stands in for themselves.",
    )

    @api.model
    def delegate(self, user_id, date_from=False, date_to=False):
        """Let another person vote for the one who calls; 0 takes it back.

        :param int user_id: who stands in; :param date_from, date_to: YYYY-MM-DD
        :raise AccessError: the caller is no member of a board
        """
        # sudo: members do not edit the board, but their own delegation
        own = self.sudo().search([("user_id", "=", self.env.uid)])
        if not own:
            raise AccessError(self.env._("Only members of a board can delegate."))
        # sudo: only whether that person can stand in is looked at
        deputy = self.env["res.users"].sudo().browse(user_id or []).exists()
        if user_id and not (
            deputy.active
            and deputy._is_internal()
            and not deputy.has_groups(NO_PERSON)
            and own.company_id <= deputy.company_ids
        ):
            raise UserError(
                self.env._("Choose a colleague with a log-in of their own here.")
            )
        own.write(
            {
                "delegate_id": user_id or False,
                "delegate_from": date_from,
                "delegate_to": date_to,
            }
        )
        return True
