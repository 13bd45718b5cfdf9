from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..reporting.floor_input import floor_input
from .poms_device import MAX_WAITING, VERSION_LENGTH

# So many cards a tablet keeps in full for the time without a network.
PACK_LIMIT = 40


class PomsTaskCard(models.Model):
    """What a tablet asks for while it has a network, to work on without one."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def offline_pack(self, token, workcenter=None):
        """Return the queue as `station_queue`, its cards in full.

        :return: `station_queue`'s answer; the first 40 cards carry `components` and
            `parameters` as `scan` tells them
        :raise AccessError: nobody identified
        """
        self._check_caller()
        answer = self._station_queue(token, workcenter)
        _employee, _device, cards = self._open_reading(token)
        ids = [card["id"] for card in answer["cards"][:PACK_LIMIT]]
        details = {
            card.id: {
                "components": card._get_component_data(),
                "parameters": card._get_parameter_data(),
            }
            for card in cards.browse(ids)
        }
        for card in answer["cards"]:
            card |= details.get(card["id"], {})
        return answer

    @api.model
    @floor_input
    def offline_people(self, device, public_key):
        """Return sealed tickets of the shift's people for one tablet.

        :param str device: key of the enrolled tablet
        :param str public_key: its P-256 point, uncompressed, base64
        :return: ``{"status": "accepted", "code": "ok", "public_key", "salt", "rounds",
            "expires", "entries"}``
        :raise AccessError: unknown tablet
        """
        self._check_caller()
        found = self.env["poms.device"]._find_by_key(device)
        return {"status": "accepted", "code": "ok", **found._seal_people(public_key)}

    @api.model
    @floor_input
    def heartbeat(self, device, waiting=0, refused=0, oldest=None, version=""):
        """Say how a tablet is doing; the answer says whether it is still ours.

        :param str device: key of the enrolled tablet
        :param int waiting: acts that wait on it; refused: those that wait for a leader
        :param oldest: when the oldest one was told, UTC
        :param str version: of the app
        :return: ``{"status": "accepted", "code": "ok", "device": name, "date"}``, or
            refused with ``device_revoked``: the tablet forgets its people
        """
        self._check_caller()
        devices = self.env["poms.device"]
        found = devices._find_active(device)
        if not found:
            message = self.env._("This tablet was withdrawn. Ask your team leader.")
            return {"status": "refused", "code": "device_revoked", "message": message}
        counts = [self._parse_count(value) for value in (waiting, refused)]
        since = self._parse_datetime("oldest", oldest)
        found._beat(*counts, since, str(version or "")[:VERSION_LENGTH])
        return {
            "status": "accepted",
            "code": "ok",
            "message": "",
            "device": found.name,
            "date": fields.Datetime.to_string(fields.Datetime.now()),
        }

    @api.model
    def _parse_count(self, value):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValidationError(self.env._("A count is a whole number from 0."))
        return min(value, MAX_WAITING)
