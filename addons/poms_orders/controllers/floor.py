import time

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
    "correction_preview",
    "my_reports",
    "confirm_identity",
    "offline_pack",
    "offline_people",
    "heartbeat",
    "keep_photo",
    "park",
    "conflicts",
    "settle",
    "indirect",
    "clock_out",
    "call_andon",
    "call_come",
    "call_close",
    "documents",
    "acknowledge",
    "call_reopen",
    "station_calls",
    "station_handover",
    "handover_note",
    "station_wall",
)


class FloorController(http.Controller):
    """The floor's methods for tablets: plain JSON, real HTTP status codes.

    JSON-RPC answers 200 to everything and hides 503 and Retry-After.
    """

    @http.route("/poms/floor/ping", type="http", auth="none", save_session=False)
    def ping(self):
        """Is the server there, and what time is it? Needs neither log-in nor database.

        A proxy's own page is not JSON, so that it is never taken for the server.
        """
        return request.make_json_response({"now": int(time.time() * 1000)})

    @http.route("/poms/floor/reason/<int:reason_id>/picture", type="http", auth="user")
    def reason_picture(self, reason_id):
        """The picture of a reason, also for a shared tablet's log-in."""
        # sudo: a device user reads no master data; a picture tells nothing
        reason = request.env["poms.reason"].sudo().browse(reason_id).exists()
        if not reason.company_id <= request.env.user.company_ids or not reason:
            raise NotFound()
        binary = request.env["ir.binary"]
        return binary._get_image_stream_from(reason, "picture").get_response()

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
        # before a badge only the log-in says which language is read here
        given = kwargs.get("context")
        kwargs["context"] = {"lang": request.env.user.lang} | (
            given if isinstance(given, dict) else {}
        )
        return call_kw(request.env["poms.task.card"], method, [], kwargs)
