from odoo import fields, models


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    document_revision_ids = fields.Many2many(
        "poms.document.revision",
        string="Valid Documents",
        compute="_compute_document_revision_ids",
        compute_sudo=True,
    )

    def _compute_document_revision_ids(self):
        valid = self.env["poms.document"]._valid_for_cards(self)
        for card in self:
            card.document_revision_ids = valid[card]

    def _get_document_facts(self):
        """Return {card: names of documents that lack a valid revision}.

        A document in the register without a revision in force counts, and an
        operation that asks for a document and has none. Two queries for all.
        """
        register = self.env["poms.document"]
        by_card = register._get_for_cards(self)
        documents = register.sudo().union(*by_card.values())
        valid = documents._get_valid_revisions(fields.Datetime.now())
        facts = {}
        for card, found in by_card.items():
            without = found.filtered(lambda document: document.id not in valid)
            names = without.mapped("display_name")
            if card.operation_id.is_document_required and not found:
                names = [self.env._("no document for %s", card.step_name)]
            facts[card] = tuple(names)
        return facts
