from odoo import fields, models


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    inspection_ids = fields.One2many("poms.inspection", "card_id", "Inspections")
    inspection_count = fields.Integer(compute="_compute_inspection_count")

    def _compute_inspection_count(self):
        # sudo: a number only, of cards that may be read
        counts = dict(
            self.env["poms.inspection"]
            .sudo()
            ._read_group([("card_id", "in", self.ids)], ["card_id"], ["__count"])
        )
        for card in self:
            card.inspection_count = counts.get(card.sudo(), 0)

    def action_open_inspections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_traceability.poms_inspection_action"
        )
        action["domain"] = [("card_id", "=", self.id)]
        action["context"] = {"search_default_open": 0}
        return action
