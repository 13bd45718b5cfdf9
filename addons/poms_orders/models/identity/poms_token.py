import base64
import hmac as hmac_lib
import json
from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import hmac

from ...domain.offline_identity import Claim, act_moment, judge_claim

TOKEN_HOURS = 12
TOKEN_SCOPE = "poms.identity"
OFFLINE = "offline"


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
        token = self._sign_claims(employee, device)
        return token, fields.Datetime.add(fields.Datetime.now(), hours=TOKEN_HOURS)

    @api.model
    def _issue_offline(self, employee, device):
        """Return (ticket, expiry text): an identity for acts that wait in an outbox.

        Nothing can be read or done with it here and now; see `_judge`.
        """
        expires = fields.Datetime.add(fields.Datetime.now(), hours=TOKEN_HOURS)
        ticket = self._sign_claims(employee, device, k=OFFLINE)
        return ticket, fields.Datetime.to_string(expires)

    def _sign_claims(self, employee, device, **more):
        now = int(fields.Datetime.now().timestamp())
        expires = now + TOKEN_HOURS * 3600
        claims = {
            "e": employee.id,
            "d": device.id if device else 0,
            "u": self.env.uid,
            "i": now,
            "x": expires,
            **more,
        }
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
        return f"{body}.{self._sign(body)}"

    @api.model
    def _judge(self, token, told):
        """Judge the identity of an act that waited, at the act's own time.

        :param told: when it was done by the tablet's corrected clock, naive UTC, or
            False
        :return: (employee, device, code, is_offline); code is "" or that of a refusal,
            is_offline tells a ticket that was used without the server
        :raise AccessError: no token of ours, or one that another log-in got
        """
        claims = self._read_claims(token)
        if claims is None or claims["u"] != self.env.uid:
            raise AccessError(
                self.env._("Nobody is identified here. Scan your badge first.")
            )
        employee, device = self._read_actor(token)
        claim = Claim(
            issued=_moment(claims["i"]),
            expires=_moment(claims["x"]),
            is_person_active=bool(employee.active),
            is_device_active=not claims["d"] or bool(device.active),
            device_revoked=device.date_revoked or None,
        )
        moment = act_moment(told or None, fields.Datetime.now())
        code = judge_claim(claim, moment)
        return employee, device, code, claims.get("k") == OFFLINE

    @api.model
    def _read_actor(self, token):
        """Return (employee, device) that a token of ours names, good or not."""
        claims = self._read_claims(token) or {}
        # sudo: the signature says that the server has admitted them once
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        devices = self.env["poms.device"].sudo().with_context(active_test=False)
        return (
            employees.browse(claims.get("e") or []).exists(),
            devices.browse(claims.get("d") or []).exists(),
        )

    @api.model
    def _verify(self, token):
        """Return (employee, device) of a valid token, both as superuser records.

        :raise AccessError: the token is missing, changed, too old, made for another
            user, or its person or device is not active any more
        """
        claims = self._read_claims(token)
        now = int(fields.Datetime.now().timestamp())
        is_offline = claims is not None and claims.get("k") == OFFLINE
        if claims is None or is_offline or claims["u"] != self.env.uid:
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

    @api.model
    def _is_own(self, token):
        """True for a token, good or too old, that this log-in got."""
        claims = self._read_claims(token)
        return bool(claims) and claims["u"] == self.env.uid

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


def _moment(stamp):
    return datetime.fromtimestamp(stamp, timezone.utc).replace(tzinfo=None)
