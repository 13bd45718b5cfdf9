"""Two months of past production of the demo plant, written in bulk."""


def load_history(env):
    """Write the history; does nothing yet."""
