import functools
import json

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from ..domain.message import http_status
from ..models.poms_edi_partner_receive import MAX_BYTES

JSON_TYPE = "application/json; charset=utf-8"


def of_partner(endpoint):
    """Give an endpoint the partner whose bot calls; 403 for any other log-in."""

    @functools.wraps(endpoint)
    def wrapper(self, *args, **kwargs):
        try:
            partner = request.env["poms.edi.partner"]._of_user()
        except AccessError as error:
            return self._problem(403, "access", str(error))
        # a parameter of that name in the address does not count
        return endpoint(self, *args, **{**kwargs, "partner": partner})

    return wrapper


class PomsEdi(http.Controller):
    """EDI over HTTP, for the API key of a partner's bot user."""

    @http.route(
        "/poms/edi/receive",
        type="http",
        auth="bearer",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self, filename=None, **_params):
        """Take a file as the body, or as the one part of a form.

        Answers 200 if something was taken or is a known copy, 422 if all was refused,
        with JSON; a partner of Yonyou U8 gets U8's reply. After a 5xx: send again.
        """
        if (request.httprequest.content_length or 0) > MAX_BYTES:
            return self._problem(413, "too_large", "The file is too large.")
        content, name = self._content()
        if not content:
            return self._problem(
                400,
                "empty",
                "No file in the body. Send the file itself, or a form with one file.",
            )
        try:
            partner = request.env["poms.edi.partner"]._of_user()
            answer = partner._receive(content, filename or name, "http")
        except AccessError as error:
            return self._problem(403, "access", str(error))
        except UserError as error:
            return self._problem(422, "refused", str(error))
        if partner.family == "u8":
            exchange = (
                request.env["edi.exchange.record"]
                .sudo()  # the reply to the file that this bot has just sent
                .search([("identifier", "=", answer["exchange"])])
            )
            reply = partner._reply_u8(exchange)
            return request.make_response(
                reply, [("Content-Type", "text/xml; charset=utf-8")]
            )
        return self._json(answer, http_status(answer["status"]))

    @http.route(
        "/poms/edi/outbox",
        type="http",
        auth="bearer",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    @of_partner
    def outbox(self, *, partner, **_params):
        """List the messages that wait for the calling bot's partner."""
        return self._json({"messages": partner._outbox()})

    @http.route(
        "/poms/edi/outbox/<int:message_id>",
        type="http",
        auth="bearer",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    @of_partner
    def fetch(self, message_id, *, partner, **_params):
        """Give the bytes of a waiting or sent message; changes nothing."""
        message = partner._out_message(message_id)
        if not message:
            return self._problem(404, "unknown", "There is no such message.")
        return request.make_response(
            message._content(),
            [
                ("Content-Type", "application/octet-stream"),
                ("Content-Disposition", http.content_disposition(message.filename)),
            ],
        )

    @http.route(
        "/poms/edi/outbox/<int:message_id>/done",
        type="http",
        auth="bearer",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    @of_partner
    def done(self, message_id, *, partner, **_params):
        """The partner has stored the message: it counts as sent."""
        message = partner._out_message(message_id)
        if not message:
            return self._problem(404, "unknown", "There is no such message.")
        message._set_fetched()
        return self._json({"status": "accepted", "id": message.id})

    def _content(self):
        """(bytes, name) of the body or of the first file of a form."""
        files = list(request.httprequest.files.values())
        if files:
            return files[0].read(), files[0].filename
        return request.httprequest.get_data(), None

    def _json(self, payload, status=200):
        text = json.dumps(payload, ensure_ascii=False)
        return request.make_response(text, [("Content-Type", JSON_TYPE)], status=status)

    def _problem(self, status, code, text):
        return self._json({"status": "refused", "code": code, "message": text}, status)
