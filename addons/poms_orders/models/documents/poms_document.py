from odoo import api, fields, models
from odoo.fields import Domain

DOCUMENT_KINDS = [
    ("drawing", "Drawing"),
    ("sop", "Work instruction"),
    ("video", "Video"),
    ("picture", "Picture"),
]


class PomsDocument(models.Model):
    """A drawing or instruction, for a product or one operation, with revisions."""

    _name = "poms.document"
    _description = "Document"
    _inherit = ["mail.thread"]
    _order = "drawing_number, name, id"
    _rec_names_search = ["drawing_number", "name"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    drawing_number = fields.Char(
        index="trigram",
        copy=False,
        help="Files of a mass upload are matched by it.",
    )
    kind = fields.Selection(
        DOCUMENT_KINDS, string="Document Kind", default="drawing", required=True
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Product Variant",
        index="btree_not_null",
        check_company=True,
        domain="[('product_tmpl_id', '=?', product_tmpl_id)]",
        ondelete="restrict",
        help="Empty: every variant of the product.",
    )
    operation_id = fields.Many2one(
        "mrp.routing.workcenter",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every operation of the product.",
    )
    more_operation_ids = fields.Many2many(
        "mrp.routing.workcenter",
        "poms_document_operation_rel",
        "document_id",
        "operation_id",
        string="Also for Operations",
        copy=False,
        help="The same step in other revisions of the routing; new revisions are added "
        "by themselves.",
    )
    revision_ids = fields.One2many(
        "poms.document.revision", "document_id", string="Document Revisions"
    )
    current_revision_id = fields.Many2one(
        "poms.document.revision",
        string="Valid Now",
        compute="_compute_current_revision_id",
        search="_search_current_revision_id",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: used by all companies.",
    )

    _number_unique = models.UniqueIndex(
        "(drawing_number, kind, COALESCE(company_id, 0)) "
        "WHERE drawing_number IS NOT NULL AND drawing_number != ''",
        "A document of this kind has this drawing number already.",
    )

    @api.depends("name", "drawing_number")
    def _compute_display_name(self):
        for document in self:
            parts = [document.drawing_number, document.name]
            document.display_name = " \u00b7 ".join(part for part in parts if part)

    @api.depends(
        "revision_ids.state",
        "revision_ids.date_valid_from",
        "revision_ids.date_valid_to",
    )
    def _compute_current_revision_id(self):
        current = self._get_valid_revisions(fields.Datetime.now())
        for document in self:
            document.current_revision_id = current.get(document.id)

    def _search_current_revision_id(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        revisions = self.env["poms.document.revision"]
        valid = revisions.search(revisions._get_valid_domain(fields.Datetime.now()))
        wanted = {item for item in value if item}
        named = valid.filtered(lambda revision: revision.id in wanted)
        domain = Domain("id", "in", named.document_id.ids)
        if False in value:
            domain |= Domain("id", "not in", valid.document_id.ids)
        return ~domain if operator == "not in" else domain

    def _get_valid_revisions(self, date):
        """Return {document id: revision} in force at `date`; one query.

        :param date: naive UTC datetime
        """
        revisions = self.env["poms.document.revision"]
        if not self.ids:
            return {}
        found = revisions.search(
            revisions._get_valid_domain(date) & Domain("document_id", "in", self.ids),
            order="date_valid_from, id",
        )
        return {revision.document_id.id: revision for revision in found}

    def _filter_for(self, card):
        """Those of these documents that are meant for the card."""
        return self.filtered(
            lambda document: (
                (
                    not document.operation_id
                    or document.operation_id == card.operation_id
                    or card.operation_id in document.more_operation_ids
                )
                and (not document.product_id or document.product_id == card.product_id)
                and (
                    not document.product_tmpl_id
                    or document.product_tmpl_id == card.product_id.product_tmpl_id
                )
            )
        )

    @api.model
    def _get_for_cards(self, cards):
        """Return {card: its documents}, valid or not; one query for all cards."""
        products = cards.product_id
        domain = Domain("operation_id", "in", cards.operation_id.ids)
        domain |= Domain("more_operation_ids", "in", cards.operation_id.ids)
        domain |= Domain("operation_id", "=", False) & (
            Domain("product_id", "in", products.ids)
            | Domain("product_tmpl_id", "in", products.product_tmpl_id.ids)
        )
        # sudo: which document a card is made by is the same for everybody
        found = self.sudo().search(
            domain & Domain("company_id", "in", [False, *cards.company_id.ids])
        )
        return {card: found._filter_for(card) for card in cards}

    @api.model
    def _valid_for_cards(self, cards, date=None):
        """Return {card: revisions in force}; two queries for all cards.

        :param cards: recordset of poms.task.card
        :param date: naive UTC datetime; None: now
        """
        by_card = self._get_for_cards(cards)
        documents = self.sudo().union(*by_card.values())
        valid = documents._get_valid_revisions(date or fields.Datetime.now())
        revisions = self.env["poms.document.revision"].sudo()
        return {
            card: revisions.union(
                *(valid[document.id] for document in found if document.id in valid)
            )
            for card, found in by_card.items()
        }

    @api.model
    def _valid_for(self, card, date=None):
        """Return the revisions by which `card` is made at `date`.

        :param card: one record of poms.task.card
        :param date: naive UTC datetime; None: now
        :return: recordset of poms.document.revision, as superuser
        """
        card.ensure_one()
        return self._valid_for_cards(card, date)[card]
