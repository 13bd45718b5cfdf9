from odoo import fields, models


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    # Odoo keeps this name as a copy of the resource's, which has one language
    # only. Stations are named in each language here; the resource follows.
    name = fields.Char(related=None, required=True, translate=True)
    poms_group_id = fields.Many2one(
        "poms.workcenter.group",
        string="Group",
        index="btree_not_null",
        check_company=True,
    )
    barcode = fields.Char(
        copy=False, help="Text of the label on the machine, scanned on the floor."
    )
    poms_team_ids = fields.Many2many(
        "poms.team",
        "poms_team_workcenter_rel",
        "workcenter_id",
        "team_id",
        string="Teams",
    )

    _barcode_unique = models.UniqueIndex(
        "(barcode) WHERE barcode IS NOT NULL AND barcode != ''",
        "This barcode is on another work center already.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("name") and self.env.lang in (None, False, "en_US"):
            self.resource_id.write({"name": vals["name"]})
        return result
