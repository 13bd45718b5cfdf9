from odoo import fields, models

from .states import CHANGE_OPEN


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    change_line_ids = fields.One2many(
        "poms.change.line", "card_id", string="Touched by Changes"
    )

    def _open_change_reasons(self):
        """{card: [sentence]} of the changes that are asked and not closed.

        A card without one is not in the result. One search for all cards.
        """
        # sudo: whether a change is open counts for everybody who releases
        lines = (
            self.env["poms.change.line"]
            .sudo()
            .search(
                [
                    ("card_id", "in", self.ids),
                    ("request_id.state", "in", CHANGE_OPEN),
                ]
            )
        )
        reasons = {}
        for line in lines:
            request = line.request_id
            text = f"{request.name} {request.subject}"
            card = self.browse(line.card_id.id).with_prefetch(self.ids)
            if text not in reasons.setdefault(card, []):
                reasons[card].append(text)
        return reasons
