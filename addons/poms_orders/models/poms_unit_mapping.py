from odoo import api, fields, models


class PomsUnitMapping(models.Model):
    """Which unit of measure a code in a message means."""

    _name = "poms.unit.mapping"
    _description = "Unit Mapping"
    _order = "code, partner_id, id"

    partner_id = fields.Many2one(
        "res.partner",
        index=True,
        ondelete="cascade",
        help="Empty: holds for every partner.",
    )
    code = fields.Char(required=True, index=True)
    uom_id = fields.Many2one(
        "uom.uom", string="Unit", required=True, ondelete="cascade"
    )
    active = fields.Boolean(default=True)

    _partner_code_unique = models.UniqueIndex(
        "(COALESCE(partner_id, 0), code) WHERE active",
        "This unit code is already mapped.",
    )

    @api.depends("code", "uom_id")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = (
                f"{mapping.code} → {mapping.uom_id.display_name or ''}"
            )
