from odoo import fields, models


class PomsDocumentUpload(models.TransientModel):
    """Takes many files at once; what happens to them: `poms.document.file`."""

    _name = "poms.document.upload"
    _description = "Upload Documents"

    attachment_ids = fields.Many2many("ir.attachment", string="Files", required=True)

    def action_upload(self):
        """Keep the files and show them with their matches."""
        self.ensure_one()
        files = self.env["poms.document.file"]._take(
            [(attachment.name, attachment.raw) for attachment in self.attachment_ids]
        )
        # the copies that the upload field made
        self.attachment_ids.unlink()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_document_file_action"
        )
        return dict(action, domain=[("id", "in", files.ids)], context={})
