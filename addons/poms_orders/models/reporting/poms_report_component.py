from odoo import fields, models
from odoo.exceptions import UserError


class PomsReportComponent(models.Model):
    """A component that a report took, or gave back (negative), with its lot."""

    _name = "poms.report.component"
    _description = "Component of a Report"
    _order = "id"

    report_id = fields.Many2one(
        "poms.report", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", index=True, readonly=True)
    production_id = fields.Many2one(
        "mrp.production", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    piece_from = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="The pieces of the step that this went into: the first, not included.",
    )
    piece_to = fields.Float(digits="Product Unit", readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(
        "stock.lot", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's own unit."
    )
    move_id = fields.Many2one(
        "stock.move", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    is_scanned = fields.Boolean(
        readonly=True, help="Scanned by a person; else taken by the bill of materials."
    )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A report stays as it was told."))

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self.env._("A report stays as it was told."))
