from odoo import api, models
from odoo.exceptions import UserError

from ...domain.split_check import MODES, Part, Step, Structure, check_structures


class PomsOrder(models.Model):
    """What is wrong with master data is named before anything is made of it."""

    _inherit = "poms.order"

    def _split_findings(self, structure):
        """[Finding] on the bills of material below these orders' lines.

        The paths of a finding are product ids.
        """
        facts = {p.id: self._structure_facts(p, made) for p, made in structure.items()}
        made = self.env["product.product"].browse(facts)
        roots = self.line_ids.product_id
        parts = self.env["mrp.bom.line"].union(*(m.lines for m in structure.values()))
        bought = (parts.product_id | roots) - made
        stocked = self._in_stock(bought)
        for product in bought:
            facts[product.id] = Structure(
                is_active=product.active,
                # sudo: that somebody supplies it is no secret, prices are
                has_supplier=product.type == "service"
                or bool(product.sudo().seller_ids)
                or product in stocked,
            )
        return check_structures(roots.ids, facts, self._split_modes())

    def _in_stock(self, products):
        """Those without a supplier of which there is any in the company's stock."""
        # sudo: as above
        lonely = products.sudo().filtered(lambda product: not product.seller_ids)
        if not lonely:
            return products.browse()
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", lonely.ids),
                    ("location_id.usage", "=", "internal"),
                    ("company_id", "=", self.company_id.id),
                    ("quantity", ">", 0),
                ],
                ["product_id"],
            )
        )
        return products.browse(product.id for (product,) in groups)

    @api.model
    def _split_modes(self):
        """{code: mode} of the checks that a setting changes."""
        # sudo: settings of checks are no secret
        get = self.env["ir.config_parameter"].sudo().get_param
        modes = {code: get(f"poms_orders.split_{code}") for code in MODES}
        return {c: m for c, m in modes.items() if m in ("off", "warn", "block")}

    def _structure_facts(self, product, made):
        bom = made.bom
        return Structure(
            is_active=product.active,
            has_bom=True,
            is_kit=bom.type == "phantom",
            unit_fits=_fits(bom.product_uom_id, product.uom_id),
            parts=tuple(
                Part(
                    line.product_id.id,
                    unit_fits=_fits(line.product_uom_id, line.product_id.uom_id),
                )
                for line in made.lines
            ),
            steps=tuple(
                Step(
                    step.name,
                    # a machine's setup does not make up for it
                    step.time_cycle,
                    step.workcenter_id.active,
                )
                for step in made.operations
            ),
        )

    @api.model
    def _finding_sentence(self, finding):
        """Where it is, what is wrong, what to do."""
        products = self.env["product.product"].browse(finding.path)
        names = products.mapped("display_name")
        sentence = self._finding_sentences()[finding.code]
        detail = finding.detail
        if finding.code == "unit" and detail:
            detail = self.env["product.product"].browse(int(detail)).display_name
        text = sentence % {"product": names[-1], "detail": detail or names[-1]}
        if finding.code == "cycle":
            return f"{text} ({' → '.join(names)})"
        return f"{' → '.join(names)}: {text}" if len(names) > 1 else text

    @api.model
    def _finding_texts(self, findings):
        """One sentence a finding; parts that nobody supplies share one."""
        lonely = [f for f in findings if f.code == "no_source" and f.mode == "warn"]
        texts = [self._finding_sentence(f) for f in findings if f not in lonely]
        if len(lonely) == 1:
            texts += [self._finding_sentence(lonely[0])]
        elif lonely:
            products = self.env["product.product"].browse([f.product for f in lonely])
            texts.append(
                self.env._(
                    "Neither a bill of material, nor a supplier, nor stock: "
                    "%(products)s. Add suppliers or bills of material.",
                    products=", ".join(products.mapped("display_name")),
                )
            )
        return texts

    @api.model
    def _finding_sentences(self):
        _ = self.env._
        return {
            "cycle": _(
                "%(product)s is contained in itself. Correct the bills of material."
            ),
            "unit": _(
                "the unit of %(detail)s in the bill of material of %(product)s cannot "
                "be converted into its own unit. Choose a unit of the same kind."
            ),
            "archived": _(
                "%(product)s is archived. Replace it in the bill of material, or "
                "unarchive it."
            ),
            "no_source": _(
                "%(product)s has neither a bill of material, nor a supplier, nor "
                "stock. Add a supplier or a bill of material."
            ),
            "no_routing": _(
                "%(product)s has no operations: it gets no task card. Add operations "
                "to its bill of material."
            ),
            "zero_time": _(
                "operation %(detail)s of %(product)s takes no time. Enter its duration."
            ),
            "machine_archived": _(
                "the work center of operation %(detail)s of %(product)s is archived. "
                "Choose another one."
            ),
        }

    def _check_findings(self, findings):
        """Raise `UserError` with all findings that block; nothing is made yet."""
        texts = self._finding_texts([f for f in findings if f.mode == "block"])
        if texts:
            raise UserError(
                self.env._(
                    "Nothing was made. First put right:\n%(issues)s",
                    issues="\n".join(f"• {text}" for text in texts),
                )
            )

    def _log_findings(self, findings, structure):
        """Note in each order's history what was only warned of."""
        below = {}
        for order in self:
            seen, todo = set(), order.line_ids.product_id
            while todo:
                seen.update(todo.ids)
                parts = self.env["mrp.bom.line"].union(
                    *(structure[p].lines for p in todo if p in structure)
                )
                todo = parts.product_id.filtered(lambda p, s=seen: p.id not in s)
            texts = self._finding_texts(
                [f for f in findings if f.mode == "warn" and f.product in seen]
            )
            if texts:
                below[order.id] = self.env._(
                    "Confirmed in spite of: %s", "; ".join(texts)
                )
        if below:
            self.browse(below)._message_log_batch(below)


def _fits(unit, own):
    return unit == own or unit._has_common_reference(own)
