from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..states import CARD_OPEN

REVISION_STATES = [
    ("draft", "Draft"),
    ("valid", "Valid"),
    ("withdrawn", "Withdrawn"),
]


class PomsDocumentRevision(models.Model):
    """One revision of a document: its file and the time in which it counts."""

    _name = "poms.document.revision"
    _description = "Document Revision"
    _inherit = ["mail.thread", "poms.act.fields"]
    _poms_act_fields = frozenset({"state"})
    _order = "document_id, date_valid_from desc, id desc"
    _rec_names_search = ["revision", "document_id.drawing_number", "document_id.name"]

    document_id = fields.Many2one(
        "poms.document", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(related="document_id.kind")
    drawing_number = fields.Char(related="document_id.drawing_number")
    revision = fields.Char(required=True, help="As it stands on the sheet: A, B, 02 …")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    url = fields.Char(string="Link", help="Where the file lies, if not here.")
    date_valid_from = fields.Datetime(
        string="Valid from", default=fields.Datetime.now, required=True
    )
    date_valid_to = fields.Datetime(string="Valid until", help="Empty: no end.")
    state = fields.Selection(
        REVISION_STATES,
        default="draft",
        required=True,
        index=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    change_note = fields.Char(help="What differs from the revision before.")
    company_id = fields.Many2one(
        related="document_id.company_id", store=True, index=True
    )

    _revision_unique = models.Constraint(
        "UNIQUE(document_id, revision)", "The document has this revision already."
    )
    _validity_ordered = models.Constraint(
        "CHECK(date_valid_to IS NULL OR date_valid_to >= date_valid_from)",
        "A revision cannot end before it begins.",
    )

    @api.depends("document_id.display_name", "revision")
    def _compute_display_name(self):
        for revision in self:
            name = revision.document_id.display_name or ""
            revision.display_name = f"{name} / {revision.revision or ''}"

    @api.constrains("state", "file", "url")
    def _check_content(self):
        for revision in self:
            if revision.state == "valid" and not (revision.file or revision.url):
                raise ValidationError(
                    self.env._(
                        "%s has no file and no link; add one before it is valid.",
                        revision.display_name,
                    )
                )

    @api.model
    def _get_valid_domain(self, date):
        """Domain of the revisions that count at `date`."""
        return (
            Domain("state", "=", "valid")
            & Domain("date_valid_from", "<=", date)
            & (Domain("date_valid_to", "=", False) | Domain("date_valid_to", ">", date))
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for revision in self:
            if revision.state != "draft":
                raise UserError(
                    self.env._(
                        "%s was in force and stays in the register; withdraw it "
                        "instead.",
                        revision.display_name,
                    )
                )

    def write(self, vals):
        """The sheet of a revision that counts is never exchanged in silence."""
        fixed = {"file", "url", "revision", "document_id"} & vals.keys()
        if fixed and any(revision.state != "draft" for revision in self):
            raise UserError(
                self.env._("A revision in force is not changed; add the next revision.")
            )
        return super().write(vals)

    def action_validate(self):
        """Put drafts in force; the revision before ends where they begin."""
        self.check_access("write")
        drafts = self.filtered(lambda revision: revision.state == "draft")
        for revision in drafts:
            older = revision.document_id.revision_ids.filtered(
                lambda other, new=revision: (
                    other.state == "valid"
                    and other.date_valid_from <= new.date_valid_from
                    and (
                        not other.date_valid_to
                        or other.date_valid_to > new.date_valid_from
                    )
                )
            )
            older.date_valid_to = revision.date_valid_from
        drafts.sudo().state = "valid"  # sudo: written by its acts only
        drafts._announce("document_validated")
        return True

    def action_withdraw(self):
        """Take valid revisions out of force at once."""
        self.check_access("write")
        valid = self.filtered(lambda revision: revision.state == "valid")
        now = fields.Datetime.now()
        for revision in valid:
            revision.date_valid_to = max(now, revision.date_valid_from)
        valid.sudo().state = "withdrawn"  # sudo: written by its acts only
        valid._announce("document_withdrawn")
        return True

    def action_reinstate(self):
        """Undo a withdrawal: in force again, unless another one counts now."""
        self.check_access("write")
        withdrawn = self.filtered(lambda revision: revision.state == "withdrawn")
        current = withdrawn.document_id._get_valid_revisions(fields.Datetime.now())
        if current:
            raise UserError(
                self.env._(
                    "%s counts now. Withdraw it before the older one counts again.",
                    next(iter(current.values())).display_name,
                )
            )
        # sudo: the state is written by these acts only; the right was checked
        withdrawn.sudo().write({"state": "valid", "date_valid_to": False})
        withdrawn._announce("document_validated")
        return True

    def _announce(self, kind):
        """Tell the ledger, and the floor whose cards are made by these."""
        hooks = self.env["poms.hooks"]
        hooks._record_events(
            [
                (
                    kind,
                    revision,
                    {
                        "document": revision.document_id.display_name,
                        "drawing_number": revision.drawing_number or "",
                        "revision": revision.revision,
                        "valid_from": fields.Datetime.to_string(
                            revision.date_valid_from
                        ),
                    },
                )
                for revision in self
            ]
        )
        cards_by_document = self.document_id._get_open_cards()
        for revision in self:
            cards = cards_by_document[revision.document_id]
            if cards:
                hooks._document_changed(revision, cards)

    def action_open_file(self):
        """Open the file, or the place where it lies."""
        self.ensure_one()
        url = self.url or f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}


class PomsDocument(models.Model):
    _inherit = "poms.document"

    def _get_open_cards(self):
        """Return {document: open cards on the floor made by it}; one query."""
        # sudo: a change of revision concerns cards whoever made the change sees
        cards = self.env["poms.task.card"].sudo()
        templates = self.product_tmpl_id | self.product_id.product_tmpl_id
        found = cards.search(
            Domain("state", "in", CARD_OPEN)
            & (
                Domain(
                    "operation_id",
                    "in",
                    (self.operation_id | self.more_operation_ids).ids,
                )
                | Domain("product_id.product_tmpl_id", "in", templates.ids)
            )
        )
        bound = self.filtered("operation_id") | self.filtered(
            lambda document: document.product_tmpl_id or document.product_id
        )
        return {
            document: found.filtered(
                lambda card, document=document: (
                    document in bound and document._filter_for(card)
                )
            )
            for document in self
        }
