from odoo import fields, models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    card_ids = fields.One2many("poms.task.card", "workorder_id", string="Task Cards")
