from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

FAMILIES = [
    ("edifact", "EDIFACT"),
    ("idoc", "SAP IDoc"),
    ("u8", "Yonyou U8 EAI"),
]
# Days: in the list, then in the archive, then gone.
ARCHIVE_DAYS = 90
DELETE_DAYS = 730
KEY_DAYS = 365


class PomsEdiPartner(models.Model):
    """How one partner's messages come in and go out."""

    _name = "poms.edi.partner"
    _description = "EDI Partner"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, check_company=True
    )
    family = fields.Selection(FAMILIES, required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Bot User",
        index=True,
        ondelete="restrict",
        help="Whose API key the partner's system uses.",
    )
    mode = fields.Selection(
        [("production", "Production"), ("test", "Test")],
        default="production",
        required=True,
        help="Messages with a test mark are parked in production, others in test.",
    )
    own_code = fields.Char(
        string="Our Id", help="How the partner names us; other receivers are parked."
    )
    own_qualifier = fields.Char(string="Our Id's Qualifier")
    their_code = fields.Char(
        string="Their Id",
        help="How the partner names itself; other senders are parked.",
    )
    their_qualifier = fields.Char(string="Their Id's Qualifier")
    is_buyer_by_code = fields.Boolean(
        string="Buyer by Number",
        help="The partner sends orders of several customers: each is found by the "
        "buyer's number in the message, which is the reference of a contact.",
    )
    is_production_only = fields.Boolean(
        related="partner_id.poms_production_only", readonly=False
    )
    encoding = fields.Char(
        string="Character Set",
        help="Instead of the declared or found one: utf-8, gb18030, latin-1 or an SAP "
        "code page such as 1100, 4110 or 8400.",
    )
    width = fields.Selection(
        [("characters", "Characters"), ("bytes", "Bytes")],
        string="Widths Count",
        help="Unit of the widths of a flat IDoc; empty: found by the character set.",
    )
    charset = fields.Selection(
        [("UNOA", "UNOA"), ("UNOC", "UNOC (Latin-1)"), ("UNOW", "UNOW (UTF-8)")],
        string="Outgoing Charset",
        default="UNOC",
    )
    idoc_form = fields.Selection(
        [("xml", "XML"), ("flat", "Port File")], string="Outgoing Form", default="xml"
    )
    is_answered = fields.Boolean(
        string="Send Responses",
        default=True,
        help="Answer confirmed and refused orders.",
    )
    way_out = fields.Selection(
        [("fetch", "The partner fetches"), ("folder", "Into a folder")],
        default="fetch",
        required=True,
    )
    backend_id = fields.Many2one(
        "edi.backend", required=True, readonly=True, ondelete="restrict", copy=False
    )
    storage_id = fields.Many2one(related="backend_id.storage_id", readonly=False)
    input_dir_pending = fields.Char(
        related="backend_id.input_dir_pending", readonly=False, string="Folder In"
    )
    input_dir_done = fields.Char(
        related="backend_id.input_dir_done", readonly=False, string="Folder Done"
    )
    input_dir_error = fields.Char(
        related="backend_id.input_dir_error", readonly=False, string="Folder Errors"
    )
    output_dir_pending = fields.Char(
        related="backend_id.output_dir_pending", readonly=False, string="Folder Out"
    )
    archive_days = fields.Integer(
        related="backend_id.auto_archive_records_after_days", readonly=False
    )
    delete_days = fields.Integer(
        related="backend_id.auto_delete_records_after_days", readonly=False
    )
    message_ids = fields.One2many("poms.edi.message", "edi_partner_id")
    open_count = fields.Integer(compute="_compute_counts", string="To Look At")
    message_count = fields.Integer(compute="_compute_counts")

    _user_unique = models.UniqueIndex(
        "(user_id) WHERE user_id IS NOT NULL AND active",
        "This bot user belongs to another partner already.",
    )

    def _compute_counts(self):
        groups = self.env["poms.edi.message"]._read_group(
            [("edi_partner_id", "in", self.ids)],
            ["edi_partner_id", "is_open"],
            ["__count"],
        )
        counts = {(partner.id, is_open): count for partner, is_open, count in groups}
        for partner in self:
            is_open = counts.get((partner.id, True), 0)
            partner.open_count = is_open
            partner.message_count = is_open + counts.get((partner.id, False), 0)

    @api.constrains("user_id")
    def _check_user(self):
        for partner in self:
            user = partner.user_id
            if user and not user.has_group("poms_orders.group_connector"):
                raise ValidationError(
                    self.env._(
                        "%(user)s is no connector: give the user the group of bots.",
                        user=user.name,
                    )
                )

    @api.constrains("way_out", "storage_id", "output_dir_pending")
    def _check_way_out(self):
        for partner in self:
            if partner.way_out != "folder":
                continue
            if not (partner.storage_id and partner.output_dir_pending):
                raise ValidationError(
                    self.env._("Name the storage and the folder for outgoing messages.")
                )

    @api.constrains("storage_id")
    def _check_storage(self):
        """Refuse SFTP that would talk to any host that answers."""
        for storage in self.sudo().storage_id:
            if storage.protocol not in ("sftp", "ssh"):
                continue
            options = storage.json_options or {}
            if options.get("host_key_policy") != "reject":
                raise ValidationError(
                    self.env._(
                        'Storage %s accepts any SFTP host: set "host_key_policy": '
                        '"reject" and the known hosts in its options.',
                        storage.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("backend_id"):
                vals["backend_id"] = self._make_backend(vals).id
        return super().create(vals_list)

    @api.model
    def _make_backend(self, vals):
        kind = self.env.ref("poms_connectors.edi_backend_type_poms")
        # sudo: the back end is a part of the partner, its users need no EDI rights
        return (
            self.env["edi.backend"]
            .sudo()
            .create(
                {
                    "name": vals.get("name") or self.env._("EDI Partner"),
                    "backend_type_id": kind.id,
                    "company_id": vals.get("company_id") or self.env.company.id,
                    "auto_archive_records_after_days": ARCHIVE_DAYS,
                    "auto_delete_records_after_days": DELETE_DAYS,
                }
            )
        )

    def action_generate_key(self):
        """Make an API key for the bot user; shown once, kept nowhere readable."""
        self.ensure_one()
        self.check_access("write")
        if not self.user_id:
            raise UserError(self.env._("Choose the partner's bot user first."))
        expiry = fields.Datetime.add(fields.Datetime.now(), days=KEY_DAYS)
        # sudo: a bot may have a key for longer than a person may give oneself
        keys = self.env["res.users.apikeys"].with_user(self.user_id).sudo()
        key = keys._generate(None, f"POMS {self.name}", expiry)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "title": self.env._("API key, shown only now"),
                "message": key,
            },
        }

    def action_fetch(self):
        """Look into the folders now instead of at the next hour."""
        self.check_access("read")
        if not self.env.user.has_group("poms_orders.group_planner"):
            raise UserError(self.env._("Only planners fetch messages."))
        for partner in self.filtered("storage_id"):
            partner.sudo().backend_id._storage_check_pending_input()
            partner.sudo().backend_id._check_input_exchange_sync()
        return True

    def action_view_messages(self):
        """Open this partner's messages."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_connectors.poms_edi_message_action"
        )
        action["domain"] = [("edi_partner_id", "=", self.id)]
        action["context"] = {}
        return action
