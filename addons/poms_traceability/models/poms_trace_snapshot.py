from odoo import api, fields, models

from ..domain.epcis import plain

# Keys of a caller's values that stand in columns and items; the rest is `data`.
COLUMN_KEYS = {
    "card",
    "card_id",
    "components",
    "date",
    "employee_id",
    "employee_ids",
    "items",
    "lot",
    "lot_ids",
    "lots",
    "operation",
    "order",
    "product_id",
    "production",
    "production_id",
    "report_id",
    "uuid",
    "workcenter",
    "workcenter_id",
}


def say_quantity(value):
    """A float quantity as a short decimal string: 2.0 is "2", 0.25 is "0.25"."""
    return f"{value or 0.0:.6f}".rstrip("0").rstrip(".")


def first(records):
    """The first record; a slice would forget what is prefetched together."""
    return records if len(records) <= 1 else records[:1]


class PomsTraceSnapshot(models.AbstractModel):
    """What stands around a record at this moment, as plain ids and codes.

    It looks at fields by name and takes what is there, so that a caller of
    `_record_event` may pass any record and nothing on the floor stops because a
    fact is missing.
    """

    _name = "poms.trace.snapshot"
    _description = "Snapshot for the Ledger"

    @api.model
    def _take(self, record, values):
        """Return the values of an event about `record`, with its `items`.

        :param record: one record
        :param dict values: the caller's facts
        """
        # sudo: codes of what the act touched; the actor may not read all of it
        record = record.sudo()
        # A lot knows nothing of the report that brought it: the caller names it.
        report = self.env["poms.report"].sudo().browse(values.get("report_id") or [])
        lots = self.env["stock.lot"].sudo().browse(values.get("lot_ids") or [])
        around = {**self._get_around(record, report), "report": report, "lots": lots}
        company = self._pick(record, "company_id") or around["production"].company_id
        snapshot = {
            "company_id": (
                company or around["order"].company_id or self.env.company
            ).id,
            "source_model": record._name,
            "source_ref": record.id,
            "source_code": record.display_name,
            "persons": " ".join(self._get_persons(record, values)) or False,
            "items": self._get_items(record, around, values),
            "data": {
                **plain({k: v for k, v in values.items() if k not in COLUMN_KEYS}),
                **self._get_facts(record),
            },
        }
        for name in ("order", "production", "card"):
            snapshot[f"{name}_ref"] = around[name].id
            snapshot[f"{name}_code"] = around[name].display_name or False
        card, machine = around["card"], around["workcenter"]
        snapshot["workcenter_ref"] = machine.id
        snapshot["workcenter_code"] = machine.name or False
        # The operation's own name: that of the work order is a copy in one language
        work = card.operation_id.name or card.workorder_id.name
        snapshot["operation_name"] = work or False
        snapshot["partner_code"] = around["partner"].display_name or False
        date = values.get("date") or self._get_date(record)
        if date:
            snapshot["date"] = fields.Datetime.to_datetime(date)
        return snapshot

    @api.model
    def _pick(self, record, *names, comodel=None):
        """First filled relational field of `record` among `names`; else empty."""
        for name in names:
            field = record._fields.get(name)
            if not field or not field.relational:
                continue
            if comodel in (None, field.comodel_name) and record[name]:
                return record[name]
        return self.env[comodel] if comodel else None

    @api.model
    def _get_around(self, record, report):
        """Return card, production, order, workcenter and partner of `record`."""

        def find(comodel, *sources):
            """Look in (record, field names) pairs, nearest first."""
            for source, *names in sources:
                if source._name == comodel:
                    return first(source)
                if found := self._pick(source, *names, comodel=comodel):
                    return first(found)
            return self.env[comodel].sudo()

        card = find("poms.task.card", (record, "card_id"), (report, "card_id"))
        production = find(
            "mrp.production",
            (record, "production_id", "raw_material_production_id"),
            (card, "production_id"),
        )
        workorder = find(
            "mrp.workorder", (record, "workorder_id"), (card, "workorder_id")
        )
        order = find(
            "poms.order",
            (record, "order_id", "poms_order_id"),
            (card, "order_id"),
            (production, "poms_order_id"),
        )
        sale = self._pick(record, "sale_id", comodel="sale.order")
        if not order and sale:
            order = order.search([("sale_order_id", "=", sale[:1].id)], limit=1)
        machine = find(
            "mrp.workcenter",
            (record, "workcenter_id"),
            (report, "workcenter_id"),
            (card, "workcenter_id"),
            (workorder, "workcenter_id"),
        )
        partner = find("res.partner", (record, "partner_id"), (order, "partner_id"))
        return {
            "card": card,
            "production": production,
            "order": order,
            "workcenter": machine,
            "partner": partner,
        }

    @api.model
    def _get_persons(self, record, values):
        """Return pseudonyms: who the caller names, who the record names, or us."""
        persons = self.env["poms.trace.person"]
        people = self.env["hr.employee"].sudo()
        named = values.get("employee_ids") or [values.get("employee_id")]
        people = people.browse([i for i in named if i]).exists()
        for name in ("employee_ids", "employee_id"):
            if not people:
                found = self._pick(record, name, comodel="hr.employee")
                # a card's employee is who shall do it, not who did
                people = people if record._name == "poms.task.card" else found
        # sudo: one's own employee record
        people = people or self.env.user.sudo().employee_id or self.env.user
        # Many events at once are mostly of the same people: ask once.
        asked = self.env.context.get("poms_pseudonyms", {})
        key = people._name, people._ids
        if key not in asked:
            asked[key] = persons._get_pseudonyms(people)
        return asked[key]

    @api.model
    def _get_date(self, record):
        """When it happened, where the record says so."""
        for name in ("date_end", "date_result", "date_done"):
            if record._fields.get(name) and record[name]:
                return record[name]
        return None

    @api.model
    def _get_facts(self, record):
        """Facts of a report that its caller need not repeat."""
        if record._name != "poms.report":
            return {}
        facts = {
            "good": say_quantity(record.quantity_good),
            "scrap": say_quantity(record.quantity_scrap),
            "rework": say_quantity(record.quantity_rework),
            "material_fault": say_quantity(record.quantity_material_fault),
            "uom": record.card_id.uom_id.name or "",
            "reason": record.reason_id.code or "",
            "setup_min": say_quantity(record.setup_min),
            "run_min": say_quantity(record.run_min),
            "date_start": plain(record.date_start or None),
            "date_end": plain(record.date_end or None),
            "note": record.note or "",
            "report": record.uuid,
        }
        # good is told even where nothing was: the other numbers only if there were any
        return {
            k: v for k, v in facts.items() if k == "good" or v not in ("", "0", None)
        }

    # --- items

    @api.model
    def _get_items(self, record, around, values):
        """Return the products and lots of the event as values of items."""
        if isinstance(values.get("items"), list):
            return [self._clean_item(item) for item in values["items"]]
        method = {
            "poms.report": self._get_report_items,
            "stock.picking": self._get_move_items,
            "stock.move": self._get_move_items,
            "stock.move.line": self._get_line_items,
            "stock.lot": self._get_lot_items,
        }.get(record._name, self._get_other_items)
        return method(record, around)

    @api.model
    def _prepare_item(self, role, product, lot=None, quantity=None, uom=None):
        return {
            "role": role,
            "product_ref": product.id,
            "product_code": product.default_code or False,
            "product_name": product.name,
            "lot_ref": lot.id if lot else False,
            "lot_code": lot.name if lot else False,
            "quantity": False if quantity is None else say_quantity(quantity),
            "uom": uom.name if uom else False,
        }

    @api.model
    def _clean_item(self, item):
        """An item as a caller gives it: `{"role", "product_id", "lot_id", …}`."""
        product = self.env["product.product"].sudo().browse(item.get("product_id"))
        lot = self.env["stock.lot"].sudo().browse(item.get("lot_id"))
        product = product or lot.product_id
        vals = self._prepare_item(item.get("role") or "object", product, lot)
        vals["quantity"] = str(item["quantity"]) if item.get("quantity") else False
        vals["uom"] = item.get("uom") or product.uom_id.name or False
        return vals

    def _get_report_items(self, report, around):
        product = around["production"].product_id
        lots = around["lots"] or report.lot_ids | report.lot_id
        uom = report.card_id.uom_id
        share = report.quantity_good / (len(lots) or 1)
        items = [
            self._prepare_item("output", product, lot, share, uom)
            for lot in lots or [None]
        ]
        return items + [
            self._prepare_item(
                "input",
                line.product_id,
                line.lot_id,
                line.quantity,
                line.product_id.uom_id,
            )
            for line in report.component_line_ids
        ]

    def _get_move_items(self, record, around):
        return self._get_line_items(record.move_line_ids, around)

    def _get_line_items(self, lines, around):
        items = []
        for line in lines:
            move = line.move_id
            role = "input" if move.raw_material_production_id else "object"
            if move.production_id:
                role = "output"
            items.append(
                self._prepare_item(
                    role,
                    line.product_id,
                    line.lot_id,
                    line.quantity,
                    line.product_uom_id,
                )
            )
        return items

    def _get_lot_items(self, lot, around):
        report = around["report"]
        quantity = None
        if report:
            is_serial = lot.product_id.tracking == "serial"
            quantity = 1.0 if is_serial else report.quantity_good
        uom = report.card_id.uom_id or lot.product_uom_id
        return [self._prepare_item("output", lot.product_id, lot, quantity, uom)]

    def _get_other_items(self, record, around):
        lot = self._pick(record, "lot_id", comodel="stock.lot")
        product = self._pick(record, "product_id", comodel="product.product")
        product = lot.product_id or product or around["production"].product_id
        if not product:
            return []
        return [self._prepare_item("object", product, lot)]
