"""Yonyou U8 EAI sale orders and answers."""

import pytest
from codec_helpers import codes, data, documents
from poms_codecs import read
from poms_codecs.u8 import write_reply


def one(raw, **options):
    found = documents(read(raw, **options))
    assert len(found) == 1
    return found[0]


def order(change=None):
    text = data("saleorder.xml").decode()
    return (change(text) if change else text).encode()


def test_order():
    assert one(order()) == {
        "family": "u8",
        "type": "order",
        "message_type": "saleorder",
        "function": "add",
        "sender": "015",
        "receiver": "u8",
        "control_number": "20261122-0815",
        "message_number": "XS20260815",
        "version": "2.0",
        "test": False,
        "order_number": "XS20260815",
        "document_date": "2026-11-22",
        "requested_date": "2026-12-24",
        "currency": "CNY",
        "partners": [{"role": "buyer", "id": "C0815", "name": "海燕泵业有限公司"}],
        "notes": ["随货附合格证"],
        "lines": [
            {
                "line": "1",
                "action": "add",
                "item": {"supplier": "GP-100", "buyer": "88-4711"},
                "quantity": "12",
                "unit": "01",
                "price": "100.00",
                "price_with_tax": "113.00",
                "schedule": [{"quantity": "12", "date": "2026-12-24"}],
            },
            {
                "line": "2",
                "action": "add",
                "item": {"supplier": "SP-20"},
                "quantity": "24",
                "alternative": {"quantity": "2", "unit": "BOX", "factor": "12"},
            },
        ],
        "ignored": ["header/currencyrate"],
    }


@pytest.mark.parametrize(
    "declared, encoding",
    [(name, "gb18030") for name in ("utf-8", "GBK", "gb2312", "GB18030", "")]
    + [(name, code) for name in ("utf-8", "") for code in ("utf-8", "utf-8-sig")],
)
def test_encodings(declared, encoding):
    """GBK is read under its own names, under a UTF-8 declaration and under none."""
    text = data("saleorder.xml").decode()
    if declared:
        text = text.replace("utf-8", declared)
    else:
        text = text.partition("?>")[2].lstrip()
    assert one(text.encode(encoding))["notes"] == ["随货附合格证"]


@pytest.mark.parametrize(
    "proc, kind",
    [("add", "order"), ("Add", "order"), ("edit", "order_change"),
     ("delete", "order_cancel")],
)  # fmt: skip
def test_procs(proc, kind):
    raw = order(lambda text: text.replace('proc="add"', f'proc="{proc}"'))
    assert one(raw)["type"] == kind


def test_changes_without_docid_are_told_by_content():
    """An order comes once, but may be edited again and again under its number."""

    def numbers(proc):
        raw = order(
            lambda text: text.replace('docid="20261122-0815"', 'docid=""').replace(
                'proc="add"', f'proc="{proc}"'
            )
        )
        document = one(raw)
        return document.get("control_number"), document["message_number"]

    assert numbers("add") == ("XS20260815", "XS20260815")
    assert numbers("edit") == (None, "XS20260815")


def test_several_orders_one_bad():
    text = data("saleorder.xml").decode()
    node = text[text.index("<saleorder>") : text.index("</ufinterface>")]
    bad = node.replace("XS20260815", "XS20260816").replace(">12<", ">zwölf<")
    first, second = read(
        text.replace("</ufinterface>", bad + "</ufinterface>").encode()
    )
    assert first.document
    assert "number" in [issue.code for issue in second.issues]


@pytest.mark.parametrize(
    "old, new, code",
    [
        ('proc="add"', 'proc="upsert"', "proc"),
        ('roottag="saleorder"', "", "roottag"),
        ("custcode>", "CustCode>", "custcode"),
        ("inventorycode>GP", "InventoryCode>GP", "xml"),
        ("<quantity>12</quantity>", "", "quantity_missing"),
        ("<quantity>12</quantity>", "<Quantity>12</Quantity>", "quantity_missing"),
        ("<money>1200.00<", "<money>1300.00<", "amount"),
        ("<sum>1356.00<", "<sum>1456.00<", "total"),
        ("<unitrate>12<", "<unitrate>10<", "unit_factor"),
        ("2026-11-22<", "22.11.2026<", "date"),
        ("2026-11-22<", "46348<", "date"),
        ("<code>XS20260815</code>", "", "order_number"),
        ("</header>", "<memo>x</memo></header>", "field_repeated"),
        ("</saleorder>", "", "xml"),
        ("entry>", "Entry>", "no_lines"),
    ],
)
def test_refused(old, new, code):
    assert code in codes(read(order(lambda text: text.replace(old, new))))


def test_wrong_case_is_named():
    raw = order(lambda text: text.replace("custcode>", "CustCode>"))
    (issue,) = read(raw)[0].issues
    assert "<CustCode>" in issue.text
    assert raw[issue.position.byte :].startswith(b"<header>")


def test_reply_round_trip():
    received = one(order())
    items = [
        {"key": "XS20260815", "number": "O00012"},
        {"key": "XS20260816", "error": "存货编码[GP-999]不存在"},
    ]
    for encoding in ("utf-8", "GBK"):
        reply = one(write_reply(items, received, encoding))
        assert (reply["sender"], reply["receiver"]) == ("u8", "015")
        assert reply["ack"]["items"] == [
            {"reference": "XS20260815", "status": "accepted", "code": "0",
             "number": "O00012"},
            {"reference": "XS20260816", "status": "rejected", "code": "-1",
             "text": "存货编码[GP-999]不存在"},
        ]  # fmt: skip


def test_success_without_key_is_a_failure():
    item = '<item key="a" succeed="0" u8key=""/>'
    raw = f'<ufinterface roottag="return">{item}</ufinterface>'
    assert one(raw.encode())["ack"]["items"][0]["status"] == "rejected"


def test_query_is_nothing_to_process():
    raw = order(lambda text: text.replace('proc="add"', 'proc="Query"'))
    assert one(raw)["type"] == "other"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_declared_as_utf_16(encoding):
    """Programs that write XML to a string declare UTF-16, whatever is stored."""
    raw = order(lambda text: text.replace("utf-8", "utf-16")).decode()
    assert one(raw.encode(encoding))["notes"] == ["随货附合格证"]


def test_other_documents():
    raw = '<ufinterface roottag="Bom" proc="add"><Bom><Parent/></Bom></ufinterface>'
    assert one(raw.encode())["type"] == "other"
