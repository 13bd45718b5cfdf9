from odoo import api, fields, models

from ...domain.intake_readers.headers import title_key

COLUMN_FIELDS = [
    ("order_number", "Order number"),
    ("line", "Line number"),
    ("item_buyer", "Customer's item number"),
    ("item_supplier", "Our item number"),
    ("item_gtin", "GTIN"),
    ("description", "Description"),
    ("quantity", "Quantity"),
    ("day", "Quantity of this day"),
    ("unit", "Unit"),
    ("price", "Unit price"),
    ("price_per", "Price is for"),
    ("currency", "Currency"),
    ("date", "Delivery date"),
    ("document_date", "Order date"),
    ("customer", "Customer"),
    ("note", "Note"),
    ("ignore", "Not used"),
]


class PomsColumnMapping(models.Model):
    """What a column of a customer's files means, by its title."""

    _name = "poms.column.mapping"
    _description = "Column Mapping"
    _order = "partner_id, title, id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        ondelete="cascade",
        help="Empty: holds for every customer.",
    )
    title = fields.Char(required=True, help="Title of the column in the file.")
    key = fields.Char(compute="_compute_key", store=True, index=True, precompute=True)
    field = fields.Selection(COLUMN_FIELDS, string="Means", required=True)
    active = fields.Boolean(default=True)

    _partner_key_unique = models.UniqueIndex(
        "(COALESCE(partner_id, 0), key) WHERE active",
        "This column is already mapped.",
    )

    @api.depends("title")
    def _compute_key(self):
        for mapping in self:
            title = mapping.title or ""
            # columns without a title are kept by their letter
            is_letter = title.startswith("#")
            mapping.key = title.lower() if is_letter else title_key(title)

    @api.depends("title", "field")
    def _compute_display_name(self):
        names = dict(self._fields["field"]._description_selection(self.env))
        for mapping in self:
            mapping.display_name = f"{mapping.title} → {names.get(mapping.field, '')}"

    @api.model
    def _known(self, partner):
        """{title key: field} of a customer, its own before everybody's."""
        partners = partner | partner.commercial_partner_id
        mappings = self.search([("partner_id", "in", [False, *partners.ids])])
        ordered = mappings.sorted(lambda m: bool(m.partner_id))
        return {mapping.key: mapping.field for mapping in ordered}

    @api.model
    def _remember(self, partner, columns):
        """Keep {title: field} for a customer; what stands there is changed."""
        owner = partner.commercial_partner_id
        wanted = {
            (title.lower() if title.startswith("#") else title_key(title)): (
                title,
                kind,
            )
            for title, kind in columns.items()
        }
        known = self.search(
            [("partner_id", "=", owner.id), ("key", "in", list(wanted))]
        )
        for mapping in known:
            _title, kind = wanted.pop(mapping.key)
            if mapping.field != kind:
                mapping.field = kind
        self.create(
            [
                {"partner_id": owner.id, "title": title, "field": kind}
                for title, kind in wanted.values()
            ]
        )
