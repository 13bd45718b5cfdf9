from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.service.model import call_kw

METHODS = (
    "identify",
    "station_queue",
    "scan",
    "start",
    "pause",
    "resume",
    "report",
    "finish",
    "correct",
)


class FloorController(http.Controller):
    """The floor's methods for tablets: plain JSON, real HTTP status codes.

    JSON-RPC answers 200 to everything and hides 503 and Retry-After.
    """

    @http.route("/poms/floor/ping", type="http", auth="none", save_session=False)
    def ping(self):
        """Is the server there? Needs neither log-in nor database."""
        return "pong"

    @http.route(
        "/poms/floor/<string:method>",
        type="json2",
        auth="user",
        methods=["POST"],
        save_session=False,
    )
    def call(self, method, **kwargs):
        """Call one of `METHODS` of `poms.task.card` with the body's values."""
        if method not in METHODS:
            raise NotFound(request.env._("There is no such method."))
        return call_kw(request.env["poms.task.card"], method, [], kwargs)
