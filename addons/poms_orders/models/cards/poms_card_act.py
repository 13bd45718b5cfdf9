from odoo import api, fields, models
from odoo.exceptions import UserError

ACT_KINDS = [
    ("split", "Card Split"),
    ("merge", "Cards Merged"),
    ("reassign", "Card Reassigned"),
    ("renumber", "Card Renumbered"),
    ("rework", "Sent to Rework"),
]
ACT_EVENTS = {
    "split": "card_split",
    "merge": "card_merged",
    "rework": "card_reworked",
}
# What an undo writes back; `spent` only guards it.
RESTORED = (
    "name",
    "quantity",
    "state",
    "batch",
    "workcenter_id",
    "team_id",
    "employee_id",
    "merged_into_id",
)


class PomsCardAct(models.Model):
    """What was done to cards besides work: kept for ever, undone where possible."""

    _name = "poms.card.act"
    _description = "Card Act"
    _order = "date desc, id desc"

    kind = fields.Selection(
        ACT_KINDS, string="Act", required=True, readonly=True, index=True
    )
    card_ids = fields.Many2many(
        "poms.task.card", "poms_card_act_rel", "act_id", "card_id", readonly=True
    )
    production_id = fields.Many2one("mrp.production", readonly=True, index=True)
    summary = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Done by", readonly=True, default=lambda self: self.env.user
    )
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    is_undone = fields.Boolean(string="Undone", readonly=True)
    undone_user_id = fields.Many2one("res.users", string="Undone by", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)

    @api.depends("kind", "summary")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for act in self:
            act.display_name = f"{kinds.get(act.kind, '')}: {act.summary or ''}"

    @api.model
    def _log(self, kind, before, cards, summary, note=""):
        """Keep an act; tell the cards' chatter and the ledger.

        :param dict before: `cards._snapshot()` from before the act
        :param cards: all cards that it touched, new ones too
        :return: the act
        """
        # sudo: the history is written by acts only, never by hand
        act = self.sudo().create(
            {
                "kind": kind,
                "card_ids": cards.ids,
                "production_id": cards.production_id[:1].id,
                "company_id": cards.company_id[:1].id,
                "summary": summary,
                "note": note or False,
                "before": before,
                "after": cards._snapshot(),
                "user_id": self.env.uid,
            }
        )
        text = f"{summary} ({note})" if note else summary
        cards.sudo()._message_log_batch(dict.fromkeys(cards.ids, text))
        self._tell(ACT_EVENTS.get(kind, "card_changed"), cards, act)
        return act

    def _tell(self, event, cards, act):
        values = {
            "summary": act.summary,
            "note": act.note or "",
            "act": act.kind,
            "cards": cards.mapped("name"),
            "quantities": [str(card.quantity) for card in cards],
            "undone": act.is_undone,
        }
        self.env["poms.hooks"]._record_event(event, cards[:1], values)

    def action_undo(self):
        """Put the cards back as they were; refused once anything went on since."""
        self.env["poms.task.card"]._check_may_change_cards()
        for act in self.sudo():
            act._check_undo()
            act._restore()
            act.write({"is_undone": True, "undone_user_id": self.env.uid})
            text = self.env._("Undone: %s", act.summary)
            act.card_ids._message_log_batch(dict.fromkeys(act.card_ids.ids, text))
            act._tell("card_changed", act.card_ids, act)
        return True

    def _check_undo(self):
        self.ensure_one()
        if self.is_undone:
            raise UserError(self.env._("This was undone already."))
        if self.card_ids._snapshot() != self.after:
            raise UserError(
                self.env._(
                    "The cards have changed since, so this cannot be undone. Split "
                    "or merge them as they are now."
                )
            )

    def _restore(self):
        origin = self.card_ids.filtered(lambda card: str(card.id) in self.before)
        # cards that the act made: cancelled, their numbers lead to the first one
        (self.card_ids - origin).write(
            {"state": "cancelled", "merged_into_id": origin[:1].id}
        )
        for card in origin:
            old = self.before[str(card.id)]
            vals = {
                k: old[k] for k in RESTORED if self.after[str(card.id)][k] != old[k]
            }
            if "name" in vals:
                card._keep_number()
            if vals:
                card.write(vals)
        movable = origin.filtered(lambda card: card.state in ("planned", "released"))
        movable._estimate_minutes()
        self.card_ids.workorder_id._follow_cards()
