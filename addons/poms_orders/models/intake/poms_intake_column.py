from odoo import fields, models

from .poms_column_mapping import COLUMN_FIELDS


class PomsIntakeColumn(models.Model):
    """What one column of an incoming file is taken for; a person may correct it."""

    _name = "poms.intake.column"
    _description = "Column of an Incoming File"
    _order = "part_id, position, id"

    part_id = fields.Many2one(
        "poms.intake.part", required=True, index=True, ondelete="cascade"
    )
    position = fields.Integer(readonly=True)
    letter = fields.Char(string="Column", readonly=True)
    title = fields.Char(readonly=True)
    sample = fields.Char(string="First Value", readonly=True)
    field = fields.Selection(COLUMN_FIELDS, string="Means")
    guess = fields.Char(readonly=True, help="What it was taken for when it was read.")
    is_known = fields.Boolean(
        string="Remembered", readonly=True, help="Known from this customer's files."
    )
    is_untitled = fields.Boolean(readonly=True)
    company_id = fields.Many2one(related="part_id.company_id", store=True, index=True)

    def title_as_key(self):
        """The title, or the letter of a column that has none."""
        self.ensure_one()
        return f"#{self.letter}" if self.is_untitled else self.title

    def _corrections(self):
        """{title: field} of what a person has changed."""
        return {
            column.title_as_key(): column.field or "ignore"
            for column in self
            if (column.field or "ignore") != (column.guess or "ignore")
        }

    def write(self, vals):
        result = super().write(vals)
        if "field" in vals and not self.env.context.get("poms_reading"):
            self.part_id._understand()
        return result
