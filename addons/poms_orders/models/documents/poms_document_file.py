import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...domain.drawing_match import match_drawing

FILE_STATES = [
    ("open", "To File"),
    ("filed", "Filed"),
]


class PomsDocumentFile(models.Model):
    """A file of a mass upload; those without a match wait here to be fixed."""

    _name = "poms.document.file"
    _description = "Uploaded Document File"
    _order = "state desc, id desc"
    _rec_name = "file_name"

    file_name = fields.Char(required=True, readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    document_id = fields.Many2one(
        "poms.document", index="btree_not_null", ondelete="set null"
    )
    revision = fields.Char()
    state = fields.Selection(
        FILE_STATES,
        string="File State",
        default="open",
        required=True,
        index=True,
        readonly=True,
    )
    problem = fields.Char(compute="_compute_problem")
    revision_id = fields.Many2one(
        "poms.document.revision", string="Filed as", readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Uploaded by",
        default=lambda self: self.env.user,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )

    @api.depends("document_id", "revision", "state")
    def _compute_problem(self):
        for file in self:
            known = file.document_id.revision_ids.mapped("revision")
            file.problem = False
            if file.state == "filed":
                continue
            if not file.document_id:
                file.problem = self.env._("No drawing number found in the name.")
            elif not file.revision:
                file.problem = self.env._("No revision found in the name.")
            elif file.revision in known:
                file.problem = self.env._("This revision is in the register already.")

    @api.model
    def _take(self, files):
        """Keep uploaded files, matched to documents by their names; one search.

        :param list files: (file name, content as bytes)
        :return: the records, in the same order
        """
        documents = self.env["poms.document"].search(
            [
                ("drawing_number", "!=", False),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )
        # of several kinds under one number the drawing is meant
        by_number = {
            document.drawing_number: document
            for document in documents.sorted(lambda d: d.kind == "drawing")
        }
        vals_list = []
        for name, content in files:
            match = match_drawing(name, by_number)
            document = by_number.get(match.number)
            vals_list.append(
                {
                    "file_name": name,
                    "file": base64.b64encode(content),
                    "document_id": document.id if document else False,
                    "revision": match.revision,
                }
            )
        return self.create(vals_list)

    def action_match(self):
        """Look again, after drawing numbers were added to the register."""
        open_files = self.filtered(lambda file: file.state == "open")
        documents = self.env["poms.document"].search([("drawing_number", "!=", False)])
        by_number = {document.drawing_number: document for document in documents}
        for file in open_files.filtered(lambda file: not file.document_id):
            match = match_drawing(file.file_name, by_number)
            if match.number:
                file.document_id = by_number[match.number]
                file.revision = file.revision or match.revision
        return True

    def action_file(self):
        """File those without a problem as draft revisions; the others stay."""
        good = self.filtered(lambda file: file.state == "open" and not file.problem)
        seen = set()
        for file in good:
            key = (file.document_id, file.revision)
            if key in seen:
                good -= file
            seen.add(key)
        if not good and self:
            raise UserError(
                self.env._(
                    "Nothing can be filed yet: choose the document and the revision "
                    "of each file first."
                )
            )
        revisions = self.env["poms.document.revision"].create(
            [
                {
                    "document_id": file.document_id.id,
                    "revision": file.revision,
                    "file": file.file,
                    "file_name": file.file_name,
                }
                for file in good
            ]
        )
        for file, revision in zip(good, revisions, strict=True):
            # the register keeps the file from now on
            file.write({"revision_id": revision.id, "state": "filed", "file": False})
        if self.env.context.get("poms_validate"):
            revisions.action_validate()
        return True

    def action_file_valid(self):
        """File, and put in force at once."""
        return self.with_context(poms_validate=True).action_file()
