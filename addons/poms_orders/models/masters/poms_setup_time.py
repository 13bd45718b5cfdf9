from odoo import api, fields, models

from ...domain.setup_matrix import merge_rows, setup_minutes


class PomsSetupTime(models.Model):
    """One cell of the setup matrix: minutes from one setup group to another."""

    _name = "poms.setup.time"
    _description = "Setup Time"
    _order = "workcenter_group_id, workcenter_id, from_group_id, to_group_id, id"
    _check_company_auto = True

    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        string="Work Center",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty: every work center of the group.",
    )
    workcenter_group_id = fields.Many2one(
        "poms.workcenter.group",
        string="Work Center Group",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty, with no work center: all work centers.",
    )
    from_group_id = fields.Many2one(
        "poms.setup.group",
        string="From",
        ondelete="cascade",
        help="Empty: the first work of the machine, or any group without its own row.",
    )
    to_group_id = fields.Many2one(
        "poms.setup.group", string="To", required=True, ondelete="cascade", index=True
    )
    minutes = fields.Integer(required=True, help="Minutes of setup.")
    company_id = fields.Many2one(
        "res.company", index=True, default=lambda self: self.env.company
    )

    _minutes_not_negative = models.Constraint(
        "CHECK(minutes >= 0)", "A setup time cannot be negative."
    )
    _cell_unique = models.UniqueIndex(
        "(COALESCE(workcenter_id, 0), COALESCE(workcenter_group_id, 0),"
        " COALESCE(from_group_id, 0), to_group_id, COALESCE(company_id, 0))",
        "The setup matrix has a row for these already.",
    )

    @api.depends("from_group_id", "to_group_id")
    def _compute_display_name(self):
        for cell in self:
            cell.display_name = "{} → {}".format(
                cell.from_group_id.name or "*", cell.to_group_id.name or ""
            )

    @api.model
    def _get_matrices(self, workcenters):
        """The setup matrix of each work center, in one query.

        :param workcenters: recordset of mrp.workcenter
        :return: ``{work center id: {(from id, to id): minutes}}``; a from id of 0 is
            the first work of the machine (see `domain/setup_matrix.py`)
        """
        cells = self.search_fetch(
            [("company_id", "in", [False, *workcenters.company_id.ids])],
            [
                "workcenter_id",
                "workcenter_group_id",
                "from_group_id",
                "to_group_id",
                "minutes",
            ],
        )
        rows = [
            (
                cell.workcenter_id.id or 0,
                cell.workcenter_group_id.id or 0,
                cell.from_group_id.id or 0,
                cell.to_group_id.id,
                cell.minutes,
            )
            for cell in cells
        ]
        return {
            workcenter.id: merge_rows(
                rows, workcenter.id, workcenter.poms_group_id.id or 0
            )
            for workcenter in workcenters
        }

    @api.model
    def _get_setup_min(self, workcenter, from_group, to_group):
        """Minutes of setup, or None where the matrix says nothing."""
        matrix = self._get_matrices(workcenter)[workcenter.id]
        return setup_minutes(matrix, from_group.id or 0, to_group.id or 0)
