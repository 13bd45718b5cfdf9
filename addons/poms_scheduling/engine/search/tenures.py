"""Chooses the tabu tenure of a round by what came of each in the rounds before.

No tenure is best for all problems, nor for a whole run. Credit by ranks, so that values
of any size count alike: Fialho, Schoenauer, Sebag, "Toward comparison-based adaptive
operator selection", 2010.
"""

from __future__ import annotations

import random
from collections import deque
from typing import NamedTuple

NEVER = 2**30
MEMORY = 12  # latest rounds that a new one is compared with
FADING = 0.8  # of a tenure's credit, with each of its rounds
LEAST = 0.05  # weight of a tenure whose rounds are always the worst
POWER = 3  # of the credit: 0.8 is drawn five times as often as 0.4


class Tenure(NamedTuple):
    """Iterations that something is tabu at least.

    `order`: for a reversed order; `away`: for an alternative that was left; `orders`:
    see `tabu.search`.
    """

    order: int
    away: int
    orders: int = 32


FLEXIBLE = (Tenure(3, 2, NEVER), Tenure(5, 3, NEVER), Tenure(8, 4), Tenure(12, 12))
JOB_SHOP = (Tenure(5, 0), Tenure(10, 0), Tenure(20, 0))


class Tenures:
    """Several tenures, each with its credit: the share of rounds that it beats."""

    def __init__(self, rng: random.Random, choice: tuple[Tenure, ...]) -> None:
        self.rng = rng
        self.choice = choice
        self.credit = [0.5] * len(choice)
        self.values: deque[int] = deque(maxlen=MEMORY)
        self.drawn = 0

    @property
    def now(self) -> Tenure:
        """The one drawn last."""
        return self.choice[self.drawn]

    def draw(self) -> None:
        """Draw one for a round, better ones more often."""
        weights = [LEAST + credit**POWER for credit in self.credit]
        self.drawn = self.rng.choices(range(len(self.choice)), weights)[0]

    def note(self, value: int) -> None:
        """Credit the one drawn last with the makespan of its round."""
        if self.values:
            beaten = sum((value < old) + 0.5 * (value == old) for old in self.values)
            share = beaten / len(self.values)
            old = self.credit[self.drawn]
            self.credit[self.drawn] = FADING * old + (1 - FADING) * share
        self.values.append(value)
