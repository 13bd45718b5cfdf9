from odoo import api, models

MAX_DEPTH = 8
MAX_NODES = 200


class PomsLotGenealogy(models.AbstractModel):
    """Which lots went into a lot, and into which lots and shipments it went.

    Built from Odoo's own links between consumed and produced lines, level by level
    with a few queries each, up to `MAX_DEPTH` levels and `MAX_NODES` lots; what lies
    beyond is counted.
    """

    _name = "poms.lot.genealogy"
    _description = "Lot Genealogy"

    @api.model
    def _get_made_lines(self, lots):
        """Return the done lines by which production orders made `lots`."""
        return self.env["stock.move.line"].search(
            [
                ("lot_id", "in", lots.ids),
                ("state", "=", "done"),
                ("move_id.production_id", "!=", False),
            ],
            order="id",
        )

    @api.model
    def _get_components(self, lot):
        """Return what `lot` is made of.

        :return: ``(nodes, productions, left_out)``; a node is ``{"level": int,
            "product", "lot": record, "quantity": float, "uom": record,
            "production": the order that used it, "made_in": orders that made it}``
        """
        lines = self._get_made_lines(lot)
        productions = lines.move_id.production_id | self._get_declared(lot)
        lines |= (
            (productions - lines.move_id.production_id)
            .move_finished_ids.filtered(lambda m: m.product_id == lot.product_id)
            .move_line_ids
        )
        nodes, left_out, seen = [], 0, set()
        frontier = productions
        for level in range(1, MAX_DEPTH + 1):
            inputs = self._get_inputs(lines, frontier)
            if not inputs:
                break
            level_nodes = self._group(inputs, level, seen)
            room = MAX_NODES - len(nodes)
            nodes += level_nodes[:room]
            left_out += len(level_nodes[room:])
            lines = self._get_made_lines(inputs.lot_id)
            frontier = lines.move_id.production_id | self._get_untracked(
                frontier, inputs
            )
            self._mark_makers(level_nodes, lines, frontier)
            frontier -= productions
            productions |= frontier
        return nodes, productions, left_out

    @api.model
    def _get_received_lots(self, production):
        """Return the lots of its product that `production` has received."""
        return production.move_finished_ids.filtered(
            lambda m: m.product_id == production.product_id and m.state == "done"
        ).move_line_ids.lot_id

    @api.model
    def _get_declared(self, lot):
        """Orders that shall make the lot and have not received it yet."""
        return self.env["mrp.production"].search([("lot_producing_ids", "in", lot.ids)])

    @api.model
    def _get_inputs(self, lines, productions):
        """Return the consumed lines behind `lines`.

        Where a produced line has no links (received before anything was linked, or
        nothing received yet), everything that its order consumed counts.
        """
        linked = lines.filtered("consume_line_ids")
        plain = productions - linked.move_id.production_id
        used = plain.move_raw_ids.move_line_ids.filtered(
            lambda line: line.state == "done" and line.quantity
        )
        return linked.consume_line_ids.filtered(lambda r: r.state == "done") | used

    @api.model
    def _get_untracked(self, productions, inputs):
        """Child orders of `productions` whose product went in without a lot."""
        products = inputs.filtered(lambda line: not line.lot_id).product_id
        return productions._split_children().filtered(
            lambda child: child.product_id in products
        )

    @api.model
    def _group(self, inputs, level, seen):
        """One node for each lot (or untracked product) and using order."""
        nodes = {}
        for line in inputs.sorted("id"):
            user = line.move_id.raw_material_production_id
            key = (line.product_id.id, line.lot_id.id, user.id)
            if key in seen:
                continue
            node = nodes.setdefault(
                key,
                {
                    "level": level,
                    "product": line.product_id,
                    "lot": line.lot_id,
                    "quantity": 0.0,
                    "uom": line.product_id.uom_id,
                    "production": user,
                    "made_in": self.env["mrp.production"],
                },
            )
            node["quantity"] += line.product_uom_id._compute_quantity(
                line.quantity, line.product_id.uom_id
            )
        seen.update(nodes)
        return list(nodes.values())

    @api.model
    def _mark_makers(self, nodes, lines, frontier):
        """Note in the nodes which orders made them."""
        for node in nodes:
            if node["lot"]:
                own = lines.filtered(lambda r, lot=node["lot"]: r.lot_id == lot)
                node["made_in"] = own.move_id.production_id
            else:
                node["made_in"] = frontier.filtered(
                    lambda p, n=node: (
                        p.product_id == n["product"]
                        and n["production"] in p._split_parents()
                    )
                )

    @api.model
    def _get_uses(self, lot):
        """Return where `lot` went.

        :return: ``(nodes, lots, left_out)``; a node is ``{"level", "product", "lot",
            "production"}``; `lots` are the lot itself and all lots that contain it
        """
        nodes, left_out = [], 0
        lots = frontier = lot
        for level in range(1, MAX_DEPTH + 1):
            used = self.env["stock.move.line"].search(
                [
                    ("lot_id", "in", frontier.ids),
                    ("state", "=", "done"),
                    ("move_id.raw_material_production_id", "!=", False),
                ],
                order="id",
            )
            made = used.produce_line_ids.filtered(lambda r: r.state == "done")
            open_orders = used.move_id.raw_material_production_id
            open_orders -= made.move_id.production_id
            rows = [
                (line.product_id, line.lot_id, line.move_id.production_id)
                for line in made
            ] + [(p.product_id, p.lot_producing_ids[:1], p) for p in open_orders]
            level_nodes = [
                {"level": level, "product": product, "lot": found, "production": order}
                for product, found, order in dict.fromkeys(rows)
            ]
            room = MAX_NODES - len(nodes)
            nodes += level_nodes[:room]
            left_out += len(level_nodes[room:])
            frontier = made.lot_id - lots
            if not frontier:
                break
            lots |= frontier
        return nodes, lots, left_out

    @api.model
    def _get_shipments(self, lots):
        """Return the done lines by which `lots` left for customers."""
        return self.env["stock.move.line"].search(
            [
                ("lot_id", "in", lots.ids),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
            ],
            order="date, id",
            limit=MAX_NODES,
        )
