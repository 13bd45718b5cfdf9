import base64
import hashlib
import hmac
import json
import secrets
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytz import UTC

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Slow enough that trying badge numbers on a stolen tablet takes its time, quick
# enough for a scan (some 20 ms on a tablet).
ROUNDS = 20000
SHIFT_HOURS = 12
LATE_MIN = 5
VERSION_LENGTH = 40
MAX_WAITING = 10**6


class PomsDevice(models.Model):
    """A tablet's life beside the server: what waits on it, whom it may know."""

    _inherit = "poms.device"

    date_oldest_waiting = fields.Datetime(
        string="Waiting Since", readonly=True, copy=False
    )
    refused_count = fields.Integer(
        string="Refused",
        readonly=True,
        copy=False,
        help="Acts on the tablet that the server has refused and nobody has settled.",
    )
    date_offline = fields.Datetime(
        string="Knows Its People Until",
        readonly=True,
        copy=False,
        help="So long the tablet can identify the shift's people without the server.",
    )
    conflict_count = fields.Integer(compute="_compute_conflict_count")
    connection = fields.Selection(
        [("online", "Connected"), ("silent", "Silent"), ("never", "Never Seen")],
        compute="_compute_connection",
        search="_search_connection",
    )

    def _compute_conflict_count(self):
        groups = self.env["poms.conflict"]._read_group(
            [("device_id", "in", self.ids), ("state", "=", "open")],
            ["device_id"],
            ["__count"],
        )
        counts = {device.id: count for device, count in groups}
        for device in self:
            device.conflict_count = counts.get(device.id, 0)

    @api.depends("date_last_seen")
    def _compute_connection(self):
        late = fields.Datetime.now() - timedelta(minutes=LATE_MIN)
        for device in self:
            seen = device.date_last_seen
            is_online = bool(seen and seen >= late)
            device.connection = "online" if is_online else "silent" if seen else "never"

    @api.model
    def _search_connection(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Datetime.now() - timedelta(minutes=LATE_MIN)
        domains = {
            "online": [("date_last_seen", ">=", late)],
            "silent": [("date_last_seen", "<", late)],
            "never": [("date_last_seen", "=", False)],
        }
        return fields.Domain.OR(domains[name] for name in value if name in domains)

    def action_open_conflicts(self):
        """Open what came from this tablet and waits for a team leader."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_conflict_action"
        )
        return {**action, "domain": [("device_id", "=", self.id)]}

    # -- heartbeat --------------------------------------------------------------

    def _beat(self, waiting, refused, oldest, version):
        """Note what the tablet says of itself.

        :param oldest: naive UTC datetime of the oldest waiting act, or False
        """
        self.ensure_one()
        self.write(
            {
                "waiting_count": waiting,
                "refused_count": refused,
                "date_oldest_waiting": oldest,
                "app_version": version,
                "date_last_seen": fields.Datetime.now(),
            }
        )

    # -- people for the time without a network ----------------------------------

    def _get_shift_people(self):
        """Employees whom this tablet may know offline: its machines' teams, as far
        as they work within the next 12 hours, and who was here in the last 12.

        People without working hours count as working.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        teams = self.env["poms.team"].search([("company_id", "=", self.company_id.id)])
        machines = self.workcenter_ids
        teams = teams.filtered(
            lambda t: not machines or bool(t.workcenter_ids & machines)
        )
        people = (teams.employee_ids | teams.leader_id).filtered("active")
        end = now + timedelta(hours=SHIFT_HOURS)
        working = people.filtered(lambda p: not p.resource_calendar_id)
        rest = people - working
        if rest:
            # leaves are looked at too: who is on holiday is not of this shift
            intervals = rest.resource_id._get_valid_work_intervals(
                UTC.localize(now), UTC.localize(end)
            )[0]
            working |= rest.filtered(lambda p: intervals.get(p.resource_id.id))
        return (working | self._get_recent_people(now)).sorted("id")

    def _get_recent_people(self, now):
        seen = self.env["poms.identification"].search(
            [
                ("device_id", "=", self.id),
                ("is_accepted", "=", True),
                ("date", ">=", now - timedelta(hours=SHIFT_HOURS)),
            ]
        )
        return seen.employee_id.filtered("active")

    def _seal_people(self, public_key):
        """Return what lets the tablet recognize the shift's badges, and nobody else.

        The tablet's private key cannot be read out of its browser; the shared secret
        is made of it and of a key of ours that is forgotten at once. A person's ticket
        can be opened with that secret and the badge's text together only.

        :param str public_key: the tablet's P-256 point, uncompressed, in base64
        :return: ``{"public_key", "salt", "rounds", "expires", "entries": {id:
            {"iv", "data"}}}``, all base64 but ids (hex)
        :raise ValidationError: no such point
        """
        self.ensure_one()
        try:
            point = base64.b64decode(public_key, validate=True)
            peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except (TypeError, ValueError) as exc:
            raise ValidationError(
                self.env._("public_key is no point on P-256.")
            ) from exc
        own = ec.generate_private_key(ec.SECP256R1())
        secret, salt = own.exchange(ec.ECDH(), peer), secrets.token_bytes(16)
        entries, expires = {}, None
        for person in self._get_shift_people().filtered("barcode"):
            ticket, expires = self.env["poms.token"]._issue_offline(person, self)
            name, sealed = self._seal(secret, salt, person, ticket, expires)
            entries[name] = sealed
        self.date_offline = expires
        return {
            "public_key": base64.b64encode(
                own.public_key().public_bytes(
                    Encoding.X962, PublicFormat.UncompressedPoint
                )
            ).decode(),
            "salt": base64.b64encode(salt).decode(),
            "rounds": ROUNDS,
            "expires": expires or "",
            "entries": entries,
        }

    @staticmethod
    def _seal(secret, salt, person, ticket, expires):
        """Return (id, {"iv", "data"}) of a person's ticket, for one tablet."""
        mac = hmac.new(secret, f"badge\0{person.barcode}".encode(), "sha256").digest()
        bits = hashlib.pbkdf2_hmac("sha256", mac, salt, ROUNDS, 48)
        iv = secrets.token_bytes(12)
        content = {
            "employee_id": person.id,
            "name": person.name,
            "lang": person.lang or "",
            "token": ticket,
            "expires": expires,
        }
        data = AESGCM(bits[16:]).encrypt(iv, json.dumps(content).encode(), None)
        return bits[:16].hex(), {
            "iv": base64.b64encode(iv).decode(),
            "data": base64.b64encode(data).decode(),
        }
