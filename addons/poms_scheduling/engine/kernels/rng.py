"""Random numbers inside kernels: one 64 bit state per island, no global state.

SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .jit import inlined

State = npt.NDArray[np.uint64]
NO_DRAWS = np.zeros(1, np.uint64)  # for calls that draw nothing


@inlined
def next_u64(state: State) -> np.uint64:
    """Advance the state (shape (1,), in place) and give 64 random bits."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@inlined
def below(state: State, n: int) -> int:
    """Give an integer in ``[0, n)``; the bias is below n / 2**31."""
    return np.int64(
        ((next_u64(state) >> np.uint64(33)) * np.uint64(n)) >> np.uint64(31)
    )


@inlined
def uniform(state: State) -> float:
    """Give a number in ``(0, 1]``."""
    return (np.float64(next_u64(state) >> np.uint64(11)) + 1.0) * (
        1.0 / 9007199254740992.0
    )
