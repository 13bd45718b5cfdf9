from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_is_zero

from ...domain.confidence import MOST_QUANTITY
from ...domain.intake import ITEM_KINDS, canonical_code
from ..states import LINE_STATES


class PomsOrderLine(models.Model):
    """One line of a customer order: what was asked, and what it is here."""

    _name = "poms.order.line"
    _description = "Customer Order Line"
    _order = "order_id, sequence, id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "poms.order", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    line = fields.Char(help="The line's number in the customer's order.")
    item_buyer = fields.Char(string="Customer's Item")
    item_supplier = fields.Char(string="Our Item")
    item_gtin = fields.Char(string="GTIN")
    description = fields.Char()
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", check_company=True
    )
    quantity = fields.Float(digits="Product Unit", default=1.0)
    uom_id = fields.Many2one("uom.uom", string="Unit")
    uom_code = fields.Char(string="Unit as Sent")
    price_unit = fields.Float(
        string="Price",
        digits="Product Price",
        help="Empty: the price of the price list.",
    )
    date_due = fields.Datetime(string="Due")
    state = fields.Selection(
        LINE_STATES, default="open", required=True, readonly=True, copy=False
    )
    is_doubtful = fields.Boolean(
        string="Doubtful",
        copy=False,
        help="The product was found by a number that is not its own kind.",
    )
    unread = fields.Json(
        readonly=True, copy=False, help="Values of the message that cannot be read."
    )
    has_issue = fields.Boolean(compute="_compute_has_issue", store=True)
    issue_text = fields.Char(string="Question", compute="_compute_issue_text")
    production_ids = fields.One2many(
        "mrp.production", "poms_order_line_id", string="Production Orders"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", readonly=True, copy=False, index="btree_not_null"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")

    @api.depends("order_id.name", "line")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.order_id.name} / {line.line or line.sequence}"

    @api.depends(
        "product_id",
        "uom_id",
        "quantity",
        "is_doubtful",
        "unread",
        "date_due",
        "order_id.date_due",
    )
    def _compute_has_issue(self):
        for line in self:
            line.has_issue = bool(line._issues())

    @api.depends_context("lang")
    @api.depends(
        "has_issue", "product_id", "uom_id", "uom_code", "quantity", "order_id.date_due"
    )
    def _compute_issue_text(self):
        for line in self:
            line.issue_text = "; ".join(line._issues()) or False

    @api.onchange("product_id")
    def _onchange_product_id(self):
        self.is_doubtful = False
        if self.product_id and not self.uom_id and not self.uom_code:
            self.uom_id = self.product_id.uom_id

    def _issues(self):
        """Sentences on what a person has to answer before confirming."""
        self.ensure_one()
        _ = self.env._
        unread = [
            issue for issue in self.unread or [] if not self._is_answered(issue[0])
        ]
        texts = [_("cannot read “%s”", value) for _code, value in unread]
        item = self.item_buyer or self.item_supplier or self.item_gtin
        if not self.product_id and item:
            texts.append(_("item %s is not known: choose the product", item))
        elif not self.product_id:
            texts.append(_("which product? No item number was sent"))
        elif self.is_doubtful:
            texts.append(
                _(
                    "%(item)s is the customer's number, found as ours: check it",
                    item=item,
                )
            )
        if self.uom_code and not self.uom_id:
            texts.append(_("unit %s is not known: choose the unit", self.uom_code))
        elif not self.uom_id:
            texts.append(_("no unit was sent: choose the unit"))
        elif self.product_id and not self.uom_id._has_common_reference(
            self.product_id.uom_id
        ):
            texts.append(
                _(
                    "%(sent)s cannot be converted into %(own)s",
                    sent=self.uom_id.name,
                    own=self.product_id.uom_id.name,
                )
            )
        texts += self._quantity_issues()
        if not self.date_due and not self.order_id.date_due:
            texts.append(_("no date was asked for: set when it is due"))
        return texts

    def _quantity_issues(self):
        _ = self.env._
        if self.quantity <= 0:
            return [_("the quantity is not positive")]
        if self.quantity > MOST_QUANTITY:
            return [_("nobody orders as much: check the quantity")]
        if not self._is_whole():
            name = self.product_id.display_name
            return [_("%s has serial numbers: only whole pieces are made", name)]
        return []

    def _is_whole(self):
        """Whether no piece with a serial number would be made in part."""
        product = self.product_id
        if product.tracking != "serial" or not self.uom_id:
            return True
        if not self.uom_id._has_common_reference(product.uom_id):
            return True
        quantity = self._stock_quantity()
        return float_is_zero(quantity - round(quantity), precision_digits=4)

    def _is_answered(self, code):
        """Whether a person has filled in what could not be read."""
        field = {"quantity": "quantity", "date": "date_due", "price": "price_unit"}
        return bool(self[field[code]])

    def _match_product(self, mappings, by_code, by_barcode):
        """Set product (and unit) from mappings, our codes, barcodes, in this order."""
        self.ensure_one()
        for kind in ITEM_KINDS:
            for code in self._spellings(kind):
                mapping = mappings.get((kind, code)) or mappings.get(("any", code))
                if mapping:
                    self.write(self._prepare_mapped_vals(mapping))
                    return
        for kind, doubtful in (("supplier", False), ("gtin", False), ("buyer", True)):
            for code in self._spellings(kind):
                products = by_code.get(code, ()) if kind != "gtin" else ()
                if len(products) == 1:
                    self.write(
                        {
                            "product_id": products.id,
                            "product_source": "crossed" if doubtful else "own",
                            "is_doubtful": doubtful,
                        }
                    )
                    return
                if kind == "gtin" and code in by_barcode:
                    product, unit = by_barcode[code]
                    vals = {"product_id": product.id, "product_source": "gtin"}
                    if not self.uom_code:
                        vals |= {"uom_id": unit.id, "unit_source": "product"}
                    self.write(vals)
                    return

    def _prepare_mapped_vals(self, mapping):
        vals = {"product_id": mapping.product_id.id, "product_source": "mapping"}
        if mapping.uom_id:
            vals |= {"uom_id": mapping.uom_id.id, "unit_source": "mapping"}
        return vals

    def _spellings(self, kind):
        code = self[f"item_{kind}"]
        return dict.fromkeys([code, canonical_code(code)]) if code else ()

    def action_accept(self):
        """The doubtful product is right."""
        self.check_access("write")
        self.is_doubtful = False
        return True

    def action_remember(self):
        """Keep the chosen product and unit as the customer's mapping."""
        self.check_access("write")
        for line in self:
            if not line.product_id or not line.partner_id:
                raise UserError(
                    self.env._(
                        "Choose customer and product of line %s first.",
                        line.line or line.sequence,
                    )
                )
        self._remember_items()
        self._remember_units()
        self.is_doubtful = False
        return True

    def _remember_items(self):
        wanted = {}
        for line in self:
            partner = line.partner_id.commercial_partner_id
            kind = next((k for k in ITEM_KINDS if line[f"item_{k}"]), None)
            if kind:
                code = canonical_code(line[f"item_{kind}"])
                wanted[partner, kind, code] = line.product_id
        mappings = self.env["poms.item.mapping"]
        known = {
            (m.partner_id, m.kind, m.code): m
            for m in mappings.search(
                [
                    ("partner_id", "in", [key[0].id for key in wanted]),
                    ("code", "in", [key[2] for key in wanted]),
                ]
            )
        }
        for key in wanted.keys() & known.keys():
            known[key].product_id = wanted[key]
        mappings.create(
            [
                {
                    "partner_id": key[0].id,
                    "kind": key[1],
                    "code": key[2],
                    "product_id": product.id,
                }
                for key, product in wanted.items()
                if key not in known
            ]
        )

    def _remember_units(self):
        wanted = {
            (line.partner_id.commercial_partner_id, line.uom_code): line.uom_id
            for line in self
            if line.uom_code and line.uom_id
        }
        mappings = self.env["poms.unit.mapping"]
        known = mappings.search([("code", "in", [key[1] for key in wanted])])
        common = {m.code: m.uom_id for m in known if not m.partner_id}
        own = {(m.partner_id, m.code): m for m in known if m.partner_id}
        for key in wanted.keys() & own.keys():
            own[key].uom_id = wanted[key]
        mappings.create(
            [
                {"partner_id": key[0].id, "code": key[1], "uom_id": unit.id}
                for key, unit in wanted.items()
                if key not in own and common.get(key[1]) != unit
            ]
        )

    # --- confirming

    def _stock_quantity(self):
        """The quantity in the product's own unit."""
        self.ensure_one()
        return self.uom_id._compute_quantity(self.quantity, self.product_id.uom_id)

    def _prepare_sale_line_vals(self):
        vals = {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom_id": self.uom_id.id,
            "poms_order_line_id": self.id,
        }
        if self.price_unit:
            vals["price_unit"] = self.price_unit
        return vals

    def _moves_waiting_for(self, product_id):
        """This line's first delivery moves of a product: itself or a kit's part."""
        return self.sale_line_id.move_ids.filtered(
            lambda move: (
                move.product_id.id == product_id
                and move.location_id.usage == "internal"
                and not move.move_orig_ids
                and move.state not in ("done", "cancel")
            )
        )

    # --- answering

    def _delivered_quantity(self):
        """What has left (or, without a sale order, what has been made)."""
        self.ensure_one()
        if self.sale_line_id:
            return self.sale_line_id.qty_delivered
        top = self.production_ids.filtered(
            lambda p: not p.poms_parent_id and p.state == "done"
        )
        made = sum(top.mapped("qty_produced"))
        return self.product_id.uom_id._compute_quantity(made, self.uom_id)

    def _is_delivered(self):
        self.ensure_one()
        if not self.sale_line_id:
            return bool(self.production_ids) and all(
                p.state in ("done", "cancel") for p in self.production_ids
            )
        return self.uom_id.compare(self._delivered_quantity(), self.quantity) >= 0

    def _prepare_answer_line(self, kind):
        if kind == "delivery":
            quantity = self._delivered_quantity()
        else:
            quantity = 0 if self.order_id.state == "rejected" else self.quantity
        due = self.date_due or self.order_id.date_due
        local = (
            fields.Datetime.context_timestamp(
                self.with_context(tz=self.company_id.resource_calendar_id.tz), due
            )
            if due
            else None
        )
        return {
            "line": self.line or "",
            "action": "delete" if self.order_id.state == "rejected" else "add",
            "item": {
                "buyer": self.item_buyer or "",
                "supplier": self.item_supplier or self.product_id.default_code or "",
                "gtin": self.item_gtin or "",
                "description": self.description or "",
            },
            "quantity": f"{quantity:f}",
            "unit": self.uom_code or self.uom_id.name or "",
            "price": f"{self.price_unit:f}",
            "schedule": [
                {
                    "quantity": f"{quantity:f}",
                    "date": str(local.date()) if local else None,
                }
            ],
        }
