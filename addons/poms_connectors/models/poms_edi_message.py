import base64
import json

from odoo import api, fields, models

from ..codecs.text import looks_gbk
from ..codecs.xmlsafe import declared_encoding
from ..domain.message import in_order
from .poms_edi_partner import FAMILIES

TYPES = [
    ("order", "Order"),
    ("order_change", "Order Change"),
    ("order_cancel", "Order Cancellation"),
    ("order_response", "Order Response"),
    ("ack", "Acknowledgement"),
    ("other", "Other"),
]
STATES = [
    ("received", "Received"),
    ("done", "Processed"),
    ("duplicate", "Duplicate"),
    ("waiting", "Waits for Its Order"),
    ("parked", "Parked"),
    ("error", "Not Readable"),
    ("ignored", "Nothing to Do"),
    ("superseded", "Replaced by a Later Copy"),
    ("pending", "To Be Sent"),
    ("sent", "Sent"),
    ("failed", "Not Sent"),
]
OPEN_STATES = ("received", "waiting", "parked", "error", "failed")
CHANNELS = [
    ("http", "HTTP"),
    ("rpc", "RPC"),
    ("folder", "Folder"),
    ("upload", "Upload"),
]
# The form shows so much of a message; the file itself is one click away.
SHOWN_BYTES = 200_000


class PomsEdiMessage(models.Model):
    """One message of a file: what it says and what became of it.

    The file as it came is the exchange record's; a file may hold several messages,
    each with a fate of its own.
    """

    _name = "poms.edi.message"
    _description = "EDI Message"
    _order = "id desc"
    _check_company_auto = True

    edi_partner_id = fields.Many2one(
        "poms.edi.partner",
        string="EDI Partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="edi_partner_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        related="edi_partner_id.company_id", store=True, index=True
    )
    exchange_id = fields.Many2one(
        "edi.exchange.record", readonly=True, index=True, ondelete="cascade"
    )
    position = fields.Integer(readonly=True, help="Place in the file, from 1.")
    direction = fields.Selection(
        [("input", "In"), ("output", "Out")], required=True, readonly=True
    )
    channel = fields.Selection(CHANNELS, readonly=True)
    family = fields.Selection(FAMILIES, readonly=True)
    type = fields.Selection(TYPES, default="other", required=True, readonly=True)
    message_type = fields.Char(readonly=True, help="The type's name in its family.")
    control_number = fields.Char(readonly=True, index=True)
    message_number = fields.Char(readonly=True)
    order_number = fields.Char(readonly=True, index=True)
    is_test = fields.Boolean(string="Test", readonly=True)
    key = fields.Char(readonly=True, help="What makes it the same message again.")
    digest = fields.Char(readonly=True, help="Hash of what the message says.")
    document = fields.Json(readonly=True)
    document_text = fields.Text(string="Understood", compute="_compute_document_text")
    raw_text = fields.Text(string="As Received", compute="_compute_raw_text")
    file = fields.Binary(compute="_compute_file")
    filename = fields.Char(related="exchange_id.exchange_filename", related_sudo=True)
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    is_open = fields.Boolean(compute="_compute_is_open", store=True, index=True)
    code = fields.Char(readonly=True, help="Why it has its state, for programs.")
    text = fields.Text(string="Reason", readonly=True)
    errors = fields.Json(readonly=True)
    order_id = fields.Many2one("poms.order", readonly=True, index="btree_not_null")
    original_id = fields.Many2one(
        "poms.edi.message",
        string="First Copy",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    answered_id = fields.Many2one(
        "poms.edi.message",
        string="Answers",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The message that this one answers or acknowledges.",
    )
    answer_ids = fields.One2many(
        "poms.edi.message", "answered_id", string="Answered By"
    )

    _key_unique = models.UniqueIndex(
        "(edi_partner_id, key) WHERE direction = 'input' AND state IN "
        "('received', 'done', 'waiting', 'ignored')",
        "This message is being processed already.",
    )

    @api.depends("type", "order_number", "control_number")
    def _compute_display_name(self):
        names = dict(self._fields["type"]._description_selection(self.env))
        for message in self:
            number = message.order_number or message.control_number or message.id
            message.display_name = f"{names.get(message.type)} {number}"

    @api.depends("state")
    def _compute_is_open(self):
        for message in self:
            message.is_open = message.state in OPEN_STATES

    @api.depends("document")
    def _compute_document_text(self):
        for message in self:
            message.document_text = (
                json.dumps(in_order(message.document), ensure_ascii=False, indent=2)
                if message.document
                else False
            )

    @api.depends("exchange_id")
    def _compute_file(self):
        for message in self:
            # sudo: who may read the message may read its file
            message.file = message.sudo().exchange_id.exchange_file

    @api.depends("exchange_id")
    def _compute_raw_text(self):
        for message in self:
            message.raw_text = self._as_text(message._content()) or False

    def _content(self):
        """The bytes of the file that this message came in or goes out with."""
        self.ensure_one()
        # sudo: who may read the message may read its file
        exchange = self.sudo().exchange_id.with_context(bin_size=False)
        return base64.b64decode(exchange.exchange_file or b"")

    @api.model
    def _as_text(self, content):
        """The bytes for people to look at; what is no character shows its code."""
        shown = content[:SHOWN_BYTES]
        if shown.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        elif shown.lstrip(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            encoding = declared_encoding(shown)
        else:
            encoding = "gb18030" if looks_gbk(shown) else "utf-8"
        try:
            return shown.decode(encoding, "backslashreplace")
        except LookupError:
            return shown.decode("latin-1")

    @api.model
    def _received_for(self, orders):
        """The latest message that brought one of `orders` in."""
        return self.search(
            [
                ("order_id", "in", orders.ids),
                ("direction", "=", "input"),
                ("state", "=", "done"),
            ],
            order="id desc",
            limit=1,
        )
