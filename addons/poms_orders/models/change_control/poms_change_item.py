from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

from .setting_values import X2MANY, is_ids, kept_value
from .states import ITEM_KINDS, KINDS_OF, OF_THE_LANES


class PomsChangeItem(models.Model):
    """One thing that is asked: before and after."""

    _name = "poms.change.item"
    _description = "Asked Change"
    _order = "request_id, sequence, id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "poms.change.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        ITEM_KINDS, string="Change of", required=True, default="quantity"
    )
    order_line_id = fields.Many2one(
        "poms.order.line",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    quantity_old = fields.Float(string="Quantity Before", digits="Product Unit")
    quantity_new = fields.Float(string="New Quantity", digits="Product Unit")
    date_old = fields.Datetime(string="Due Before")
    date_new = fields.Datetime(string="New Due Date")
    product_old_id = fields.Many2one("product.product", string="Product Before")
    product_new_id = fields.Many2one("product.product", string="New Product")
    bom_id = fields.Many2one(
        "mrp.bom",
        string="Revision in Use",
        index="btree_not_null",
        check_company=True,
        context={"active_test": False},
    )
    new_bom_id = fields.Many2one(
        "mrp.bom",
        string="New Revision",
        index="btree_not_null",
        check_company=True,
        context={"active_test": False},
    )
    uom_id = fields.Many2one("uom.uom", string="Unit")
    price_new = fields.Float(string="Price", digits="Product Price")
    line_number = fields.Char(string="Customer's Line")
    document_revision_id = fields.Many2one(
        "poms.document.revision",
        string="New Sheet",
        index="btree_not_null",
        domain=[("state", "=", "draft")],
    )
    revision_old = fields.Char(string="Sheet in Force", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)
    field_name = fields.Char(readonly=True)
    value_old = fields.Json(readonly=True)
    value_new = fields.Json(readonly=True)
    value_with = fields.Json(
        readonly=True, help="What else comes into force with it, as it was asked."
    )
    note = fields.Char(help="What of the message could not be read.")
    # Sudo: who may read a change may read what it asks for, in words, also where
    # orders themselves are not theirs to open (team leaders and inspectors sign).
    before_text = fields.Char(
        string="Before", compute="_compute_texts", compute_sudo=True
    )
    after_text = fields.Char(
        string="After", compute="_compute_texts", compute_sudo=True
    )

    @api.constrains("kind", "order_line_id", "request_id")
    def _check_kind(self):
        for item in self:
            if item.kind not in KINDS_OF[item.request_id.kind]:
                raise ValidationError(
                    self.env._(
                        "%(item)s does not belong into this kind of change.",
                        item=dict(ITEM_KINDS)[item.kind],
                    )
                )
            line = item.order_line_id
            if line and line.order_id != item.request_id.order_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s is not of %(order)s.",
                        line=line.display_name,
                        order=item.request_id.order_id.name,
                    )
                )

    @api.constrains("bom_id", "new_bom_id")
    def _check_revisions(self):
        for item in self.filtered(lambda i: i.bom_id and i.new_bom_id):
            old, new = item.bom_id, item.new_bom_id
            if old == new or old.product_tmpl_id != new.product_tmpl_id:
                raise ValidationError(
                    self.env._(
                        "%(new)s is no later revision of %(old)s.",
                        new=new.poms_revision_name,
                        old=old.poms_revision_name,
                    )
                )

    @api.constrains("kind", "res_model", "res_id", "field_name", "value_new")
    def _check_setting(self):
        """Carried out as superuser: nothing but guarded settings of the company."""
        for item in self.filtered(lambda i: i.kind == "setting" or i.res_model):
            guarded = getattr(
                self.env.get(item.res_model), "_poms_guarded_fields", frozenset()
            )
            record = item._get_record() if guarded else None
            name = item.field_name
            if (
                record is None
                or name not in guarded
                # rows are no list of values; a field of their persons can be asked for
                or record._fields[name].type == "one2many"
            ):
                raise ValidationError(
                    self.env._("%s is no guarded setting.", name or "?")
                )
            if record._guarded_company() != item.request_id.company_id:
                raise ValidationError(
                    self.env._(
                        "%s is a setting of another company.", record.display_name
                    )
                )
            item._check_value(record)

    def _check_value(self, record):
        field = record._fields[self.field_name]
        try:
            if field.type in X2MANY and not is_ids(self.value_new):
                raise TypeError(self.value_new)
            field.convert_to_cache(self.value_new, record)
            if field.comodel_name:
                named = self._named(field, self.value_new)
                if len(named.exists()) < len(named):
                    raise ValueError(self.value_new)
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._(
                    "%(value)s is no value of %(setting)s.",
                    value=self.value_new,
                    setting=self._setting_label(),
                )
            ) from error

    @api.onchange("order_line_id", "kind")
    def _onchange_order_line_id(self):
        line = self.order_line_id
        self.quantity_old, self.date_old = line.quantity, line._get_due()
        self.product_old_id = line.product_id
        if not self.quantity_new:
            self.quantity_new = line.quantity

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_open()
        items._keep_before()
        return items

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self._check_open()

    def _check_open(self):
        """What is asked changes with its request's rights, and while it is a draft."""
        if self.env.su:
            return
        self.request_id.check_access("write")
        fixed = self.request_id.filtered(lambda request: request.state != "draft")
        if fixed:
            raise UserError(
                self.env._(
                    "%s has been submitted: what it asks is fixed. Withdraw it "
                    "and ask anew.",
                    fixed[0].name,
                )
            )

    def _keep_before(self):
        """Store what stands now, so that the record tells it for ever."""
        # sudo: what stands is read for the record of the change
        for item in self.sudo():
            item.write(item._now())

    def _now(self):
        """Vals of what stands now, before this item is carried out."""
        self.ensure_one()
        if self.kind == "setting":
            record, name = self._get_record(), self.field_name
            if record is None:
                return {}
            others = record._guarded_with(name)
            return {
                "value_old": kept_value(record, name),
                "value_with": {other: kept_value(record, other) for other in others}
                or False,
            }
        if self.document_revision_id:
            document = self.document_revision_id.document_id
            return {"revision_old": document.current_revision_id.revision}
        line = self.order_line_id
        if not line:
            return {}
        return {
            "quantity_old": line.quantity,
            "date_old": line._get_due(),
            "product_old_id": line.product_id.id,
        }

    @api.depends_context("lang", "tz")
    @api.depends(
        "kind",
        "quantity_old",
        "quantity_new",
        "date_old",
        "date_new",
        "product_old_id",
        "product_new_id",
        "bom_id",
        "new_bom_id",
        "revision_old",
        "document_revision_id",
        "value_old",
        "value_new",
        "value_with",
    )
    def _compute_texts(self):
        for item in self:
            item.before_text, item.after_text = item._texts()

    def _texts(self):
        """(before, after) in words and units."""
        self.ensure_one()
        unit = self.order_line_id.uom_id.name or ""
        old = f"{self.quantity_old:g} {unit}"
        when = [
            format_datetime(self.env, value, dt_format="short") if value else "–"
            for value in (self.date_old, self.date_new)
        ]
        products = self.product_old_id, self.product_new_id
        table = {
            "quantity": (old, f"{self.quantity_new:g} {unit}"),
            "date": when,
            "product": [product.display_name or "–" for product in products],
            "cancel": (
                f"{old} {self.product_old_id.display_name or ''}",
                self.env._("cancelled"),
            ),
            "add": (
                "–",
                f"{self.quantity_new:g} × {self.product_new_id.display_name or '?'}",
            ),
            "bom": [
                bom.poms_revision_name or "–" for bom in self.bom_id | self.new_bom_id
            ],
            "document": (
                self.revision_old or "–",
                self.document_revision_id.revision or "–",
            ),
            "setting": (
                self._show(self.field_name, self.value_old),
                self._show_new_setting(),
            ),
        }
        texts = [*table.get(self.kind, ()), "–", "–"]
        return texts[0], texts[1]

    def _is_of_the_lanes(self):
        """Whether this changes who decides on changes."""
        self.ensure_one()
        return self.kind == "setting" and (
            self.res_model in OF_THE_LANES or self.field_name == "poms_guard_settings"
        )

    def _missing(self):
        """What a person still has to say before this can be decided, or None."""
        self.ensure_one()
        _ = self.env._
        if self.note:
            return self.note
        if self.kind in ("quantity", "date", "product", "cancel"):
            if not self.order_line_id:
                return _("choose the order line")
            if self.order_line_id.state == "cancelled":
                return _("%s is cancelled already", self.order_line_id.display_name)
            if self.order_line_id.state == "delivered":
                return _("%s has been delivered", self.order_line_id.display_name)
        checks = {
            "quantity": (self.quantity_new > 0, _("the new quantity must be above 0")),
            "date": (self.date_new, _("set the new due date")),
            "product": (self.product_new_id, _("choose the new product")),
            "add": (
                self.product_new_id and self.quantity_new > 0,
                _("choose product and quantity of the new line"),
            ),
            "bom": (
                self.bom_id and self.new_bom_id,
                _("choose the revision in use and the new one"),
            ),
            "document": (
                self.document_revision_id.state == "draft",
                _("choose a drafted sheet of the document register"),
            ),
        }
        holds, text = checks.get(self.kind, (True, ""))
        return None if holds else text
