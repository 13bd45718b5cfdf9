from odoo import fields, models
from odoo.exceptions import UserError


class PomsParameterValue(models.Model):
    """A value measured or noted with a report; name and unit as they were then."""

    _name = "poms.parameter.value"
    _description = "Parameter Value"
    _order = "id"

    report_id = fields.Many2one(
        "poms.report", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", index=True, readonly=True)
    parameter_id = fields.Many2one(
        "poms.operation.parameter",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    name = fields.Char(readonly=True)
    unit = fields.Char(readonly=True)
    value_number = fields.Float(digits=(16, 6), readonly=True)
    value_text = fields.Char(readonly=True)
    is_within_limits = fields.Boolean(readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A measured value stays as it was told."))

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self.env._("A measured value stays as it was told."))
