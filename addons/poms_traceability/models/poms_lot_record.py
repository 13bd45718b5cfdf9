from odoo import api, fields, models

from .poms_trace_snapshot import say_quantity

MAX_STEPS = 500
COLOURS = {
    "todo": "text-bg-info",
    "passed": "text-bg-success",
    "failed": "text-bg-danger",
    "released": "text-bg-warning",
}
STEP_KINDS = (
    "card_started",
    "card_paused",
    "card_reported",
    "card_finished",
    "component_consumed",
    "lot_received",
)


class PomsLotRecord(models.AbstractModel):
    """The life of one lot, told from the ledger and Odoo's lot links.

    Everything is plain data (texts, numbers as text, naive UTC date-times), so that
    the page, the PDF and an API client read the same record.
    """

    _name = "poms.lot.record"
    _description = "Lot Record"

    @api.model
    def _get_record(self, lot):
        """Return the record of a lot.

        :param lot: a `stock.lot`, or its id
        :return: ``{"lot", "orders", "productions", "steps", "components", "uses",
            "inspections", "holds", "shipments", "left_out"}``
        :raise AccessError: the lot may not be read
        """
        if isinstance(lot, int):
            lot = self.env["stock.lot"].browse(lot)
        lot.ensure_one().check_access("read")
        # sudo: who may read the lot may read its record, costs are not in it
        lot = lot.sudo()
        genealogy = self.env["poms.lot.genealogy"].sudo()
        nodes, productions, more_nodes = genealogy._get_components(lot)
        uses, lots, more_uses = genealogy._get_uses(lot)
        own = (
            nodes
            and productions.filtered(lambda p: p.product_id == lot.product_id)
            or productions
        )
        steps, more_steps = self.sudo()._get_steps(lot, productions)
        return {
            "lot": self._tell_lot(lot, own),
            "orders": self._tell_orders(own),
            "productions": [self._tell_production(p) for p in productions],
            "steps": steps,
            "components": [self._tell_node(node) for node in nodes],
            "uses": [self._tell_node(node) for node in uses],
            "inspections": self._tell_inspections(productions),
            "holds": self._tell_holds(lot, productions),
            "shipments": [
                self._tell_shipment(r) for r in genealogy._get_shipments(lots)
            ],
            "left_out": {
                "components": more_nodes,
                "uses": more_uses,
                "steps": more_steps,
            },
        }

    # --- head

    def _tell_lot(self, lot, productions):
        lines = self.env["poms.lot.genealogy"].sudo()._get_made_lines(lot)
        made = sum(
            r.product_uom_id._compute_quantity(r.quantity, lot.product_uom_id)
            for r in lines
        )
        return {
            "id": lot.id,
            "name": lot.name,
            "ref": lot.ref or "",
            "product": lot.product_id.display_name,
            "made": say_quantity(made),
            "on_hand": say_quantity(lot.product_qty),
            "uom": lot.product_uom_id.name or "",
            "date_made": max(lines.mapped("date"), default=None),
            "company": (lot.company_id or productions.company_id[:1]).name or "",
        }

    def _tell_orders(self, productions):
        rows = []
        for line in productions.poms_order_line_id:
            order = line.order_id
            rows.append(
                {
                    "id": order.id,
                    "name": order.name,
                    "customer": order.partner_id.display_name or "",
                    "reference": order.reference or "",
                    "line": line.line or "",
                    "date_due": line.date_due or order.date_due or None,
                }
            )
        return rows

    def _tell_production(self, production):
        return {
            "id": production.id,
            "name": production.name,
            "product": production.product_id.display_name,
            "quantity": say_quantity(production.qty_produced),
            "uom": production.product_uom_id.name,
            "state": production._fields["state"].convert_to_export(
                production.state, production
            ),
        }

    # --- who did what

    @api.model
    def _get_steps(self, lot, productions):
        """Return ``(steps, number left out)`` of the orders, oldest first."""
        domain = [
            ("production_ref", "in", productions.ids),
            ("kind", "in", STEP_KINDS),
        ]
        events = self.env["poms.trace.event"].search(
            domain, order="date, id", limit=MAX_STEPS
        )
        events = events.filtered(lambda event: self._is_about(event, lot))
        total = self.env["poms.trace.event"].search_count(domain)
        reported = events.filtered(lambda event: event.kind == "card_reported")
        ended = events.filtered(lambda event: event.kind == "card_finished")
        # A report that finished its card left both events: one row tells it
        told = ended.filtered(lambda e: e.source_ref in reported.mapped("source_ref"))
        places = {p.id: index for index, p in enumerate(productions)}
        steps = [
            self._tell_step(event, event.source_ref in told.mapped("source_ref"))
            for event in events - told
        ]
        steps.sort(key=lambda step: places[step["production_id"]])
        return steps, max(total - MAX_STEPS, 0)

    @api.model
    def _is_about(self, event, lot):
        """False for events that name only other lots of the same product."""
        named = event.item_ids.filtered(
            lambda i: i.product_ref == lot.product_id.id and i.lot_ref
        )
        return not named or lot.id in named.mapped("lot_ref")

    @api.model
    def _tell_step(self, event, is_end=False):
        """Return one row; `is_end`: with this report the card was finished."""
        kinds = dict(event._fields["kind"]._description_selection(self.env))
        data = event.data or {}
        what = kinds[event.kind]
        if data.get("corrects"):
            what = self.env._("Correction")
        elif is_end and event.kind == "card_reported":
            what = self.env._("Work reported, card finished")
        pieces = {
            name: "" if data.get(name) in (None, "0") else str(data[name])
            for name in ("scrap", "rework", "material_fault")
        }
        return {
            "id": event.id,
            "date": event.date,
            "kind": event.kind,
            "what": what,
            "production_id": event.production_ref,
            "production": event.production_code or "",
            "card": event.card_code or "",
            "operation": event.operation_name or "",
            "machine": event.workcenter_code or "",
            "people": event.person_names or "",
            "good": self._tell_good(event, data),
            **pieces,
            "uom": data.get("uom") or "",
            "reason": data.get("reason") or "",
            "note": data.get("note") or "",
            "parameters": self._read_parameters(data),
            "used": [self._tell_item(i) for i in event.item_ids if i.role == "input"],
            "made": [
                self._tell_item(i)
                for i in event.item_ids
                if i.role == "output" and i.lot_code
            ],
        }

    @api.model
    def _tell_good(self, event, data):
        """Good pieces as text; a start or a pause says none."""
        is_work = event.kind in ("card_reported", "card_finished")
        return str(data.get("good") or "0") if is_work else ""

    @api.model
    def _read_parameters(self, data):
        """Measured values as texts, whatever form they were recorded in."""
        given = data.get("parameters") or []
        if isinstance(given, dict):
            given = [{"name": k, "value": v} for k, v in given.items()]
        return [
            {
                "text": " ".join(
                    str(part)
                    for part in (row.get("name"), self._tell(row), row.get("unit"))
                    if part not in (None, "", False)
                ),
                "within": row.get("is_within_limits"),
            }
            for row in given
            if isinstance(row, dict)
        ]

    @api.model
    def _tell(self, row):
        """A parameter's value as a reader says it: a truth value in words."""
        value = row.get("value")
        if row.get("kind") != "yes_no":
            return value
        no = str(value).strip().lower() in ("", "0", "0.0", "no", "false", "none")
        return self.env._("no") if no else self.env._("yes")

    @api.model
    def _tell_item(self, item):
        return {
            "product": item.product_name or "",
            "lot": item.lot_code or "",
            "lot_id": item.lot_ref,
            "quantity": item.quantity or "",
            "uom": item.uom or "",
        }

    # --- what it is made of, where it went

    @api.model
    def _tell_node(self, node):
        return {
            "level": node["level"],
            "product": node["product"].display_name,
            "lot": node["lot"].name or "",
            "lot_id": node["lot"].id,
            "quantity": say_quantity(node["quantity"]) if "quantity" in node else "",
            "uom": node["uom"].name if "uom" in node else "",
            "production": node["production"].name or "",
            "made_in": ", ".join(node["made_in"].mapped("name"))
            if "made_in" in node
            else "",
        }

    @api.model
    def _tell_shipment(self, line):
        picking = line.picking_id
        return {
            "id": picking.id,
            "name": picking.name or line.reference or "",
            "customer": picking.partner_id.display_name or "",
            "date": picking.date_done or line.date,
            "product": line.product_id.display_name,
            "lot": line.lot_id.name,
            "quantity": say_quantity(line.quantity),
            "uom": line.product_uom_id.name,
        }

    # --- quality

    @api.model
    def _tell_inspections(self, productions):
        # sudo: part of the lot's record, which may be read
        found = self.env["poms.inspection"].sudo()
        found = found.search([("production_id", "in", productions.ids)], order="id")
        states = dict(found._fields["state"]._description_selection(self.env))
        says = dict(found._fields["disposition"]._description_selection(self.env))
        return [
            {
                "id": inspection.id,
                "name": inspection.name,
                "title": inspection.title,
                "card": inspection.card_id.name,
                "operation": inspection.operation_name or "",
                "state": inspection.state,
                "result": states[inspection.state],
                "colour": COLOURS[inspection.state],
                "value": inspection.value or "",
                "unit": inspection.unit or "",
                "limits": inspection.limits_text or "",
                "inspector": inspection.employee_id.name
                or inspection.user_id.name
                or "",
                "date": inspection.date_result or None,
                "note": inspection.note or "",
                "decision": says.get(inspection.disposition, ""),
                "reason": inspection.release_reason or "",
                "released_by": inspection.released_user_id.name or "",
                "date_released": inspection.date_released or None,
            }
            for inspection in found
        ]

    @api.model
    def _tell_holds(self, lot, productions):
        # sudo: part of the lot's record, which may be read
        holds = self.env["poms.hold"].sudo()
        holds = holds.search(
            [
                "|",
                "|",
                ("lot_id", "=", lot.id),
                ("production_id", "in", productions.ids),
                ("card_id.production_id", "in", productions.ids),
            ],
            order="date_hold, id",
        )
        kinds = dict(holds._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": hold.id,
                "what": hold._target().display_name,
                "kind": kinds[hold.kind],
                "reason": " – ".join(filter(None, [hold.reason_id.name, hold.note])),
                "by": hold.user_id.name or "",
                "date": hold.date_hold,
                "released_by": hold.released_user_id.name or "",
                "date_released": hold.date_released or None,
                "release_note": hold.release_note or "",
                "is_active": hold.state == "active",
            }
            for hold in holds
        ]

    @api.model
    def _local(self, moment):
        """A naive UTC date-time in the user's zone, to the minute."""
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(self, moment)
        return local.strftime("%Y-%m-%d %H:%M")
