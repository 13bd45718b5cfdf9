from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..models.documents.poms_document_file_access import SHOWN_TYPES

# A sheet is shown, it never does anything in our name.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


class FloorDocumentController(http.Controller):
    """The sheets of cards, for stations."""

    @http.route(
        "/poms/floor/document/<int:revision_id>/<string:checksum>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def document(self, revision_id, checksum, **_params):
        """Give the file of a revision in force; 404 once it is withdrawn.

        The browser asks each time whether it still counts (ETag), so that a kept
        copy says when that was true last.
        """
        request.env["poms.task.card"]._check_caller()
        revisions = request.env["poms.document.revision"]
        attachment = revisions._find_for_floor(revision_id, checksum)
        if not attachment:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        response = stream.get_response(
            as_attachment=stream.mimetype not in SHOWN_TYPES,
            content_security_policy=POLICY,
        )
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
