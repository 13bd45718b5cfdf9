"""ORDERS, ORDCHG and ORDRSP to the neutral document.

Segments are read by position: a DTM or QTY belongs to the group whose trigger segment
(RFF, NAD, LOC, SCC …) came last. What is not read is listed under ``ignored``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..errors import Issue
from ..values import compact, decimal_text, is_close, is_product, unique
from .dates import read_dtm
from .tokens import Segment

TYPES = {"ORDERS": "order", "ORDCHG": "order_change", "ORDRSP": "order_response"}
ROLES = {
    "BY": "buyer", "OB": "buyer", "SU": "supplier", "SE": "supplier",
    "DP": "ship_to", "ST": "ship_to", "IV": "bill_to",
}  # fmt: skip
FIRST_ROLES = {"BY", "SU", "DP", "IV"}
ITEM_KINDS = {
    "EN": "gtin", "SRV": "gtin", "UP": "gtin", "EU": "gtin",
    "IN": "buyer", "BP": "buyer", "SA": "supplier", "VP": "supplier",
}  # fmt: skip
LINE_ACTIONS = {"1": "add", "2": "delete", "3": "change", "6": "change"}
# BGM 1225: the whole order is taken back.
CANCELS = "1"
RESPONSES = {"27": "rejected", "29": "accepted", "4": "changed", "5": "changed"}
LINE_RESPONSES = {
    "1": "accepted", "5": "accepted", "4": "accepted",
    "3": "changed", "6": "changed", "2": "rejected", "7": "rejected",
}  # fmt: skip
# The first qualifier found wins; 17, 67 and 69 are the supplier's dates in answers.
DATES = {"order_response": ["69", "67", "17", "2", "63", "64", "10"]}
ORDER_DATES = ["2", "63", "64", "10", "69", "17"]
QUANTITIES = {"order_response": ["21", "194", "113", "12", "1"]}
ORDER_QUANTITIES = ["21", "1", "99"]
TRIGGERS = {
    "RFF", "NAD", "CTA", "CUX", "PAT", "TDT", "TOD", "PAC", "LOC", "EQD", "SCC", "APR",
    "ALC", "RCS", "TAX", "PRI", "DGS", "CCI", "AJT", "INP", "DLM", "RNG", "STG",
}  # fmt: skip


class OrderReader:
    """Reads the body of one message; every fault is added to ``issues``."""

    def __init__(self, kind: str, issues: list[Issue]) -> None:
        self.kind = kind
        self.issues = issues
        self.header: dict[str, Any] = {}
        self.dates: dict[str, tuple[str, str | None]] = {}
        self.partners: dict[str, tuple[str, dict[str, Any]]] = {}
        self.references: dict[str, str] = {}
        self.notes: list[str] = []
        self.lines: list[LineReader] = []
        self.ignored: list[str] = []
        self.totals: list[Segment] = []
        self.group: Segment | None = None
        self.in_summary = False

    def read(self, segments: list[Segment], fallback: Segment) -> dict[str, Any]:
        """Return the part of the document that the body holds."""
        for segment in segments:
            self._take(segment)
        if "number" not in self.header:
            self._issue("bgm_missing", "BGM with the document number is missing.",
                        fallback, "BGM")  # fmt: skip
        lines = [line.finish() for line in self.lines]
        self._check_totals()
        return self._document(lines)

    # -- segments

    def _take(self, segment: Segment) -> None:
        tag = segment.tag
        if tag == "UNS":
            self.group = None
            self.in_summary = segment.get(1) == "S"
        elif tag == "LIN" and not self.in_summary:
            self.group = None
            self.lines.append(LineReader(self, segment))
        elif self.in_summary:
            if tag in ("CNT", "MOA"):
                self.totals.append(segment)
            else:
                self.ignore(segment)
        elif self.lines:
            self.lines[-1].take(segment)
        else:
            self._take_header(segment)
            if tag in TRIGGERS:
                self.group = segment

    def _take_header(self, segment: Segment) -> None:
        reader = getattr(self, f"_head_{segment.tag.lower()}", None)
        if not reader or not reader(segment):
            self.ignore(segment)

    def _head_bgm(self, segment: Segment) -> bool:
        number = segment.get(2)
        if not number:
            self._issue("bgm_number", "BGM holds no document number.", segment, "02")
            number = ""
        self.header["number"] = number
        self.header["function"] = segment.get(3)
        return True

    def _head_dtm(self, segment: Segment) -> bool:
        date, code = self.dtm(segment), segment.get(1) or ""
        if not date:
            return True
        # A document date below a reference is that document's, not ours.
        if code == "137" and self.group and self.group.tag == "RFF":
            return False
        self.dates.setdefault(code, date)
        return code in ("137", *self._date_codes())

    def _head_rff(self, segment: Segment) -> bool:
        code = segment.get(1)
        if code in ("ON", "VN") and segment.get(1, 1):
            self.references.setdefault(code, segment.get(1, 1) or "")
            return True
        return False

    def _head_nad(self, segment: Segment) -> bool:
        code = segment.get(1) or ""
        role = ROLES.get(code)
        if not role or (role in self.partners and self.partners[role][0] == code):
            return False
        if role in self.partners and code not in FIRST_ROLES:
            return False
        self.partners[role] = (code, read_partner(segment, role))
        return True

    def _head_cux(self, segment: Segment) -> bool:
        for element in range(1, len(segment.elements)):
            if segment.get(element) == "2" and segment.get(element, 1):
                self.header.setdefault("currency", segment.get(element, 1))
        return True

    def _head_ftx(self, segment: Segment) -> bool:
        text = " ".join(segment.all(4))
        self.notes += [text] if text else []
        return bool(text)

    # -- what lines use too

    def dtm(self, segment: Segment) -> tuple[str, str | None] | None:
        """Return the date of a DTM, or None after noting why it cannot be read."""
        value = segment.get(1, 1)
        if not value:
            return None
        try:
            return read_dtm(value, segment.get(1, 2))
        except ValueError as error:
            qualifier = segment.get(1) or ""
            self._issue("date", f"DTM {qualifier}: {error}.", segment, "01.2")
            return None

    def number(self, segment: Segment, element: int, component: int) -> str | None:
        """Return a decimal string, or None after noting why it cannot be read."""
        raw = segment.get(element, component)
        if raw is None:
            return None
        try:
            return decimal_text(raw, segment.marks.decimal)
        except ValueError as error:
            where = f"{element:02}.{component + 1}"
            self._issue("number", f"{segment.tag}: {error}.", segment, where)
            return None

    def ignore(self, segment: Segment) -> None:
        qualifier = segment.get(1) if segment.tag in _QUALIFIED else None
        self.ignored.append(
            f"{segment.tag}+{qualifier}" if qualifier else segment.tag[:20]
        )

    def _issue(
        self, code: str, text: str, segment: Segment, field: str | None = None
    ) -> None:
        self.issues.append(Issue(code, text, segment.at(field)))

    # -- the whole

    def _date_codes(self) -> list[str]:
        return DATES.get(self.kind, ORDER_DATES)

    def _document(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        function = self.header.get("function")
        number = self.header.get("number")
        document: dict[str, Any] = {"function": function, "currency": self._currency()}
        if self.kind == "order":
            document["order_number"] = number
        else:
            document["order_number"] = self.references.get("ON") or number
            document["document_number"] = number
        document["supplier_order_number"] = self.references.get("VN")
        if self.kind == "order_response":
            document["response"] = RESPONSES.get(function or "", "accepted")
        if "137" in self.dates:
            document["document_date"] = self.dates["137"][0][:10]
        for code in self._date_codes():
            if code in self.dates:
                document["requested_date"], document["requested_date_to"] = self.dates[
                    code
                ]
                break
        document["partners"] = [partner for _code, partner in self.partners.values()]
        document["notes"] = self.notes
        document = compact(document)
        document["lines"] = lines
        document["ignored"] = unique(self.ignored)
        return document

    def _currency(self) -> str | None:
        return self.header.get("currency")

    def _check_totals(self) -> None:
        """Compare the control totals that the sender gave with the lines."""
        for segment in self.totals:
            code, place = segment.get(1), 1
            sent = self.number(segment, 1, 1)
            if sent is None:
                continue
            total = Decimal(sent)
            if segment.tag == "CNT" and code == "2" and total != len(self.lines):
                text = f"CNT says {sent} lines, there are {len(self.lines)}."
                self._issue("line_count", text, segment, "01.2")
            elif segment.tag == "CNT" and code == "1":
                self._check_sum(segment, total, "quantity", Decimal(0), place)
            elif segment.tag == "MOA" and code == "79":
                self._check_sum(segment, total, "amount", None, place)
            elif segment.tag == "MOA" or code != "2":
                self.ignore(segment)

    def _check_sum(
        self, segment: Segment, total: Decimal, key: str, margin: Decimal | None,
        element: int,
    ) -> None:  # fmt: skip
        values = [line.facts.get(key) for line in self.lines]
        if not values or None in values:
            return
        actual = sum((Decimal(value) for value in values if value), Decimal(0))
        right = total == actual if margin is not None else is_close(actual, total)
        if not right:
            text = (
                f"{segment.tag} {segment.get(1)} says {total}, the lines sum to"
                f" {actual}."
            )
            self._issue("total", text, segment, f"{element:02}.2")


class LineReader:
    """Reads the segments of one LIN group."""

    def __init__(self, order: OrderReader, segment: Segment) -> None:
        self.order = order
        self.segment = segment
        self.number_as_sent = segment.get(1)
        self.action_code = segment.get(2) or ""
        self.item: dict[str, Any] = {}
        self.facts: dict[str, Any] = {}
        self.quantities: list[tuple[str, str, str | None]] = []
        # Date that follows each quantity, by its place in ``quantities``.
        self.dated: dict[int, tuple[str, str | None]] = {}
        self.dates: dict[str, tuple[str, str | None]] = {}
        self.prices: dict[str, dict[str, Any]] = {}
        self.schedule: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.notes: list[str] = []
        self.group: str | None = None
        self.place: str | None = None
        self.has_allowance = False
        self.has_bad_quantity = False
        self._take_item(segment.get(3), segment.get(3, 1))

    def take(self, segment: Segment) -> None:
        if segment.tag in TRIGGERS:
            self.group = segment.tag
            self.place = segment.get(2) if segment.tag == "LOC" else None
        reader = getattr(self, f"_take_{segment.tag.lower()}", None)
        if not reader or reader(segment) is False:
            self.order.ignore(segment)

    def _take_item(self, number: str | None, code: str | None) -> None:
        if not number:
            return
        kind = ITEM_KINDS.get(code or "")
        if kind:
            self.item.setdefault(kind, number)
        else:
            self.item.setdefault("other", {}).setdefault(code or "unqualified", number)

    def _take_pia(self, segment: Segment) -> None:
        for element in range(2, len(segment.elements)):
            self._take_item(segment.get(element), segment.get(element, 1))

    def _take_imd(self, segment: Segment) -> bool:
        texts = [segment.get(3, 3), segment.get(3, 4)]
        found = [text for text in texts if text]
        self.texts += found
        return bool(found)

    def _take_ftx(self, segment: Segment) -> bool:
        text = " ".join(segment.all(4))
        self.notes += [text] if text else []
        return bool(text)

    def _take_qty(self, segment: Segment) -> bool | None:
        value = self.order.number(segment, 1, 1)
        code, unit = segment.get(1) or "", segment.get(1, 2)
        if value is None:
            self.has_bad_quantity = True
            if not segment.get(1, 1):
                self.order._issue("quantity", "QTY holds no quantity.", segment, "01.2")
            return None
        if self.group in ("SCC", "LOC"):
            entry = {"quantity": value, "ship_to": self.place}
            self.schedule.append(compact(entry))
            return None
        self.quantities.append((code, value, unit))
        return code in QUANTITIES.get(self.order.kind, ORDER_QUANTITIES)

    def _take_dtm(self, segment: Segment) -> bool | None:
        date = self.order.dtm(segment)
        if not date:
            return None
        code = segment.get(1) or ""
        wanted = code in self.order._date_codes()
        if self.group in ("SCC", "LOC") and self.schedule:
            if wanted and "date" not in self.schedule[-1]:
                self.schedule[-1].update(compact(_date_keys(date)))
            return wanted
        if self.group in ("RFF", "PRI", "TDT", "PAC", "NAD"):
            return False
        if wanted and not self.group and self.quantities:
            self.dated.setdefault(len(self.quantities) - 1, date)
        self.dates.setdefault(code, date)
        return wanted

    def _take_pri(self, segment: Segment) -> bool:
        price = {
            "price": self.order.number(segment, 1, 1),
            "price_per": self.order.number(segment, 1, 4),
            "price_unit": segment.get(1, 5),
        }
        self.prices.setdefault(segment.get(1) or "", compact(price))
        return segment.get(1) in ("AAA", "AAB", "NTP", "CAL")

    def _take_moa(self, segment: Segment) -> bool:
        amount = self.order.number(segment, 1, 1)
        if segment.get(1) == "203" and amount is not None:
            self.facts["amount"] = amount
            self.facts["moa"] = segment
            return True
        return False

    def _take_alc(self, segment: Segment) -> bool:
        self.has_allowance = True
        return False

    _take_pcd = _take_alc

    def finish(self) -> dict[str, Any]:
        """Return the line of the document; notes what is missing or contradicts."""
        quantity, unit = self._quantity()
        action = self._action()
        if self.texts:
            self.item["description"] = " ".join(self.texts)
        price = self._price()
        line: dict[str, Any] = {"line": self.number_as_sent, "action": action}
        if self.order.kind == "order_response":
            line["response"] = LINE_RESPONSES.get(self.action_code, "accepted")
        line |= {"item": self.item, "quantity": quantity, "unit": unit, **price}
        line["schedule"] = self._finish_schedule(quantity)
        line["notes"] = self.notes
        self.facts["quantity"] = quantity
        self._check(action, quantity, price, unit)
        return compact(line)

    def _action(self) -> str | None:
        if self.order.kind == "order_response":
            return None
        if self.order.header.get("function") == CANCELS:
            return "delete"
        default = "change" if self.order.kind == "order_change" else "add"
        return LINE_ACTIONS.get(self.action_code, default)

    def _quantity(self) -> tuple[str | None, str | None]:
        for wanted in QUANTITIES.get(self.order.kind, ORDER_QUANTITIES):
            found = [i for i, entry in enumerate(self.quantities) if entry[0] == wanted]
            if len(found) > 1:
                return self._split_quantity(found)
            if found:
                return self.quantities[found[0]][1:]
        return None, None

    def _split_quantity(self, found: list[int]) -> tuple[str | None, str | None]:
        """Return the sum of quantities that each have a date: a schedule."""
        units = {self.quantities[i][2] for i in found}
        if len(units) > 1 or any(i not in self.dated for i in found):
            text = f"Line {self.number_as_sent} has several quantities, not all dated."
            self.order._issue("quantity_repeated", text, self.segment, "QTY")
            return self.quantities[found[0]][1:]
        self.schedule = [
            {"quantity": self.quantities[i][1], **compact(_date_keys(self.dated[i]))}
            for i in found
        ]
        total = sum((Decimal(self.quantities[i][1]) for i in found), Decimal(0))
        return f"{total:f}", units.pop()

    def _price(self) -> dict[str, Any]:
        for code in ("AAA", "NTP", "CAL", "AAB"):
            if "price" in self.prices.get(code, {}):
                return self.prices[code]
        return {}

    def _finish_schedule(self, quantity: str | None) -> list[dict[str, Any]]:
        for code in self.order._date_codes():
            if self.schedule or code not in self.dates:
                continue
            entry = {"quantity": quantity, **_date_keys(self.dates[code])}
            return [compact(entry)]
        return self.schedule

    def _check(
        self, action: str | None, quantity: str | None, price: dict[str, Any],
        unit: str | None,
    ) -> None:  # fmt: skip
        name, order = self.number_as_sent or "(no number)", self.order
        if action == "delete" or order.kind == "order_response":
            return
        if not set(self.item) - {"description"}:
            order._issue("item_missing", f"Line {name} names no item.",
                         self.segment, "03")  # fmt: skip
        if quantity is None and action == "add" and not self.has_bad_quantity:
            order._issue("quantity_missing", f"Line {name} has no QTY 21.",
                         self.segment, "QTY")  # fmt: skip
        if quantity is not None and self.schedule:
            parts = [Decimal(entry["quantity"]) for entry in self.schedule]
            if sum(parts) != Decimal(quantity):
                text = (
                    f"Line {name} orders {quantity}, its deliveries sum to"
                    f" {sum(parts)}."
                )
                order._issue("schedule_sum", text, self.segment, "QTY")
        self._check_amount(name, quantity, price, unit)

    def _check_amount(
        self, name: str, quantity: str | None, price: dict[str, Any], unit: str | None
    ) -> None:
        amount = self.facts.get("amount")
        if None in (amount, quantity, price.get("price")) or self.has_allowance:
            return
        if unit and price.get("price_unit", unit) != unit:
            return
        per = price.get("price_per")
        if not is_product(amount or "0", quantity or "0", price["price"], per):
            text = (
                f"Line {name}: {quantity} at {price['price']} per {per or 1} is not"
                f" what MOA 203 says, {amount}."
            )
            self.order._issue("amount", text, self.facts["moa"], "01.2")


_QUALIFIED = {"RFF", "NAD", "DTM", "MOA", "QTY", "LOC", "PRI", "CNT", "TDT", "IMD"}


def _date_keys(date: tuple[str, str | None]) -> dict[str, str | None]:
    return {"date": date[0], "date_to": date[1]}


def read_partner(segment: Segment, role: str) -> dict[str, Any]:
    """Return the partner of a NAD; the name may stand as C080 or as C058 lines."""
    name = " ".join(segment.all(4)) or " ".join(segment.all(3))
    return compact({"role": role, "id": segment.get(2), "name": name})
