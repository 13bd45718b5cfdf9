from odoo import fields, models

CARD_SPLITS = [
    ("whole", "One card"),
    ("most", "At most this quantity a card"),
    ("batch", "A card per transfer batch"),
]


class MrpRoutingWorkcenter(models.Model):
    _inherit = "mrp.routing.workcenter"

    card_split = fields.Selection(
        CARD_SPLITS,
        string="Cards",
        default="whole",
        required=True,
        help="By transfer batch, a card of the next step waits only for the batch "
        "that it works on; set it there too.",
    )
    card_quantity = fields.Float(
        string="Quantity per Card", digits="Product Unit", help="In the order's unit."
    )

    _card_quantity_positive = models.Constraint(
        "CHECK(card_split = 'whole' OR card_quantity > 0)",
        "Say how many pieces a card has.",
    )
