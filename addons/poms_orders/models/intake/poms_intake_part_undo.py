from odoo import Command, models


class PomsIntakePart(models.Model):
    """Taking a file back: a column was taken for something else, or the customer."""

    _inherit = "poms.intake.part"

    def action_take_back(self):
        """Undo taking in: the orders that were made go, the file is to check again.

        What it found here already stays as it is. Raises `UserError` naming an order
        that does not wait any more.
        """
        self.check_access("write")
        for part in self:
            part._take_back()
        return True

    def _take_back(self):
        self.ensure_one()
        made = self.order_ids.filtered(lambda order: order.intake_part_id == self)
        made._check_withdrawable()
        made._withdraw()
        # sudo: nobody deletes rows by hand; the file, read again, gives them anew
        self.sudo().row_ids.unlink()
        self.write({"order_ids": [Command.clear()], "answers": False})
        self._read()
        self.intake_id._message_log(
            body=self.env._("%s was taken back; its orders are gone.", self.name)
        )
