import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_report import ReportCommon


class Tablet:
    """What the tablet's browser does with its key."""

    def __init__(self):
        self.private = ec.generate_private_key(ec.SECP256R1())
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self.public = base64.b64encode(point).decode()

    def open(self, sealed, badge):
        """The content of the badge's entry, or None."""
        peer = ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), base64.b64decode(sealed["public_key"])
        )
        secret = self.private.exchange(ec.ECDH(), peer)
        mac = hmac.new(secret, f"badge\0{badge}".encode(), "sha256").digest()
        salt = base64.b64decode(sealed["salt"])
        bits = hashlib.pbkdf2_hmac("sha256", mac, salt, sealed["rounds"], 48)
        entry = sealed["entries"].get(bits[:16].hex())
        if not entry:
            return None
        iv, data = (base64.b64decode(entry[name]) for name in ("iv", "data"))
        return json.loads(AESGCM(bits[16:]).decrypt(iv, data, None))


@tagged("post_install", "-at_install")
class TestOfflineIdentity(ReportCommon):
    """A tablet without the server knows the shift's people, provisionally."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_up()
        _production, cards = cls._create_released(10)
        cls.card = cards[0]
        cls.team = cls.env["poms.team"].create(
            {
                "name": "Team",
                "employee_ids": [(6, 0, cls.worker.ids)],
                "workcenter_ids": [(6, 0, cls.card.workcenter_id.ids)],
            }
        )
        cls.worker.resource_calendar_id = False
        cls.device = cls.env["poms.device"].create(
            {"name": "Tab", "workcenter_ids": [(6, 0, cls.card.workcenter_id.ids)]}
        )
        cls.key = cls.device.action_enrol()["key"]
        # the enrolment is of a moment ago
        cls.device.date_revoked = fields.Datetime.subtract(
            fields.Datetime.now(), minutes=5
        )
        cls.tablet = Tablet()

    def _sealed(self):
        return self.cards.offline_people(self.key, self.tablet.public)

    def _ticket(self):
        return self.tablet.open(self._sealed(), "BWORKER")["token"]

    def _tell(self, ticket, **values):
        values = {"good": "1", "queued": True, **values}
        return self.cards._report(self._uuid(), self.card, ticket, **values)

    def test_only_the_badge_and_the_tablet_open_a_ticket(self):
        sealed = self._sealed()
        content = self.tablet.open(sealed, "BWORKER")
        self.assertEqual(content["employee_id"], self.worker.id)
        self.assertIsNone(self.tablet.open(sealed, "BOTHER"))
        self.assertIsNone(Tablet().open(sealed, "BWORKER"))
        self.assertNotIn("Worker", json.dumps(sealed), "names are sealed too")

    def test_only_people_of_the_shift(self):
        self.assertIsNone(self.tablet.open(self._sealed(), "BCOLLEAGUE"))
        self.cards.identify(badge="BCOLLEAGUE", device=self.key)
        self.assertTrue(self.tablet.open(self._sealed(), "BCOLLEAGUE"))

    def test_a_ticket_books_what_waited_and_is_marked(self):
        answer = self._tell(self._ticket())
        self.assertEqual(answer["status"], "accepted", answer)
        report = self.env["poms.report"].browse(answer["id"])
        self.assertEqual(report.identified, "offline")
        self.assertEqual(report.employee_id, self.worker)
        self.assertEqual(report.device_id, self.device)

    def test_a_ticket_is_no_token(self):
        ticket = self._ticket()
        with self.assertRaises(AccessError):
            self.cards._report(self._uuid(), self.card, ticket, good="1")
        with self.assertRaises(AccessError):
            self.cards.station_queue(ticket)

    def test_who_left_meanwhile_is_for_the_leader(self):
        ticket = self._ticket()
        self.worker.active = False
        answer = self._tell(ticket)
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "identity_revoked")
        )
        report = self.env["poms.report"].browse(answer["id"])
        self.assertEqual(report.conflict_ids.state, "open")
        self.assertEqual(report.quantity_good, 1)
        self.assertEqual(self.card.quantity_good, 0)

    def test_a_lost_tablet_is_for_the_leader(self):
        ticket = self._ticket()
        self.device.action_revoke()
        self.assertEqual(self._tell(ticket)["code"], "identity_revoked")

    def test_too_late_is_for_the_leader(self):
        late = fields.Datetime.subtract(fields.Datetime.now(), hours=13)
        answer = self._tell(self._ticket(), date_client=str(late))
        self.assertEqual(answer["code"], "identity_expired")

    def test_a_forged_ticket_is_nobody(self):
        body, _signature = self._ticket().split(".")
        with self.assertRaises(AccessError):
            self._tell(f"{body}.{'0' * 64}")

    def test_no_correction_and_no_backorder_offline(self):
        ticket = self._ticket()
        report = self.env["poms.report"].browse(self._tell(ticket)["id"])
        answer = self.cards._correct(
            self._uuid(), report.id, ticket, good="0", queued=True
        )
        self.assertEqual(answer["code"], "offline_forbidden")
        answer = self.cards._finish(
            self._uuid(), self.card, ticket, backorder=True, queued=True
        )
        self.assertEqual(answer["code"], "offline_forbidden")

    def test_back_on_the_network_a_ticket_becomes_a_token(self):
        ticket = self._ticket()
        answer = self.cards.confirm_identity(ticket, self.key)
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual(
            self.cards.station_queue(answer["token"])["status"], "accepted"
        )
        self.worker.active = False
        answer = self.cards.confirm_identity(ticket, self.key)
        self.assertEqual(answer["code"], "identity_revoked")

    def test_heartbeat(self):
        answer = self.cards.heartbeat(
            self.key, waiting=3, refused=1, oldest="2026-03-02 06:00:00", version="1"
        )
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual(self.device.waiting_count, 3)
        self.assertEqual(self.device.refused_count, 1)
        self.assertEqual(self.device.connection, "online")
        found = self.env["poms.device"].search([("connection", "=", "online")])
        self.assertIn(self.device, found)
        self.device.action_revoke()
        self.assertEqual(self.cards.heartbeat(self.key)["code"], "device_revoked")

    def test_pack_holds_what_the_pad_asks_for(self):
        token = self.cards.identify(badge="BWORKER", device=self.key)["token"]
        pack = self.cards.offline_pack(token)
        card = next(card for card in pack["cards"] if card["id"] == self.card.id)
        self.assertIn("components", card)
        self.assertIn("parameters", card)


@tagged("post_install", "-at_install")
class TestPhoto(ReportCommon):
    def test_a_photo_is_kept_once_with_its_report(self):
        self._stock_up()
        _production, cards = self._create_released(10)
        report = self._ok("report", cards[0], good="1")
        token = self.env["poms.token"]._issue(self.worker)[0]
        content = base64.b64encode(b"\xff\xd8 a picture").decode()
        uuid = self._uuid()
        first = self.cards.keep_photo(uuid, report.uuid, content, token)
        again = self.cards.keep_photo(uuid, report.uuid, content, token)
        self.assertEqual([first["status"], again["status"]], ["accepted", "duplicate"])
        self.assertEqual(first["id"], again["id"])
        photo = self.env["poms.photo"].browse(first["id"])
        self.assertEqual(photo.report_id, report)
        self.assertEqual(photo.attachment_id.raw, b"\xff\xd8 a picture")
        self.assertEqual(len(photo.sha256), 64)
        other = base64.b64encode(b"another").decode()
        wrong = self.cards.keep_photo(uuid, report.uuid, other, token)
        self.assertEqual(wrong["code"], "uuid_conflict")
        with self.assertRaises(AccessError):
            self.cards.keep_photo(self._uuid(), report.uuid, content, "no token")
