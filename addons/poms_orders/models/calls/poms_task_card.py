from odoo import api, fields, models


class PomsTaskCard(models.Model):
    """Whether help is called at a card."""

    _inherit = "poms.task.card"

    call_ids = fields.One2many("poms.call", "card_id", readonly=True)
    open_call_count = fields.Integer(
        string="Open Calls",
        compute="_compute_open_call_count",
        search="_search_open_call_count",
    )

    @api.depends("call_ids.state")
    def _compute_open_call_count(self):
        # sudo: that help is called here is no secret to who sees the card
        groups = (
            self.env["poms.call"]
            .sudo()
            ._read_group(
                [("card_id", "in", self.ids), ("state", "!=", "closed")],
                ["card_id"],
                ["__count"],
            )
        )
        counts = {card.id: count for card, count in groups}
        for card in self:
            card.open_call_count = counts.get(card.id, 0)

    @api.model
    def _search_open_call_count(self, operator, value):
        """Only whether there is one: `("open_call_count", ">", 0)` or `"=", 0`."""
        if (operator, value) == (">", 0):
            return [("call_ids.state", "in", ("open", "come"))]
        if operator in ("=", "in") and value in (0, {0}, [0]):
            return [("call_ids", "not any", [("state", "in", ("open", "come"))])]
        return NotImplemented

    def action_open_calls(self):
        """Open the calls of this card."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_call_action"
        )
        return {**action, "domain": [("card_id", "in", self.ids)], "context": {}}
