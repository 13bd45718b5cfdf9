from datetime import timedelta

import pytz

from odoo import api, models

from odoo.addons.poms_orders.domain.setup_matrix import setup_minutes
from odoo.addons.poms_orders.models.states import CARD_STARTED

from ..adapter.facts import Card, Machine
from ..adapter.minutes import Windows, whole_minutes
from .poms_plan_problem import OTHERS

LAST_SETUP_DAYS = 14
"""A machine unused for longer counts as set up for nothing."""


class PomsPlanProblem(models.AbstractModel):
    """Machines: working minutes, setup matrices, what occupies them already."""

    _inherit = "poms.plan.problem"

    @api.model
    def _read_machines(self, reading):
        """Fill `reading.machines`: {work center id: `Machine`}."""
        windows = self._read_windows(reading, reading.workcenters)
        groups = {self._group(card) for card in reading.cards}
        last = self._read_last_groups(reading)
        groups |= set(last.values())
        matrices = self.env["poms.setup.time"]._get_matrices(reading.workcenters)
        for workcenter in reading.workcenters:
            if workcenter.working_state == "blocked":
                reading.warn(
                    self.env._(
                        "%(machine)s is blocked; the plan uses it as if it worked. "
                        "Enter a downtime to plan around it.",
                        machine=workcenter.name,
                    )
                )
            reading.machines[workcenter.id] = Machine(
                id=workcenter.id,
                name=workcenter.name,
                windows=windows[workcenter.id],
                setup=self._setup_table(workcenter, matrices[workcenter.id], groups),
                group=last.get(workcenter.id),
            )

    # --- calendars

    @api.model
    def _read_windows(self, reading, workcenters):
        """{work center id: `Windows`}, one reading per calendar.

        Leaves of the type "leave" (holidays, downtime) are taken out; those of the
        type "other" are planned work, which the plan itself replaces.
        """
        result = {}
        horizon = reading.horizon
        always = Windows([(0, horizon.minutes)])
        start, end = pytz.utc.localize(horizon.start), pytz.utc.localize(horizon.end)
        for calendar, machines in workcenters.grouped("resource_calendar_id").items():
            if not calendar or calendar.schedule_type == "flexible":
                for workcenter in machines:
                    reading.warn(
                        self.env._(
                            "%(machine)s has no fixed working hours: planned day and "
                            "night.",
                            machine=workcenter.name,
                        )
                    )
                    result[workcenter.id] = always
                continue
            spans = calendar._work_intervals_batch(
                start, end, machines.resource_id, tz=pytz.timezone(calendar.tz)
            )
            for workcenter in machines:
                result[workcenter.id] = self._to_windows(
                    horizon, spans[workcenter.resource_id.id]
                )
        return result

    @api.model
    def _to_windows(self, horizon, spans):
        """Odoo's aware `Intervals` as working minutes."""
        return Windows(
            whole_minutes(
                (
                    (
                        first.astimezone(pytz.utc).replace(tzinfo=None),
                        last.astimezone(pytz.utc).replace(tzinfo=None),
                    )
                    for first, last, _records in spans
                ),
                horizon,
            )
        )

    # --- setup

    @api.model
    def _setup_table(self, workcenter, matrix, groups):
        """{(from group or None, to group): minutes} of the groups in this plan.

        Only for groups that the matrix knows on this machine; where it knows the
        group but not the pair, the machine's own setup time counts.
        """
        known = {to_group for _from, to_group in matrix}
        own = workcenter.time_start + workcenter.time_stop
        table = {}
        for after in groups - {None}:
            if after not in known:
                continue
            for before in groups | {None}:
                minutes = setup_minutes(matrix, before or 0, after)
                table[before, after] = round(own if minutes is None else minutes)
        return table

    @api.model
    def _read_last_groups(self, reading):
        """{work center id: setup group id} of what each machine did last."""
        since = reading.horizon.start - timedelta(days=LAST_SETUP_DAYS)
        done = self.env["poms.task.card"].search(
            [
                ("workcenter_id", "in", reading.workcenters.ids),
                ("state", "=", "done"),
                ("leave_id.date_to", ">=", since),
            ],
            order="id desc",
            limit=50 * len(reading.workcenters),
        )
        result = {}
        for card in done.sorted(lambda card: card.leave_id.date_to):
            result[card.workcenter_id.id] = self._group(card)
        for card in reading.cards:
            if card.state in CARD_STARTED:
                result[card.workcenter_id.id] = self._group(card)
        return {machine: group for machine, group in result.items() if group}

    # --- what occupies a machine without being a card

    @api.model
    def _read_occupations(self, reading):
        """Planned spans on our machines that belong to no card, as fixed cards.

        Their ids are negative: nothing is ever written to them.
        """
        by_resource = {w.resource_id.id: w.id for w in reading.workcenters}
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "in", list(by_resource)),
                ("time_type", "=", "other"),
                ("date_to", ">", reading.horizon.start),
                ("date_from", "<", reading.horizon.end),
            ],
            order="id",
        )
        ours = self.env["poms.task.card"].search([("leave_id", "in", leaves.ids)])
        native = self.env["mrp.workorder"].search(
            [("leave_id", "in", leaves.ids), ("card_ids", "!=", False)]
        )
        result = []
        for leave in leaves - ours.leave_id - native.leave_id:
            start = max(0, reading.horizon.floor(leave.date_from))
            end = reading.horizon.ceil(leave.date_to)
            if end > start:
                machine = by_resource[leave.resource_id.id]
                result.append(
                    Card(
                        id=-leave.id,
                        name=leave.name or "",
                        order=OTHERS,
                        minutes={},
                        fixed=(machine, start, end),
                    )
                )
        return result
