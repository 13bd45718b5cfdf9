from odoo import Command, models

from ...domain.operation_match import match_operations


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    def _poms_copy_masters(self, new):
        """The documents of the old operations count for the new ones as well.

        They are not copied: one sheet has one history of revisions, and running
        orders of the old bill go on by the same one.
        """
        result = super()._poms_copy_masters(new)
        operations = self.with_context(active_test=False).operation_ids
        documents = self.env["poms.document"].search(
            [
                "|",
                ("operation_id", "in", operations.ids),
                ("more_operation_ids", "in", operations.ids),
            ]
        )
        pairs = match_operations(
            [(step.id, step.name) for step in operations],
            [(step.id, step.name) for step in new.operation_ids],
        )
        for document in documents:
            own = document.operation_id | document.more_operation_ids
            followers = [pairs[step] for step in own.ids if step in pairs]
            # writes only what is new; documents of one bill are few
            document.more_operation_ids = [Command.link(step) for step in followers]
        return result
