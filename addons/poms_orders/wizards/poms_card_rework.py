from odoo import api, fields, models
from odoo.exceptions import UserError


class PomsCardRework(models.TransientModel):
    """Asks which steps the pieces repeat; the act itself: `_send_to_rework`."""

    _name = "poms.card.rework"
    _description = "Send to Rework"

    card_id = fields.Many2one("poms.task.card", required=True, readonly=True)
    quantity_open = fields.Float(related="card_id.quantity_open")
    quantity = fields.Float(
        string="Pieces to Rework", digits="Product Unit", required=True
    )
    possible_ids = fields.Many2many("mrp.workorder", compute="_compute_possible_ids")
    workorder_ids = fields.Many2many(
        "mrp.workorder",
        string="Earlier Steps to Repeat",
        domain="[('id', 'in', possible_ids)]",
        help="The others are skipped. None: only this step is repeated.",
    )
    reason_id = fields.Many2one("poms.reason", domain=[("kind", "=", "rework")])
    note = fields.Char(string="Why")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        card = self.env["poms.task.card"].browse(self.env.context.get("active_ids"))
        if len(card) != 1:
            raise UserError(self.env._("Choose one card to rework."))
        quantity = card.sudo()._get_rework_open()
        return {**values, "card_id": card.id, "quantity": quantity}

    @api.depends("card_id")
    def _compute_possible_ids(self):
        for wizard in self:
            wizard.possible_ids = wizard.card_id.sudo()._get_earlier_workorders()

    def action_send(self):
        self.ensure_one()
        note = " ".join(filter(None, (self.reason_id.display_name, self.note)))
        cards = self.card_id._send_to_rework(self.quantity, self.workorder_ids, note)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_task_card_action"
        )
        return dict(action, domain=[("id", "in", cards.ids)], context={})
