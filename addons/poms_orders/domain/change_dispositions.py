"""What becomes of each thing that a change touches. Pure: cases in, proposals out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
# What is asked of an order, in the order in which it is said first.
CUSTOMER = ("cancel", "product", "quantity", "date", "add")
ENGINEERING = ("bom", "document")

# kind of touched thing: what can become of it ("follow": changes with the request)
ALLOWED = {
    "order": ("follow", "as_is"),
    "production": ("follow", "as_is", "finish_to_stock", "repeg", "scrap", "strip"),
    "card": ("follow", "as_is"),
    "kit": ("as_is", "use_up", "return", "scrap", "charge"),
    "pieces": (
        "as_is",
        "use_up",
        "rework",
        "scrap",
        "finish_to_stock",
        "repeg",
        "strip",
        "charge",
    ),
    "purchase": ("as_is", "use_up", "return", "charge"),
    "bar": ("follow", "as_is"),
    "delivery": ("follow", "as_is"),
    "stock": ("as_is", "use_up", "scrap"),
    "setting": ("follow",),
}
RISKS = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Touched:
    """A touched thing.

    `state` is that of the card or production order (planned, released, running,
    paused, done, …), `quantity` what there is of it, `surplus` what the change
    leaves without an order, `is_shared` whether another order can use it as it is.
    """

    kind: str
    state: str = ""
    quantity: Decimal = ZERO
    surplus: Decimal = ZERO
    is_shared: bool = False


def propose(ask: str, touched: Touched) -> str:
    """The usual disposition of `touched` when `ask` is changed.

    Never scrap: what is lost for good is a person's decision.
    """
    table = {
        "kit": _propose_kit,
        "pieces": _propose_pieces,
        "production": _propose_production,
        "purchase": _propose_purchase,
        "stock": lambda _ask, _touched: "use_up",
    }
    rule = table.get(touched.kind)
    return rule(ask, touched) if rule else "follow"


def _propose_production(ask: str, touched: Touched) -> str:
    if ask == "document":
        return "as_is"
    if ask == "bom":
        # running orders keep their revision unless a change says otherwise
        return "follow" if touched.state in ("draft", "confirmed") else "as_is"
    return "follow"


def _propose_kit(ask: str, touched: Touched) -> str:
    if ask in ("cancel", "product"):
        return "return"
    if ask == "quantity":
        return "return" if touched.surplus else "as_is"
    return "use_up" if ask == "bom" else "as_is"


def _propose_pieces(ask: str, touched: Touched) -> str:
    if ask in ("cancel", "product"):
        return "repeg" if touched.is_shared else "finish_to_stock"
    if ask == "quantity":
        if not touched.surplus:
            return "as_is"
        return "repeg" if touched.is_shared else "finish_to_stock"
    return "use_up" if ask == "bom" else "as_is"


def _propose_purchase(ask: str, touched: Touched) -> str:
    if ask in ("cancel", "product") or (ask == "quantity" and touched.surplus):
        return "use_up" if touched.is_shared else "return"
    return "use_up" if ask == "bom" else "as_is"


def risk(ask: str, touched: Touched) -> str:
    """high: work or material may be lost; medium: somebody has to act; low."""
    loses = ask in ("cancel", "product", "bom") or touched.surplus > 0
    if touched.kind == "pieces":
        return "high" if loses else "low"
    if touched.kind == "card":
        if touched.state in ("running", "paused"):
            return "high" if ask != "date" else "medium"
        return "medium" if touched.state == "released" else "low"
    if touched.kind in ("kit", "purchase"):
        return "medium" if loses else "low"
    if touched.kind == "production":
        return "medium" if touched.state in ("progress", "to_close", "done") else "low"
    return "low"


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a production order; `quantity` where the act has one."""

    act: str
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ProductionCase:
    """What decides how a production order follows a change.

    `made` is the most that left any of its steps, `wanted` what the change leaves
    to make. `own` and `pieces` are the dispositions of the order and of its pieces.
    """

    ask: str
    own: str
    pieces: str
    state: str
    quantity: Decimal
    made: Decimal = ZERO
    wanted: Decimal = ZERO


def production_steps(case: ProductionCase) -> tuple[Step, ...]:
    """The acts that carry a change through one production order, in their order.

    =========== ==========================================================
    cancel      the order is cancelled, or gives its reservation back
    close       closed with what it has finished; the rest is not made
    quantity    Odoo's change of quantity to `quantity`
    unpeg       finished for stock, for no customer
    repeg       for another order's line
    scrap       finished pieces in stock are scrapped by a document
    unbuild     finished pieces in stock are taken apart
    return_used components of unfinished pieces come back to stock
    shift       new due date
    switch      the new revision from here on
    hold_rework held until somebody reworks the pieces
    =========== ==========================================================
    """
    if case.own == "as_is" or case.state == "cancel":
        return ()
    if case.ask in ENGINEERING:
        return _engineering_steps(case)
    if case.ask == "date":
        return (Step("shift"),) if case.state != "done" else ()
    if case.ask == "add":
        return ()
    if case.own == "finish_to_stock":
        return (Step("unpeg"),)
    if case.own == "repeg":
        return (Step("repeg"),)
    if case.state == "done":
        return _surplus_of_done(case)
    if case.own == "scrap":
        return (Step("close" if case.made else "cancel"), Step("scrap"))
    if case.own == "strip":
        return (Step("return_used"), Step("close" if case.made else "cancel"))
    if case.wanted > 0:
        # less, or a cancelled line of several that it is made for
        return _quantity_steps(case)
    return _cancel_steps(case)


def _engineering_steps(case: ProductionCase) -> tuple[Step, ...]:
    if case.ask == "document" or case.state == "done":
        return (Step("hold_rework"),) if case.pieces == "rework" else ()
    steps = [Step("switch")] if case.own == "follow" else []
    if case.pieces == "rework":
        steps.append(Step("hold_rework"))
    return tuple(steps)


def _surplus_of_done(case: ProductionCase) -> tuple[Step, ...]:
    table = {"scrap": "scrap", "strip": "unbuild", "repeg": "repeg"}
    return (Step(table.get(case.pieces, "unpeg")),)


def _quantity_steps(case: ProductionCase) -> tuple[Step, ...]:
    target = max(case.wanted, case.made)
    return (Step("quantity", target),) if target != case.quantity else ()


def _cancel_steps(case: ProductionCase) -> tuple[Step, ...]:
    if not case.made:
        return (Step("cancel"),)
    if case.pieces == "strip":
        return (Step("return_used"), Step("close"))
    if case.pieces == "scrap":
        return (Step("close"), Step("scrap"))
    fit = (Step("quantity", case.made),) if case.made != case.quantity else ()
    return (*fit, Step("repeg" if case.pieces == "repeg" else "unpeg"))


def wanted_quantity(
    quantity: Decimal, need_before: Decimal, need_after: Decimal
) -> Decimal:
    """What an order has to make when the need above it changes; never below 0.

    The difference is passed down, not the ratio: what stock covers, or another
    order needs too, stays as it is.
    """
    return max(quantity + need_after - need_before, ZERO)


def leftover(dropped: Decimal, free: Decimal) -> Decimal:
    """How much of a dropped need nobody else wants: dead stock.

    `free` is what is on hand and not reserved after the change, less what open
    orders still need of it.
    """
    return max(min(dropped, free), ZERO)


def spread(total: Decimal, orders: Sequence[tuple[Decimal, bool]]) -> list[Decimal]:
    """Share `total` among production orders (quantity, whether it can change).

    What cannot change keeps its quantity; the others are filled in their order, and
    the last of them takes what is more. With none that can change nothing moves.
    """
    rest = total - sum((quantity for quantity, is_open in orders if not is_open), ZERO)
    result = []
    for quantity, is_open in orders:
        share = min(quantity, max(rest, ZERO)) if is_open else quantity
        rest -= share if is_open else ZERO
        result.append(share)
    last = max((i for i, (_q, is_open) in enumerate(orders) if is_open), default=None)
    if last is not None and rest > 0:
        result[last] += rest
    return result
