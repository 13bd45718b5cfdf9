from odoo import api, fields, models

from ...domain.split import Plan, SplitError
from .tree_rows import TreeRows


class PomsOrder(models.Model):
    """The split as a tree: what would be made, or what was made and how it stands."""

    _inherit = "poms.order"

    def action_view_split(self):
        """Open the tree of this order."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "poms_orders.poms_split_tree_action"
        )
        return dict(
            action,
            name=self.env._("Split of %s", self.name),
            context={"active_id": self.id, "active_model": self._name},
        )

    @api.readonly
    def split_tree(self):
        """The order's split; writes nothing, whatever its state.

        A received order is planned as its confirmation would do now. The number of
        queries does not depend on the number of rows.

        :return: {"order": {…}, "is_preview", "can_confirm", "findings": [{"mode",
            "text"}], "rows": [as `TreeRows` makes them]}
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: whoever may read the order sees what it is made of; no cost in it
        order = self.sudo().with_company(self.company_id)
        is_preview = order.state == "received"
        findings = []
        if is_preview:
            rows, findings = order._preview_rows()
        else:
            rows = order._made_rows()
        blocked = any(finding.mode == "block" for finding in findings)
        return {
            "order": order._tree_head(rows),
            "is_preview": is_preview,
            "can_confirm": is_preview
            and not blocked
            and not order.has_issue
            and self.has_access("write"),
            "questions": order._issues() if is_preview else [],
            "findings": [
                {"mode": mode, "text": text}
                for mode in ("block", "warn")
                for text in order._finding_texts(
                    [finding for finding in findings if finding.mode == mode]
                )
            ],
            "rows": rows,
        }

    def _tree_head(self, rows):
        productions = [row for row in rows if row["kind"] == "production"]
        ends = [row["finish"] for row in rows if row["kind"] == "line"]
        return {
            "id": self.id,
            "name": self.name,
            "partner": self.partner_id.display_name or "",
            "reference": self.reference or "",
            "due": _text(self.date_due),
            "finish": max(filter(None, ends), default=""),
            "state": dict(self._fields["state"]._description_selection(self.env))[
                self.state
            ],
            "productions": len(productions),
            "late": any(row["is_late"] for row in rows if row["kind"] == "line"),
        }

    # --- before confirming

    def _preview_rows(self):
        """(rows, findings) of what confirming would make now."""
        lines = self.line_ids.filtered("product_id")
        structure = self._load_structure(lines.product_id)
        findings = self._split_findings(structure)
        rows = TreeRows(self)
        readable = not any(f.code in ("cycle", "unit") for f in findings)
        plan = self._preview_plan(structure) if readable else Plan([], [])
        rows.add_plan(plan, structure)
        return rows.rows, findings

    def _preview_plan(self, structure):
        parts = self.env["mrp.bom.line"].union(*(m.lines for m in structure.values()))
        products = self.env["product.product"].union(*structure)
        try:
            return self._plan_split(
                structure,
                supply_for=products | parts.product_id | self.line_ids.product_id,
                lines=self.line_ids.filtered(lambda line: not line._issues()),
            )
        except SplitError:
            # a kit within itself; the findings name it
            return Plan([], [])

    # --- after confirming

    def _made_rows(self):
        rows = TreeRows(self)
        productions = self._productions_of_tree()
        rows.add_productions(productions, self._supply_of_short(productions))
        return rows.rows

    def _productions_of_tree(self):
        """This order's production orders, and those of others that serve it, too."""
        own = self.production_ids
        shared = self.env["poms.peg"].search(
            [("order_line_id", "in", self.line_ids.ids)]
        )
        return own | shared.production_id

    def _supply_of_short(self, productions):
        """{product id: Supply} of the components that are not there yet."""
        short = productions.move_raw_ids.filtered(
            lambda m: m.state in ("confirmed", "partially_available", "waiting")
        )
        return self._load_supply(short.product_id)


def _text(date):
    return fields.Datetime.to_string(date) if date else ""
