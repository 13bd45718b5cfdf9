"""EDIFACT: what is read, and what is refused with its place."""

import pytest
from codec_helpers import HEAD, LINE, codes, data, documents, edifact
from poms_codecs import read


def one(text, encoding="utf-8", **options):
    raw = text if isinstance(text, bytes) else text.encode(encoding)
    found = documents(read(raw, **options))
    assert len(found) == 1
    return found[0]


def refused(text, encoding="utf-8"):
    raw = text if isinstance(text, bytes) else text.encode(encoding)
    readings = read(raw)
    assert any(reading.issues for reading in readings)
    return readings


def test_order():
    assert one(data("orders_d96a.edi")) == {
        "family": "edifact",
        "type": "order",
        "message_type": "ORDERS",
        "function": "9",
        "sender": "4000001000001",
        "receiver": "4000001000100",
        "control_number": "ICN0000101",
        "message_number": "1",
        "version": "D.96A",
        "test": False,
        "order_number": "PO-26-0815",
        "document_date": "2026-11-22",
        "requested_date": "2026-12-24",
        "currency": "EUR",
        "partners": [
            {"role": "buyer", "id": "4000001000001", "name": "Kranich Pumpenbau GmbH"},
            {"role": "supplier", "id": "4000001000100"},
            {"role": "ship_to", "id": "4000001000018", "name": "Kranich Werk 2"},
        ],
        "notes": ["Please pack in crates"],
        "lines": [
            {
                "line": "10",
                "action": "add",
                "item": {
                    "gtin": "4000001000902",
                    "supplier": "GP-100",
                    "buyer": "88-4711",
                    "description": "Gear pump",
                },
                "quantity": "12",
                "unit": "PCE",
                "price": "124.50",
                "price_unit": "PCE",
            },
            {
                "line": "20",
                "action": "add",
                "item": {"supplier": "SP-20"},
                "quantity": "100",
                "unit": "PCE",
                "schedule": [
                    {
                        "quantity": "60",
                        "date": "2026-12-10",
                        "ship_to": "4000001000018",
                    },
                    {
                        "quantity": "40",
                        "date": "2026-12-17",
                        "ship_to": "4000001000025",
                    },
                ],
            },
        ],
        "ignored": ["RFF+CT", "LOC+7"],
    }


def test_change_refers_to_the_order():
    change = one(data("ordchg_d01b.edi"))
    assert change["type"] == "order_change"
    assert change["order_number"] == "PO-26-0815"
    assert change["document_number"] == "CHG-1"
    assert [line["action"] for line in change["lines"]] == ["change", "delete", "add"]
    assert change["lines"][1] == {"line": "20", "action": "delete", "item": {}} or (
        change["lines"][1] == {"line": "20", "action": "delete"}
    )


@pytest.mark.parametrize(
    "function, kind",
    [("9", "order"), ("1", "order_cancel"), ("4", "order_change"),
     ("5", "order_change"), ("31", "order")],
)  # fmt: skip
def test_function_of_the_message(function, kind):
    text = edifact(HEAD.replace("+9'", f"+{function}'", 1) + LINE + "UNS+S'")
    assert one(text)["type"] == kind


def test_cancelled_lines_need_no_quantity():
    """An order taken back names its lines, at most, to be sure."""
    head = HEAD.replace("+9'", "+1'", 1)
    document = one(edifact(head + "LIN+1++4000001000902:EN'UNS+S'"))
    assert document["type"] == "order_cancel"
    assert [line["action"] for line in document["lines"]] == ["delete"]


def test_control_character_is_refused_with_its_place():
    raw = edifact(HEAD.replace("PO-1", "PO\0-1") + LINE).encode()
    (issue,) = read(raw)[0].issues[:1]
    assert issue.code == "control_character"
    assert raw[issue.position.byte] == 0
    raw = edifact(HEAD + LINE).replace("UNT+", "\x00XYZ+1'UNT+").encode()
    assert "\0" not in str([issue.as_dict() for issue in read(raw)[0].issues])


@pytest.mark.parametrize("end", ["", "\n", "\r\n", " \n", "\r"])
def test_line_ends_between_segments(end):
    assert one(edifact(HEAD + LINE).replace("'", "'" + end))["lines"]


def test_wrapped_at_eighty_characters():
    text = edifact(HEAD + LINE + "FTX+AAI+++what?'s up, A?+B, really?? 100?:1'")
    for width in (20, 79, 80):
        rows = [text[i : i + width] for i in range(0, len(text), width)]
        line = one("\r\n".join(rows))["lines"][0]
        assert line["notes"] == ["what's up, A+B, really? 100:1"]


@pytest.mark.parametrize("una", ["UNA:+,? '", "UNA#|.! ~", "UNA:+.  '", ""])
def test_una(una):
    text = edifact(HEAD + LINE.replace(":12:", ":12,5:"), una="UNA:+,? '")
    if una:
        marks = dict(zip(":+,?'", una[3:7] + una[8], strict=True))
        text = una + text[9:].translate(str.maketrans(marks))
    else:
        text = text[9:].replace(",", ".")
    assert one(text)["lines"][0]["quantity"] == "12.5"


def test_control_characters_as_separators():
    text = edifact(HEAD + LINE, una="", charset="UNOB:1")
    assert one(text.translate(str.maketrans(":+'", "\x1f\x1d\x1c")))["lines"]


def test_other_decimal_mark_is_refused():
    text = edifact(HEAD + LINE.replace(":12:", ":1,234:"))
    (reading,) = refused(text)
    (issue,) = reading.issues
    assert issue.code == "number"
    assert text[issue.position.byte :].startswith("QTY")


@pytest.mark.parametrize(
    "charset, encoding",
    [("UNOA:2", "utf-8"), ("UNOB:3", "utf-8"), ("UNOC:3", "latin-1"),
     ("UNOC:3", "utf-8"), ("UNOW:4", "utf-8"), ("UNOY:4", "utf-8"),
     ("UNOL:4", "iso8859_15")],
)  # fmt: skip
def test_charsets(charset, encoding):
    body = HEAD + LINE + "IMD+F++:::Zahnrad für Größe 7'"
    line = one(edifact(body, charset=charset).encode(encoding))["lines"][0]
    assert line["item"]["description"] == "Zahnrad für Größe 7"


@pytest.mark.parametrize("charset", ["UNOA:2", "UNOC:3", "UNOY:4"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_chinese(charset, encoding):
    body = HEAD + LINE + "IMD+F++:::齿轮泵体'"
    line = one(edifact(body, charset=charset).encode(encoding))["lines"][0]
    assert line["item"]["description"] == "齿轮泵体"


def test_byte_order_marks():
    text = edifact(HEAD + LINE)
    assert one(text.encode("utf-8-sig")) == one(text.encode("utf-16"))


def test_partner_setting_wins():
    body = HEAD + LINE + "IMD+F++:::Größe'"
    raw = edifact(body, charset="UNOA:2").encode("latin-1")
    assert codes(read(raw)) == ["charset"]
    (document,) = documents(read(raw, encoding="latin-1"))
    assert document["lines"][0]["item"]["description"] == "Größe"


def test_undeclared_character_has_its_byte():
    raw = edifact(HEAD + LINE + "IMD+F++:::Größe'", charset="UNOA:2").encode("latin-1")
    (issue,) = read(raw)[0].issues
    assert raw[issue.position.byte] == 0xF6
    assert issue.position.segment == "IMD"


def test_repetition_in_syntax_4_only():
    body = HEAD + LINE.replace("LIN+1", "LIN+1*2") + "COM+a:TE*b:FX'"
    assert one(edifact(body, una="", charset="UNOC:4"))["lines"][0]["line"] == "1"
    assert one(edifact(body, una="", charset="UNOC:3"))["lines"][0]["line"] == "1*2"


def test_several_messages_one_bad():
    good = edifact(HEAD + LINE, head=False)[9:]
    bad = good.replace("UNH+1+", "UNH+2+").replace("+1'", "+2'").replace(":12:", ":x:")
    text = f"UNB+UNOC:3+A+B+261122:0815+9'{good}{bad}UNZ+2+9'"
    first, second = read(text.encode())
    assert first.document and not first.issues
    assert "number" in [issue.code for issue in second.issues]


def test_two_interchanges_with_their_own_una():
    text = edifact(HEAD + LINE.replace(":12:", ":1,5:"), una="UNA:+,? '", control="1")
    text += "\r\n" + edifact(HEAD + LINE.replace(":12:", ":1.5:"), una="", control="2")
    lines = [d["lines"][0]["quantity"] for d in documents(read(text.encode()))]
    assert lines == ["1.5", "1.5"]


def test_groups():
    inner = edifact(HEAD + LINE, head=False)[9:]
    text = (
        "UNB+UNOC:3+A+B+261122:0815+9'UNG+ORDERS+A+B+261122:0815+5+UN+D:96A'"
        f"{inner}UNE+1+5'UNZ+1+9'"
    )
    assert one(text)["control_number"] == "9"
    assert "une_count" in codes(refused(text.replace("UNE+1", "UNE+2")))
    assert "une_reference" in codes(refused(text.replace("UNE+1+5", "UNE+1+6")))


def test_without_interchange_header():
    assert "sender" not in one(edifact(HEAD + LINE, head=False))


@pytest.mark.parametrize(
    "change, code",
    [
        (lambda text: text.replace("UNT+7", "UNT+8"), "unt_count"),
        (lambda text: text.replace("UNT+7", "UNT+x"), "unt_count"),
        (lambda text: text.replace("UNT+7+1", "UNT+7+2"), "unt_reference"),
        (lambda text: text.replace("UNZ+1", "UNZ+2"), "unz_count"),
        (lambda text: text.replace("UNZ+1+77", "UNZ+1+78"), "unz_reference"),
        (lambda text: text.replace("UNB+", "NB+"), "stray_segment"),
        (lambda text: text[: text.index("UNT")], "unt_missing"),
        (lambda text: text[: text.index("UNZ")], "unz_missing"),
        (lambda text: text[:-1], "unterminated"),
        (lambda text: text.replace("20261122:102", "20261322:102"), "date"),
        (lambda text: text.replace("20261122:102", "2026-11-22:102"), "date"),
        (lambda text: text.replace("QTY+21:12:PCE'", "QTY+21'"), "quantity"),
        (lambda text: text.replace("++4000001000902:EN", ""), "item_missing"),
        (lambda text: text.replace("BGM+220+PO-1+9", "BGM+220"), "bgm_number"),
        (lambda text: text.replace("PCE'", "PCE?*'"), "release"),
        (lambda text: text.replace("QTY+", "Q@Y+"), "tag"),
    ],
)
def test_refused(change, code):
    """Each change makes a good message lie or lack something."""
    text = edifact(HEAD + LINE, una="UNA:+.? '")
    assert one(text)
    assert code in codes(refused(change(text)))


@pytest.mark.parametrize(
    "tail, code",
    [
        ("UNS+S'CNT+2:3'", "line_count"),
        ("UNS+S'CNT+1:13'", "total"),
        ("MOA+203:120.00'PRI+AAA:11.00'UNS+S'", "amount"),
        ("MOA+203:120.00'PRI+AAA:10.00'UNS+S'MOA+79:130.00'", "total"),
        ("SCC+1'QTY+21:5:PCE'DTM+2:20261224:102'UNS+S'", "schedule_sum"),
        ("QTY+21:5:PCE'DTM+2:20261224:102'", "quantity_repeated"),
    ],
)
def test_contradictions(tail, code):
    assert codes(refused(edifact(HEAD + LINE + tail))) == [code]


def test_dated_quantities_are_a_schedule():
    body = "LIN+1++4000001000902:EN'QTY+21:60:PCE'DTM+2:20261210:102'"
    body += "QTY+21:40.5:PCE'DTM+2:20261217:102'"
    line = one(edifact(HEAD + body))["lines"][0]
    assert line["quantity"] == "100.5"
    assert line["schedule"] == [
        {"quantity": "60", "date": "2026-12-10"},
        {"quantity": "40.5", "date": "2026-12-17"},
    ]


def test_repeated_line_numbers_are_kept():
    lines = one(edifact(HEAD + LINE + LINE))["lines"]
    assert [line["line"] for line in lines] == ["1", "1"]


def test_date_below_a_reference():
    text = HEAD.replace("DTM+137", "RFF+CT:C1'DTM+137") + "DTM+2:20261224:102'" + LINE
    document = one(edifact(text))
    assert "document_date" not in document
    assert document["requested_date"] == "2026-12-24"


def test_control_totals_that_are_right():
    tail = "MOA+203:120.00'PRI+AAA:1000:::100'UNS+S'CNT+2:1'CNT+1:12'MOA+79:120.00'"
    line = one(edifact(HEAD + LINE + tail))["lines"][0]
    assert (line["price"], line["price_per"]) == ("1000", "100")


def test_all_errors_at_once():
    body = "BGM+220+PO-1+9'DTM+137:20261399:102'" + LINE.replace(":12:", ":a:")
    body += "LIN+2'QTY+21:1'LIN+3++4000001000919:EN'UNS+S'CNT+2:4'"
    found = codes(refused(edifact(body, count=99)))
    assert set(found) == {
        "unt_count", "date", "number", "item_missing", "quantity_missing", "line_count"
    }  # fmt: skip


@pytest.mark.parametrize(
    "value, date, last",
    [
        ("20261224:102", "2026-12-24", None),
        ("20261224", "2026-12-24", None),
        ("261224:101", "2026-12-24", None),
        ("241226:2", "2026-12-24", None),
        ("202612240000:203", "2026-12-24", None),
        ("202612241430:203", "2026-12-24T14:30:00", None),
        ("20261224143015:204", "2026-12-24T14:30:15", None),
        ("202612241430UTC:303", "2026-12-24T14:30:00Z", None),
        ("202612241430+08:303", "2026-12-24T14:30:00+08:00", None),
        ("202652:616", "2026-12-21", "2026-12-27"),
        ("202612:610", "2026-12-01", "2026-12-31"),
        ("20261224-20261231:718", "2026-12-24", "2026-12-31"),
        ("2026122420261231:718", "2026-12-24", "2026-12-31"),
    ],
)
def test_dates(value, date, last):
    body = HEAD + f"DTM+2:{value.replace('+', '?+')}'" + LINE
    document = one(edifact(body))
    assert document["requested_date"] == date
    assert document.get("requested_date_to") == last


@pytest.mark.parametrize("value", ["202654:616", "20260230:102", "x:102", "1:999"])
def test_dates_refused(value):
    assert codes(refused(edifact(HEAD + f"DTM+2:{value}'" + LINE))) == ["date"]


def test_position_is_exact():
    text = edifact(HEAD + "\nFTX+AAI+++ä'\n" + LINE.replace(":12:", ":x:"))
    raw = text.replace("'", "'\n").encode()
    (issue,) = read(raw)[0].issues
    place = issue.position
    assert raw[place.byte :].startswith(b"QTY+21:x")
    assert raw[: place.byte].count(b"\n") + 1 == place.line
    assert (place.segment, place.field) == ("QTY", "01.2")


def test_test_flag():
    text = edifact(HEAD + LINE).replace("0815+77'", "0815+77++++++1'")
    assert one(text)["test"] is True


def test_acknowledgements():
    contrl = edifact("UCI+42+A+B+4+13'", kind="CONTRL:D:98A:UN")
    assert one(contrl)["ack"] == {"reference": "42", "status": "rejected"}
    body = "BGM+305+A1+27'RFF+ACW:PO-1'ERC+12'FTX+AAI+++unknown item'"
    ack = one(edifact(body, kind="APERAK:D:96A:UN"))["ack"]
    assert ack["reference"] == "PO-1" and ack["status"] == "rejected"
    assert ack["texts"] == ["12", "unknown item"]


def test_other_message_types():
    document = one(edifact("BGM+351+D1+9'LIN+1'", kind="DESADV:D:96A:UN"))
    assert document["type"] == "other" and document["message_type"] == "DESADV"
