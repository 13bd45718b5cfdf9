"""Chooses the tabu tenures of a round by what came of them in the rounds before.

No tenure is best for all problems, nor for a whole run. Credit by ranks, so that values
of any size count alike: Fialho, Schoenauer, Sebag, "Toward comparison-based adaptive
operator selection", 2010.
"""

from __future__ import annotations

import random
from collections import deque

MEMORY = 12  # latest rounds that a new one is compared with
FADING = 0.8  # of the credit of tenures, with each of their rounds
LEAST = 0.05  # weight of tenures whose rounds are always the worst
POWER = 3  # of the credit: 0.8 is drawn five times as often as 0.4


class Tenures:
    """Pairs of tenures, each with its credit: the share of rounds that it beats.

    Parameters
    ----------
    pairs
        Least iterations that an order and that an alternative is tabu.
    """

    def __init__(self, rng: random.Random, pairs: tuple[tuple[int, int], ...]) -> None:
        self.rng = rng
        self.pairs = pairs
        self.credit = [0.5] * len(pairs)
        self.values: deque[int] = deque(maxlen=MEMORY)
        self.drawn = 0

    @property
    def pair(self) -> tuple[int, int]:
        """The tenures drawn last."""
        return self.pairs[self.drawn]

    def draw(self) -> None:
        """Draw tenures for a round, better ones more often."""
        weights = [LEAST + credit**POWER for credit in self.credit]
        self.drawn = self.rng.choices(range(len(self.pairs)), weights)[0]

    def note(self, value: int) -> None:
        """Credit the tenures drawn last with the makespan of their round."""
        if self.values:
            beaten = sum((value < old) + 0.5 * (value == old) for old in self.values)
            share = beaten / len(self.values)
            old = self.credit[self.drawn]
            self.credit[self.drawn] = FADING * old + (1 - FADING) * share
        self.values.append(value)
