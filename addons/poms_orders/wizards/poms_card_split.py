from odoo import api, fields, models
from odoo.exceptions import UserError


class PomsCardSplit(models.TransientModel):
    """Asks how one card is divided; the act itself: `_split_open`."""

    _name = "poms.card.split"
    _description = "Split Card"

    card_id = fields.Many2one("poms.task.card", required=True, readonly=True)
    quantity_open = fields.Float(related="card_id.quantity_open")
    uom_id = fields.Many2one(related="card_id.uom_id")
    mode = fields.Selection(
        [("part", "Split off a part"), ("equal", "Into equal parts")],
        string="How",
        default="part",
        required=True,
    )
    quantity = fields.Float(string="Pieces for the New Card", digits="Product Unit")
    parts = fields.Integer(string="Number of Cards", default=2)
    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        string="Machine of the New Card",
        domain="[('id', 'in', eligible_ids)]",
        help="Empty: the same machine.",
    )
    eligible_ids = fields.Many2many("mrp.workcenter", compute="_compute_eligible_ids")
    note = fields.Char(string="Why")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        cards = self.env["poms.task.card"].browse(self.env.context.get("active_ids"))
        if len(cards) != 1:
            raise UserError(self.env._("Choose one card to split."))
        return {
            **values,
            "card_id": cards.id,
            "quantity": cards.uom_id.round(cards.quantity_open / 2),
        }

    @api.depends("card_id")
    def _compute_eligible_ids(self):
        for wizard in self:
            wizard.eligible_ids = wizard.card_id.sudo()._get_eligible_machines()

    def action_split(self):
        self.ensure_one()
        card = self.card_id
        new = card.browse()
        if self.mode == "part":
            new = card._split_open(self.quantity, self.workcenter_id, self.note)
        else:
            if not 2 <= self.parts <= 200:
                raise UserError(self.env._("Choose 2 to 200 cards."))
            part = card.uom_id.round(
                card.quantity_open / self.parts, rounding_method="DOWN"
            )
            for _index in range(self.parts - 1):
                new |= card._split_open(part, self.workcenter_id, self.note)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_task_card_action"
        )
        return dict(action, domain=[("id", "in", (card | new).ids)], context={})
