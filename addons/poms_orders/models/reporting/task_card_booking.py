import math

from odoo import fields, models

from ..poms_booking_context import booking_context


class PomsTaskCard(models.Model):
    """What an accepted report does to the card, the work order and the stock."""

    _inherit = "poms.task.card"

    report_ids = fields.One2many("poms.report", "card_id", readonly=True)

    def _prepare_report_vals(self, entry):
        """Values of the report row that are the same for accepted and refused."""
        act = entry.act
        setup, run, start, end = self._get_minutes(entry)
        return {
            "setup_min": setup,
            "run_min": run,
            "date_start": start,
            "date_end": end,
            "parameter_value_ids": [
                fields.Command.create(vals)
                for vals in self._prepare_parameter_vals(entry)
            ],
            "card_id": self.id,
            "workorder_id": self.workorder_id.id,
            "production_id": self.production_id.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "workcenter_id": entry.machine.id,
            "employee_ids": [fields.Command.set(entry.people.ids)],
            "quantity_good": float(act.good),
            "quantity_scrap": float(act.scrap),
            "quantity_rework": float(act.rework),
            "quantity_material_fault": float(act.material_fault),
            "quantity_concession": float(act.concession),
            "quantity_to_inspect": float(act.to_inspect),
            "reason_id": entry.reason.id,
        }

    def _prepare_parameter_vals(self, entry):
        rows = [row for row in entry.parameters if row["value"] is not None]
        return [
            {
                "company_id": self.company_id.id,
                "parameter_id": row["parameter"].id,
                "name": row["parameter"].name,
                "unit": row["parameter"].unit,
                "value_number": self._to_float(row["value"]),
                "value_text": str(row["value"]),
                "is_within_limits": row["is_within"] is not False,
            }
            for row in rows
        ]

    @staticmethod
    def _to_float(value):
        try:
            number = float(value)
        except (OverflowError, TypeError, ValueError):
            return 0.0
        return number if math.isfinite(number) else 0.0

    def _book(self, report, effects, entry):
        """Book an accepted act; one transaction with its report."""
        self.with_context(**booking_context())._book_inside(report, effects, entry)
        self._notify_floor(report.kind, report)

    def _book_inside(self, report, effects, entry):
        """Book under our own context: Odoo's write-throughs are off."""
        if effects.starts:
            self._book_start(entry)
        self._book_time(report, entry, effects.finishes)
        self._book_good(effects)
        lines = self._book_components(report, entry)
        self._book_card(report, effects, entry)
        # before anything is received: pieces that wait for quality stay out of stock
        self._request_inspections(report, effects)
        closes = effects.finishes and self.production_id._is_ready_to_close(self)
        lots = self._book_output(report, effects, entry, closes)
        self._book_scrap(report, effects, lots)
        if effects.finishes:
            self._finish_workorder()
        if closes:
            sources = self._get_source_lines(effects.good) | lines
            self.production_id._poms_close(sources, entry.is_backorder)
            self._record_lots(report, lots, entry)
        self._record_events(report, effects, entry, lines, lots)

    def _book_start(self, entry):
        """Start the work order: one that reports must not stand as "to do".

        A card that is begun on another machine occupies that one from now on.
        """
        if self.workorder_id.state in ("blocked", "ready"):
            # force_date: else Odoo takes the whole order out of its plan
            self.workorder_id.with_context(force_date=True).button_start()
        # After the start: that gives a card which waits the work order's machine.
        if entry.machine != self.workcenter_id:
            self.workcenter_id = entry.machine

    def _book_good(self, effects):
        if effects.good:
            workorder = self.workorder_id
            workorder.write(
                {"qty_produced": workorder.qty_produced + float(effects.good)}
            )

    def _book_card(self, report, effects, entry):
        """Write sums and state of the card, at the times that were told."""
        vals = {
            "state": effects.state,
            "quantity_good": self.quantity_good + float(effects.good),
            "quantity_scrap": self.quantity_scrap + float(effects.scrap),
            "quantity_rework": self.quantity_rework + float(effects.rework),
            "quantity_material_fault": self.quantity_material_fault
            + float(effects.material_fault),
        }
        if effects.starts:
            vals["date_started"] = report.date_start
        changed = {k: v for k, v in vals.items() if self[k] != v}
        if changed:
            self.write(changed)
        if effects.finishes and entry.date_end:
            self.date_done = entry.date_end

    def _finish_workorder(self):
        """Finish the work order when its last card is finished."""
        open_cards = self.workorder_id.card_ids.filtered(
            lambda card: card.state not in ("done", "cancelled")
        )
        if not open_cards:
            self.workorder_id._poms_finish()

    # -- stock ------------------------------------------------------------------

    def _book_components(self, report, entry):
        """Post the planned components; return their posted move lines."""
        parts_by_move, scanned = {}, self.env["stock.move"]
        made = self.workorder_id.qty_produced
        for move, lot, quantity, is_scanned in entry.components:
            parts_by_move.setdefault(move, []).append((lot, float(quantity)))
            if is_scanned:
                scanned |= move
        if not parts_by_move:
            return self.env["stock.move.line"]
        where = {
            "production_id": self.production_id.id,
            "workorder_id": self.workorder_id.id,
        }
        lines = self.env["stock.move"]._post_parts(parts_by_move, where).move_line_ids
        self.env["poms.report.component"].create(
            [
                {
                    "report_id": report.id,
                    "company_id": self.company_id.id,
                    "product_id": line.product_id.id,
                    "lot_id": line.lot_id.id,
                    "quantity": line.quantity_product_uom,
                    "move_id": line.move_id.id,
                    "production_id": self.production_id.id,
                    "piece_from": made - report.quantity_good,
                    "piece_to": made,
                    "is_scanned": line.move_id.poms_split_from_id in scanned,
                }
                for line in lines
            ]
        )
        return lines

    def _book_scrap(self, report, effects, lots):
        """Write off bad pieces by scrap documents out of production.

        Not out of stock: they never were there, so the good pieces carry the cost.
        A serial-tracked piece has no number yet: it is counted on the card only.
        """
        production = self.production_id
        product = production.product_id
        if product.tracking == "serial":
            return
        lot = lots[:1] or production.lot_producing_ids[:1]
        if product.tracking == "lot" and not lot:
            lot = production._poms_get_lots([""])
        quantities = [effects.scrap, effects.material_fault]
        self._create_scrap([float(q) for q in quantities if q], lot)

    def _create_scrap(self, quantities, lot):
        """Post a scrap document per quantity, in the order's unit."""
        production = self.production_id
        vals_list = [
            {
                "production_id": production.id,
                "workorder_id": self.workorder_id.id,
                "product_id": production.product_id.id,
                "product_uom_id": production.product_uom_id.id,
                "scrap_qty": quantity,
                "lot_id": lot.id,
                "company_id": self.company_id.id,
                "location_id": production.production_location_id.id,
                "origin": f"{production.name} {self.name}",
            }
            for quantity in quantities
        ]
        if vals_list:
            # not `action_validate`: it would look for the pieces in stock
            self.env["stock.scrap"].create(vals_list).do_scrap()

    # -- hooks ------------------------------------------------------------------

    def _request_inspections(self, report, effects):
        """Ask quality for what is due; the card's sums hold this report already."""
        hooks = self.env["poms.hooks"]
        if report.kind in ("report", "finish"):
            hooks._inspection_request(self, "report")
        elif effects.starts:
            hooks._inspection_request(self, "start")
        if effects.finishes:
            hooks._inspection_request(self, "finish")

    def _record_events(self, report, effects, entry, lines, lots):
        """Tell the ledger, inside the transaction."""
        hooks = self.env["poms.hooks"]
        kind = {
            "start": "card_started",
            "resume": "card_started",
            "pause": "card_paused",
        }.get(report.kind, "card_reported")
        values = self._prepare_event(report, entry, lines, lots)
        hooks._record_event(kind, report, values)
        if effects.finishes:
            hooks._record_event("card_finished", report, values)

    def _prepare_event(self, report, entry, lines, lots):
        """JSON-able facts of a report for the ledger; quantities as strings."""
        act = entry.act
        return {
            "uuid": report.uuid,
            "report_id": report.id,
            "card": self.name,
            "card_id": self.id,
            "production": self.production_id.name,
            "production_id": self.production_id.id,
            "product_id": self.product_id.id,
            "operation": self.workorder_id.name,
            "workcenter": entry.machine.name,
            "workcenter_id": entry.machine.id,
            "employee_id": entry.employee.id,
            "employee_ids": entry.people.ids,
            "device_id": report.device_id.id or False,
            "good": str(act.good),
            "scrap": str(act.scrap),
            "rework": str(act.rework),
            "material_fault": str(act.material_fault),
            "reason": report.reason_id.code or "",
            "lots": lots.mapped("name"),
            "lot_ids": lots.ids,
            "setup_min": report.setup_min,
            "run_min": report.run_min,
            "components": self._prepare_component_facts(lines),
            "parameters": self._prepare_parameter_facts(entry),
            "date": fields.Datetime.to_string(report.date),
        }

    def _prepare_component_facts(self, lines):
        return [
            {
                "product_id": line.product_id.id,
                "product": line.product_id.display_name,
                "lot_id": line.lot_id.id or False,
                "lot": line.lot_id.name or "",
                "quantity": str(line.quantity_product_uom),
                "move_id": line.move_id.id,
            }
            for line in lines
        ]

    def _prepare_parameter_facts(self, entry):
        return [
            {
                "name": row["parameter"].name,
                "kind": row["parameter"].kind,
                "unit": row["parameter"].unit or "",
                "value": str(row["value"]),
                "is_within_limits": row["is_within"] is not False,
            }
            for row in entry.parameters
            if row["value"] is not None
        ]
