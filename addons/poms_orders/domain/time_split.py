"""How a person's presence divides: present = direct + indirect + idle. Pure.

Times are naive UTC datetimes, so that midnight and daylight saving change nothing;
only the windows (`day_window`) and shifts know a zone. Sums are whole seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone, tzinfo

# A span that nobody ended is counted no longer than this.
FORGOTTEN_H = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; `end` None: it still goes on. `key`: card or reason.

    Raises
    ------
    ValueError
        If the end lies before the start.
    """

    start: datetime
    end: datetime | None = None
    key: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"span ends before it starts: {self.start} {self.end}")


@dataclass(frozen=True, slots=True)
class Split:
    """Seconds of one person in one window.

    `outside_s` is work told for a time in which the person was not here; it is part
    of nothing else. `shares` divides direct and indirect seconds by key; cards that
    run at the same time share the person equally. `forgotten` names open spans that
    were cut after `FORGOTTEN_H`.
    """

    direct_s: int = 0
    indirect_s: int = 0
    idle_s: int = 0
    break_s: int = 0
    outside_s: int = 0
    shares: dict[str, float] = field(default_factory=dict)
    forgotten: tuple[str, ...] = ()

    @property
    def present_s(self) -> int:
        return self.direct_s + self.indirect_s + self.idle_s


def split_time(
    window: tuple[datetime, datetime],
    presence: Iterable[Span],
    direct: Iterable[Span] = (),
    indirect: Iterable[Span] = (),
    breaks: Iterable[Span] = (),
    now: datetime | None = None,
) -> Split:
    """Divide the presence inside `window`.

    Work that was told wins over everything: over an indirect timer that runs beside
    it, and over a break. A break without work is not presence. Spans may overlap,
    also those of presence (two sources). Cost O(n log n), n spans.

    Parameters
    ----------
    now
        Where open spans end at the latest; None: at the end of the window.
    """
    begin, finish = window
    last = min(now or finish, finish)
    forgotten: list[str] = []
    events: list[tuple[datetime, int, str, str]] = []
    groups = (
        ("presence", presence),
        ("direct", direct),
        ("indirect", indirect),
        ("break", breaks),
    )
    for kind, spans in groups:
        for span in spans:
            end = _end(span, kind, last, forgotten)
            start, stop = max(span.start, begin), min(end, last)
            if start < stop:
                events += [(start, 1, kind, span.key), (stop, -1, kind, span.key)]
    return _sweep(sorted(events), tuple(dict.fromkeys(forgotten)))


def _end(span: Span, kind: str, last: datetime, forgotten: list[str]) -> datetime:
    """The end of a span; an open one ends now, a forgotten one after its limit."""
    if span.end is not None:
        return span.end
    limit = span.start + timedelta(hours=FORGOTTEN_H)
    if limit < last:
        forgotten.append(span.key or kind)
        return limit
    return max(last, span.start)


def _sweep(events: list, forgotten: tuple[str, ...]) -> Split:
    active: dict[tuple[str, str], int] = {}
    sums = dict.fromkeys(("direct", "indirect", "idle", "break", "outside"), 0)
    shares: dict[str, float] = {}
    previous: datetime | None = None
    for moment, step, kind, key in events:
        if previous is not None and moment > previous:
            seconds = round((moment - previous).total_seconds())
            _add(active, seconds, sums, shares)
        previous = moment
        count = active.get((kind, key), 0) + step
        if count:
            active[kind, key] = count
        else:
            active.pop((kind, key), None)
    return Split(
        direct_s=sums["direct"],
        indirect_s=sums["indirect"],
        idle_s=sums["idle"],
        break_s=sums["break"],
        outside_s=sums["outside"],
        shares=shares,
        forgotten=forgotten,
    )


def _add(
    active: dict[tuple[str, str], int],
    seconds: int,
    sums: dict[str, int],
    shares: dict[str, float],
) -> None:
    """Book one stretch in which nothing changes."""
    kinds = {kind for kind, _key in active}
    work = next((kind for kind in ("direct", "indirect") if kind in kinds), "")
    if not work:
        if "presence" in kinds:
            sums["break" if "break" in kinds else "idle"] += seconds
        return
    if "presence" not in kinds:
        sums["outside"] += seconds
        return
    sums[work] += seconds
    keys = [key for kind, key in active if kind == work]
    for key in keys:
        shares[key] = shares.get(key, 0.0) + seconds / len(keys)


def day_window(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """A local day as naive UTC; 23 or 25 hours long when the clocks change."""
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return _naive(start), _naive(end)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift with the breaks inside it; naive UTC."""

    start: datetime
    end: datetime
    breaks: tuple[Span, ...] = ()


def find_shifts(
    working: Sequence[tuple[datetime, datetime]], longest_break_min: int = 90
) -> list[Shift]:
    """Join stretches of working time that only a break parts.

    Parameters
    ----------
    working
        Stretches of the calendar, naive UTC, in any order; a night shift comes as
        two that meet at midnight.
    """
    shifts: list[Shift] = []
    for start, end in sorted(working):
        last = shifts[-1] if shifts else None
        gap = (start - last.end).total_seconds() / 60 if last else None
        if last is None or gap is None or gap > longest_break_min:
            shifts.append(Shift(start, end))
            continue
        breaks = (*last.breaks, Span(last.end, start)) if gap > 0 else last.breaks
        shifts[-1] = Shift(last.start, max(last.end, end), breaks)
    return shifts


def pick_shift(
    shifts: Sequence[Shift], now: datetime, early_min: int = 60
) -> Shift | None:
    """The shift of this moment: one that runs or is about to, else the last one."""
    for shift in shifts:
        if shift.start - timedelta(minutes=early_min) <= now < shift.end:
            return shift
    past = [shift for shift in shifts if shift.end <= now]
    return past[-1] if past else None
