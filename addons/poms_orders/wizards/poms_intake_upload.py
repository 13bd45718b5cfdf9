from odoo import fields, models
from odoo.exceptions import UserError

from ..domain.intake_readers.tables import MAX_BYTES


class PomsIntakeUpload(models.TransientModel):
    """Takes files of one customer; what they say is shown before it is taken in."""

    _name = "poms.intake.upload"
    _description = "Upload Orders"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        help="Empty: the customer that the file names, or asked for in the inbox.",
    )
    file_ids = fields.Many2many("ir.attachment", string="Files")

    def action_read(self):
        """Store the files and show what is understood of them."""
        self.ensure_one()
        if not self.file_ids:
            raise UserError(self.env._("Choose one or more files."))
        files = [
            (file.name, file.with_context(bin_size=False).raw or b"")
            for file in self.file_ids
        ]
        large = [name for name, content in files if len(content) > MAX_BYTES]
        if large:
            raise UserError(
                self.env._(
                    "%(name)s is larger than %(size)s MB.",
                    name=large[0],
                    size=MAX_BYTES // 1024 // 1024,
                )
            )
        intake = self.env["poms.intake"]._take_files(files, self.partner_id)
        records = intake.part_ids if len(files) == 1 else intake
        return records._get_records_action(
            views=[(False, "form")], res_id=records.id, view_mode="form"
        )
