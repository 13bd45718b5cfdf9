"""The simulated past as rows: orders, work, reports. `demo_history_stock`: goods."""

import uuid
from datetime import timedelta
from itertools import pairwise

import pytz

from odoo import Command

from .demo_bulk import Ids, insert, reserve
from .demo_history_stock import StockWriter
from .demo_plant import PLANT_TZ, on, ref, workday

SPACE = uuid.UUID("6f0b1f4e-5d0c-4b53-9a44-7d2c5e0d9a11")
PARTNERS = ("pumps", "robotics", "packaging", "textile", "conveyor", "edifact", "sap")
CHANNELS = ("form", "file", "email", "scan", "api", "edi", "edi")
SCRAP_REASONS = ("s01", "s02", "s03", "s05")


class HistoryWriter:
    """Writes simulated orders (`demo_simulation.Order`, parents first)."""

    def __init__(self, env, facts, orders):
        self.env, self.facts, self.orders = env, facts, orders
        self.company = env.ref("base.main_company")
        self.warehouse = env.ref("stock.warehouse0")
        self.products = {
            product.id: product
            for product in env["product.product"].browse({o.item for o in orders})
        }
        self.employees = {n: ref(env, f"employee_{n:02d}").id for n in range(1, 23)}
        self.reasons = [ref(env, f"reason_{code}").id for code in SCRAP_REASONS]
        self.loss = env["mrp.workcenter.productivity.loss"].search(
            [("loss_type", "=", "productive")], limit=1
        )
        self.report_ids = Ids(env, "poms_report")
        # rows that are written at the end, in one go
        self.cards, self.reports, self.times, self.values = [], [], [], []
        self.report_people = []
        # (order index, operation id) -> (work order id, first report id, moment)
        self.at_step = {}

    def write_all(self):
        """Write everything; nothing is committed here."""
        self.lines = self._write_customer_orders()
        self._write_productions()
        self._write_workorders()
        self._write_work()
        StockWriter(self).write_all()

    # --- customers

    def _write_customer_orders(self):
        """One finished customer order a tree, by the ORM: {tree: its line}."""
        tops = [order for order in self.orders if order.parent is None]
        orders = self.env["poms.order"].create(
            [self._prepare_order_vals(n, top) for n, top in enumerate(tops)]
        )
        return {
            top.tree: order.line_ids for top, order in zip(tops, orders, strict=True)
        }

    def _prepare_order_vals(self, number, top):
        product = self.products[top.item]
        finished = pytz.utc.localize(top.finish).astimezone(PLANT_TZ).date()
        due = on(workday(finished + timedelta(days=(number * 7) % 9 - 2)), 17)
        received = top.start - timedelta(days=3 + number % 5)
        partner = ref(self.env, f"partner_{PARTNERS[number % len(PARTNERS)]}")
        line = {
            "line": "10",
            "product_id": product.id,
            "quantity": top.good,
            "uom_id": product.uom_id.id,
            "price_unit": product.lst_price,
            "date_due": due,
            "state": "delivered",
        }
        return {
            "partner_id": partner.id,
            "reference": f"H{10200 + number * 3}",
            "channel": CHANNELS[number % len(CHANNELS)],
            "document_date": received.date(),
            "date_received": received,
            "date_due": due,
            "state": "done",
            "line_ids": [Command.create(line)],
        }

    # --- production orders and work orders

    def _write_productions(self):
        groups = reserve(self.env, "mrp_production_group", len(self.orders))
        self.ids = reserve(self.env, "mrp_production", len(self.orders))
        self.names = [f"WH/MO/H{n:04d}" for n in range(1, len(self.orders) + 1)]
        insert(
            self.env,
            "mrp_production_group",
            [
                {"id": group, "name": name}
                for group, name in zip(groups, self.names, strict=True)
            ],
        )
        insert(
            self.env,
            "mrp_production_group_rel",
            [
                {"parent_group_id": groups[o.parent], "child_group_id": groups[n]}
                for n, o in enumerate(self.orders)
                if o.parent is not None
            ],
        )
        self.groups = groups
        insert(
            self.env,
            "mrp_production",
            [self._production_row(n, order) for n, order in enumerate(self.orders)],
            stamp="date_start",
        )

    def _production_row(self, number, order):
        product, line = self.products[order.item], self.lines[order.tree]
        kind = self.warehouse.manu_type_id
        return {
            "id": self.ids[number],
            "name": self.names[number],
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "product_qty": order.planned,
            "product_uom_qty": order.planned,
            "qty_producing": order.good,
            "bom_id": self.facts.boms[product.id].id,
            "production_group_id": self.groups[number],
            "picking_type_id": kind.id,
            "location_src_id": kind.default_location_src_id.id,
            "location_dest_id": kind.default_location_dest_id.id,
            "production_location_id": product.with_company(
                self.company
            ).property_stock_production.id,
            "company_id": self.company.id,
            "user_id": ref(self.env, "user_planner").id,
            "backorder_sequence": 0,
            "origin": line.order_id.name,
            "state": "done",
            "priority": "0",
            "consumption": "warning",
            "is_locked": True,
            "is_planned": True,
            "propagate_cancel": False,
            "allow_workorder_dependencies": self.facts.boms[
                product.id
            ].allow_operation_dependencies,
            "date_start": order.start,
            "date_finished": order.finish,
            "date_deadline": line.date_due,
            "poms_order_line_id": line.id,
            "poms_order_id": line.order_id.id,
            "poms_parent_id": None if order.parent is None else self.ids[order.parent],
        }

    def _write_workorders(self):
        runs = [(n, run) for n, order in enumerate(self.orders) for run in order.runs]
        self.runs = runs
        ids = reserve(self.env, "mrp_workorder", len(runs))
        leaves = reserve(self.env, "resource_calendar_leaves", len(runs))
        self.card_ids = reserve(self.env, "poms_task_card", len(runs))
        self.card_names = [f"TCH{n:05d}" for n in range(1, len(runs) + 1)]
        self.workorder_ids, self.leave_ids = ids, leaves
        insert(
            self.env,
            "resource_calendar_leaves",
            [self._leave_row(i, run) for i, (_n, run) in enumerate(runs)],
            stamp="date_from",
        )
        insert(
            self.env,
            "mrp_workorder",
            [self._workorder_row(i, n, run) for i, (n, run) in enumerate(runs)],
            stamp="date_start",
        )
        insert(
            self.env,
            "mrp_workorder_dependencies_rel",
            [
                {"workorder_id": ids[i], "blocked_by_id": ids[i - 1]}
                for i in range(1, len(runs))
                if runs[i][0] == runs[i - 1][0]
            ],
        )

    def _leave_row(self, i, run):
        workcenter = self.facts.workcenters.browse(run.machine)
        return {
            "id": self.leave_ids[i],
            "name": self.card_names[i],
            "company_id": self.company.id,
            "calendar_id": workcenter.resource_calendar_id.id,
            "resource_id": workcenter.resource_id.id,
            "date_from": run.segments[0][0],
            "date_to": run.segments[-1][1],
            "time_type": "other",
        }

    def _workorder_row(self, i, number, run):
        operation = self.env["mrp.routing.workcenter"].browse(run.step.key)
        duration = round(_minutes(run.segments), 2)
        return {
            "id": self.workorder_ids[i],
            "name": operation.name,
            "sequence": operation.sequence,
            "barcode": f"{self.names[number]}/{self.workorder_ids[i]}",
            "production_id": self.ids[number],
            "operation_id": operation.id,
            "workcenter_id": run.machine,
            "leave_id": self.leave_ids[i],
            "state": "done",
            "cost_mode": "actual",
            "costs_hour": self.facts.workcenters.browse(run.machine).costs_hour,
            "qty_produced": run.good,
            "qty_reported_from_previous_wo": 0,
            "duration_expected": self._expected(run),
            "duration": duration,
            "duration_unit": round(duration / max(run.good, 1), 2),
            "duration_percent": round(
                100 * (self._expected(run) - duration) / self._expected(run)
            ),
            "date_start": run.segments[0][0],
            "date_finished": run.segments[-1][1],
            "production_date": run.segments[0][0],
        }

    def _expected(self, run):
        """Minutes that the routing says for the machine that was taken."""
        machine = self.facts.machines[run.machine]
        cycles = -(-(run.good + run.scrap) // machine.capacity)
        return round(machine.setup_min + cycles * run.step.cycle_min / machine.speed, 2)

    # --- cards, reports, time

    def _write_work(self):
        for i, (number, run) in enumerate(self.runs):
            self.cards.append(self._card_row(i, number, run))
            self._add_reports(i, number, run)
        insert(self.env, "poms_task_card", self.cards, stamp="date_started")
        insert(self.env, "poms_report", self.reports, stamp="date")
        insert(self.env, "poms_report_employee_rel", self.report_people)
        insert(self.env, "poms_parameter_value", self.values, stamp="create_date")
        self._add_losses()
        insert(self.env, "mrp_workcenter_productivity", self.times, stamp="date_start")

    def _team(self, employee):
        name = (
            "machining_a"
            if employee <= 8
            else "machining_b"
            if employee <= 15
            else "assembly"
        )
        return ref(self.env, f"team_{name}").id

    def _card_row(self, i, number, run):
        order = self.orders[number]
        line = self.lines[order.tree]
        start, finish = run.segments[0][0], run.segments[-1][1]
        return {
            "id": self.card_ids[i],
            "name": self.card_names[i],
            "workorder_id": self.workorder_ids[i],
            "production_id": self.ids[number],
            "product_id": order.item,
            "operation_id": run.step.key,
            "company_id": self.company.id,
            "warehouse_id": self.warehouse.id,
            "order_line_id": line.id,
            "order_id": line.order_id.id,
            "sequence": 10,
            "workcenter_id": run.machine,
            "team_id": self._team(self.facts.crew(run.machine, start)[0]),
            "priority": "0",
            "state": "done",
            "quantity": order.planned,
            "quantity_good": run.good,
            "quantity_scrap": run.scrap,
            "quantity_rework": 0,
            "quantity_material_fault": 0,
            "quantity_open": order.planned - run.good - run.scrap,
            "leave_id": self.leave_ids[i],
            "date_planned_start": start,
            "date_planned_finish": finish,
            "setup_min": self.facts.machines[run.machine].setup_min,
            "run_min": self._expected(run) - self.facts.machines[run.machine].setup_min,
            "date_due": line.date_due,
            "date_released": start - timedelta(hours=9),
            "date_started": start,
            "date_done": finish,
            "is_pinned": False,
            "is_held": False,
        }

    def _add_reports(self, i, number, run):
        """Start, one report for each stretch that made pieces, finish."""
        total = _minutes(run.segments)
        done_min, told = 0.0, 0.0
        setup_left = run.setup_min
        last = len(run.segments) - 1
        start = run.segments[0][0]
        self._add_report(i, number, run, "start", start, start, 0, 0, 0, 0)
        for k, (begin, end) in enumerate(run.segments):
            minutes = (end - begin).total_seconds() / 60
            setup = min(setup_left, minutes)
            setup_left -= setup
            done_min += minutes
            share = max(done_min - run.setup_min, 0) / max(total - run.setup_min, 0.1)
            batch = self.facts.machines[run.machine].capacity > 1
            good = (
                run.good - told
                if k == last
                else 0.0
                if batch
                else max(int(run.good * share) - told, 0.0)
            )
            told += good
            scrap = run.scrap if k == last else 0.0
            report = None
            if good or scrap or k == last:
                report = self._add_report(
                    i, number, run, "report", begin, end, good, scrap, setup, minutes
                )
            self._add_times(i, run, report, begin, end, setup)
        end = run.segments[-1][1]
        self._add_report(i, number, run, "finish", end, end, 0, 0, 0, 0)

    def _add_report(
        self, i, number, run, kind, begin, end, good, scrap, setup, minutes
    ):
        crew = self.facts.crew(run.machine, begin)
        person = crew[i % len(crew)]
        key = len(self.reports)
        name = f"{self.card_names[i]}/{key}"
        row = {
            "id": self.report_ids.next(),
            "uuid": str(uuid.uuid5(SPACE, f"{self.env.cr.dbname}/{name}")),
            "payload_hash": uuid.uuid5(SPACE, name).hex,
            "kind": kind,
            "state": "accepted",
            "code": "ok",
            "card_id": self.card_ids[i],
            "workorder_id": self.workorder_ids[i],
            "production_id": self.ids[number],
            "company_id": self.company.id,
            "team_id": self._team(person),
            "workcenter_id": run.machine,
            "employee_id": self.employees[person],
            "quantity_good": good,
            "quantity_scrap": scrap,
            "quantity_rework": 0,
            "quantity_material_fault": 0,
            "reason_id": self.reasons[i % len(self.reasons)] if scrap else None,
            "setup_min": round(setup, 1),
            "run_min": round(max(minutes - setup, 0), 1),
            "date": end,
            "date_start": begin,
            "date_end": end,
            "date_client": end,
            "is_paper": i % 53 == 0,
            "identified": "offline" if i % 17 == 0 else "online",
        }
        self._keep_report(i, number, run, row)
        return row["id"]

    def _keep_report(self, i, number, run, row):
        """Append a report with its person; the last one of a step has values."""
        self.reports.append(row)
        self.report_people.append(
            {"report_id": row["id"], "employee_id": row["employee_id"]}
        )
        if row["kind"] == "report":
            self.at_step.setdefault(
                (number, run.step.key),
                (self.workorder_ids[i], row["id"], row["date"]),
            )
            if row["date"] == run.segments[-1][1]:
                self._add_values(i, run, row)

    def _add_values(self, i, run, report):
        """What was measured with the last report of a step; few lie outside."""
        operation = self.env["mrp.routing.workcenter"].browse(run.step.key)
        for k, parameter in enumerate(operation.parameter_ids):
            number, text = _measured(parameter, i * 7 + k * 3)
            value = text if parameter.kind == "text" else number
            self.values.append(
                {
                    "report_id": report["id"],
                    "company_id": self.company.id,
                    "parameter_id": parameter.id,
                    "name": parameter.name,
                    "unit": parameter.unit or None,
                    "value_number": number,
                    "value_text": text,
                    "is_within_limits": parameter._is_within_limits(value) is not False,
                    "create_date": report["date"],
                }
            )

    def _add_times(self, i, run, report, begin, end, setup):
        minutes = (end - begin).total_seconds() / 60
        # half minutes of either kind go to the other
        setup = 0 if setup < 0.5 else minutes if minutes - setup < 0.5 else setup
        middle = begin + timedelta(minutes=setup)
        crew = self.facts.crew(run.machine, begin)
        for kind, start, stop in (("setup", begin, middle), ("run", middle, end)):
            if start == stop:
                continue
            row = {
                "workcenter_id": run.machine,
                "company_id": self.company.id,
                "workorder_id": self.workorder_ids[i],
                "card_id": self.card_ids[i],
                "employee_id": self.employees[crew[i % len(crew)]],
                "user_id": 1,
                "loss_id": self.loss.id,
                "description": None,
                "date_start": start,
                "date_end": stop,
                "duration": (stop - start).total_seconds() / 60,
                "costs_hour": self.facts.workcenters.browse(run.machine).costs_hour,
            }
            self.times.append(row | {"report_id": report, "poms_kind": kind})

    def _add_losses(self):
        """Breakdowns and slow starts, now and then where a machine stood still."""
        losses = self.env["mrp.workcenter.productivity.loss"].search(
            [("loss_type", "in", ("availability", "quality"))]
        )
        row = dict.fromkeys(self.times[0])
        for machine in self.facts.machines.values():
            busy = sorted(
                segment
                for _number, run in self.runs
                if run.machine == machine.key
                for segment in run.segments
            )
            gaps = [
                (end, start)
                for (_s, end), (start, _e) in pairwise(busy)
                if start - end > timedelta(minutes=90)
                and any(
                    a <= end and end + timedelta(minutes=90) <= b
                    for a, b in machine.intervals
                )
            ]
            for n, (end, _start) in enumerate(gaps[::2]):
                minutes = 15 + (n * 23 + machine.key * 7) % 60
                self.times.append(
                    row
                    | {
                        "workcenter_id": machine.key,
                        "company_id": self.company.id,
                        "user_id": 1,
                        "loss_id": losses[n % len(losses)].id,
                        "date_start": end + timedelta(minutes=5),
                        "date_end": end + timedelta(minutes=5 + minutes),
                        "duration": float(minutes),
                    }
                )


def _minutes(segments):
    return sum((end - start).total_seconds() for start, end in segments) / 60


def _measured(parameter, salt):
    """A believable value: around the target, now and then outside the limits."""
    if parameter.kind == "yes_no":
        good = salt % 41 != 0
        return float(good), "yes" if good else "no"
    if parameter.kind == "text":
        return 0.0, f"P{100 + salt % 4}"
    low, high = parameter.value_min, parameter.value_max
    if salt % 37 == 0:
        value = high + (high - low) * 0.1
    else:
        value = low + (high - low) * (0.15 + 0.7 * ((salt * 37) % 101) / 100)
    value = round(value, 4)
    return value, f"{value:g}"
