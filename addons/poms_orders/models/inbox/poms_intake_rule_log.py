from odoo import fields, models
from odoo.exceptions import UserError

from .poms_intake_rule import KINDS


class PomsIntakeRuleLog(models.Model):
    """One use of a rule, and its undoing."""

    _name = "poms.intake.rule.log"
    _description = "Use of an Automatic Act"
    _order = "id desc"
    _rec_name = "rule_id"

    rule_id = fields.Many2one(
        "poms.intake.rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(KINDS, string="Act", required=True, readonly=True)
    order_id = fields.Many2one(
        "poms.order", readonly=True, index=True, ondelete="cascade"
    )
    revision_id = fields.Many2one(
        "poms.order", readonly=True, string="Change", index="btree_not_null"
    )
    card_ids = fields.Many2many(
        "poms.task.card",
        "poms_intake_rule_log_card_rel",
        readonly=True,
        string="Task Cards",
    )
    before = fields.Json(readonly=True, help="The order as it was, to go back to.")
    date = fields.Datetime(default=fields.Datetime.now, readonly=True)
    state = fields.Selection(
        [("applied", "In Force"), ("undone", "Undone")],
        default="applied",
        required=True,
        readonly=True,
    )
    undone_by_id = fields.Many2one("res.users", string="Undone by", readonly=True)
    date_undone = fields.Datetime(readonly=True)
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)

    def action_undo(self):
        """Undo these uses; refused by name where somebody has begun on them."""
        self.check_access("write")
        for log in self:
            if log.state == "undone":
                raise UserError(
                    self.env._(
                        "This use on %s is undone already.",
                        log.order_id.name or log.rule_id.name,
                    )
                )
            getattr(log, f"_undo_{log.kind}")()
        self.write(
            {
                "state": "undone",
                "undone_by_id": self.env.uid,
                "date_undone": fields.Datetime.now(),
            }
        )
        return True

    def _undo_accept(self):
        self.order_id.undo_confirm()

    def _undo_release(self):
        # one that was taken back since is not this rule's any more
        own = self.card_ids.filtered(lambda c: c.release_rule_id == self.rule_id)
        begun = own.filtered(lambda c: c.state not in ("released", "cancelled"))
        if begun:
            raise UserError(
                self.env._("%s has been started; it stays released.", begun[0].name)
            )
        own.filtered(lambda card: card.state == "released").action_unrelease()

    def _undo_apply(self):
        self.order_id._carry_out(self.before or {})
