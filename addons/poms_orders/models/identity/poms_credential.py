import hashlib
import hmac as hmac_lib
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import hmac

PIN_DIGITS = 6
# scrypt: 16 MiB and some 50 ms a try
SCRYPT = {"n": 2**14, "r": 8, "p": 1}


class PomsCredential(models.Model):
    """A person's PIN for shared tablets, kept as a slow hash that nobody can read."""

    _name = "poms.credential"
    _description = "Shop Floor PIN"
    _rec_name = "employee_id"

    employee_id = fields.Many2one(
        "hr.employee", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="employee_id.company_id", store=True, index=True
    )
    active = fields.Boolean(default=True)
    pin = fields.Char(
        compute="_compute_pin",
        inverse="_inverse_pin",
        string="New PIN",
        help="Digits, at least six. It is stored as a hash and never shown.",
    )
    pin_hash = fields.Char(copy=False, groups="base.group_system")
    # One byte of a keyed hash: finds the few people to try with the slow hash.
    pin_bucket = fields.Char(
        copy=False, index="btree_not_null", groups="base.group_system"
    )
    date_set = fields.Datetime(readonly=True, copy=False)

    _employee_unique = models.UniqueIndex(
        "(employee_id)", "This person has a PIN already: change that one."
    )

    def _compute_pin(self):
        self.pin = False

    def _inverse_pin(self):
        for credential in self.filtered("pin"):
            credential._set_pin(credential.pin)
        # not even in the cache of this request
        self.invalidate_recordset(["pin"], flush=False)

    def _set_pin(self, pin):
        """Store the hash of `pin` (digits, at least six).

        :raise ValidationError: too short, not digits, too plain, or taken
        """
        self.ensure_one()
        if not (isinstance(pin, str) and pin.isascii() and pin.isdigit()):
            raise ValidationError(self.env._("A PIN has digits only."))
        if len(pin) < PIN_DIGITS or len(set(pin)) < 3:
            raise ValidationError(
                self.env._(
                    "Take at least %(count)s digits, three of them different.",
                    count=PIN_DIGITS,
                )
            )
        if self._match(pin, self.employee_id.company_id) - self.employee_id:
            raise ValidationError(self.env._("Choose another PIN."))
        salt = secrets.token_bytes(16)
        # sudo: nobody reads or writes the hash through its field
        self.sudo().write(
            {
                "pin_hash": f"{salt.hex()}${self._hash(pin, salt)}",
                "pin_bucket": self._bucket(pin),
                "date_set": fields.Datetime.now(),
            }
        )

    @api.model
    def _match(self, pin, company):
        """Return the employees of `company` with this PIN (none or one).

        A PIN that nobody has costs as long as one that somebody has.
        """
        # sudo: compares with the hashes, which nobody may read
        credentials = self.sudo().search(
            [("pin_bucket", "=", self._bucket(pin)), ("company_id", "=", company.id)]
        )
        found = self.env["hr.employee"].sudo().browse()
        for credential in credentials.filtered("employee_id.active"):
            salt, digest = credential.pin_hash.split("$")
            if hmac_lib.compare_digest(self._hash(pin, bytes.fromhex(salt)), digest):
                found |= credential.employee_id
        if not credentials:
            self._hash(pin, b"\0" * 16)
        return found

    @api.model
    def _hash(self, pin, salt):
        return hashlib.scrypt(pin.encode(), salt=salt, **SCRYPT).hex()

    @api.model
    def _bucket(self, pin):
        # sudo: keyed with the database's secret
        return hmac(self.sudo().env, "poms.pin", pin)[:2]
