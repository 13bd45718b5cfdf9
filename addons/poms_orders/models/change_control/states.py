"""States and kinds of change control."""

CHANGE_KINDS = [
    ("customer", "Customer's change"),
    ("engineering", "Engineering change"),
    ("setting", "Change of a setting"),
]
CHANGE_STATES = [
    ("draft", "Drafted"),
    ("submitted", "In Decision"),
    ("approved", "Approved"),
    ("applied", "Applied"),
    ("rejected", "Turned Down"),
    ("withdrawn", "Taken Back"),
    ("reverted", "Rolled Back"),
]
# What may still come: cards that it touches know of it.
CHANGE_OPEN = ("draft", "submitted", "approved")

LANES = [
    ("planner", "Planner alone"),
    ("signature", "One signature"),
    ("board", "Board"),
    ("emergency", "Emergency"),
]
RULE_LANES = [lane for lane in LANES if lane[0] != "emergency"]

ITEM_KINDS = [
    ("quantity", "Quantity"),
    ("date", "Due date"),
    ("product", "Other product"),
    ("cancel", "Cancel the line"),
    ("add", "New line"),
    ("bom", "Bill of material and routing"),
    ("document", "Document"),
    ("setting", "Setting"),
]
KINDS_OF = {
    "customer": ("quantity", "date", "product", "cancel", "add"),
    "engineering": ("bom", "document"),
    "setting": ("setting",),
}

LINE_KINDS = [
    ("pieces", "Pieces in work"),
    ("card", "Task card"),
    ("kit", "Components of the kit"),
    ("production", "Production order"),
    ("purchase", "Incoming purchase"),
    ("delivery", "Delivery"),
    ("bar", "Place in the schedule"),
    ("stock", "Stock of a component"),
    ("order", "Customer order line"),
    ("setting", "Setting"),
]
DISPOSITIONS = [
    ("follow", "Changes with it"),
    ("as_is", "As is"),
    ("use_up", "Use up"),
    ("rework", "Rework the pieces"),
    ("scrap", "Scrap it"),
    ("finish_to_stock", "Finish to stock"),
    ("repeg", "Give to another order"),
    ("strip", "Take apart"),
    ("return", "Return to stock"),
    ("charge", "Charge the customer"),
]
RISKS = [("1_high", "High risk"), ("2_medium", "Some risk"), ("3_low", "Low risk")]

# Who decides is never changed by an emergency, nor by one person alone.
OF_THE_LANES = ("poms.change.board", "poms.change.board.member", "poms.change.rule")
# Shared tablets and bots stand for nobody: a vote needs the person's own log-in.
NO_PERSON = "poms_orders.group_device,poms_orders.group_connector"
VOTES = [("approve", "In favour"), ("reject", "Against"), ("abstain", "Abstains")]
CONFIRM_STATES = [
    ("none", "Not needed"),
    ("pending", "To be confirmed"),
    ("confirmed", "Confirmed afterwards"),
    ("refused", "Refused afterwards"),
]
