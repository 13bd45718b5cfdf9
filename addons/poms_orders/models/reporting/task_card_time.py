from datetime import timedelta

from odoo import fields, models

# A clock that was forgotten: more than this is never booked by itself.
FORGOTTEN_HOURS = 12
LONGEST = timedelta(days=31)


class PomsTaskCard(models.Model):
    """Minutes of setup and run, as closed time lines per person.

    No open timers: a line is written when its minutes are told. Odoo's own open
    timers belong to the user, and a shared tablet has one user for many people.
    """

    _inherit = "poms.task.card"

    def _get_minutes(self, entry):
        """Return (setup, run, start, end) of an act, in minutes and naive UTC.

        Minutes that were told win; else those between the times told; else those
        since the person's last act on this running card, in the machine's shifts.
        """
        act = entry.act
        if act.kind in ("start", "resume"):
            begin = entry.date_start or fields.Datetime.now()
            return 0.0, 0.0, begin, begin
        end = entry.date_end or fields.Datetime.now()
        setup = float(act.setup_min or 0)
        if act.run_min is not None:
            run = float(act.run_min)
        else:
            start = entry.date_start or self._get_clock_start(entry)
            if not start:
                return setup, 0.0, end - timedelta(minutes=setup), end
            passed = self._get_working_minutes(entry.machine, start, end)
            if act.is_setup:
                return passed, 0.0, start, end
            return setup, max(passed - setup, 0.0), start, end
        start = entry.date_start or end - timedelta(minutes=setup + run)
        return setup, run, start, end

    def _get_clock_start(self, entry):
        """When the teller's unbooked time on the card began; None if it stands."""
        return entry.clocks.get(entry.employee, (None, None))[1]

    def _get_working_minutes(self, machine, start, end):
        """Minutes between start and end within the machine's shifts.

        Outside of every shift (overtime) the plain minutes count, up to a limit.
        """
        if end <= start:
            return 0.0
        plain = min((end - start).total_seconds() / 60, FORGOTTEN_HOURS * 60)
        calendar = machine.resource_calendar_id
        if not calendar:
            return plain
        # a year that was mistyped must not walk through centuries of shifts
        start = max(start, end - LONGEST)
        hours = calendar.get_work_hours_count(start, end, compute_leaves=False)
        return min(hours * 60, plain) if hours else plain

    def _book_time(self, report, entry, finishes=False):
        """Write the closed time lines of everybody who took part.

        :param bool finishes: the card ends; so do the minutes of all who work on it
        """
        end = report.date_end
        spans = [
            (employee, start, stop, kind)
            for employee, setup, run in self._split_minutes(report, entry, finishes)
            for start, stop, kind in _get_spans(setup, run, end)
        ]
        # the standard loss of the type "productive"
        loss = self.env.ref("mrp.block_reason7")
        self.env["mrp.workcenter.productivity"].create(
            [
                {
                    "workorder_id": self.workorder_id.id,
                    "workcenter_id": self.workcenter_id.id,
                    "company_id": self.company_id.id,
                    "card_id": self.id,
                    "employee_id": employee.id,
                    "report_id": report.id,
                    "poms_kind": kind,
                    "loss_id": loss.id,
                    "date_start": start,
                    "date_end": stop,
                    "costs_hour": self.workcenter_id.costs_hour,
                }
                for employee, start, stop, kind in spans
            ]
        )

    def _split_minutes(self, report, entry, finishes):
        """Return [(employee, setup, run)]; minutes that were told count for all.

        Else everybody's own clock counts, and for who has none the teller's.
        """
        is_told = entry.act.run_min is not None or entry.date_start
        others = entry.people - entry.employee
        if finishes:
            others = others.union(*entry.clocks) - entry.employee
        minutes = [(entry.employee, report.setup_min, report.run_min)]
        for employee in others:
            clock = entry.clocks.get(employee)
            if is_told and employee in entry.people or not clock:
                minutes.append((employee, report.setup_min, report.run_min))
            else:
                run = self._get_working_minutes(
                    entry.machine, clock[1], report.date_end
                )
                minutes.append((employee, 0.0, run))
        return minutes


def _get_spans(setup, run, end):
    """Setup first, then run, up to `end`."""
    begin_run = end - timedelta(minutes=run)
    if setup:
        yield begin_run - timedelta(minutes=setup), begin_run, "setup"
    if run:
        yield begin_run, end, "run"
