from odoo import api, fields, models
from odoo.exceptions import UserError

PROCESS_STATES = [
    ("draft", "Prepared"),
    ("applied", "In Effect"),
    ("ended", "Ended"),
]


class PomsTemporaryProcess(models.Model):
    """Steps that one running order makes otherwise, why, and until when.

    The routing of the product stays as it is. At the expiry, or when somebody ends
    it, what has not begun goes back to the routing; what has begun is finished.
    """

    _name = "poms.temporary.process"
    _description = "Temporary Process"
    _inherit = ["mail.thread", "poms.act.fields"]
    _poms_act_fields = frozenset({"state"})
    _order = "date_expiry desc, id desc"

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    production_id = fields.Many2one(
        "mrp.production",
        string="Production Order",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(related="production_id.product_id", store=True)
    company_id = fields.Many2one(
        related="production_id.company_id", store=True, index=True
    )
    reason_id = fields.Many2one(
        "poms.reason", domain=[("kind", "=", "change")], ondelete="restrict"
    )
    note = fields.Char(string="Why", required=True)
    date_expiry = fields.Datetime(string="Ends on", required=True, tracking=True)
    state = fields.Selection(
        PROCESS_STATES,
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("poms.temporary.process.line", "process_id")
    user_id = fields.Many2one(
        "res.users", string="Set by", default=lambda self: self.env.user, readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"]
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                code = "poms.temporary.process"
                vals["name"] = sequence.next_by_code(code) or "/"
        return super().create(vals_list)

    def write(self, vals):
        fixed = self.filtered(lambda process: process.state != "draft")
        if fixed and "production_id" in vals:
            raise UserError(
                self.env._(
                    "%s is in effect. End it, and prepare a new one.", fixed[0].name
                )
            )
        return super().write(vals)

    def action_apply(self):
        """Change the order's steps now; all lines or none."""
        self.check_access("write")
        for process in self.filtered(lambda p: p.state == "draft"):
            if process.date_expiry <= fields.Datetime.now():
                raise UserError(self.env._("Choose an end that lies in the future."))
            if not process.line_ids:
                raise UserError(self.env._("Add a step that is made otherwise."))
            if process.production_id.state in ("draft", "done", "cancel"):
                raise UserError(
                    self.env._(
                        "%s does not run; change its routing instead.",
                        process.production_id.name,
                    )
                )
            for line in process.line_ids:
                line._apply()
            process.sudo().state = "applied"  # sudo: written by its acts only
            process._tell(self.env._("Temporary process %s applied", process.name))
        return True

    def action_end(self):
        """Back to the routing, for what has not begun."""
        self.check_access("write")
        for process in self.filtered(lambda p: p.state == "applied"):
            kept = [
                line.display_name
                for line in process.line_ids.sorted("id", reverse=True)
                if not line._revert()
            ]
            process.sudo().state = "ended"  # sudo: written by its acts only
            text = self.env._("Temporary process %s ended", process.name)
            if kept:
                text += ". " + self.env._("Begun already, stays: %s", ", ".join(kept))
            process._tell(text)
        return True

    def _tell(self, text):
        """The order's history and the ledger."""
        production = self.production_id.sudo()
        production._message_log(body=f"{text} ({self.note})")
        self._message_log(body=text)
        self.env["poms.hooks"]._record_event(
            "process_changed",
            production,
            {
                "process": self.name,
                "state": self.state,
                "note": self.note,
                "steps": self.line_ids.mapped("display_name"),
            },
        )

    @api.model
    def _cron_end(self):
        """End those whose time is over."""
        over = self.search(
            [("state", "=", "applied"), ("date_expiry", "<=", fields.Datetime.now())]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(over))
        for process in over:
            process.action_end()
            self.env["ir.cron"]._commit_progress(1)
