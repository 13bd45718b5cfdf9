"""The mark of our own booking in the context.

An object, not True: a context that comes by RPC is made of JSON values, so that no
client can switch Odoo's own methods over to ours.
"""

BOOKING = object()


def booking_context():
    return {"poms_report": BOOKING}


def is_booking(env):
    """True inside our own booking of a report."""
    return env.context.get("poms_report") is BOOKING
