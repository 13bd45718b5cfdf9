from odoo import models


class PomsOrder(models.Model):
    """Units as people write them: pcs, Pcs. and PCS are one."""

    _inherit = "poms.order"

    def _match_units(self, lines):
        result = super()._match_units(lines)
        rest = lines.filtered(lambda line: line.uom_code and not line.uom_id)
        wanted = {line: line.uom_code.strip(" .").upper() for line in rest}
        if not wanted:
            return result
        mappings = self.env["poms.unit.mapping"].search(
            [("code", "in", list(wanted.values())), ("partner_id", "=", False)]
        )
        units = {mapping.code: mapping.uom_id for mapping in mappings}
        for line, code in wanted.items():
            if code in units:
                line.write({"uom_id": units[code].id, "unit_source": "common"})
        return result
