from collections import defaultdict

from odoo import api, models

from ..adapter.supply import Demand, Supply, cover


class PomsPlanProblem(models.AbstractModel):
    """What a card waits for: earlier cards, components of its tree, material."""

    _inherit = "poms.plan.problem"

    # --- precedence

    @api.model
    def _read_precedence(self, reading):
        """Fill `reading.before`: {card id: ids of the cards that come first}.

        All open cards of a work order come before all of the next. A work order
        without open cards that is not done lets what comes before it through.
        """
        cards = defaultdict(list)
        for card in reading.cards:
            cards[card.workorder_id.id].append(card.id)
        before = {}
        for workorder in reading.workorders:
            self._collect_before(workorder, cards, before, set())
        after_child = self._read_component_links(reading, cards, before)
        for workorder_id, own in cards.items():
            first = before.get(workorder_id, set()) | after_child[workorder_id]
            for card_id in own:
                reading.before[card_id] = tuple(sorted(first - set(own)))

    @api.model
    def _collect_before(self, workorder, cards, before, path):
        """{work order id: set of card ids before it}, depth first, into `before`."""
        if workorder.id in before:
            return before[workorder.id]
        if workorder.id in path:  # a circle in the data: broken here
            return set()
        found = set()
        for previous in workorder.blocked_by_workorder_ids:
            if cards.get(previous.id):
                found |= set(cards[previous.id])
            elif previous.state != "done":
                found |= self._collect_before(
                    previous, cards, before, path | {workorder.id}
                )
        before[workorder.id] = found
        return found

    @api.model
    def _read_component_links(self, reading, cards, before):
        """{parent's work order id: last cards of the component's order}.

        The component is needed where the parent's raw move is consumed; without an
        operation on the move, at the start of the parent.
        """
        result = defaultdict(set)
        productions = reading.cards.production_id
        last = {}
        for production, items in reading.cards.grouped("production_id").items():
            inner = set().union(*(before[c.workorder_id.id] for c in items))
            last[production] = {card.id for card in items} - inner
        starts = self._first_workorders(reading, cards, before)
        children = self._children(productions)
        for move in self._raw_moves(productions):
            parent = move.raw_material_production_id
            sources = move.move_orig_ids.production_id & productions
            sources |= children[parent, move.product_id]
            target = self._consumers(move, starts[parent])
            for child in sources:
                for workorder_id in target:
                    result[workorder_id] |= last[child]
        return result

    @api.model
    def _children(self, productions):
        """{(parent production order, product): orders that make it for the parent}.

        A pooled order stands under each of its parents.
        """
        result = defaultdict(productions.browse)
        for production in productions:
            for parent in production._split_parents():
                result[parent, production.product_id] |= production
        return result

    @api.model
    def _first_workorders(self, reading, cards, before):
        """{production order: ids of work orders with open cards and none before}."""
        result = defaultdict(list)
        for workorder in reading.workorders:
            if cards.get(workorder.id) and not before[workorder.id]:
                result[workorder.production_id].append(workorder.id)
        return result

    @api.model
    def _consumers(self, move, starts):
        """Ids of the work orders that a raw move is consumed at."""
        if move.workorder_id:
            return move.workorder_id.ids
        operation = move.operation_id
        if operation:
            workorders = move.raw_material_production_id.workorder_ids
            found = workorders.filtered(lambda w: w.operation_id == operation)
            if found:
                return found.ids
        return starts

    @api.model
    def _raw_moves(self, productions):
        """Open component moves of the production orders."""
        return self.env["stock.move"].search(
            [
                ("raw_material_production_id", "in", productions.ids),
                ("state", "not in", ("done", "cancel")),
            ],
            order="id",
        )

    # --- material

    @api.model
    def _read_release(self, reading):
        """Fill `reading.release`: {work order id: minute its material is there}.

        Stock and receipts on their way serve the most urgent first. What nothing
        covers is named in a warning and taken to be there: a plan that waits for
        what nobody has ordered would be no plan.
        """
        moves = self._short_moves(reading)
        minutes = cover(
            [Demand(m.id, m.product_id.id, need) for m, need in moves],
            self._read_supplies(reading, {m.product_id.id for m, _need in moves}),
        )
        starts = defaultdict(list)
        for workorder in reading.workorders:
            if not workorder.blocked_by_workorder_ids:
                starts[workorder.production_id].append(workorder.id)
        missing = set()
        for move, _need in moves:
            minute = minutes[move.id]
            if minute is None:
                missing.add(move.product_id.display_name)
                continue
            for workorder_id in self._consumers(
                move, starts[move.raw_material_production_id]
            ):
                release = reading.release.get(workorder_id, 0)
                reading.release[workorder_id] = max(release, minute)
        for product in sorted(missing):
            reading.warn(
                self.env._(
                    "%(product)s is short and no receipt covers it: planned as if it "
                    "were there.",
                    product=product,
                )
            )

    @api.model
    def _short_moves(self, reading):
        """[(raw move, missing quantity in the product's unit)], urgent ones first.

        Components made by an open order of the tree are left to precedence.
        """
        productions = reading.cards.production_id
        urgency = {}
        for card in reading.cards:
            due = card.date_due or reading.horizon.end
            key = (-int(card.priority or 0), due, card.production_id.id)
            best = urgency.get(card.production_id, key)
            urgency[card.production_id] = min(key, best)
        result = []
        children = self._children(productions)
        for move in self._raw_moves(productions):
            made = move.move_orig_ids.production_id & productions
            made |= children[move.raw_material_production_id, move.product_id]
            if made or not move.product_id.is_storable or not move.product_uom_qty:
                continue
            open_share = 1 - move.quantity / move.product_uom_qty
            if open_share > 1e-6:
                result.append((move, move.product_qty * open_share))
        return sorted(
            result, key=lambda item: urgency[item[0].raw_material_production_id]
        )

    @api.model
    def _read_supplies(self, reading, product_ids):
        """Free stock of the company and its receipts, as `Supply` rows."""
        if not product_ids:
            return []
        stock = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", list(product_ids)),
                ("location_id.usage", "=", "internal"),
                ("company_id", "=", reading.company.id),
            ],
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        supplies = [
            Supply(product.id, quantity - reserved, 0)
            for product, quantity, reserved in stock
            if quantity > reserved
        ]
        receipts = self.env["stock.move"].search(
            [
                ("product_id", "in", list(product_ids)),
                ("company_id", "=", reading.company.id),
                (
                    "state",
                    "in",
                    ("waiting", "confirmed", "partially_available", "assigned"),
                ),
                ("location_id.usage", "not in", ("internal", "view", "production")),
                ("location_dest_id.usage", "=", "internal"),
            ],
            order="date, id",
        )
        return supplies + [
            Supply(
                move.product_id.id,
                move.product_qty,
                max(0, reading.horizon.ceil(move.date)),
            )
            for move in receipts
        ]
