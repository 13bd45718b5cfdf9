from odoo import models

from ...domain.pegs import share_out
from .poms_order_structure import exact


class MrpProduction(models.Model):
    """Divided and merged orders keep whom they serve, and who serves them."""

    _inherit = "mrp.production"

    def _split_productions(
        self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False
    ):
        result = super()._split_productions(
            amounts, cancel_remaining_qty, set_consumed_qty
        )
        parts = self.browse()
        for production in result:
            if production in self:
                parts._share_pegs()
                parts = self.browse()
            parts += production
        parts._share_pegs()
        return result

    def _share_pegs(self):
        """Share the needs of a divided order among its parts, the first one first."""
        if len(self) < 2:
            return
        # sudo: pegs follow native acts of whoever is allowed to do those
        self.sudo()._share_needs()
        self.sudo()._share_parts()

    def _share_needs(self):
        """As a pooled part: each need is served by the first parts that can."""
        pegs = self[:1].poms_peg_ids
        if not pegs:
            return
        shares = share_out(
            [exact(part.product_uom_qty) for part in self],
            [exact(peg.quantity) for peg in pegs],
        )
        vals_list = [
            {
                **pegs[need]._get_need(),
                "production_id": self[part].id,
                "quantity": float(quantity),
            }
            for part, need, quantity in shares
        ]
        pegs.unlink()
        made = self.env["poms.peg"].create(vals_list)
        for part in self:
            first = made.filtered(lambda peg, p=part: peg.production_id == p)[:1]
            part.poms_parent_id = first.parent_id
            part.poms_order_line_id = first.order_line_id or part.poms_order_line_id

    def _share_parts(self):
        """As a parent: what is made for it is made for all of its parts."""
        first = self[:1]
        total = sum(self.mapped("product_uom_qty"))
        if not total:
            return
        vals_list = []
        for child in first.poms_child_ids.filtered(lambda c: not c.poms_peg_ids):
            vals_list += [
                {
                    "production_id": child.id,
                    "parent_id": part.id,
                    "order_line_id": child.poms_order_line_id.id,
                    "quantity": child.product_uom_qty * part.product_uom_qty / total,
                }
                for part in self
                if part.product_uom_qty > 0
            ]
        for peg in first.poms_part_ids:
            whole = peg.quantity
            for part in self.filtered("product_uom_qty"):
                quantity = whole * part.product_uom_qty / total
                if part == first:
                    peg.quantity = quantity
                else:
                    vals_list.append(
                        {
                            **peg._get_need(),
                            "production_id": peg.production_id.id,
                            "parent_id": part.id,
                            "quantity": quantity,
                        }
                    )
        self.env["poms.peg"].create(vals_list)

    def _get_needs(self):
        """Vals of pegs: whom these orders serve, whether pooled or not."""
        vals_list = []
        for production in self:
            pegs = production.poms_peg_ids
            vals_list += [{**p._get_need(), "quantity": p.quantity} for p in pegs]
            if not pegs and (
                production.poms_parent_id or production.poms_order_line_id
            ):
                vals_list.append(
                    {
                        "parent_id": production.poms_parent_id.id,
                        "order_line_id": production.poms_order_line_id.id,
                        "quantity": production.product_uom_qty,
                    }
                )
        return vals_list

    def action_merge(self):
        """The merged order serves all that its parts served, as a pooled one."""
        # sudo: pegs follow native acts of whoever is allowed to do those
        orders = self.sudo()
        needs, parts = orders._get_needs(), orders.poms_part_ids
        pegs = orders.poms_peg_ids
        action = super().action_merge()
        merged = orders.browse(action["res_id"])
        parts.parent_id = merged
        pegs.unlink()
        if len({(n["parent_id"], n["order_line_id"]) for n in needs}) > 1:
            self.env["poms.peg"].sudo().create(
                [{**need, "production_id": merged.id} for need in needs]
            )
            merged.poms_parent_id = merged.poms_peg_ids.parent_id[:1]
            merged.poms_order_line_id = merged.poms_peg_ids.order_line_id[:1]
        return action
