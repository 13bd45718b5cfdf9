"""A first plan of the demo plant's open cards: each where it can start earliest."""

from datetime import timedelta

import pytz

from .demo_simulation import occupy

HORIZON_DAYS = 60


def plan_cards(env, cards, start):
    """Place open cards on their machines and write the plan.

    Orders with the earlier due date first, a card after those before it, no machine
    twice at a time; alternatives and setups are left to the scheduler.

    :param cards: recordset of poms.task.card
    :param start: naive UTC, nothing is placed before
    """
    intervals = {}
    for calendar in cards.workcenter_id.resource_calendar_id:
        intervals[calendar] = _working_time(calendar, start)
    free, done, plan = {}, {}, {}
    for card in _in_order(cards):
        machine = card.workcenter_id
        before = [done[p] for p in card.previous_card_ids if p in done]
        earliest = max([start, free.get(machine, start), *before])
        minutes = max(card.setup_min + card.run_min, 1)
        segments = occupy(intervals[machine.resource_calendar_id], earliest, minutes)
        if not segments:
            continue
        plan[card.id] = {"date_start": segments[0][0], "date_finish": segments[-1][1]}
        free[machine] = done[card] = segments[-1][1]
    env["poms.task.card"]._write_plan(plan)


def _in_order(cards):
    """Cards by due date, each after all those before it."""
    result, seen = [], set()

    def add(card):
        if card in seen:
            return
        seen.add(card)
        for previous in card.previous_card_ids:
            if previous in cards:
                add(previous)
        result.append(card)

    for card in cards.sorted(lambda c: (c.priority != "2", c.date_due, c.id)):
        add(card)
    return result


def _working_time(calendar, start):
    """Working time less holidays, as naive UTC pairs; touching ones joined."""
    end = start + timedelta(days=HORIZON_DAYS)
    found = calendar._work_intervals_batch(
        pytz.utc.localize(start), pytz.utc.localize(end), tz=pytz.timezone(calendar.tz)
    )[False]
    result = []
    for begin, stop, _attendance in found:
        begin = begin.astimezone(pytz.utc).replace(tzinfo=None)
        stop = stop.astimezone(pytz.utc).replace(tzinfo=None)
        if result and begin - result[-1][1] < timedelta(seconds=1):
            result[-1] = (result[-1][0], stop)
        else:
            result.append((begin, stop))
    return tuple(result)
