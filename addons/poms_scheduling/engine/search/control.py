"""Budgets: when a search has to stop, and whom it tells how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Progress = Callable[[Mapping[str, float | int | None]], None]
CHUNK_S = 0.03  # a kernel call should last about this long


@dataclass
class Budget:
    """Limits of one run; the first that is reached stops it.

    Parameters
    ----------
    seconds
        Time by `clock` from `started_at`, or None.
    evaluations
        Complete or resumed computations of the objective, or None.
    started_at
        What `clock` showed at the start of the run, reading included.
    stop
        Set from outside (a signal, a cancelled request) to end the run at once.
    clock
        Gives seconds: wall time; a benchmark counts seconds of the processor instead.
    """

    seconds: float | None = None
    evaluations: int | None = None
    started_at: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    clock: Callable[[], float] = time.monotonic

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.clock() - self.started_at

    @property
    def is_over(self) -> bool:
        """Whether time is up or somebody asked to stop."""
        if self.stop.is_set():
            return True
        return self.seconds is not None and self.elapsed >= self.seconds

    def check(self) -> None:
        """Raise `Stopped` if somebody asked to stop."""
        if self.stop.is_set():
            raise Stopped

    def is_spent(self, evaluations: int) -> bool:
        """Whether so many evaluations are all that may be used."""
        return self.evaluations is not None and evaluations >= self.evaluations

    def time_fraction(self) -> float:
        """Part of the time that is used, 0 where there is no such limit."""
        if self.seconds is None:
            return 0.0
        return min(1.0, self.elapsed / max(self.seconds, 1e-9))

    def fraction_after(self, share: float) -> float:
        """What `time_fraction` will be when `share` of the time left now is used."""
        used = self.time_fraction()
        return used + share * (1 - used)


class Stopped(Exception):  # noqa: N818
    """Somebody asked to stop while something was computed that the answer can miss."""


class Pacer:
    """Chooses how many evaluations fit into one kernel call of `CHUNK_S`.

    Only the number of calls depends on it, never the result.
    """

    def __init__(self, start: int) -> None:
        self.size = max(1, start)

    def measure(self, done: int, seconds: float) -> None:
        """Adapt to the last call: `done` evaluations took so many seconds."""
        if seconds <= 0 or done <= 0:
            return
        wanted = CHUNK_S * done / seconds
        self.size = int(max(1, min(2 * self.size, wanted, 1_000_000)))
