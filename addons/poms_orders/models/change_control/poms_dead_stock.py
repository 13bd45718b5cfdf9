from odoo import api, fields, models
from odoo.exceptions import UserError

DEAD_STATES = [
    ("open", "Nobody needs it"),
    ("used", "Found a use"),
    ("scrapped", "Scrapped"),
    ("dismissed", "No dead stock"),
]
DEAD_KINDS = [
    ("component", "Component left over"),
    ("product", "Made without an order"),
]


class PomsDeadStock(models.Model):
    """What a change left over, until somebody finds a use for it."""

    _name = "poms.dead.stock"
    _description = "Dead Stock"
    _inherit = ["mail.thread"]
    _order = "state, date desc, id desc"
    _check_company_auto = True

    request_id = fields.Many2one(
        "poms.change.request",
        string="Left by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    kind = fields.Selection(DEAD_KINDS, required=True, default="component")
    product_id = fields.Many2one(
        "product.product", required=True, index=True, check_company=True
    )
    production_id = fields.Many2one(
        "mrp.production", string="Made by", index="btree_not_null", readonly=True
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    value = fields.Monetary(compute="_compute_value", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    quantity_on_hand = fields.Float(
        string="On Hand", related="product_id.qty_available", digits="Product Unit"
    )
    quantity_forecast = fields.Float(
        string="Free in the End",
        related="product_id.virtual_available",
        digits="Product Unit",
        help="On hand and incoming, less what orders need. Not above 0: it is used.",
    )
    date = fields.Date(
        string="Since", default=fields.Date.context_today, required=True, readonly=True
    )
    age_days = fields.Integer(string="Days", compute="_compute_age_days")
    user_id = fields.Many2one(
        "res.users", string="Cares for it", default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        DEAD_STATES, default="open", required=True, index=True, tracking=True
    )
    note = fields.Char()
    scrap_id = fields.Many2one("stock.scrap", readonly=True)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "Dead stock has a quantity."
    )

    @api.depends("product_id", "quantity", "company_id")
    def _compute_value(self):
        for row in self:
            product = row.product_id.with_company(row.company_id)
            row.value = row.quantity * product.standard_price

    @api.depends("product_id.display_name", "quantity")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.quantity:g} × {row.product_id.display_name}"

    def _compute_age_days(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.age_days = (today - row.date).days if row.date else 0

    def action_use(self):
        """Somebody has a use for it."""
        return self._settle("used")

    def action_dismiss(self):
        """It is usual stock that will be used anyway."""
        return self._settle("dismissed")

    def action_reopen(self):
        self.check_access("write")
        self.filtered(lambda row: row.state in ("used", "dismissed")).state = "open"
        return True

    def _settle(self, state):
        self.check_access("write")
        self.filtered(lambda row: row.state == "open").state = state
        return True

    def action_scrap(self):
        """Scrap what is on hand, by a scrap document.

        :raise UserError: less is on hand, or the product is tracked by lots
        """
        self.check_access("write")
        for row in self.filtered(lambda r: r.state == "open"):
            product = row.product_id
            if product.tracking != "none":
                raise UserError(
                    self.env._(
                        "%s is kept by lots: scrap the right lot from its stock, "
                        "then mark it here as used.",
                        product.display_name,
                    )
                )
            # sudo: the scrap document follows from the decision on dead stock
            row.scrap_id = row.sudo()._make_scrap()
            row.state = "scrapped"
        return True

    def _make_scrap(self):
        self.ensure_one()
        if self.uom_id.compare(self.product_id.free_qty, self.quantity) < 0:
            raise UserError(
                self.env._(
                    "Only %(free)s of %(product)s are free in stock.",
                    free=self.product_id.free_qty,
                    product=self.product_id.display_name,
                )
            )
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product_id.id,
                "scrap_qty": self.quantity,
                "product_uom_id": self.uom_id.id,
                "company_id": self.company_id.id,
                "origin": self.request_id.name,
            }
        )
        scrap.action_validate()
        return scrap
