from odoo import fields, models


class MrpRoutingWorkcenter(models.Model):
    _inherit = "mrp.routing.workcenter"

    document_ids = fields.One2many("poms.document", "operation_id", string="Documents")
    is_document_required = fields.Boolean(
        string="Document Required",
        help="The release gate asks for a drawing or instruction in force.",
    )
