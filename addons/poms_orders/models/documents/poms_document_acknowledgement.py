from odoo import api, fields, models
from odoo.exceptions import UserError


class PomsDocumentAcknowledgement(models.Model):
    """Somebody says: I have read this revision. Evidence, so never changed."""

    _name = "poms.document.acknowledgement"
    _description = "Document Acknowledgement"
    _order = "date desc, id desc"
    _rec_name = "revision_id"

    uuid = fields.Char(required=True, readonly=True, help="Made by the client, once.")
    revision_id = fields.Many2one(
        "poms.document.revision",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    document_id = fields.Many2one(
        related="revision_id.document_id", store=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Read by",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    card_id = fields.Many2one(
        "poms.task.card", index="btree_not_null", readonly=True, ondelete="set null"
    )
    date = fields.Datetime(string="Read at", required=True, readonly=True)
    identified = fields.Char(
        string="Identified by", readonly=True, help="online, offline or api"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )

    _uuid_unique = models.UniqueIndex("(uuid)", "This was confirmed already.")
    _once_unique = models.UniqueIndex(
        "(revision_id, employee_id)", "This person has confirmed this revision already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Who has read what is evidence and stays."))


class PomsDocumentRevision(models.Model):
    _inherit = "poms.document.revision"

    acknowledgement_ids = fields.One2many(
        "poms.document.acknowledgement", "revision_id", readonly=True
    )
    read_count = fields.Integer(string="Read by", compute="_compute_read_count")
    stop_ids = fields.One2many(
        "poms.document.stop", "revision_id", string="Stopped Cards", readonly=True
    )
    unread_ids = fields.Many2many(
        "hr.employee",
        string="Still to Read",
        compute="_compute_unread_ids",
        compute_sudo=True,
        help="Who worked on a card that this revision stopped, and has not read it.",
    )

    @api.depends("acknowledgement_ids")
    def _compute_read_count(self):
        groups = self.env["poms.document.acknowledgement"]._read_group(
            [("revision_id", "in", self.ids)], ["revision_id"], ["__count"]
        )
        counts = {revision.id: count for revision, count in groups}
        for revision in self:
            revision.read_count = counts.get(revision.id, 0)

    def _compute_unread_ids(self):
        cards = self.stop_ids.card_id
        reports = self.env["poms.report"].search(
            [("card_id", "in", cards.ids), ("state", "=", "accepted")]
        )
        readers = self._get_readers()
        for revision in self:
            stopped = revision.stop_ids.card_id.filtered(
                lambda card: card.state not in ("done", "cancelled")
            )
            worked = reports.filtered(lambda r, on=stopped: r.card_id in on)
            revision.unread_ids = worked.employee_ids - readers[revision]

    def _get_readers(self):
        """Return {revision: who has acknowledged it}; one query."""
        found = self.env["poms.document.acknowledgement"].search(
            [("revision_id", "in", self.ids)]
        )
        return {
            revision: found.filtered(
                lambda row, revision=revision: row.revision_id == revision
            ).employee_id
            for revision in self
        }

    def _announce(self, kind):
        """Whoever works by the document stops until the change is read."""
        result = super()._announce(kind)
        cards_by_document = self.document_id._get_open_cards()
        # sudo: an engineer's change stops cards, whether he sees them or not
        stops = self.env["poms.document.stop"].sudo()
        for revision in self:
            cards = cards_by_document[revision.document_id]
            started = cards.filtered(lambda card: card.state in ("running", "paused"))
            if started:
                stops._stop(revision, started)
            for card in cards:
                card._notify_change("document")
        return result

    def action_show_readers(self):
        """Open who has read this revision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read by: %s", self.display_name),
            "res_model": "poms.document.acknowledgement",
            "view_mode": "list,form",
            "domain": [("revision_id", "=", self.id)],
        }
