"""Faults that the engine names in a sentence."""


class InputError(ValueError):
    """The problem, a file or an option is wrong; the text says what and where."""


class InfeasibleError(Exception):
    """The problem is well formed, but no schedule can satisfy it; the text says why."""
