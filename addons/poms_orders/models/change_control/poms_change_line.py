from odoo import api, fields, models
from odoo.exceptions import UserError

from ...domain.change_dispositions import ALLOWED
from .states import DISPOSITIONS, LINE_KINDS, RISKS

# What a person decides; everything else is found by the system.
DECIDED = {"disposition", "note", "target_line_id"}


class PomsChangeLine(models.Model):
    """A thing that a change touches, and what becomes of it."""

    _name = "poms.change.line"
    _description = "Touched Thing"
    _order = "risk, kind_order, id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "poms.change.request", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one("poms.change.item", index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    request_state = fields.Selection(
        related="request_id.state", string="State of the Change"
    )
    kind = fields.Selection(LINE_KINDS, string="What", required=True, readonly=True)
    kind_order = fields.Integer(compute="_compute_kind_order", store=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Touched Record", model_field="res_model", required=True, readonly=True
    )
    name = fields.Char(string="Touched", readonly=True)
    state_code = fields.Char(readonly=True)
    state_text = fields.Char(string="Now", compute="_compute_state_text")
    production_id = fields.Many2one(
        "mrp.production", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    card_id = fields.Many2one(
        "poms.task.card", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    wanted = fields.Float(
        string="After It", digits="Product Unit", readonly=True, help="Still wanted."
    )
    surplus = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    cost = fields.Monetary(string="Spent", readonly=True)
    risk = fields.Selection(RISKS, default="3_low", required=True, readonly=True)
    proposal = fields.Selection(
        DISPOSITIONS, string="Proposed", readonly=True, required=True
    )
    disposition = fields.Selection(DISPOSITIONS, string="What Becomes of It")
    target_line_id = fields.Many2one(
        "poms.order.line",
        string="To Order Line",
        check_company=True,
        domain="[('product_id', '=', product_id), ('state', '=', 'confirmed')]",
    )
    note = fields.Char()
    result = fields.Char(string="Done", readonly=True)

    @api.depends("kind")
    def _compute_kind_order(self):
        order = {kind: index for index, (kind, _name) in enumerate(LINE_KINDS)}
        for line in self:
            line.kind_order = order.get(line.kind, 99)

    @api.depends_context("lang")
    @api.depends("state_code", "kind")
    def _compute_state_text(self):
        _ = self.env._

        def labels(model):
            return dict(
                self.env[model]._fields["state"]._description_selection(self.env)
            )

        words = {
            "card": labels("poms.task.card"),
            "production": labels("mrp.production"),
            "pieces": labels("mrp.production"),
            "order": labels("poms.order.line"),
            "kit": {"picked": _("at the line"), "reserved": _("reserved")},
            "bar": {"scheduled": _("planned in")},
            "purchase": {"ordered": _("on its way")},
            "delivery": {"open": _("to be shipped"), "shipped": _("has left")},
            "stock": {"stock": _("in stock")},
        }
        for line in self:
            line.state_text = words.get(line.kind, {}).get(line.state_code, False)

    @api.constrains("disposition", "target_line_id")
    def _check_disposition(self):
        names = dict(self._fields["disposition"]._description_selection(self.env))
        for line in self.filtered("disposition"):
            allowed = ALLOWED[line.kind]
            if line.disposition not in allowed:
                raise UserError(
                    self.env._(
                        "%(thing)s cannot be treated so. Possible: %(allowed)s.",
                        thing=line.name,
                        allowed=", ".join(names[name] for name in allowed),
                    )
                )

    def write(self, vals):
        if not self.env.su:
            self._check_editable(vals)
        result = super().write(vals)
        if not self.env.su and DECIDED & vals.keys():
            # sudo: votes on something else than what stands now do not count
            self.request_id.sudo()._reset_votes()
        return result

    def _check_editable(self, vals):
        self.request_id.check_access("write")
        fixed = vals.keys() - DECIDED
        closed = self.filtered(
            lambda line: line.request_state not in ("draft", "submitted")
        )
        if fixed or closed:
            raise UserError(
                self.env._(
                    "What becomes of things is chosen before the decision; what is "
                    "touched is found by the system."
                )
            )

    def action_open(self):
        """Open the touched record."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("%s is not there any more.", self.name))
        return record._get_records_action()

    def _get_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).exists()
