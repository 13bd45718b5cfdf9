from odoo import fields, models

# What a station can show itself; anything else is opened as a download.
SHOWN_TYPES = (
    "application/pdf",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "image/webp",
    "video/mp4",
    "video/webm",
)


class PomsDocumentRevision(models.Model):
    """The file of a revision, as a station gets it."""

    _inherit = "poms.document.revision"

    def _get_files(self):
        """Return {revision id: attachment}; one query."""
        # sudo: an operator reads no attachments, but the sheet of his own card
        attachments = self.env["ir.attachment"].sudo()
        found = attachments.search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "file"),
                ("res_id", "in", self.ids),
            ]
        )
        return {attachment.res_id: attachment for attachment in found}

    def _get_floor_data(self, attachment):
        """What a station is told of the revision; see readme/API.md."""
        self.ensure_one()
        path = self.url or ""
        if attachment:
            # the checksum: an address that nobody can guess, and that is never old
            path = f"/poms/floor/document/{self.id}/{attachment.checksum}"
        return {
            "id": self.id,
            "document_id": self.document_id.id,
            "name": self.document_id.name,
            "number": self.drawing_number or "",
            "kind": self.kind,
            "revision": self.revision,
            "change_note": self.change_note or "",
            "date_valid_from": fields.Datetime.to_string(self.date_valid_from),
            "url": path,
            "mimetype": attachment.mimetype if attachment else "",
            "size": attachment.file_size if attachment else 0,
            "is_own": bool(attachment),
        }

    def _find_for_floor(self, revision_id, checksum):
        """Return the attachment of a revision in force, or an empty one.

        :param str checksum: as the station was told it
        """
        # sudo: whoever knows the checksum was told of the document at a station
        revision = self.sudo().browse(revision_id).exists()
        companies = self.env.user.company_ids
        none = self.env["ir.attachment"].sudo()
        if not revision or (
            revision.company_id and revision.company_id not in companies
        ):
            return none
        valid = revision.document_id._get_valid_revisions(fields.Datetime.now())
        if revision != valid.get(revision.document_id.id):
            return none
        attachment = revision._get_files().get(revision.id, none)
        return attachment if attachment.checksum == checksum else none
