"""ORDERS01 to ORDERS05 (ORDERS, ORDCHG, ORDRSP) to the neutral document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..errors import Issue
from ..values import (
    compact,
    decimal_text,
    is_close,
    is_product,
    iso_date,
    iso_time,
    unique,
)
from .layout import Idoc, Segment

ROLES = {"AG": "buyer", "WE": "ship_to", "RE": "bill_to", "LF": "supplier"}
ITEM_KINDS = {"001": "buyer", "002": "supplier", "003": "gtin"}
# ACTION of the header: the whole order is taken back.
CANCELS = "003"
RESPONSES = {"003": "rejected", "004": "changed"}
LINE_ACTIONS = {"001": "add", "002": "change", "003": "delete"}
LINE_RESPONSES = {"002": "changed", "003": "rejected"}
NO_DATE = {"00000000", "99991231"}  # initial, and "without end"


class OrderReader:
    """Reads the segments of one IDoc; every fault is added to ``issues``."""

    def __init__(self, kind: str, idoc: Idoc) -> None:
        self.kind = kind
        self.idoc = idoc
        self.issues = idoc.issues
        self.header: dict[str, Any] = {}
        self.references: dict[str, str] = {}
        self.dates: dict[str, str | None] = {}
        self.partners: dict[str, dict[str, Any]] = {}
        self.notes: list[str] = []
        self.lines: list[LineReader] = []
        self.sums: list[Segment] = []
        self.ignored: list[str] = []

    def read(self) -> dict[str, Any]:
        """Return the part of the document that the data records hold."""
        for segment in self.idoc.segments:
            name = segment.name
            if name == "E1EDP01":
                self.lines.append(LineReader(self, segment))
                continue
            owner = self.lines[-1] if self.lines and name[:4] == "E1ED" and (
                name[4:5] == "P") else self  # fmt: skip
            reader = getattr(owner, f"_take_{name[4:].lower()}", None)
            if name[:4] != "E1ED" or not reader or reader(segment) is False:
                self.ignore(segment)
        lines = [line.finish() for line in self.lines]
        if not self.idoc.segments or "E1EDK01" not in {
            segment.name for segment in self.idoc.segments
        }:
            self.issue("header_missing", "The IDoc has no header E1EDK01.",
                       self.idoc.control)  # fmt: skip
        if not lines and self.kind == "order":
            self.issue("no_lines", "The order has no item (E1EDP01).",
                       self.idoc.control)  # fmt: skip
        self._check_sums()
        return self._document(lines)

    # -- header segments: `_take_<name without E1ED>`

    def _take_k01(self, segment: Segment) -> None:
        self.header["segment"] = segment
        self.header["currency"] = segment.get("CURCY")
        self.header["number"] = segment.get("BELNR")
        self.header["action"] = segment.get("ACTION")

    def _take_k02(self, segment: Segment) -> bool:
        code, number = segment.get("QUALF"), segment.get("BELNR")
        if code in ("001", "002") and number:
            self.references.setdefault(code, number)
        return code in ("001", "002")

    def _take_k03(self, segment: Segment) -> bool:
        code = segment.get("IDDAT") or ""
        date = self.date(segment, "DATUM", "UZEIT" if code == "002" else None)
        self.dates.setdefault(code, date)
        return code in ("002", "012")

    def _take_ka1(self, segment: Segment) -> bool:
        role = ROLES.get(segment.get("PARVW") or "")
        if not role or role in self.partners:
            return False
        self.partners[role] = read_partner(segment, role)
        return True

    def _take_kt1(self, _segment: Segment) -> None:
        self.notes.append("")

    def _take_kt2(self, segment: Segment) -> None:
        add_text(self.notes, segment)

    def _take_s01(self, segment: Segment) -> bool:
        self.sums.append(segment)
        return segment.get("SUMID") in ("001", "002")

    # -- what lines use too

    def date(self, segment: Segment, field: str, time: str | None = None) -> str | None:
        """Return a date, or date-time if a time other than midnight was sent."""
        digits = segment.get(field)
        if not digits or digits in NO_DATE:
            return None
        try:
            date = iso_date(digits)
            clock = segment.get(time) if time else None
            if clock and clock.strip("0"):
                return f"{date}T{iso_time(clock)}"
            return date
        except ValueError as error:
            self.issue("date", f"{segment.name} {field}: {error}.", segment, field)
            return None

    def number(self, segment: Segment, field: str) -> str | None:
        raw = segment.get(field)
        if raw is None:
            return None
        try:
            return decimal_text(raw)
        except ValueError as error:
            self.issue("number", f"{segment.name} {field}: {error}.", segment, field)
            return None

    def issue(
        self, code: str, text: str, segment: Segment, field: str | None = None
    ) -> None:
        self.issues.append(Issue(code, text, segment.at(field)))

    def ignore(self, segment: Segment) -> None:
        for key in ("QUALF", "IDDAT", "PARVW", "SUMID"):
            if segment.get(key):
                self.ignored.append(f"{segment.name}/{segment.get(key)}")
                return
        self.ignored.append(segment.name)

    # -- the whole

    def _document(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        number = self.header.get("number")
        reference = self.references.get("001")
        if not reference and not number:
            self.issue(
                "order_number",
                "The order has no number (E1EDK02 001 or E1EDK01 BELNR).",
                self.header.get("segment") or self.idoc.control, "BELNR",
            )  # fmt: skip
        document = {
            "function": self.header.get("action"),
            "order_number": reference or number,
            "supplier_order_number": self.references.get("002"),
            "document_date": self.dates.get("012"),
            "requested_date": self.dates.get("002"),
            "currency": self.header.get("currency"),
            "partners": list(self.partners.values()),
            "notes": [text for text in self.notes if text],
        }
        if self.kind == "order_response":
            document["document_number"] = number
            response = RESPONSES.get(self.header.get("action") or "", "accepted")
            document["response"] = response
        document = compact(document)
        document["lines"] = lines
        document["ignored"] = unique(self.ignored)
        return document

    def _check_sums(self) -> None:
        """Compare E1EDS01 with the items.

        Systems that repeat an item number count it once: either count is right.
        """
        for segment in self.sums:
            sent = self.number(segment, "SUMME")
            if sent is None or not self.lines:
                continue
            code, total = segment.get("SUMID"), Decimal(sent)
            if code == "001":
                counts = {len(self.lines), len({line.name for line in self.lines})}
                if total not in counts:
                    text = f"E1EDS01 says {sent} items, there are {len(self.lines)}."
                    self.issue("line_count", text, segment, "SUMME")
            elif code == "002":
                self._check_net(segment, total)

    def _check_net(self, segment: Segment, total: Decimal) -> None:
        values = [(line.name, line.net) for line in self.lines]
        if any(net is None for _name, net in values):
            return
        by_name = {name: net for name, net in values}
        sums = [
            sum((Decimal(net or "0") for net in nets), Decimal(0))
            for nets in ([net for _name, net in values], by_name.values())
        ]
        if not any(is_close(value, total) for value in sums):
            text = f"E1EDS01 says {total} net, the items sum to {sums[0]}."
            self.issue("total", text, segment, "SUMME")


class LineReader:
    """Reads E1EDP01 and the segments below it."""

    def __init__(self, order: OrderReader, segment: Segment) -> None:
        self.order = order
        self.segment = segment
        self.name = segment.get("POSEX")
        self.quantity = order.number(segment, "MENGE")
        self.unit = segment.get("MENEE")
        self.price = order.number(segment, "VPREI")
        self.price_per = order.number(segment, "PEINH")
        self.net = order.number(segment, "NETWR")
        self.item: dict[str, Any] = {}
        self.partners: dict[str, dict[str, Any]] = {}
        self.schedule: list[dict[str, Any]] = []
        self.date: str | None = None
        self.notes: list[str] = []
        self.has_conditions = False

    def _take_p03(self, segment: Segment) -> bool:
        if segment.get("IDDAT") != "002":
            return False
        self.date = self.order.date(segment, "DATUM", "UZEIT")
        return True

    def _take_p05(self, _segment: Segment) -> bool:
        self.has_conditions = True
        return False

    def _take_p19(self, segment: Segment) -> None:
        code = segment.get("QUALF") or "unqualified"
        number = segment.get("IDTNR_LONG") or segment.get("IDTNR")
        kind = ITEM_KINDS.get(code)
        if number and kind:
            self.item.setdefault(kind, number)
        elif number:
            self.item.setdefault("other", {}).setdefault(code, number)
        if segment.get("KTEXT"):
            self.item.setdefault("description", segment.get("KTEXT"))

    def _take_p20(self, segment: Segment) -> None:
        entry = {
            "quantity": self.order.number(segment, "WMENG"),
            "date": self.order.date(segment, "EDATU", "EZEIT"),
        }
        self.schedule.append(compact(entry))

    def _take_pa1(self, segment: Segment) -> bool:
        role = ROLES.get(segment.get("PARVW") or "")
        if not role or role in self.partners:
            return False
        self.partners[role] = read_partner(segment, role)
        return True

    def _take_pt1(self, _segment: Segment) -> None:
        self.notes.append("")

    def _take_pt2(self, segment: Segment) -> None:
        add_text(self.notes, segment)

    def finish(self) -> dict[str, Any]:
        """Return the line of the document; notes what is missing or contradicts."""
        segment, action = self.segment, self._action()
        if not self.schedule and self.date:
            self.schedule = [compact({"quantity": self.quantity, "date": self.date})]
        price_unit = segment.get("PMENE")
        line = {
            "line": self.name,
            "action": action,
            "response": self._response(),
            "item": self.item,
            "quantity": self.quantity,
            "unit": self.unit,
            "price": self.price,
            "price_per": self.price_per,
            "price_unit": price_unit if price_unit != self.unit else None,
            "parent_line": segment.get("UEPOS"),
            "schedule": [entry for entry in self.schedule if entry],
            "partners": list(self.partners.values()),
            "notes": [text for text in self.notes if text],
        }
        if action in ("add", "change"):
            self._check_line(action)
        return compact(line)

    def _action(self) -> str | None:
        if self.order.kind == "order_response":
            return None
        if self.segment.get("ABGRU") or self.order.header.get("action") == CANCELS:
            return "delete"
        code = self.segment.get("ACTION") or self.order.header.get("action") or ""
        default = "change" if self.order.kind == "order_change" else "add"
        return LINE_ACTIONS.get(code, default)

    def _response(self) -> str | None:
        if self.order.kind != "order_response":
            return None
        if self.segment.get("ABGRU"):
            return "rejected"
        return LINE_RESPONSES.get(self.segment.get("ACTION") or "", "accepted")

    def _check_line(self, action: str) -> None:
        order, segment, name = self.order, self.segment, self.name or "(no number)"
        if not self.name:
            order.issue("line_number", "An item has no number (POSEX).", segment,
                        "POSEX")  # fmt: skip
        if action == "add" and not set(self.item) - {"description"}:
            order.issue("item_missing", f"Item {name} names no material (E1EDP19).",
                        segment)  # fmt: skip
        if action == "add" and not segment.get("MENGE"):
            order.issue("quantity_missing", f"Item {name} has no quantity.", segment,
                        "MENGE")  # fmt: skip
        if segment.get("MENGE") and not self.unit:
            order.issue("unit_missing", f"Item {name} has no unit.", segment,
                        "MENEE")  # fmt: skip
        parts = [entry.get("quantity") for entry in self.schedule]
        if self.quantity and parts and None not in parts:
            total = sum((Decimal(part or "0") for part in parts), Decimal(0))
            if total != Decimal(self.quantity):
                text = f"Item {name} orders {self.quantity}, its dates sum to {total}."
                order.issue("schedule_sum", text, segment, "MENGE")
        self._check_net(name)

    def _check_net(self, name: str) -> None:
        """Compare quantity × price with the net value where nothing lies between."""
        price_unit = self.segment.get("PMENE")
        if self.has_conditions or (price_unit and price_unit != self.unit):
            return
        if not (self.net and self.quantity and self.price):
            return
        per = self.price_per
        right = is_product(self.net, self.quantity, self.price, per)
        if Decimal(self.net) and not right:
            text = (
                f"Item {name}: {self.quantity} at {self.price} per {per or 1} is not"
                f" what NETWR says, {self.net}."
            )
            self.order.issue("amount", text, self.segment, "NETWR")


def read_partner(segment: Segment, role: str) -> dict[str, Any]:
    """Return a partner; PARTN is the sender's key, LIFNR the receiver's for it."""
    names = [segment.get(f"NAME{number}") for number in (1, 2, 3, 4)]
    partner = {
        "role": role,
        "id": segment.get("PARTN") or segment.get("LIFNR"),
        "name": " ".join(name for name in names if name),
    }
    return compact(partner)


def add_text(notes: list[str], segment: Segment) -> None:
    """Append a text line to the last text; a format of "*" or "/" breaks the line."""
    if not notes:
        notes.append("")
    text, form = segment.get("TDLINE") or "", segment.get("TDFORMAT") or ""
    glue = "" if not notes[-1] else "\n" if form[:1] in ("*", "/") else " "
    notes[-1] += glue + text
