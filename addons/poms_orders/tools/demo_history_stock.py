"""The goods of the simulated past: receipts, consumption, output, scrap, shipments.

Every line is a done stock move line; the quants are their sums.
"""

from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL, float_round

from .demo_bulk import Ids, insert, reserve

# Bought material comes every so many days, as one lot.
SUPPLY_DAYS = 15
LOCATIONS = {
    "supplier": "stock.stock_location_suppliers",
    "customer": "stock.stock_location_customers",
}


# What all moves of the past have in common; each row needs all columns.
MOVE = {
    "sequence": 10,
    "state": "done",
    "picked": True,
    "priority": "0",
    "procure_method": "make_to_stock",
    "is_dropship": False,
    "additional": False,
    "propagate_cancel": False,
    "unit_factor": 1,
    "manual_consumption": False,
    "cost_share": 0,
} | dict.fromkeys(
    (
        "picking_type_id",
        "picking_id",
        "partner_id",
        "origin",
        "reference",
        "production_id",
        "raw_material_production_id",
        "production_group_id",
        "operation_id",
        "workorder_id",
        "bom_line_id",
        "byproduct_id",
        "scrap_id",
    )
)


class StockWriter:
    """Writes the moves of the orders that a `HistoryWriter` has written."""

    def __init__(self, history):
        self.history, self.env = history, history.env
        self.orders, self.facts = history.orders, history.facts
        self.company, self.warehouse = history.company, history.warehouse
        kind = self.warehouse.manu_type_id
        self.stock = kind.default_location_src_id.id
        top = history.products[self.orders[0].item].with_company(self.company)
        self.production = top.property_stock_production.id
        self.supplier = self.env.ref(LOCATIONS["supplier"]).id
        self.customer = self.env.ref(LOCATIONS["customer"]).id
        self.scrapped = (
            self.env["stock.location"]
            .search(
                [
                    ("usage", "=", "inventory"),
                    ("company_id", "in", (self.company.id, False)),
                ],
                order="id",
                limit=1,
            )
            .id
        )
        self.next_move = Ids(self.env, "stock_move")
        self.next_line = Ids(self.env, "stock_move_line")
        self.next_lot = Ids(self.env, "stock_lot")
        self.moves, self.lines, self.lots, self.links = [], [], [], []
        self.scraps, self.produced, self.components = [], [], []
        self.output = {}
        self.supply = {}
        self.serials = defaultdict(int)
        self.children = defaultdict(list)
        for number, order in enumerate(self.orders):
            if order.parent is not None:
                self.children[order.parent].append(number)

    def write_all(self):
        """Children first: what they made is what their parent takes."""
        for number in sorted(
            range(len(self.orders)), key=lambda n: (self.orders[n].tree, -n)
        ):
            self._add_order(number)
        self._add_receipts()
        pickings = self._add_shipments()
        insert(self.env, "stock_lot", self.lots, stamp="create_date")
        insert(self.env, "stock_scrap", self.scraps, stamp="date_done")
        insert(self.env, "stock_move", self.moves, stamp="date")
        insert(self.env, "stock_move_line", self.lines, stamp="date")
        insert(self.env, "stock_move_line_consume_rel", self.links)
        insert(self.env, "mrp_production_stock_lot_rel", self.produced)
        insert(self.env, "poms_report_component", self.components, stamp="create_date")
        self._close_pickings(pickings)
        self._write_quants()

    # --- rows

    def _move(self, product, uom, quantity, source, target, date, **vals):
        """Append a done move, return its id; quantity in ``uom``."""
        own = uom._compute_quantity(quantity, product.uom_id, rounding_method="HALF-UP")
        into, out = target == self.stock, source == self.stock
        row = MOVE | {
            "id": self.next_move.next(),
            "company_id": self.company.id,
            "warehouse_id": self.warehouse.id,
            "product_id": product.id,
            "product_uom": uom.id,
            "product_uom_qty": quantity,
            "product_qty": own,
            "quantity": quantity,
            "location_id": source,
            "location_dest_id": target,
            "date": date,
            "date_deadline": date,
            "value": round(own * product.standard_price, 2) if into or out else 0,
            "price_unit": product.standard_price,
            "is_in": into,
            "is_out": out,
        }
        assert not set(vals) - set(row), vals
        self.moves.append(row | vals)
        return row["id"]

    def _line(self, lot, quantity, workorder=None, production=None, picking=None):
        """Append a line of the last move, return its id."""
        move = self.moves[-1]
        share = quantity / move["quantity"] if move["quantity"] else 0
        row = {
            "id": self.next_line.next(),
            "move_id": move["id"],
            "company_id": self.company.id,
            "product_id": move["product_id"],
            "product_uom_id": move["product_uom"],
            "lot_id": lot,
            "location_id": move["location_id"],
            "location_dest_id": move["location_dest_id"],
            "state": "done",
            "quantity": quantity,
            "quantity_product_uom": float_round(
                share * move["product_qty"], precision_digits=2
            ),
            "picked": True,
            "date": move["date"],
            "workorder_id": workorder,
            "production_id": production,
            "picking_id": picking,
        }
        self.lines.append(row)
        return row["id"]

    def _lot(self, product, name, date):
        row = {
            "id": self.next_lot.next(),
            "name": name,
            "product_id": product.id,
            "company_id": self.company.id,
            "location_id": None,
            "create_date": date,
        }
        self.lots.append(row)
        return row["id"]

    # --- one production order

    def _add_order(self, number):
        order = self.orders[number]
        consumed = []
        for line, operation, per_piece in self.facts.raw[order.item]:
            consumed.append(self._add_raw(number, line, operation, per_piece))
        finished = self._add_finished(number)
        self._add_byproducts(number)
        self._add_scraps(number)
        for index, finished_line in enumerate(finished):
            for lines in consumed:
                # Serial by serial: each piece has its own part of the components.
                share = len(lines) // len(finished) if len(finished) > 1 else 0
                mine = lines[index * share : (index + 1) * share] if share else lines
                self.links += [
                    {"consume_line_id": finished_line, "produce_line_id": raw}
                    for raw in mine
                ]

    def _add_raw(self, number, line, operation, per_piece):
        """The consumption of one component; return its line ids."""
        order, product, uom = self.orders[number], line.product_id, line.product_uom_id
        workorder, report, date = self.history.at_step[number, operation.id]
        quantity = float_round(
            order.planned * per_piece, precision_digits=2, rounding_method="UP"
        )
        name, production = self.history.names[number], self.history.ids[number]
        self._move(
            product,
            uom,
            quantity,
            self.stock,
            self.production,
            date,
            picking_type_id=self.warehouse.manu_type_id.id,
            origin=name,
            reference=name,
            unit_factor=per_piece,
            manual_consumption=bool(line.operation_id),
            raw_material_production_id=production,
            production_group_id=self.history.groups[number],
            operation_id=operation.id,
            workorder_id=workorder,
            bom_line_id=line.id,
        )
        lines = []
        for lot, part in self._take(number, product, uom, quantity, date):
            lines.append(self._line(lot, part, workorder, production))
            self._add_component(report, number, product, lot, date)
        return lines

    def _add_component(self, report, number, product, lot, date):
        """What the report of a step took: the line that was added last."""
        self.components.append(
            {
                "report_id": report,
                "company_id": self.company.id,
                "production_id": self.history.ids[number],
                "piece_from": 0,
                "piece_to": self.orders[number].planned,
                "product_id": product.id,
                "lot_id": lot,
                "quantity": self.lines[-1]["quantity_product_uom"],
                "move_id": self.moves[-1]["id"],
                "is_scanned": bool(lot),
                "create_date": date,
            }
        )

    def _take(self, number, product, uom, quantity, date):
        """[(lot or None, quantity in ``uom``)] of a component."""
        for child in self.children[number]:
            if self.orders[child].item == product.id:
                return self.output[child]
        if product.tracking == "serial":
            return [
                (self._supply_serial(product, date), 1.0) for _ in range(int(quantity))
            ]
        window = (date - self.facts.start).days // SUPPLY_DAYS
        key = (product.id, window)
        if key not in self.supply:
            arrived = self.facts.start + timedelta(days=window * SUPPLY_DAYS - 2)
            lot = None
            if product.tracking == "lot":
                name = f"{product.default_code[3:]}-{arrived:%y%m%d}"
                lot = self._lot(product, name, arrived)
            self.supply[key] = [product, lot, 0.0, arrived]
        self.supply[key][2] += uom._compute_quantity(
            quantity, product.uom_id, rounding_method="HALF-UP"
        )
        return [(self.supply[key][1], quantity)]

    def _supply_serial(self, product, date):
        self.serials[product.id] += 1
        name = f"{product.default_code[3:]}-H{self.serials[product.id]:05d}"
        arrived = date - timedelta(days=6)
        lot = self._lot(product, name, arrived)
        self.supply[product.id, name] = [product, lot, 1.0, arrived]
        return lot

    def _add_finished(self, number):
        """The receipt of what was made; return its line ids."""
        order = self.orders[number]
        product = self.history.products[order.item]
        name = self.history.names[number]
        pieces = (
            [1.0] * int(order.good) if product.tracking == "serial" else [order.good]
        )
        self._move(
            product,
            product.uom_id,
            order.good,
            self.production,
            self.stock,
            order.finish,
            picking_type_id=self.warehouse.manu_type_id.id,
            origin=name,
            reference=name,
            production_id=self.history.ids[number],
            production_group_id=self.history.groups[number],
        )
        receipt, result, lines = self.moves[-1], [], []
        for piece in pieces:
            self.serials[product.id] += 1
            lot = self._lot(
                product,
                f"{product.default_code[3:]}-H{self.serials[product.id]:05d}",
                order.finish,
            )
            result.append((lot, piece))
            lines.append(self._line(lot, piece))
            self.produced.append(
                {"mrp_production_id": self.history.ids[number], "stock_lot_id": lot}
            )
        # Odoo keeps the demand of a receipt that came out smaller.
        receipt |= {"product_uom_qty": order.planned, "product_qty": order.planned}
        self.output[number] = result
        return lines

    def _add_byproducts(self, number):
        order = self.orders[number]
        for byproduct in self.facts.boms[order.item].byproduct_ids:
            quantity = float_round(
                byproduct.product_qty * order.good, precision_digits=2
            )
            workorder, _report, _date = self.history.at_step[
                number, byproduct.operation_id.id
            ]
            self._move(
                byproduct.product_id,
                byproduct.product_uom_id,
                quantity,
                self.production,
                self.stock,
                order.finish,
                picking_type_id=self.warehouse.manu_type_id.id,
                origin=self.history.names[number],
                reference=self.history.names[number],
                production_id=self.history.ids[number],
                production_group_id=self.history.groups[number],
                operation_id=byproduct.operation_id.id,
                workorder_id=workorder,
                byproduct_id=byproduct.id,
                value=0,
            )
            self._line(None, quantity)

    def _add_scraps(self, number):
        """A scrap document where a step spoiled pieces, as live booking makes it."""
        order, lot = self.orders[number], self.output[number][0][0]
        for run in order.runs:
            if run.scrap:
                workorder, _report, date = self.history.at_step[number, run.step.key]
                self._add_scrap(number, workorder, lot, run.scrap, date)

    def _add_scrap(self, number, workorder, lot, quantity, date):
        product = self.history.products[self.orders[number].item]
        name, production = self.history.names[number], self.history.ids[number]
        scrap = {
            "id": reserve(self.env, "stock_scrap", 1)[0],
            "name": f"SP/H{len(self.scraps) + 1:04d}",
            "company_id": self.company.id,
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "lot_id": lot,
            "location_id": self.production,
            "scrap_location_id": self.scrapped,
            "scrap_qty": quantity,
            "state": "done",
            "origin": name,
            "production_id": production,
            "workorder_id": workorder,
            "should_replenish": False,
            "date_done": date,
        }
        self.scraps.append(scrap)
        self._move(
            product,
            product.uom_id,
            quantity,
            self.production,
            self.scrapped,
            date,
            origin=name,
            reference=scrap["name"],
            scrap_id=scrap["id"],
            production_id=production,
        )
        self._line(lot, quantity)

    # --- in and out of the plant

    def _add_receipts(self):
        for product, lot, quantity, arrived in self.supply.values():
            quantity = float_round(quantity, precision_digits=2)
            self._move(
                product,
                product.uom_id,
                quantity,
                self.supplier,
                self.stock,
                arrived,
                picking_type_id=self.warehouse.in_type_id.id,
                reference="WH/IN/H",
            )
            self._line(lot, quantity)

    def _add_shipments(self):
        """Everything finished has left; return [(picking id, moment)]."""
        tops = [n for n, order in enumerate(self.orders) if order.parent is None]
        kind = self.warehouse.out_type_id
        lines = self.history.lines
        pickings = self.env["stock.picking"].create(
            [
                {
                    "partner_id": lines[self.orders[n].tree].order_id.partner_id.id,
                    "picking_type_id": kind.id,
                    "location_id": self.stock,
                    "location_dest_id": self.customer,
                    "origin": lines[self.orders[n].tree].order_id.name,
                }
                for n in tops
            ]
        )
        result = []
        for number, picking in zip(tops, pickings, strict=True):
            order = self.orders[number]
            date = min(order.finish + timedelta(hours=20), self.facts.end)
            product = self.history.products[order.item]
            self._move(
                product,
                product.uom_id,
                order.good,
                self.stock,
                self.customer,
                date,
                picking_type_id=kind.id,
                picking_id=picking.id,
                partner_id=picking.partner_id.id,
                origin=picking.origin,
                reference=picking.name,
            )
            for lot, piece in self.output[number]:
                self._line(lot, piece, picking=picking.id)
            result.append((picking.id, date))
        return result

    def _close_pickings(self, pickings):
        self.env.flush_all()
        for picking, date in pickings:
            self.env.cr.execute(
                SQL(
                    "UPDATE stock_picking SET state = 'done', date_done = %s,"
                    " scheduled_date = %s WHERE id = %s",
                    date,
                    date,
                    picking,
                )
            )

    def _write_quants(self):
        held = defaultdict(float)
        since = {}
        for line in self.lines:
            for place, sign in (("location_dest_id", 1), ("location_id", -1)):
                key = (line["product_id"], line["lot_id"], line[place])
                held[key] += sign * line["quantity_product_uom"]
                since[key] = max(since.get(key, line["date"]), line["date"])
        insert(
            self.env,
            "stock_quant",
            [
                {
                    "product_id": product,
                    "lot_id": lot,
                    "location_id": location,
                    "company_id": self.company.id
                    if location in (self.stock, self.production, self.scrapped)
                    else None,
                    "quantity": float_round(quantity, precision_digits=2),
                    "reserved_quantity": 0,
                    "inventory_quantity_set": False,
                    "in_date": since[product, lot, location],
                }
                for (product, lot, location), quantity in held.items()
                if abs(quantity) > 0.00005
            ],
            stamp="in_date",
        )
