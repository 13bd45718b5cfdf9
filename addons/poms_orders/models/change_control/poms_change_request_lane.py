from decimal import Decimal

from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ...domain.change_lanes import LaneFacts, choose_lane, deadline

STARTED = ("running", "paused", "done")
LOOSEST_FIRST = ("planner", "signature", "board")


class PomsChangeRequest(models.Model):
    """Submitting: which lane a change goes, who decides and by when."""

    _inherit = "poms.change.request"

    def action_submit(self):
        """Hand drafts in: what they touch is found anew, the lane follows from it.

        :raise UserError: something is asked that nobody can decide yet
        """
        self.check_access("write")
        for request in self.filtered(lambda r: r.state == "draft"):
            request._check_complete()
            request.item_ids._keep_before()
            request._refresh_impact()
            # sudo: the lane is a rule's choice, not the requester's
            request.sudo()._submit()
        return True

    def _check_complete(self):
        self.ensure_one()
        gaps = [
            self.env._("%(what)s: %(gap)s", what=item._label(), gap=item._missing())
            for item in self.item_ids
            if item._missing()
        ]
        if self.is_emergency and any(i._is_of_the_lanes() for i in self.item_ids):
            gaps.append(self.env._("Who decides is not changed by an emergency."))
        if not self.item_ids:
            gaps = [self.env._("Say what is to change: add a row to What is Asked.")]
        if gaps:
            raise UserError(
                self.env._(
                    "Before %(name)s can be decided:\n%(gaps)s",
                    name=self.name,
                    gaps="\n".join(gaps),
                )
            )

    def _submit(self):
        self.ensure_one()
        now = fields.Datetime.now()
        board = self.env["poms.change.board"]._of(self.company_id)
        lane = self._choose_lane()
        hours = {"signature": board.signature_hours, "board": board.board_hours}
        self.write(
            {
                "state": "submitted",
                "lane": lane,
                "date_submitted": now,
                "date_deadline": deadline(
                    lane, now, {k: v for k, v in hours.items() if v}
                ),
                "vote_ids": [
                    Command.clear(),
                    *(
                        Command.create({"user_id": user.id})
                        for user in self._voters(lane, board)
                    ),
                ],
            }
        )
        if self._reduces():
            self._hold_touched()
        self._record("change_requested")
        if lane == "planner":
            self.write({"state": "approved", "date_decided": now})
        elif lane == "emergency":
            self.write(
                {"state": "approved", "date_decided": now, "confirm_state": "pending"}
            )
            self._ask_voters(self.env._("Confirm this emergency afterwards"))
            self._apply()
        else:
            self._ask_voters(self.env._("Decide on this change"))

    def _choose_lane(self):
        """The lane by the company's rules and what the change touches now."""
        self.ensure_one()
        rules = self.env["poms.change.rule"]._rules(self.company_id)
        lane = choose_lane(self._lane_facts(), rules, is_emergency=self.is_emergency)
        if lane == "planner" and any(i._is_of_the_lanes() for i in self.item_ids):
            return "signature"
        return lane

    def _lane_facts(self):
        self.ensure_one()
        # a card that somebody worked on counts as started whatever the line says
        cards = self.line_ids.filtered(lambda line: line.kind == "card")
        codes = cards.mapped("state_code")
        return LaneFacts(
            kind=self.kind,
            released=codes.count("released"),
            started=sum(code in STARTED for code in codes),
            picked=len(self.line_ids.filtered(lambda line: line.kind == "kit")),
            pieces=Decimal(
                str(
                    sum(
                        line.quantity for line in self.line_ids if line.kind == "pieces"
                    )
                )
            ),
            cost=Decimal(str(self.cost_total)),
        )

    def _voters(self, lane, board):
        """Who votes; never the one who asks where one signature is enough.

        :raise UserError: nobody is left
        """
        self.ensure_one()
        users = self.env["res.users"]
        if lane == "planner":
            return users
        if lane == "board" and board.member_ids:
            return board.member_ids.user_id
        users = board.signer_ids or self._plant_managers()
        if lane != "board":
            users -= self.user_id
        if not users:
            raise UserError(
                self.env._(
                    "Nobody else may sign this change. Name who may sign under "
                    "Configuration, Change Board."
                )
            )
        return users

    def _plant_managers(self):
        group = self.env.ref("poms_orders.group_plant_manager")
        return group.all_user_ids.filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and user.id != self.env.ref("base.user_root").id
            )
        )

    def _ask_voters(self, summary):
        """An activity for each, and one mail with the way to the phone's page."""
        self.ensure_one()
        for user in self.vote_ids.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self, self.date_deadline),
                summary=summary,
                user_id=user.id,
            )
        body = self.env._(
            "%(summary)s: %(subject)s. Touches: %(touched)s. Decide on your phone: "
            "%(url)s",
            summary=summary,
            subject=self.subject,
            touched=self.touched_text or self.env._("nothing on the floor"),
            url=f"{self.get_base_url()}/poms/change/{self.id}",
        )
        self.message_post(
            body=body,
            partner_ids=self.vote_ids.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    # --- holds: at once, by one act, before the decision

    def _reduces(self):
        """Whether less is wanted than before."""
        self.ensure_one()
        return any(
            item.kind in ("cancel", "product")
            or (item.kind == "quantity" and item.quantity_new < item.quantity_old)
            for item in self.item_ids
        )

    def action_hold(self):
        """Hold every touched production order now."""
        self.check_access("write")
        for request in self.filtered(lambda r: r._is_open()):
            if not request.line_ids:
                request._refresh_impact()
            request.sudo()._hold_touched()
        return True

    def _hold_touched(self):
        self.ensure_one()
        productions = self.line_ids.production_id.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        active = self.hold_ids.filtered(lambda hold: hold.state == "active")
        productions -= active.production_id
        kind = "customer" if self.kind == "customer" else "engineering"
        holds = self.env["poms.hold"]._hold(
            productions,
            reason=self.reason_id.filtered(lambda r: r.kind == "hold"),
            note=self.env._("%(name)s: %(what)s", name=self.name, what=self.subject),
            kind=kind,
        )
        holds.change_request_id = self
        return holds

    def action_unhold(self):
        """Let the touched cards go on before the decision."""
        self.check_access("write")
        self.sudo()._release_holds(self.env._("Released before the decision"))
        return True

    def _release_holds(self, note):
        holds = self.hold_ids.filtered(lambda hold: hold.state == "active")
        if holds:
            holds.action_release(note)

    # --- other ends

    def action_withdraw(self):
        """Take a change back that is not applied; its record stays."""
        self.check_access("write")
        for request in self:
            if not request._is_open():
                raise UserError(self.env._("%s is closed already.", request.name))
            if self.env.user != request.user_id and not self.env.user.has_groups(
                "poms_orders.group_planner,poms_orders.group_plant_manager"
            ):
                raise AccessError(
                    self.env._("Only who asked, or a planner, takes a change back.")
                )
        self.sudo()._close("withdrawn")
        return True

    def _close(self, state):
        self.write({"state": state, "date_decided": fields.Datetime.now()})
        for request in self:
            request._release_holds(
                self.env._("%(name)s has been closed", name=request.name)
            )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._record("change_decided", {"decision": state})

    def action_reset(self):
        """A withdrawn or turned-down change is asked anew, as a new request."""
        self.ensure_one()
        new = self.copy({"subject": self.subject, "user_id": self.env.uid})
        new.item_ids._keep_before()
        return new._get_records_action()
