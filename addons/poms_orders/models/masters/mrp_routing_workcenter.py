from odoo import fields, models


class MrpRoutingWorkcenter(models.Model):
    _inherit = "mrp.routing.workcenter"

    name = fields.Char(translate=True)
    setup_group_id = fields.Many2one(
        "poms.setup.group",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: the product's setup group.",
    )
    skill_requirement_ids = fields.One2many(
        "poms.skill.requirement", "operation_id", copy=True
    )
    parameter_ids = fields.One2many(
        "poms.operation.parameter", "operation_id", string="Parameters", copy=True
    )

    def _get_setup_group(self):
        """The operation's own setup group, else that of the product it makes."""
        self.ensure_one()
        return self.setup_group_id or self.bom_id.product_tmpl_id.setup_group_id
