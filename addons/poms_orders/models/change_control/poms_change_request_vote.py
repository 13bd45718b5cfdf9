from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...domain.change_lanes import decide, voter_for
from .states import NO_PERSON, VOTES


class PomsChangeRequest(models.Model):
    """Voting: by the person's own log-in, once each, for whom one stands in."""

    _inherit = "poms.change.request"

    def _my_votes(self):
        """Open votes that the user may give now, also for whom it stands in."""
        self.ensure_one()
        waits = self.state == "submitted" or self.confirm_state == "pending"
        # sudo: delegations are read from the board
        request = self.sudo()
        votes = request.vote_ids.filtered(lambda vote: not vote.decision)
        if not waits or self.env.user.has_groups(NO_PERSON):
            return votes.browse()
        board = self.env["poms.change.board"]._of(request.company_id)
        # who asks has a seat of their own at most, and stands in for nobody
        stand_ins = board._delegations() if request.user_id != self.env.user else {}
        mine = voter_for(self.env.uid, stand_ins, votes.user_id.ids)
        return votes.filtered(lambda vote: vote.user_id.id in mine)

    def action_approve(self):
        return self.vote("approve")

    def action_reject(self):
        return self.vote("reject")

    def action_abstain(self):
        return self.vote("abstain")

    def vote(self, decision, comment=None):
        """Give one's vote on each of these changes.

        :param str decision: approve, reject or abstain
        :param str comment: shown to the others
        :raise AccessError: the caller has no open vote here, or is no person
        """
        if decision not in dict(VOTES):
            raise UserError(self.env._("Vote approve, reject or abstain."))
        self.check_access("read")
        if self.env.user.has_groups(NO_PERSON):
            raise AccessError(
                self.env._("A shared tablet cannot vote: use your own log-in.")
            )
        for request in self:
            votes = request._my_votes()
            if not votes:
                raise AccessError(
                    self.env._(
                        "You have no open vote on %s: it is decided already, or "
                        "others decide it.",
                        request.name,
                    )
                )
            if request.user_id == self.env.user and request.lane != "board":
                raise AccessError(
                    self.env._("Nobody signs what they asked for themselves.")
                )
            # sudo: a member may vote without the right to edit changes
            request.sudo()._cast(votes, decision, comment)
        return True

    def _cast(self, votes, decision, comment):
        self.ensure_one()
        self._take_turns()
        votes.write(
            {
                "decision": decision,
                "voted_by_id": self.env.uid,
                "date": fields.Datetime.now(),
                "comment": comment or False,
            }
        )
        names = dict(votes._fields["decision"]._description_selection(self.env))
        body = self.env._(
            "%(who)s votes: %(vote)s. %(comment)s",
            who=", ".join(votes.user_id.mapped("name")),
            vote=names[decision],
            comment=comment or "",
        )
        self._message_log(body=body)
        mine = self.activity_ids.filtered(lambda a: a.user_id in votes.user_id)
        mine.action_done()
        self._settle_votes()

    def _take_turns(self):
        """Let whoever decides at the same moment come one after the other.

        Each would see the own vote only, and nobody would count both: a row that both
        write makes the second one begin again.
        """
        for request in self:
            request.vote_number += 1
        self.flush_recordset(["vote_number"])

    def _settle_votes(self):
        """Carry out what the votes amount to, if they decide already."""
        self.ensure_one()
        board = self.env["poms.change.board"]._of(self.company_id)
        outcome = decide(
            [vote.decision or None for vote in self.vote_ids],
            board.quorum or 1,
            first_decides=self.lane in ("signature", "emergency"),
        )
        if outcome == "open":
            return
        self.activity_unlink(["mail.mail_activity_data_todo"])
        if self.confirm_state == "pending":
            self._confirm(outcome)
        elif outcome == "rejected":
            self._close("rejected")
        else:
            self.write({"state": "approved", "date_decided": fields.Datetime.now()})
            self._record("change_decided", {"decision": "approved"})
            self._try_apply()

    def _confirm(self, outcome):
        """What becomes of an emergency that is applied already."""
        self.ensure_one()
        if outcome == "approved":
            self.confirm_state = "confirmed"
            return
        self.confirm_state = "refused"
        if self.kind == "setting":
            self._revert()
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Refused afterwards: undo it by a new change"),
            user_id=self.user_id.id,
        )

    def _try_apply(self):
        """Apply at once; what stands in the way is noted, the approval stays."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if self._is_still_decided():
                    self._apply()
        except UserError as error:
            self.invalidate_recordset()
            self._message_log(
                body=self.env._(
                    "Approved, but not applied yet: %s Then press Apply.", error
                )
            )
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Approved: apply it"),
                note=str(error),
                user_id=self.user_id.id,
            )

    def _reset_votes(self):
        """What was voted on has changed: everybody decides again."""
        self._take_turns()
        voted = self.vote_ids.filtered("decision")
        voted.write(
            {"decision": False, "voted_by_id": False, "date": False, "comment": False}
        )
        for request in voted.request_id.filtered(lambda r: r.state == "submitted"):
            request._ask_voters(self.env._("It has been altered: decide again"))

    @api.model
    def _cron_deadlines(self):
        """Remind of what is overdue: once a day and member, and a plant manager."""
        late = self.search(
            [
                ("date_deadline", "<", fields.Datetime.now()),
                "|",
                ("state", "=", "submitted"),
                ("confirm_state", "=", "pending"),
            ]
        )
        today = fields.Date.context_today(self)
        for request in late:
            open_votes = request.vote_ids.filtered(lambda vote: not vote.decision)
            users = open_votes.user_id | request._plant_managers()[:1]
            told = request.activity_ids.filtered(
                lambda a: a.create_date.date() == today
            ).user_id
            for user in users - told:
                request.activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=self.env._("Overdue: %s", request.subject),
                    user_id=user.id,
                )
