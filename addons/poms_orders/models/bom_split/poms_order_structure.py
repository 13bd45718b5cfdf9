from dataclasses import dataclass, field
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...domain.split import Bom, Line


@dataclass(slots=True)
class Made:
    """A product's bill of material as records: what applies to this variant."""

    bom: models.Model
    lines: models.Model
    operations: models.Model = field(default=None)


def exact(value):
    """A float of Odoo as the decimal that it shows."""
    return Decimal(str(value or 0))


class PomsOrder(models.Model):
    """Bills of material of everything that is ordered, level by level."""

    _inherit = "poms.order"

    def _manufacture_type(self):
        return self.warehouse_id.manu_type_id

    def _load_structure(self, products):
        """{product: Made} of everything below `products` that has a bill of material.

        The same few reads whatever the number of levels; kits go before other bills
        of material, as in Odoo.
        """
        everything = self.env["product.product"].browse(self._ids_below(products))
        found = self._find_boms(everything)
        boms = self.env["mrp.bom"].browse(dict.fromkeys(b.id for b in found.values()))
        boms.bom_line_ids.product_id.product_tmpl_id.mapped("type")
        result, todo = {}, set(products.ids)
        # keys come from `everything`, so that what is read of one is read of all
        while todo:
            level = [p for p in found if p.id in todo and p not in result]
            todo = set()
            for product in level:
                result[product] = self._applying(found[product], product)
                todo.update(result[product].lines.product_id.ids)
        return result

    def _ids_below(self, products):
        """Ids of all products that bills of material name below `products`.

        One recursive query; it ends at cycles. Bills that will not apply (another
        variant, another operation type) may add products: they cost only a read.
        """
        self.env["mrp.bom"].flush_model()
        self.env["mrp.bom.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE below AS (
                    SELECT id, product_tmpl_id FROM product_product WHERE id IN %s
                     UNION
                    SELECT part.id, part.product_tmpl_id
                      FROM below
                      JOIN mrp_bom bom
                        ON bom.active
                       AND bom.product_tmpl_id = below.product_tmpl_id
                       AND (bom.product_id IS NULL OR bom.product_id = below.id)
                      JOIN mrp_bom_line line ON line.bom_id = bom.id
                      JOIN product_product part ON part.id = line.product_id
                )
                SELECT id FROM below ORDER BY id
                """,
                tuple(products.ids) or (0,),
            )
        )
        return [row[0] for row in rows]

    def _find_boms(self, products):
        """{product: bom} by Odoo's own order: kits first, then sequence."""
        finder, company = self.env["mrp.bom"], self.company_id.id
        domain = finder._bom_find_domain(
            products, picking_type=self._manufacture_type(), company_id=company
        )
        # A kit is found whatever operation type it names; Odoo asks that way, too.
        kits = finder._bom_find_domain(products, company_id=company, bom_type="phantom")
        boms = finder.search(domain | kits, order="sequence, product_id, id")
        found, own = {}, {product.id: product for product in products}
        for bom in boms.filtered(lambda b: b.type == "phantom") + boms.filtered(
            lambda b: b.type == "normal"
        ):
            variants = bom.product_id or (
                bom.product_tmpl_id.with_context(active_test=False).product_variant_ids
            )
            for product in (own[i] for i in variants.ids if i in own):
                found.setdefault(product, bom)
        return {p: b for p, b in found.items() if p.type != "service"}

    def _applying(self, bom, product):
        return Made(
            bom,
            bom.bom_line_ids.filtered(
                lambda line: (
                    line.product_id.type == "consu" and not line._skip_bom_line(product)
                )
            ),
            bom.operation_ids.filtered(
                lambda step: not step._skip_operation_line(product)
            ),
        )

    def _pure_boms(self, structure):
        """{product id: Bom}, the pure twin of `structure`."""
        return {
            product.id: self._pure_bom(product, made)
            for product, made in structure.items()
        }

    def _pure_bom(self, product, made):
        """The pure twin of one bill of material, in the products' own units."""
        bom = made.bom
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        ratio = exact(_factor(bom.product_uom_id, product.uom_id))
        output = exact(bom.product_qty) * ratio
        fixed, unit = self._elapsed_minutes(made, float(output))
        piece = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        size = exact(bom.batch_size) * ratio if bom.enable_batch_size else Decimal(0)
        return Bom(
            key=bom.id,
            output=output,
            lines=tuple(self._pure_line(line, digits) for line in made.lines),
            is_kit=bom.type == "phantom",
            fixed_min=fixed,
            unit_min=unit,
            scrap=exact(bom.poms_scrap_percent) / 100,
            batch_min=exact(bom.poms_batch_min) * ratio,
            batch_multiple=exact(bom.poms_batch_multiple) * ratio,
            batch_size=size,
            digits=0 if piece and product.uom_id == piece else digits,
            is_pooled=product.poms_is_pooled,
            uses_stock=self._uses_stock(product),
        )

    def _uses_stock(self, product):
        if product.poms_stock_use:
            return product.poms_stock_use == "stock"
        return self.company_id.poms_use_stock

    def _pure_line(self, line, digits):
        return Line(
            line.product_id.id,
            exact(line.product_qty),
            exact(_factor(line.product_uom_id, line.product_id.uom_id)),
            digits,
            exact(line.poms_scrap_percent) / 100,
        )

    def _elapsed_minutes(self, made, output):
        """(fixed, per piece) minutes on the wall clock that an order takes.

        Working minutes are stretched by the machine's hours per week; the
        scheduler replaces this estimate.
        """
        fixed = made.bom.produce_delay * 24 * 60.0
        per_piece = 0.0
        for operation in made.operations:
            machine = operation.workcenter_id
            hours = machine.resource_calendar_id.hours_per_week or 40
            stretch = 168.0 / min(hours, 168.0)
            fixed += (machine.time_start + machine.time_stop) * stretch
            cycle = operation.time_cycle * 100.0 / (machine.time_efficiency or 100.0)
            per_piece += cycle / output * stretch
        return fixed or 0.0, per_piece


def _factor(unit, own):
    """How many of `own` one `unit` is."""
    return unit._compute_quantity(1.0, own, round=False) if unit != own else 1.0
