from odoo import fields, models

from ..states import ORDER_CHANNELS


class PomsOrderMessage(models.Model):
    """A further copy of an order, by the same or another channel.

    The order stays one; what came is kept, and so is its key.
    """

    _name = "poms.order.message"
    _description = "Further Copy of a Customer Order"
    _order = "id"

    order_id = fields.Many2one(
        "poms.order", required=True, index=True, ondelete="cascade"
    )
    channel = fields.Selection(ORDER_CHANNELS, required=True, readonly=True)
    uuid = fields.Char(readonly=True)
    reference = fields.Char(readonly=True, help="The number as this message wrote it.")
    document = fields.Json(readonly=True)
    is_older = fields.Boolean(
        string="Older, Ignored",
        readonly=True,
        help="It was written before what was here already, and changed nothing.",
    )
    date_received = fields.Datetime(
        related="create_date", string="Received", help="When this copy came."
    )
    attachment_ids = fields.Many2many("ir.attachment", readonly=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)

    _uuid_unique = models.UniqueIndex(
        "(uuid)", "This message has already been received."
    )
