from odoo import models
from odoo.fields import Domain

from ...domain.intake import ITEM_KINDS, canonical_code


class PomsOrder(models.Model):
    """Which product and unit a line means: mappings first, then our own codes."""

    _inherit = "poms.order"

    def _match_lines(self):
        """Fill product and unit of lines that have none yet.

        The partner's mapping wins, then our item number, then the GTIN. A
        customer's number that equals one of ours is taken, but marked doubtful;
        descriptions are never compared. Five searches for any number of lines.
        """
        for order in self:
            if not order.currency_id:
                order.currency_id = self.env["res.currency"].search(
                    [("name", "=", order.currency_code)], limit=1
                )
            lines = order.line_ids.filtered(lambda line: not line.product_id)
            order._match_products(lines)
            order._match_units(order.line_ids.filtered(lambda line: not line.uom_id))
            order._take_own_units()

    def _take_own_units(self):
        """The product's own unit where none was sent: shown as a guess, never sure."""
        unsaid = self.line_ids.filtered(
            lambda line: (
                line.product_id
                and not line.is_doubtful
                and not line.uom_id
                and not line.uom_code
            )
        )
        for line in unsaid:
            line.write({"uom_id": line.product_id.uom_id.id, "unit_source": "product"})

    def _codes(self, lines):
        codes = {line[f"item_{kind}"] for line in lines for kind in ITEM_KINDS}
        codes |= {canonical_code(code or "") for code in codes}
        return [code for code in codes if code]

    def _match_products(self, lines):
        codes = self._codes(lines)
        if not codes:
            return
        mappings = self._item_mappings(codes)
        company = Domain("company_id", "in", [False, self.company_id.id])
        products = self.env["product.product"]
        found = products.search(company & Domain("default_code", "in", codes))
        by_code = found.grouped("default_code")
        by_barcode = self._products_by_barcode(codes, company)
        for line in lines:
            line._match_product(mappings, by_code, by_barcode)

    def _item_mappings(self, codes):
        """{(kind, code): mapping} of this customer."""
        partner = self.partner_id
        mappings = self.env["poms.item.mapping"].search(
            [
                ("partner_id", "in", (partner | partner.commercial_partner_id).ids),
                ("company_id", "in", [False, self.company_id.id]),
                ("code", "in", codes),
            ]
        )
        return {(m.kind, m.code): m for m in mappings}

    def _products_by_barcode(self, codes, company):
        products = self.env["product.product"].search(
            company & Domain("barcode", "in", codes)
        )
        result = {product.barcode: (product, product.uom_id) for product in products}
        packs = self.env["product.uom"].search([("barcode", "in", codes)])
        return result | {p.barcode: (p.product_id, p.uom_id) for p in packs}

    def _match_units(self, lines):
        """Units by the partner's mapping, then the common one, then our name."""
        codes = [line.uom_code for line in lines if line.uom_code]
        partner = self.partner_id
        mappings = self.env["poms.unit.mapping"].search(
            [
                ("code", "in", codes),
                (
                    "partner_id",
                    "in",
                    [False, *(partner | partner.commercial_partner_id).ids],
                ),
            ]
        )
        units = {}
        for mapping in mappings.sorted(lambda m: bool(m.partner_id)):
            source = "mapping" if mapping.partner_id else "common"
            units[mapping.code] = (mapping.uom_id, source)
        missing = [code for code in codes if code not in units]
        for unit in self.env["uom.uom"].search([("name", "in", missing)]):
            units[unit.name] = (unit, "name")
        for line in lines.filtered(lambda line: line.uom_code in units):
            unit, source = units[line.uom_code]
            line.write({"uom_id": unit.id, "unit_source": source})
