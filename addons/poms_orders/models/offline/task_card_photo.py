import base64
import binascii

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

from ..poms_door import LOCK_UUID
from ..reporting.floor_input import floor_input
from ..reporting.report_messages import get_message
from .poms_photo import MAX_PHOTO_BYTES, PHOTO_KINDS, PHOTO_TYPES

NAME_LENGTH = 100


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def keep_photo(
        self,
        uuid,
        owner,
        content,
        token,
        mimetype="image/jpeg",
        taken_at=None,
        kind="photo",
        name="",
    ):
        """Keep a picture of an act that was told before.

        :param str uuid: the photo's own, made once by the client
        :param str owner: uuid of the report or call that it shows
        :param content: the file; over RPC in base64
        :param str token: of the person who took it; one that is too old by now will
            do, the act itself was judged
        :param taken_at: when, UTC without a zone
        :param str kind: photo or signature
        :return: ``{"status": "accepted" | "duplicate" | "refused", "code", "message",
            "id", "uuid"}``; refused only with ``uuid_conflict``
        :raise AccessError: no token of ours, or another log-in's
        :raise ValidationError: malformed
        """
        self._check_caller()
        vals = {
            "uuid": self._parse_uuid(uuid),
            "owner_uuid": self._parse_uuid(owner),
            "mimetype": str(mimetype),
            "date_taken": self._parse_datetime("taken_at", taken_at),
            "kind": kind,
            "name": str(name or "")[:NAME_LENGTH],
        }
        if str(kind) not in dict(PHOTO_KINDS):
            raise ValidationError(self.env._("kind is photo or signature."))
        content = self._parse_content(content)
        if vals["mimetype"] not in PHOTO_TYPES or len(content) > MAX_PHOTO_BYTES:
            raise ValidationError(self.env["poms.photo"]._say_limits())
        return self.env["poms.door"]._serial(
            [int(vals["uuid"][:7], 16)],
            lambda: self._keep_photo(vals, content, token),
            namespace=LOCK_UUID,
        )

    @api.model
    def _keep_photo(self, vals, content, token):
        employee, device = self.env["poms.token"]._read_actor(token)
        if not employee or not self.env["poms.token"]._is_own(token):
            raise AccessError(
                self.env._("Nobody is identified here. Scan your badge first.")
            )
        people = {"employee_id": employee.id, "device_id": device.id}
        photo, code = self.env["poms.photo"]._keep({**vals, **people}, content)
        status = {"ok": "accepted", "duplicate": "duplicate"}.get(code, "refused")
        return {
            "status": status,
            "code": "ok" if status != "refused" else code,
            "message": get_message(self.env, code, {}) if status == "refused" else "",
            "id": photo.id,
            "uuid": vals["uuid"],
            "duplicate": status == "duplicate",
            "warnings": [],
        }

    @api.model
    def _parse_content(self, content):
        if isinstance(content, str):
            try:
                content = base64.b64decode(content, validate=True)
            except binascii.Error as exc:
                raise ValidationError(self.env._("content is not base64.")) from exc
        if not isinstance(content, bytes) or not content:
            raise ValidationError(self.env._("The photo is empty."))
        return content
