from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...domain.parameter_limits import within_limits


class PomsOperationParameter(models.Model):
    """Something to measure or to note at an operation, with its limits."""

    _name = "poms.operation.parameter"
    _description = "Operation Parameter"
    _order = "operation_id, sequence, id"

    operation_id = fields.Many2one(
        "mrp.routing.workcenter", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    unit = fields.Char(help="Unit as printed beside the value, e.g. mm or Nm.")
    kind = fields.Selection(
        [
            ("number", "Numeric Value"),
            ("text", "Text"),
            ("yes_no", "Yes or no"),
            ("photo", "Photo"),
            ("signature", "Signature"),
        ],
        default="number",
        required=True,
    )
    value_min = fields.Float(
        string="Minimum",
        digits=(16, 4),
        help="Lowest good value. Minimum and maximum both 0: no limits.",
    )
    value_max = fields.Float(
        string="Maximum",
        digits=(16, 4),
        help="Highest good value. 0 under a minimum above 0: no upper limit.",
    )
    value_target = fields.Float(
        string="Target",
        digits=(16, 4),
        help="The value to aim at; for yes or no: 1 when only yes is good.",
    )
    is_required = fields.Boolean(string="Required")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        related="operation_id.bom_id.company_id", store=True, index=True
    )

    @api.constrains("kind", "value_min", "value_max")
    def _check_limits(self):
        for parameter in self.filtered(lambda p: p.kind == "number" and p.value_max):
            if parameter.value_max < parameter.value_min:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the maximum %(maximum)s lies below the minimum "
                        "%(minimum)s.",
                        name=parameter.name,
                        maximum=parameter.value_max,
                        minimum=parameter.value_min,
                    )
                )

    def _is_within_limits(self, value):
        """Judge a measured value; None when there is nothing to judge.

        :param value: number, text, or a truth value for yes or no; None is no value
        :raise ValueError: a number is expected and something else was given
        """
        self.ensure_one()
        return within_limits(
            self.kind, value, self.value_min, self.value_max, self.value_target
        )
