"""States and kinds that models, tests, screens and the engine adapter share."""

ORDER_STATES = [
    ("received", "Received"),
    ("confirmed", "Confirmed"),
    ("done", "Done"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
]
ORDER_CHANNELS = [
    ("form", "Form"),
    ("file", "File"),
    ("email", "E-mail"),
    ("scan", "Scan"),
    ("api", "API"),
    ("edi", "EDI"),
]
LINE_STATES = [
    ("open", "Open"),
    ("matched", "Matched"),
    ("confirmed", "Confirmed"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]
CUSTOMER_CLASSES = [("a", "A"), ("b", "B"), ("c", "C")]
PRIORITIES = [("0", "Normal"), ("1", "High"), ("2", "Urgent")]

CARD_STATES = [
    ("planned", "Planned"),
    ("released", "Released"),
    ("running", "Running"),
    ("paused", "Paused"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
CARD_OPEN = ("planned", "released", "running", "paused")
CARD_STARTED = ("running", "paused")
CARD_CLOSED = ("done", "cancelled")
# What a plan may move: nothing that somebody has begun.
CARD_MOVABLE = ("planned", "released")

HOLD_KINDS = [
    ("quality", "Quality"),
    ("material", "Material"),
    ("engineering", "Engineering"),
    ("customer", "Customer"),
    ("other", "Other"),
]
HOLD_STATES = [("active", "Active"), ("released", "Hold Released")]

GATE_MODES = [("off", "Off"), ("warn", "Warn"), ("block", "Block")]
