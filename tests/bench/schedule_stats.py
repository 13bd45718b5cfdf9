"""From single runs to the figures of a set."""

import random
import statistics

ROUNDS = 2000  # resamples of the bootstrap


def gap(instance, value):
    """Above the best known in %, or the factor of the rule; None if neither is."""
    if not instance.base:
        return None
    if instance.is_tardiness:
        return value / instance.base
    return 100.0 * (value / instance.base - 1.0)


def medians(instance, runs):
    """(median value, median gap) of one solver's seeds on an instance."""
    value = statistics.median(run["value"] for run in runs)
    return value, gap(instance, value)


def mean(values):
    """Mean of what is known, None of nothing."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def beaten(rows):
    """Share of the open instances on which the value is below the published one.

    :param rows: pairs of instance and median value
    """
    rest = [(x, value) for x, value in rows if not x.is_proved and x.best]
    if not rest:
        return None
    return sum(value < x.best for x, value in rest) / len(rest)


def best_peer(instance, by_solver, peers):
    """The lowest median of the peers on an instance."""
    return min(medians(instance, by_solver[name])[0] for name in peers)


def verdict(ours, theirs):
    """Win, tie or loss of two values; equal ones (so proved optima too) are ties."""
    if ours == theirs:
        return "tie"
    return "win" if ours < theirs else "loss"


def interval(differences):
    """95 % interval of the mean of paired differences, by bootstrap."""
    if not differences:
        return None
    rng = random.Random(1)
    count = len(differences)
    means = sorted(
        sum(rng.choices(differences, k=count)) / count for _ in range(ROUNDS)
    )
    return means[int(0.025 * ROUNDS)], means[int(0.975 * ROUNDS) - 1]
