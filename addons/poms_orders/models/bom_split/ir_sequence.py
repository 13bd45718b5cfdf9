from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    """Many numbers at once."""

    _inherit = "ir.sequence"

    @api.model
    def _next_many_by_code(self, code, count):
        """`count` next numbers of the sequence that `next_by_code` would take."""
        if not count:
            return []
        # sudo: as in Odoo's own next_by_code, whoever may create draws a number
        sequence = self.sudo().search(
            [("code", "=", code), ("company_id", "in", [self.env.company.id, False])],
            order="company_id",
            limit=1,
        )
        return sequence._next_many(count) if sequence else ["/"] * count

    def _next_many(self, count):
        """`count` next numbers; one query, unless they must have no gap."""
        self.ensure_one()
        if self.implementation != "standard" or self.use_date_range:
            return [self.next_by_id() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        return [self.get_next_char(row[0]) for row in rows]
