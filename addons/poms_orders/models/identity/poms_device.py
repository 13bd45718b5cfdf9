import base64
import hashlib
import secrets

from reportlab.graphics import renderSVG

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...report.paper import draw_qr


class PomsDevice(models.Model):
    """A shared tablet or terminal at a station."""

    _name = "poms.device"
    _description = "Shop Floor Device"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Device User",
        help="Empty: any user who may identify people. Set: only this log-in.",
    )
    workcenter_ids = fields.Many2many(
        "mrp.workcenter",
        "poms_device_workcenter_rel",
        "device_id",
        "workcenter_id",
        string="Machines",
        check_company=True,
    )
    # The key is 256 random bits: a fast hash is enough, and found by index.
    key_hash = fields.Char(
        copy=False, readonly=True, index="btree_not_null", groups="base.group_system"
    )
    is_enrolled = fields.Boolean(compute="_compute_is_enrolled")
    active = fields.Boolean(default=True)
    app_version = fields.Char(readonly=True)
    waiting_count = fields.Integer(string="Waiting", readonly=True)
    date_last_seen = fields.Datetime(string="Last Seen", readonly=True, copy=False)
    date_revoked = fields.Datetime(
        readonly=True, copy=False, help="Identifications before this are void."
    )

    def _compute_is_enrolled(self):
        # sudo: only whether there is a key goes out
        for device in self:
            device.is_enrolled = bool(device.sudo().key_hash)

    def action_enrol(self):
        """Give the device a new key and return it; it is shown this once only.

        :return: ``{"device": name, "key": str}``; the tablet keeps the key and
            passes it to `identify` as `device`
        """
        self.ensure_one()
        self.check_access("write")
        key = secrets.token_urlsafe(32)
        # sudo: nobody reads or writes the hash through its field
        self.sudo().write(
            {
                "key_hash": self._hash_key(key),
                "date_revoked": fields.Datetime.now(),
                "active": True,
            }
        )
        return {"device": self.name, "key": key}

    def action_show_key(self):
        """Enrol, and show the key once as a code that the tablet's camera reads.

        It goes to the screen only: no record, no address and no log holds it.
        """
        key = self.action_enrol()["key"]
        # a drawing: pictures need a renderer that not every Odoo has
        drawing = renderSVG.drawToString(draw_qr(key, 320))
        return {
            "type": "ir.actions.client",
            "tag": "poms_orders.device_key",
            "target": "new",
            "name": self.env._("Enrol %(device)s", device=self.name),
            "params": {
                "device": self.name,
                "key": key,
                "picture": "data:image/svg+xml;base64,"
                + base64.b64encode(drawing.encode()).decode(),
            },
        }

    def action_revoke(self):
        """Withdraw lost tablets: their key and every token made there are void."""
        self.check_access("write")
        self.sudo().write(
            {
                "key_hash": False,
                "date_revoked": fields.Datetime.now(),
                "active": False,
            }
        )
        return True

    @api.model
    def _find_by_key(self, key):
        """Return the active device with this key, as superuser.

        :raise AccessError: unknown key, withdrawn device, or another log-in's
        """
        device = self._find_active(key)
        if not device:
            raise AccessError(
                self.env._("This tablet is not enrolled. Ask for its enrolment page.")
            )
        return device

    @api.model
    def _find_active(self, key):
        """Return the active device with this key that this log-in may use, or none."""
        device = self.sudo().browse()
        if isinstance(key, str) and key:
            # sudo: the key itself is the proof
            device = self.sudo().search([("key_hash", "=", self._hash_key(key))])
        return device.filtered(
            lambda d: d.user_id in (self.env.user, d.user_id.browse())
        )

    @api.model
    def _hash_key(self, key):
        return hashlib.sha256(key.encode()).hexdigest()
