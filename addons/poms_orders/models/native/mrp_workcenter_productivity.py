from odoo import api, fields, models


class MrpWorkcenterProductivity(models.Model):
    _inherit = "mrp.workcenter.productivity"

    # copied: Odoo splits a line that runs over its expected time by copy()
    employee_id = fields.Many2one("hr.employee", index="btree_not_null")
    card_id = fields.Many2one(
        "poms.task.card", index="btree_not_null", ondelete="set null"
    )
    costs_hour = fields.Float(
        readonly=True, help="The machine's rate on the day of this line."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A line of a card lies on the card's machine, at its rate of today."""
        lines = super().create([self._with_card_machine(v) for v in vals_list])
        for line in lines.filtered(lambda line: line.card_id and not line.costs_hour):
            line.costs_hour = line.workcenter_id.costs_hour
        return lines

    @api.model
    def _with_card_machine(self, vals):
        if not vals.get("card_id"):
            return vals
        card = self.env["poms.task.card"].browse(vals["card_id"])
        return {
            "workorder_id": card.workorder_id.id,
            **vals,
            # wins over the work order's machine, which Odoo's defaults name
            "workcenter_id": card.workcenter_id.id,
        }
