import base64
import hmac as hmac_lib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import hmac

TOKEN_HOURS = 12
TOKEN_SCOPE = "poms.identity"


class PomsToken(models.AbstractModel):
    """Who acts: a signed statement "this person, at this device, until then".

    The token is bound to the Odoo user that got it, to the device and to the
    person. It holds no secret and no right: rights are checked at every act.
    """

    _name = "poms.token"
    _description = "Identity Token"

    @api.model
    def _issue(self, employee, device=None):
        """Return (token, expiry) for `employee`; expiry is naive UTC."""
        now = int(fields.Datetime.now().timestamp())
        expires = now + TOKEN_HOURS * 3600
        claims = {
            "e": employee.id,
            "d": device.id if device else 0,
            "u": self.env.uid,
            "i": now,
            "x": expires,
        }
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
        return f"{body}.{self._sign(body)}", fields.Datetime.add(
            fields.Datetime.now(), hours=TOKEN_HOURS
        )

    @api.model
    def _verify(self, token):
        """Return (employee, device) of a valid token, both as superuser records.

        :raise AccessError: the token is missing, changed, too old, made for another
            user, or its person or device is not active any more
        """
        claims = self._read_claims(token)
        now = int(fields.Datetime.now().timestamp())
        if claims is None or claims["u"] != self.env.uid:
            raise AccessError(
                self.env._("Nobody is identified here. Scan your badge first.")
            )
        if claims["x"] < now:
            raise AccessError(
                self.env._("Your identification is too old. Scan your badge again.")
            )
        # sudo: the device user may read neither people nor devices by itself; the
        # signature says that `identify` has admitted this person.
        employee = self.env["hr.employee"].sudo().browse(claims["e"]).exists()
        device = self.env["poms.device"].sudo().browse(claims["d"] or []).exists()
        if not employee.active or (claims["d"] and not device.active):
            raise AccessError(
                self.env._("This person or tablet was withdrawn. Ask your team leader.")
            )
        if device.date_revoked and device.date_revoked.timestamp() > claims["i"]:
            raise AccessError(
                self.env._("This tablet was enrolled anew. Scan your badge again.")
            )
        return employee, device

    def _read_claims(self, token):
        if not isinstance(token, str) or token.count(".") != 1:
            return None
        body, signature = token.split(".")
        if not hmac_lib.compare_digest(signature.encode(), self._sign(body).encode()):
            return None
        return json.loads(base64.urlsafe_b64decode(body))

    def _sign(self, body):
        # sudo: the database's secret is what signs
        return hmac(self.sudo().env, TOKEN_SCOPE, body)
