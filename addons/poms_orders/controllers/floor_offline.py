from odoo import http
from odoo.http import request
from odoo.tools import file_open

from ..models.offline.poms_photo import MAX_PHOTO_BYTES, PHOTO_TYPES

SCOPE = "/odoo/floor"
WORKER = "poms_orders/static/src/shop_floor/offline/service_worker.js"
ICON_SIZES = (192, 512)


class FloorOfflineController(http.Controller):
    """What keeps the floor alive without a network: its worker, and photos."""

    @http.route(
        "/poms/floor/service-worker.js",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def service_worker(self):
        """The floor's own worker: a narrower scope than that of Odoo's, so it wins.

        Its text holds the app's version: a new one is a new worker with a new cache.
        """
        with file_open(WORKER) as file:
            body = file.read()
        # sudo: the worker is fetched without a log-in too; a version tells nothing
        version = request.env["ir.http"].sudo()._get_floor_version()
        body = body.replace("@@version@@", version)
        return request.make_response(
            body,
            [
                ("Content-Type", "text/javascript"),
                ("Service-Worker-Allowed", SCOPE),
                ("Cache-Control", "no-cache"),
            ],
        )

    @http.route(
        "/poms/floor/manifest.webmanifest",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def manifest(self):
        """The floor as an app of its own: it opens at the station."""
        icons = [
            {
                "src": f"/poms_orders/static/img/floor-{size}.png",
                "sizes": f"{size}x{size}",
                "type": "image/png",
            }
            for size in ICON_SIZES
        ]
        manifest = {
            "id": SCOPE,
            "name": request.env._("POMS Shop Floor"),
            "short_name": request.env._("Floor"),
            "scope": SCOPE,
            "start_url": SCOPE,
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#71639e",
            "icons": icons,
        }
        return request.make_json_response(
            manifest, {"Content-Type": "application/manifest+json"}
        )

    @http.route(
        "/poms/floor/photo",
        type="http",
        auth="user",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def photo(self, **kwargs):
        """Keep one picture of a report or call; the body is the picture itself.

        Without a CSRF token: a form of another site can neither send a picture's
        content type nor the person's token in a header of its own.
        """
        token = request.httprequest.headers.get("X-Poms-Token", "")
        size = request.httprequest.content_length or 0
        mimetype = request.httprequest.mimetype
        if mimetype not in PHOTO_TYPES or not 0 < size <= MAX_PHOTO_BYTES:
            message = request.env["poms.photo"]._say_limits()
            return request.make_json_response({"message": message}, status=422)
        content = request.httprequest.get_data(cache=False)
        answer = request.env["poms.task.card"].keep_photo(
            content=content, mimetype=mimetype, token=token, **kwargs
        )
        return request.make_json_response(answer)
