from odoo import Command, api, fields, models

from ..states import ORDER_CHANNELS

OPEN_STATES = ("check", "partial", "type", "failed")


class PomsIntake(models.Model):
    """One upload or mail as it came: its files, and the orders made of them.

    Nothing that came in is ever dropped: what is no order is set aside by a person
    and can be taken up again.
    """

    _name = "poms.intake"
    _description = "Incoming Document"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Subject", required=True)
    channel = fields.Selection(
        ORDER_CHANNELS, default="file", required=True, readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, tracking=True
    )
    email_from = fields.Char(string="Sender", readonly=True)
    sender = fields.Char(
        string="Remembered Address",
        readonly=True,
        index="btree_not_null",
        help="The address that is remembered for the customer; empty where a "
        "colleague has passed the mail on.",
    )
    date_received = fields.Datetime(default=fields.Datetime.now, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    reply_order_id = fields.Many2one(
        "poms.order",
        string="Reply to",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    part_ids = fields.One2many("poms.intake.part", "intake_id", string="Files")
    order_ids = fields.Many2many(
        "poms.order", string="Orders", compute="_compute_order_ids"
    )
    state = fields.Selection(
        [("open", "To Do"), ("done", "Taken In"), ("ignored", "Not an Order")],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )

    @api.depends("part_ids.state")
    def _compute_state(self):
        for intake in self:
            states = set(intake.part_ids.mapped("state"))
            if states & {*OPEN_STATES, "queued"} or not states:
                intake.state = "open"
            else:
                intake.state = "done" if "done" in states else "ignored"

    @api.depends("part_ids.order_ids")
    def _compute_order_ids(self):
        for intake in self:
            intake.order_ids = intake.part_ids.order_ids

    @api.model
    def _mail_get_primary_email_field(self):
        return "email_from"

    def write(self, vals):
        """A customer that is named later also holds for what is still open."""
        result = super().write(vals)
        if "partner_id" in vals:
            self.part_ids._reread_open()
        return result

    @api.model
    def _take_files(self, files, partner, channel="file", **vals):
        """Store files and read them; nothing becomes an order yet.

        :param files: (name, bytes) pairs
        :return: the new intake
        """
        names = [name for name, _content in files]
        intake = self.create(
            {
                "name": ", ".join(names)[:200] or self.env._("No file"),
                "partner_id": partner.id,
                "channel": channel,
                **vals,
            }
        )
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": intake.id,
                }
                for name, content in files
            ]
        )
        intake._add_parts(attachments)
        return intake

    def _add_parts(self, attachments, **vals):
        """A part per attachment, read at once."""
        self.ensure_one()
        parts = self.env["poms.intake.part"].create(
            [
                {"intake_id": self.id, "attachment_id": attachment.id, **vals}
                for attachment in attachments
            ]
        )
        for part in parts:
            part._read()
        return parts

    def action_view_orders(self):
        return self.order_ids._get_records_action(name=self.env._("Customer Orders"))

    def action_type_in(self):
        """An empty order beside all pictures and papers of this mail."""
        self.ensure_one()
        parts = self.part_ids.filtered(lambda part: part.state in OPEN_STATES)
        return (parts or self.part_ids)._type_in()

    def action_ignore(self):
        """Nothing in it is an order."""
        self.check_access("write")
        self.part_ids.filtered(lambda p: p.state in OPEN_STATES)._set_ignored()
        return True

    def action_reopen(self):
        self.check_access("write")
        for part in self.part_ids.filtered(lambda p: p.state == "ignored"):
            part._read()
        return True

    def _originals(self):
        """Everything that came with it, as commands for an order's originals."""
        return [Command.link(a.id) for a in self.part_ids.attachment_id]
