from odoo import fields, models

# Odoo's own reason for the time that a machine is lost to
LOSS_OF = {
    "material": "mrp.block_reason0",
    "quality": "mrp.block_reason5",
    "machine": "mrp.block_reason1",
    "other": "mrp.block_reason1",
}


class PomsCall(models.Model):
    """The machine stands while it waits: Odoo's work center is blocked meanwhile."""

    _inherit = "poms.call"

    is_standing = fields.Boolean(
        string="Machine Stands",
        readonly=True,
        help="The machine is blocked from the call until it is solved.",
    )
    loss_line_id = fields.Many2one(
        "mrp.workcenter.productivity",
        string="Lost Time",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _block_machine(self, moment):
        """Block the machine from `moment` on; two calls share one lost time."""
        self.ensure_one()
        if not self.is_standing or not self.workcenter_id:
            return
        same = self.search(
            [
                ("workcenter_id", "=", self.workcenter_id.id),
                ("loss_line_id.date_end", "=", False),
                ("loss_line_id", "!=", False),
            ],
            limit=1,
        )
        loss = self.env.ref(LOSS_OF[self.kind], raise_if_not_found=False)
        loss = loss or self.env["mrp.workcenter.productivity.loss"].search(
            [("loss_type", "=", "availability")], limit=1
        )
        if not same.loss_line_id and not loss:
            return
        self.loss_line_id = same.loss_line_id or same.loss_line_id.create(
            {
                "workcenter_id": self.workcenter_id.id,
                "loss_id": loss.id,
                "description": self._get_sentence(),
                "date_start": moment,
                "company_id": self.company_id.id,
                "employee_id": self.employee_id.id,
            }
        )

    def _unblock_machine(self, moment):
        """End the lost time, unless another open call still needs it.

        Somebody may have unblocked the work center in Odoo before: that time stays.
        """
        self.ensure_one()
        line = self.loss_line_id
        if not line or line.date_end:
            return
        others = [("loss_line_id", "=", line.id), ("state", "!=", "closed")]
        if not self.search_count([*others, ("id", "!=", self.id)], limit=1):
            line.date_end = max(moment, line.date_start)
