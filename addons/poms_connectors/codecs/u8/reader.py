"""A <ufinterface> envelope to one reading per document in it.

U8's element names are case-sensitive; a name in another case is not read as if it
were right, but named in the error of what is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lxml import etree

from ..errors import CodecError, Issue, Position, Reading
from ..values import (
    compact,
    decimal_text,
    is_close,
    is_product,
    iso_date,
    iso_time,
    unique,
)
from ..xmlsafe import XmlDocument, local

# U8's programs are Chinese: bytes that are not what the file declares are GBK.
FALLBACKS = ("gb18030",)
PROCS = {"add": "order", "edit": "order_change", "delete": "order_cancel"}
# What one asks U8, not what one tells it.
QUERIES = ("query", "verify", "unverify")
CURRENCIES = {
    "人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR", "日元": "JPY",
    "英镑": "GBP", "港币": "HKD", "港元": "HKD", "台币": "TWD", "新台币": "TWD",
}  # fmt: skip
HEADER = {
    "id", "outid", "date", "code", "custcode", "cusname", "currency", "memo",
    "sendaddress", "caddcode", "dpredatebt", "dpremodatebt",
}  # fmt: skip
ENTRY = {
    "id", "body_outid", "irowno", "inventorycode", "inventoryname", "quantity", "num",
    "unitprice", "taxunitprice", "money", "tax", "sum", "taxrate", "unitrate",
    "unitcode", "dpredate", "dpremodate", "preparedate", "ccusinvcode", "ccusinvname",
    "memo", "discount",
}  # fmt: skip


def read(data: bytes, fallbacks: tuple[str, ...] = FALLBACKS) -> Iterator[Reading]:
    """Yield one reading per document; raises `CodecError` if there is no envelope."""
    document = XmlDocument(data, fallbacks)
    root = document.root
    if local(root) != "ufinterface":
        root = next(
            (n for n in root.iter(etree.Element) if local(n) == "ufinterface"), root
        )
    tag = (root.get("roottag") or "").strip()
    if local(root) != "ufinterface" or not tag:
        text = "The envelope <ufinterface> has no roottag: it does not say what it is."
        raise CodecError(Issue("roottag", text, document.at(root)))
    if tag.lower() == "return":
        yield _read_reply(root)
        return
    children = list(root)
    if not children:
        yield Reading(
            issues=[Issue("empty", f"No {tag} in the envelope.", document.at(root))],
            envelope=_envelope(root, "other"),
        )
    is_query = (root.get("proc") or "").strip().lower() in QUERIES
    for node in children:
        if (
            not is_query
            and tag.lower() == "saleorder"
            and local(node).lower() == "saleorder"
        ):
            yield SaleOrder(document, root, node).read()
        else:
            envelope = _envelope(root, "other")
            ignored = unique([local(child) for child in node])
            yield Reading(document={**envelope, "ignored": ignored}, envelope=envelope)


def _envelope(root: etree._Element, kind: str) -> dict[str, Any]:
    facts = {
        "family": "u8",
        "type": kind,
        "message_type": root.get("roottag"),
        "function": (root.get("proc") or "").lower(),
        "sender": root.get("sender"),
        "receiver": root.get("receiver"),
        "control_number": root.get("docid"),
        "version": root.get("version"),
    }
    facts = {key: (value or "").strip() for key, value in facts.items()}
    return {**compact(facts), "test": False}


def _read_reply(root: etree._Element) -> Reading:
    """Read an answer: "0" without a key of U8 is a failure, nothing was written."""
    items = []
    for node in root:
        if local(node) != "item":
            continue
        is_ok = node.get("succeed") == "0" and bool(node.get("u8key"))
        item = {
            "reference": node.get("key"),
            "status": "accepted" if is_ok else "rejected",
            "code": node.get("succeed"),
            "text": node.get("dsc"),
            "number": node.get("u8key"),
        }
        items.append(compact(item))
    envelope = _envelope(root, "ack")
    body = {"ack": {"items": items}, "ignored": []}
    return Reading(document={**envelope, **body}, envelope=envelope)


class SaleOrder:
    """Reads one <saleorder>; every fault is added to ``issues``."""

    def __init__(
        self, document: XmlDocument, root: etree._Element, node: etree._Element
    ) -> None:
        self.document = document
        self.root = root
        self.node = node
        self.kind = "other"
        self.issues: list[Issue] = []
        self.ignored: list[str] = []
        self.shared_ids: set[str] = set()

    def read(self) -> Reading:
        proc = (self.root.get("proc") or "").strip().lower()
        kind = self.kind = PROCS.get(proc, "other")
        header = self._child(self.node, "header")
        if kind == "other":
            text = f"proc {proc!r} is not add, edit or delete."
            self._issue("proc", text, self.root)
        body = self._child(self.node, "body", needed=kind != "order_cancel")
        entries = [] if body is None else [n for n in body if local(n) == "entry"]
        ids = Counter((n.findtext("id") or "").strip() for n in entries)
        self.shared_ids = {name for name, count in ids.items() if count > 1}
        body_text = {} if header is None else self._values(header, HEADER)
        document = self._header(body_text, header)
        is_full = kind in ("order", "order_change")
        if is_full and body is not None and not entries:
            self._issue("no_lines", "The order has no <entry>.", body)
        lines = [
            Entry(self, node, kind).read(body_text.get("id"), index)
            for index, node in enumerate(entries, 1)
        ]
        envelope = _envelope(self.root, kind)
        number = envelope.get("control_number")
        if kind != "order_change":
            # Without a docid the order is the message; it may change many times.
            number = number or body_text.get("outid") or body_text.get("id")
            number = number or document.get("order_number")
        facts = {"control_number": number,
                 "message_number": document.get("order_number")}  # fmt: skip
        envelope = compact({**envelope, **facts})
        envelope["test"] = False
        document = {**envelope, **document, "lines": lines}
        document["ignored"] = unique(self.ignored)
        if self.issues:
            return Reading(issues=self.issues, envelope=envelope)
        return Reading(document=document, envelope=envelope)

    def _child(
        self, node: etree._Element, name: str, needed: bool = True
    ) -> etree._Element | None:
        found = next((child for child in node if local(child) == name), None)
        if found is None and needed:
            self._issue(f"{name}_missing", self._missing(node, name), node)
        return found

    def _missing(self, node: etree._Element, name: str) -> str:
        other = next((c for c in node if local(c).lower() == name.lower()), None)
        text = f"<{local(node)}> has no <{name}>"
        if other is None or local(other) == name:
            return f"{text}." if other is None else f"{text}: it is empty."
        return f"{text}, but <{local(other)}>: U8's names are case-sensitive."

    def _values(self, node: etree._Element, known: set[str]) -> dict[str, str]:
        """Return the filled children; others than `known` are noted as ignored."""
        values: dict[str, str] = {}
        for child in node:
            name, text = local(child), (child.text or "").strip()
            if not text and not len(child):
                continue
            if name not in known:
                self.ignored.append(f"{local(node)}/{name}")
            elif name in values:
                self._issue("field_repeated", f"<{name}> stands twice.", node, name)
            else:
                values[name] = text
        return values

    def _header(
        self, values: dict[str, str], node: etree._Element | None
    ) -> dict[str, Any]:
        number = values.get("code") or values.get("outid") or values.get("id")
        if node is not None and not number:
            self._issue("order_number", self._missing(node, "code"), node)
        is_named = self.kind == "order_cancel" or values.get("custcode")
        if node is not None and not is_named:
            self._issue("custcode", self._missing(node, "custcode"), node)
        currency = values.get("currency")
        requested = values.get("dpredatebt") or values.get("dpremodatebt")
        partners = [
            {"role": "buyer", "id": values.get("custcode"),
             "name": values.get("cusname")},
            {"role": "ship_to", "id": values.get("caddcode"),
             "address": values.get("sendaddress")},
        ]  # fmt: skip
        return compact(
            {
                "order_number": number,
                "document_date": self._date(values.get("date"), node, "date", True),
                "requested_date": self._date(requested, node, "dpredatebt"),
                "currency": CURRENCIES.get(currency or "", currency),
                "partners": [p for p in map(compact, partners) if len(p) > 1],
                "notes": [values["memo"]] if values.get("memo") else [],
            }
        )

    def _date(
        self, text: str | None, node: etree._Element | None, field: str,
        is_day: bool = False,
    ) -> str | None:  # fmt: skip
        if not text or node is None:
            return None
        try:
            moment = read_date(text)
        except ValueError as error:
            self._issue("date", f"<{field}>: {error}.", node, field)
            return None
        return moment[:10] if is_day else moment

    def _issue(
        self, code: str, text: str, node: etree._Element, field: str | None = None
    ) -> None:
        place: Position = self.document.at(node, field)
        self.issues.append(Issue(code, text, place))


class Entry:
    """Reads one <entry> of a sale order."""

    def __init__(self, order: SaleOrder, node: etree._Element, kind: str) -> None:
        self.order = order
        self.node = node
        self.kind = kind
        self.values = order._values(node, ENTRY)

    def read(self, order_id: str | None, index: int) -> dict[str, Any]:
        values, order = self.values, self.order
        quantity = self._number("quantity")
        price, taxed = self._number("unitprice"), self._number("taxunitprice")
        date = next(
            (name for name in ("dpredate", "preparedate", "dpremodate")
             if values.get(name)), "",
        )  # fmt: skip
        day = order._date(values.get(date), self.node, date)
        item = {
            "supplier": values.get("inventorycode"),
            "buyer": values.get("ccusinvcode"),
            "description": values.get("inventoryname") or values.get("ccusinvname"),
        }
        line = {
            "line": self._name(order_id, index),
            "action": {"order": "add", "order_cancel": "delete"}.get(
                self.kind, "change"
            ),
            "item": compact(item),
            "quantity": quantity,
            **self._unit(quantity),
            "price": price,
            "price_with_tax": taxed,
            "schedule": [compact({"quantity": quantity, "date": day})] if day else [],
            "notes": [values["memo"]] if values.get("memo") else [],
        }
        if self.kind != "order_cancel":
            self._check(quantity, price)
        return compact(line)

    def _name(self, order_id: str | None, index: int) -> str:
        """Return the row's key: row number, GUID, own id, else its place.

        Vendors' programs fill the entry's id with that of the order: no key then.
        """
        own = self.values.get("id")
        if own == order_id or own in self.order.shared_ids:
            own = None
        return (
            self.values.get("irowno") or self.values.get("body_outid") or own
            or str(index)
        )  # fmt: skip

    def _unit(self, quantity: str | None) -> dict[str, Any]:
        """Return the unit of the quantity.

        ``quantity`` counts in the item's main unit; ``unitcode`` names it, or, where
        ``num`` (件数) is given and differs, the unit of that. A main unit that is not
        named stays unnamed: it is the product's own.
        """
        unit, num = self.values.get("unitcode"), self._number("num")
        rate = self._number("unitrate")
        if num is None or quantity is None or Decimal(num) in (0, Decimal(quantity)):
            return {"unit": unit}
        if rate and not is_close(Decimal(quantity), Decimal(num) * Decimal(rate)):
            text = f"num {num} times unitrate {rate} is not quantity {quantity}."
            self.order._issue("unit_factor", text, self.node, "num")
        alternative = {"quantity": num, "unit": unit, "factor": rate}
        return {"alternative": compact(alternative)}

    def _number(self, name: str) -> str | None:
        raw = self.values.get(name)
        if raw is None:
            return None
        try:
            return decimal_text(raw)
        except ValueError as error:
            self.order._issue("number", f"<{name}>: {error}.", self.node, name)
            return None

    def _check(self, quantity: str | None, price: str | None) -> None:
        order, node = self.order, self.node
        for name, code in (("inventorycode", "item_missing"),
                           ("quantity", "quantity_missing")):  # fmt: skip
            is_needed = self.kind == "order" or name == "inventorycode"
            if is_needed and not self.values.get(name):
                order._issue(code, order._missing(node, name), node)
        money, tax, total = map(self._number, ("money", "tax", "sum"))
        has_discount = Decimal(self._number("discount") or "0") != 0
        if (
            not (quantity is None or price is None or money is None or has_discount)
            and not is_product(money, quantity, price, None)
        ):  # fmt: skip
            text = f"{quantity} at {price} is not what <money> says, {money}."
            order._issue("amount", text, node, "money")
        if money and tax and total:
            value = Decimal(money) + Decimal(tax)
            if not is_close(Decimal(total), value):
                text = f"money {money} and tax {tax} are not sum {total}."
                order._issue("total", text, node, "sum")


_DATE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[ T](\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?",
    re.ASCII,
)


def read_date(text: str) -> str:
    """Return a U8 date (yyyy-MM-dd, with a time or not); midnight is no time.

    Raises `ValueError` for anything else, such as spreadsheets' day numbers.
    """
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date of the form yyyy-MM-dd")
    year, month, day, hour, minute, second = match.groups()
    date = iso_date(f"{year}{month:0>2}{day:0>2}")
    clock = iso_time(f"{hour or '0':0>2}{minute or '00'}{second or '00'}")
    return date if clock == "00:00:00" else f"{date}T{clock}"
