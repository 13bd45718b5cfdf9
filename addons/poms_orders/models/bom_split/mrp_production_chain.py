from collections import defaultdict

from odoo import Command, fields, models

# An object, not True: a context that comes by RPC cannot hold it.
SPLIT = object()


class MrpProduction(models.Model):
    """Production orders of a split: linked to each other and to what they serve."""

    _inherit = "mrp.production"

    poms_peg_ids = fields.One2many("poms.peg", "production_id", string="Pegs")
    poms_part_ids = fields.One2many(
        "poms.peg",
        "parent_id",
        string="Pooled Parts",
        help="Shares of pooled production orders that are made for this one.",
    )

    def _is_being_split(self):
        return self.env.context.get("poms_being_split") is SPLIT

    def _compute_date_finished(self):
        """Orders of the split keep the end that it planned; Odoo would guess."""
        planned = self.filtered("date_finished") if self._is_being_split() else None
        return super(
            MrpProduction, self - planned if planned else self
        )._compute_date_finished()

    def _compute_move_finished_ids(self):
        """While the split makes an order, its receipts are made once.

        Odoo deletes them and makes them anew each time when operations are added;
        product, quantity and end are the split's and do not change meanwhile.
        """
        made = self.filtered("move_finished_ids") if self._is_being_split() else None
        return super(
            MrpProduction, self - made if made else self
        )._compute_move_finished_ids()

    def _split_parents(self):
        """The orders that these are made for, by parent and by shares."""
        return self.poms_parent_id | self.poms_peg_ids.parent_id

    def _split_children(self):
        """The orders that make parts of these, whole or in shares."""
        return self.poms_child_ids | self.poms_part_ids.production_id

    def _link_groups(self, parents):
        """Link parent to child as Odoo does for make-to-order, in its groups.

        :param dict parents: {production order: its parents as a recordset}
        """
        children = defaultdict(self.env["mrp.production.group"].browse)
        for production, above in parents.items():
            for parent in above:
                children[parent.production_group_id] |= production.production_group_id
        for group, below in children.items():
            group.child_ids = [Command.link(child.id) for child in below]

    def _chain_to(self, moves):
        """Let `moves` wait for what this order makes.

        Several lots may serve one move, which names the first order alone.
        """
        self.ensure_one()
        if not moves:
            return
        outputs = self.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id
        )
        outputs.move_dest_ids = [Command.link(move.id) for move in moves]
        # Odoo would delete the order's moves and make them anew for this link
        with self.env.protecting([self._fields["move_finished_ids"]], self):
            moves.filtered(
                lambda m: not m.created_production_id
            ).created_production_id = self

    def _chain_later(self, targets):
        """Chain orders to moves that goods reach only through other moves.

        In a warehouse of several steps the components are picked into
        pre-production first: that first move is what waits for the child order.

        :param dict targets: {production order: moves that take its product}
        """
        for production, moves in targets.items():
            outputs = production.move_finished_ids.filtered(
                lambda m, p=production: m.product_id == p.product_id
            )
            last = outputs._poms_ends("move_dest_ids")
            first = moves._poms_ends("move_orig_ids")
            fits = first.filtered(
                lambda m, last=last: m.location_id in last.location_dest_id
            )
            if fits and last - fits:
                (last - fits).move_dest_ids = [Command.link(m.id) for m in fits]
                fits._recompute_state()

    def _settle_unchained(self):
        """Needs that were told to wait for an order, but are covered by stock."""
        first = self.move_raw_ids._poms_ends("move_orig_ids")
        orphans = first.filtered(
            lambda m: (
                m.procure_method == "make_to_order"
                and not m.move_orig_ids
                and m.location_id.usage == "internal"
                and m.state not in ("done", "cancel")
            )
        )
        if orphans:
            orphans.procure_method = "make_to_stock"
            orphans._recompute_state()

    def _set_split_dates(self, nodes):
        """Put the dates of the split back where Odoo's confirm estimated others.

        :param list nodes: one per order, with start and finish
        """
        for production, node in zip(self, nodes, strict=True):
            dates = {
                "date_start": node.start.replace(microsecond=0),
                "date_finished": node.finish.replace(microsecond=0),
            }
            if all(production[name] == date for name, date in dates.items()):
                continue
            moves = {
                *(move.date == dates["date_start"] for move in production.move_raw_ids),
                *(
                    move.date == dates["date_finished"]
                    for move in production.move_finished_ids
                ),
            }
            if moves <= {True}:
                # Past Odoo's write, which would look for orderpoints move by move:
                # the moves have had these dates from the start.
                models.BaseModel.write(production, dates)
            else:
                # both at once: a written start makes Odoo estimate the end anew
                production.with_context(force_date=True).write(dates)
