from odoo import Command, api, fields, models
from odoo.exceptions import UserError

ACTS = [
    ("insert", "Insert a step after"),
    ("change", "Change the step"),
    ("remove", "Leave the step out"),
]


class PomsTemporaryProcessLine(models.Model):
    """One step that an order makes otherwise."""

    _name = "poms.temporary.process.line"
    _description = "Step of a Temporary Process"
    _inherit = ["poms.act.fields"]
    _order = "process_id, id"
    _poms_act_fields = frozenset({"new_workorder_id", "before"})

    process_id = fields.Many2one(
        "poms.temporary.process", required=True, index=True, ondelete="cascade"
    )
    production_id = fields.Many2one(related="process_id.production_id")
    state = fields.Selection(related="process_id.state")
    company_id = fields.Many2one(related="process_id.company_id", store=True)
    act = fields.Selection(ACTS, string="What Changes", required=True, default="change")
    workorder_id = fields.Many2one(
        "mrp.workorder",
        string="Step",
        required=True,
        domain="[('production_id', '=', production_id), ('state', '!=', 'cancel')]",
        ondelete="cascade",
    )
    step_name = fields.Char(string="Name of the Step")
    workcenter_id = fields.Many2one("mrp.workcenter", string="Machine")
    minutes = fields.Float(string="Minutes per Piece")
    new_workorder_id = fields.Many2one("mrp.workorder", readonly=True)
    before = fields.Json(readonly=True)

    @api.depends("act", "workorder_id", "step_name")
    def _compute_display_name(self):
        acts = dict(self._fields["act"]._description_selection(self.env))
        for line in self:
            name = line.step_name
            if line.act != "insert" and line.workorder_id:
                name = line.workorder_id._poms_step_name()
            line.display_name = f"{acts.get(line.act, '')}: {name or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_prepared()
        return lines

    def write(self, vals):
        self._check_prepared()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_effect(self):
        self._check_prepared()

    def _check_prepared(self):
        """What is in effect stays as it was applied, so that it can be taken back."""
        fixed = self.process_id.filtered(lambda process: process.state != "draft")
        if fixed and not self.env.su:
            raise UserError(
                self.env._(
                    "%s is in effect. End it, and prepare a new one.", fixed[0].name
                )
            )

    def _apply(self):
        self.ensure_one()
        if self.workorder_id.production_id != self.production_id:
            raise UserError(
                self.env._(
                    "%s is not a step of this order.",
                    self.workorder_id._poms_step_name(),
                )
            )
        # sudo: a process engineer may change the steps of an order, whatever hangs
        # on them; the right was checked on the process
        getattr(self.sudo(), f"_apply_{self.act}")()

    @staticmethod
    def _has_begun(workorders):
        """Whether somebody worked on one of the steps."""
        return any(
            card.state in ("running", "paused", "done") or card.report_ids
            for card in workorders.card_ids
        ) or any(w.state in ("progress", "done") for w in workorders)

    def _check_not_begun(self, workorders):
        begun = workorders.filtered(lambda w: self._has_begun(w))
        if begun:
            raise UserError(
                self.env._(
                    "%s has begun: pieces have passed there. Use rework cards.",
                    begun[0].name,
                )
            )

    def _followers(self, workorder):
        return workorder.needed_by_workorder_ids.filtered(lambda w: w.state != "cancel")

    def _apply_insert(self):
        if not self.step_name or not self.workcenter_id:
            raise UserError(self.env._("Name the new step and its machine."))
        after = self.workorder_id
        followers = self._followers(after)
        self._check_not_begun(followers)
        if not followers and self._has_begun(after):
            raise UserError(
                self.env._(
                    "Pieces of %s went to stock; nothing can follow it now.", after.name
                )
            )
        production = self.production_id.sudo()
        later = production.workorder_ids.filtered(
            lambda w: (w.sequence, w.id) > (after.sequence, after.id)
        )
        for workorder in later:
            workorder.sequence += 1
        new = production.workorder_ids.with_context(skip_confirm=True).create(
            {
                "name": self.step_name,
                "production_id": production.id,
                "workcenter_id": self.workcenter_id.id,
                "sequence": after.sequence + 1,
                "duration_expected": self.minutes * production.product_qty,
                "blocked_by_workorder_ids": [Command.set(after.ids)],
            }
        )
        for workorder in followers:
            workorder.blocked_by_workorder_ids = [
                Command.unlink(after.id),
                Command.link(new.id),
            ]
        new._sync_cards()
        self.new_workorder_id = new

    def _apply_remove(self):
        workorder = self.workorder_id
        self._check_not_begun(workorder)
        before = workorder.blocked_by_workorder_ids
        followers = self._followers(workorder)
        if not followers and not before:
            raise UserError(self.env._("An order needs at least one step."))
        self.before = {"before": before.ids, "followers": followers.ids}
        # what the step consumes is consumed by its neighbour
        heir = (followers or before)[:1]
        moves = workorder.move_raw_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        self.before = {**self.before, "moves": moves.ids}
        moves.workorder_id = heir
        for follower in followers:
            follower.blocked_by_workorder_ids = [
                Command.unlink(workorder.id),
                *(Command.link(b) for b in before.ids),
            ]
        workorder.action_cancel()

    def _apply_change(self):
        workorder = self.workorder_id
        self._check_not_begun(workorder)
        self.before = {
            "name": workorder.name,
            "workcenter_id": workorder.workcenter_id.id,
            "duration_expected": workorder.duration_expected,
        }
        if self.step_name:
            workorder.name = self.step_name
        if self.workcenter_id and self.workcenter_id != workorder.workcenter_id:
            workorder.workcenter_id = self.workcenter_id
            workorder.card_ids._plain_open().write(
                {"workcenter_id": self.workcenter_id.id}
            )
        if self.minutes:
            self._set_minutes(self.minutes * workorder.qty_production)

    def _set_minutes(self, minutes):
        """Expected minutes of the step, divided over its cards by their pieces."""
        workorder = self.workorder_id
        workorder.duration_expected = minutes
        cards = workorder.card_ids._plain_open()
        total = sum(cards.mapped("quantity")) or 1.0
        for card in cards:
            share = minutes * card.quantity / total
            card.run_min = max(share - card.setup_min, 0.0)

    def _revert(self):
        """Go back to the routing; False where the step has begun."""
        self.ensure_one()
        return getattr(self.sudo(), f"_revert_{self.act}")()

    def _revert_insert(self):
        new = self.new_workorder_id
        if not new or new.state == "cancel":
            return True
        if self._has_begun(new):
            return False
        followers = self._followers(new)
        before = new.blocked_by_workorder_ids
        for follower in followers:
            follower.blocked_by_workorder_ids = [
                Command.unlink(new.id),
                *(Command.link(b) for b in before.ids),
            ]
        new.action_cancel()
        return True

    def _revert_remove(self):
        workorder = self.workorder_id
        old = self.before or {}
        followers = workorder.browse(old.get("followers", [])).exists()
        if self._has_begun(followers):
            return False
        for follower in followers:
            follower.blocked_by_workorder_ids = [
                *(Command.unlink(b) for b in old.get("before", [])),
                Command.link(workorder.id),
            ]
        workorder.state = "blocked"
        moves = self.env["stock.move"].browse(old.get("moves", [])).exists()
        moves.filtered(
            lambda m: m.state not in ("done", "cancel")
        ).workorder_id = workorder
        workorder._sync_cards()
        return True

    def _revert_change(self):
        workorder = self.workorder_id
        if self._has_begun(workorder):
            return False
        old = self.before or {}
        workorder.name = old.get("name", workorder.name)
        machine = old.get("workcenter_id")
        if machine and machine != workorder.workcenter_id.id:
            workorder.workcenter_id = machine
            workorder.card_ids._plain_open().write({"workcenter_id": machine})
        self._set_minutes(old.get("duration_expected", workorder.duration_expected))
        return True
