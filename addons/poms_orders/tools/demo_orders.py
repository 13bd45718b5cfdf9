"""Customer orders of the demo plant in every stage."""


def load_orders(env):
    """Make the orders; does nothing yet."""
