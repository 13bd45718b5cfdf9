from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

# Rows of touched things above the buttons; a phone shows more on a tap.
ROWS = 6


class ChangeController(http.Controller):
    """A change on a phone: what is asked, what it touches, sign or refuse."""

    def _get(self, change_id):
        change = request.env["poms.change.request"].browse(change_id).exists()
        if not change or not change.has_access("read"):
            raise NotFound()
        return change

    @http.route("/poms/change/<int:change_id>", type="http", auth="user")
    def show(self, change_id, error=None, **_arguments):
        """The page; `error` is a sentence to show on it."""
        change = self._get(change_id)
        rows = change.line_ids.filtered(lambda line: line.risk != "3_low")
        return request.render(
            "poms_orders.change_page",
            {
                "change": change,
                # sudo: who may read a change reads what it asks for in words, also
                # where orders themselves are not theirs to open
                "items": change.sudo().item_ids,
                "first_rows": rows[:ROWS],
                "more_rows": rows[ROWS:],
                "votes": change.sudo().vote_ids,
                "error": error,
            },
        )

    @http.route(
        "/poms/change/<int:change_id>/vote",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def vote(self, change_id, decision="", comment="", **_arguments):
        """Give one's vote, then show what it led to."""
        change = self._get(change_id)
        error = None
        try:
            change.vote(decision, comment.strip()[:500] or None)
        except (AccessError, UserError) as problem:
            error = str(problem)
        if error:
            return self.show(change_id, error=error)
        return request.redirect(f"/poms/change/{change_id}")
