from odoo import fields, models

from ..poms_booking_context import is_booking


class MrpProduction(models.Model):
    """A production order pegged to the customer's line, with its cards.

    Odoo's own acts, and what they do to cards and leaves (work orders: see
    mrp_workorder_acts):

    =================== ==================================================
    act                 effect
    =================== ==================================================
    confirm             a card per operation
    plan, replan        waiting cards follow their work order; pinned and
                        started ones keep their place
    unplan              refused while a card runs; leaves of all cards gone
    cancel              refused while a card runs; cards cancelled
    split, backorder    split refused while a card runs; the cards here shrink
                        to the quantity that stays, the new order gets cards
    done                all cards are done; refused while cards with reports
                        are open
    other dates         of the order: unplan
    merge               refused while a card runs; old cards cancelled, the
                        new order gets cards and the links of the old ones
    update BOM          refused while a card runs; cards of new operations
                        made, of dropped ones deleted
    change quantity     refused while a card runs; the last open card takes
                        the difference, a finished operation gets a new card
    =================== ==================================================
    """

    _inherit = "mrp.production"

    poms_order_line_id = fields.Many2one(
        "poms.order.line",
        string="Customer Order Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    poms_order_id = fields.Many2one(
        related="poms_order_line_id.order_id",
        string="Customer Order",
        store=True,
        index="btree_not_null",
    )
    poms_parent_id = fields.Many2one(
        "mrp.production",
        string="Parent Production Order",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    poms_child_ids = fields.One2many(
        "mrp.production", "poms_parent_id", string="Child Production Orders"
    )
    card_ids = fields.One2many("poms.task.card", "production_id", string="Task Cards")
    poms_card_count = fields.Integer(compute="_compute_poms_card_count")

    def _compute_poms_card_count(self):
        groups = self.env["poms.task.card"]._read_group(
            [("production_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["production_id"],
            ["__count"],
        )
        counts = {production.id: count for production, count in groups}
        for production in self:
            production.poms_card_count = counts.get(production.id, 0)

    def action_view_cards(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_task_card_action"
        )
        return dict(action, domain=[("production_id", "in", self.ids)], context={})

    # --- plan

    def _follow_workorders(self):
        """Take start and end from the work orders; only where they changed.

        Under `force_date`, since Odoo unplans an order whose start is written.
        """
        for production in self:
            if production.state in ("done", "cancel"):
                continue
            workorders = production.workorder_ids.filtered(
                lambda w: w.state != "cancel" and w.date_start and w.date_finished
            )
            if not workorders:
                continue
            dates = {
                "date_start": min(workorders.mapped("date_start")),
                "date_finished": max(workorders.mapped("date_finished")),
            }
            vals = {k: v for k, v in dates.items() if production[k] != v}
            if vals:
                production.with_context(force_date=True).write(vals)

    def _plan_workorders(self, replan=False):
        result = super()._plan_workorders(replan)
        self._follow_workorders()
        return result

    def button_unplan(self):
        self.workorder_ids._check_no_running_card(self.env._("unplan the order"))
        result = super().button_unplan()
        # sudo: cards follow native acts of whoever is allowed to do those
        self.sudo().card_ids.filtered(lambda c: c.state != "done")._vacate()
        return result

    # --- structure

    def write(self, vals):
        """A quantity that is written past Odoo's dialog reaches the cards too."""
        if vals.get("name"):
            # sudo: as a split renames it; Odoo writes the name on analytic lines,
            # which only accountants may read
            self.check_access("write")
            super(MrpProduction, self.sudo()).write({"name": vals["name"]})
            vals = {name: value for name, value in vals.items() if name != "name"}
        result = super().write(vals)
        if "product_qty" in vals and not is_booking(self.env):
            live = self.filtered(lambda p: p.state not in ("draft", "done", "cancel"))
            live.workorder_ids._sync_cards()
        return result

    def button_mark_done(self):
        result = super().button_mark_done()
        done = self.filtered(lambda production: production.state == "done")
        # sudo: an order is done when its work is, whoever closed the last of it
        done.sudo().poms_order_id._update_progress()
        return result

    def action_cancel(self):
        self.workorder_ids._check_no_running_card(self.env._("cancel the order"))
        return super().action_cancel()

    def action_split(self):
        self.workorder_ids._check_no_running_card(self.env._("split the order"))
        return super().action_split()

    def _split_productions(
        self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False
    ):
        result = super()._split_productions(
            amounts, cancel_remaining_qty, set_consumed_qty
        )
        result.workorder_ids._sync_cards()
        return result

    def _get_backorder_mo_vals(self):
        return dict(
            super()._get_backorder_mo_vals(),
            poms_order_line_id=self.poms_order_line_id.id,
            poms_parent_id=self.poms_parent_id.id,
        )

    def action_merge(self):
        """The merged order keeps what its parts have in common, and all children."""
        self.workorder_ids._check_no_running_card(self.env._("merge the orders"))
        lines, parents = self.poms_order_line_id, self.poms_parent_id
        children = self.poms_child_ids
        action = super().action_merge()
        merged = self.browse(action["res_id"])
        children.poms_parent_id = merged
        merged.write(
            {
                "poms_order_line_id": lines.id if len(lines) == 1 else False,
                "poms_parent_id": parents.id if len(parents) == 1 else False,
            }
        )
        return action

    def _link_bom(self, bom):
        self.workorder_ids._check_no_running_card(
            self.env._("update its bill of materials")
        )
        result = super()._link_bom(bom)
        if self.state not in ("draft", "done", "cancel"):
            self.workorder_ids._sync_cards()
        return result
