from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from odoo import fields, models

from ...domain.correction_effects import RIGHT_CODES, get_missing_role
from ...domain.correction_rules import CorrectionFacts
from ...domain.report_rules import QUANTITIES
from ..poms_booking_context import booking_context
from .poms_report import QUANTITY_FIELDS
from .task_card_facts import to_decimal

ZERO = Decimal(0)


class PomsTaskCard(models.Model):
    """Corrections: counter-entries, booked by the state of the order."""

    _inherit = "poms.task.card"

    def _perform_correction(self, act, common, employee):
        """Judge and book a counter-entry to an accepted report of this card."""
        original = self._locate_report(act.get("report"))
        reason = self._locate_reason(act.get("reason"), self.company_id, ["correction"])
        plan = self._plan_correction(original, act, employee)
        common |= self._prepare_correction_vals(plan.main, reason.id)
        common["employee_ids"] = [fields.Command.set(employee.ids)]
        if plan.finding:
            return self._refuse(common, plan.finding.code, plan.finding.values)
        missing = get_missing_role(plan.effects, self._get_roles(employee))
        if missing:
            return self._refuse(common, RIGHT_CODES[missing], {})
        self._book_later_steps(plan, common)
        report = self.env["poms.report"].create(
            {**common, "state": "accepted", "code": "ok", "message": ""}
        )
        self._book_correction_step(plan.main, report)
        return {**report._get_answer(), "card": self._get_card_brief()}

    def _prepare_correction_vals(self, step, reason_id):
        """Return the values of a counter-entry: where, when, and the differences."""
        original, act = step.original, step.act
        lots = self.env["stock.lot"]
        if self._is_receiving() and (act.get("lot") or act["serials"]):
            lots = self._get_corrected_lots(act)
        return {
            "lot_ids": [fields.Command.set(lots.ids)],
            "card_id": self.id,
            "workorder_id": self.workorder_id.id,
            "production_id": self.production_id.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "workcenter_id": original.workcenter_id.id,
            "reason_id": reason_id,
            "corrects_id": original.id,
            "date_start": original.date_start,
            "date_end": original.date_end,
            **{
                name: float(step.facts.delta[short])
                for name, short in zip(QUANTITY_FIELDS, QUANTITIES, strict=True)
            },
        }

    def _book_correction_step(self, step, report):
        """Book one counter-entry and tell of it."""
        booked = self.with_context(**booking_context())
        if step.facts.is_closed:
            booked._book_closed_correction(report, step.facts, step.act)
        else:
            booked._book_open_correction(report, step)
        booked._book_component_changes(report, step.original, step.facts.components)
        booked._record_correction(report, step.original)
        self.env["poms.hooks"]._report_corrected(report, step.original)
        self._notify_floor("correction", report)

    def _get_correction_facts(self, original, act, employee):
        """Return what the rules of a correction look at."""
        wanted, delta = self._get_correction_delta(original, act)
        production = self.production_id
        return CorrectionFacts(
            is_known=original.state == "accepted"
            and original.kind in ("report", "finish"),
            order_state=production.state,
            delta=delta,
            wanted=wanted,
            step_good=to_decimal(self.workorder_id.qty_produced),
            used_by_next=self._get_used_by_next(),
            available=self._get_available(
                self.workorder_id.blocked_by_workorder_ids.filtered(
                    lambda w: w.state != "cancel"
                )
            ),
            card_quantity=to_decimal(self.quantity),
            card_spent=to_decimal(
                self.quantity_good + self.quantity_scrap + self.quantity_material_fault
            ),
            in_stock=self._get_correctable_stock(original, act)
            if delta["good"] < 0 and self._is_receiving()
            else None,
            receives=self._is_receiving(),
            components=tuple(
                self._plan_component_changes(original, act, wanted, delta)
            ),
            step=Decimal(str(self.uom_id.rounding or 0.01)),
            tracking=production.product_id.tracking,
            has_identity=bool(
                act.get("lot")
                or act["serials"]
                or len(production.lot_producing_ids) == 1
            ),
            serial_count=len(act["serials"]),
            is_own=employee in original.employee_ids
            and original.date >= fields.Datetime.now() - timedelta(hours=24),
        )

    def _get_correction_delta(self, original, act):
        """Return ({quantity: true value}, {quantity: difference to what stands})."""
        earlier = original.correction_ids.filtered(lambda r: r.state == "accepted")
        current = {
            short: to_decimal(original[name] + sum(earlier.mapped(name)))
            for name, short in zip(QUANTITY_FIELDS, QUANTITIES, strict=True)
        }
        wanted = {name: act.get(name, current[name]) for name in QUANTITIES}
        return wanted, {name: wanted[name] - current[name] for name in QUANTITIES}

    def _get_used_by_next(self):
        """Pieces of this step that the following steps have used already."""
        used = ZERO
        for workorder in self.workorder_id.needed_by_workorder_ids:
            if workorder.state != "cancel":
                cards = workorder.card_ids.filtered(lambda card: not card.is_rework)
                used = max(used, self._get_used(cards))
        return used

    def _get_correctable_stock(self, original, act):
        """Of the pieces to take back: on hand, or not received yet."""
        production = self.production_id
        waiting = 0.0
        if production.state != "done":
            waiting = self._get_unreceived(self._get_report_lots(original, act))
        lots = self._get_corrected_lots(act)
        domain = [
            ("product_id", "=", production.product_id.id),
            ("location_id", "child_of", production.location_dest_id.id),
        ]
        # an open order may have received under several lots
        if production.product_id.tracking != "none" and (
            lots or production.state == "done"
        ):
            domain.append(("lot_id", "in", lots.ids))
        groups = self.env["stock.quant"]._read_group(domain, [], ["quantity:sum"])
        uom = production.product_id.uom_id
        there = (groups[0][0] or 0.0) + waiting
        return to_decimal(uom._compute_quantity(there, production.product_uom_id))

    def _get_unreceived(self, lots):
        """Good pieces of the order, of these lots, that no receipt has taken yet."""
        production = self.production_id
        parts = production._get_unreceived_parts(production._get_finished_quantity())
        return sum(part for lot, part in parts if not lots or lot in lots)

    def _get_report_lots(self, original, act):
        """The lots that a correction names, else those that the report has made."""
        if act.get("lot") or act["serials"]:
            return self._get_corrected_lots(act)
        return original.lot_ids

    def _get_corrected_lots(self, act):
        """The lots or serials that a correction takes back."""
        production = self.production_id
        names = (
            act["serials"] or [act["lot"]] if act.get("lot") or act["serials"] else []
        )
        if not names:
            return production.lot_producing_ids
        return self.env["stock.lot"].search(
            [("name", "in", names), ("product_id", "=", production.product_id.id)]
        )

    # -- the order is open ------------------------------------------------------

    def _book_open_correction(self, report, step):
        """Work order, card, receipts and components of an open order."""
        facts, delta = step.facts, step.facts.delta
        lots = self._get_report_lots(step.original, step.act)
        waiting = 0.0
        if delta["good"] < 0 and self._is_receiving():
            waiting = self._get_unreceived(lots)
        workorder = self.workorder_id
        before = workorder.qty_produced
        if delta["good"] and not self.is_rework:
            workorder.write({"qty_produced": before + float(delta["good"])})
        vals = {
            name: self[name] + float(delta[short])
            for name, short in zip(QUANTITY_FIELDS, QUANTITIES, strict=True)
        }
        spent = sum(vals[n] for n in QUANTITY_FIELDS if n != "quantity_rework")
        if self.state == "done" and to_decimal(spent) < facts.card_quantity:
            vals["state"] = "paused"
            self._reopen_workorder()
        self.write(vals)
        self._correct_receipts(facts, lots, waiting)
        self._correct_components(report, facts)
        self._correct_scrap(report, facts)

    def _reopen_workorder(self):
        """A finished step that misses pieces again is in progress again."""
        if self.workorder_id.state == "done":
            self.workorder_id.write({"state": "progress"})

    def _correct_receipts(self, facts, lots, waiting):
        """Take received pieces back, newest receipt first; they stay to be made.

        :param lots: of which they are; empty: any
        :param float waiting: pieces of them that were not received yet
        """
        missing = -float(facts.delta["good"])
        if missing <= 0 or not self._is_receiving():
            return
        production = self.production_id
        product = production.product_id
        missing = production.product_uom_id._compute_quantity(missing, product.uom_id)
        missing = max(missing - waiting, 0.0)
        moves = production.move_finished_ids.filtered(
            lambda m: m.product_id == product and m.state == "done"
        )
        taken = moves._lower_lines(missing, lots)
        open_move = production._get_open_finished_move()
        if taken and open_move:
            back = product.uom_id._compute_quantity(taken, open_move.product_uom)
            demand = open_move.product_uom_qty + back
            open_move.with_context(no_procurement=True).product_uom_qty = demand
            open_move.quantity = demand

    def _correct_components(self, report, facts):
        """Counted components follow the pieces; lots are `_book_component_changes`.

        A component that the correction names is what it says.
        """
        pieces = facts.spent_delta
        named = {change.product_id for change in facts.components}
        moves = self._get_component_moves().filtered(
            lambda m: m.product_id.tracking == "none" and m.product_id.id not in named
        )
        if pieces >= 0:
            return self._take_due(report, moves) if pieces else None
        rows = []
        for move in moves:
            back = move._take_back(-float(pieces) * move.poms_unit_need)
            if back:
                rows.append(
                    {
                        "report_id": report.id,
                        "company_id": self.company_id.id,
                        "production_id": self.production_id.id,
                        "product_id": move.product_id.id,
                        "quantity": -back,
                        "move_id": move.id,
                    }
                )
        self.env["poms.report.component"].create(rows)
        return None

    def _take_due(self, report, moves):
        """Take what more pieces need of counted components, as their report had."""
        moves._set_unit_need()
        entry = SimpleNamespace(components=[])
        held = self.env["poms.hold"]
        self._plan_due_components(entry, moves, {}, ZERO, held)
        self._book_components(report, entry)

    def _correct_scrap(self, report, facts):
        """More scrap: a document as in a report. Less: the reverse movement."""
        production = self.production_id
        product = production.product_id
        quantity = float(facts.delta["scrap"] + facts.delta["material_fault"])
        if not quantity or product.tracking == "serial":
            return
        lot = production.lot_producing_ids[:1]
        if quantity > 0:
            self._create_scrap([quantity], lot)
            return
        scraps = self.env["stock.scrap"].search(
            [("workorder_id", "=", self.workorder_id.id), ("state", "=", "done")]
        )
        uom = production.product_uom_id
        scraps.move_ids._lower_lines(-uom._compute_quantity(quantity, product.uom_id))

    # -- the order is closed ----------------------------------------------------

    def _book_closed_correction(self, report, facts, act):
        """Take pieces back by unbuild orders: pieces out, components back in."""
        production = self.production_id
        back = -facts.delta["good"]
        vals = {
            name: self[name] + float(facts.delta[short])
            for name, short in zip(QUANTITY_FIELDS, QUANTITIES, strict=True)
        }
        self.write(vals)
        if back:
            self.workorder_id.write(
                {"qty_produced": self.workorder_id.qty_produced - float(back)}
            )
        if back <= 0 or not self._is_receiving():
            return
        lots = self._get_corrected_lots(act)
        if production.product_id.tracking == "serial":
            parts = [(lot, 1.0) for lot in lots]
        else:
            parts = [(lots[:1], float(back))]
        for lot, quantity in parts:
            unbuild = self.env["mrp.unbuild"].create(
                {
                    "mo_id": production.id,
                    "product_id": production.product_id.id,
                    "bom_id": production.bom_id.id,
                    "product_qty": quantity,
                    "product_uom_id": production.product_uom_id.id,
                    "lot_id": lot.id,
                    "location_id": production.location_dest_id.id,
                    "location_dest_id": production.location_src_id.id,
                    "company_id": self.company_id.id,
                }
            )
            unbuild.action_unbuild()

    def _record_correction(self, report, original):
        """Note the counter-entry in the ledger."""
        self.env["poms.hooks"]._record_event(
            "card_reported",
            report,
            {
                "uuid": report.uuid,
                "report_id": report.id,
                "corrects": original.uuid,
                "card": self.name,
                "card_id": self.id,
                "production": self.production_id.name,
                "workcenter": original.workcenter_id.name or "",
                "employee_id": report.employee_id.id,
                "employee_ids": report.employee_ids.ids,
                "good": str(report.quantity_good),
                "scrap": str(report.quantity_scrap),
                "rework": str(report.quantity_rework),
                "material_fault": str(report.quantity_material_fault),
                "reason": report.reason_id.code or "",
                "date": fields.Datetime.to_string(report.date),
            },
        )
