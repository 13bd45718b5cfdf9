"""SAP IDocs as XML and as port files."""

import pytest
from codec_helpers import codes, data, documents
from codec_idocs import ORDER, control, port_file, record
from poms_codecs import read


def one(raw, **options):
    found = documents(read(raw, **options))
    assert len(found) == 1
    return found[0]


def xml(change=None):
    text = data("orders05.xml").decode()
    return (change(text) if change else text).encode()


def test_xml_order():
    assert one(xml()) == {
        "family": "idoc",
        "type": "order",
        "message_type": "ORDERS",
        "function": "000",
        "sender": "DEMCLNT300",
        "receiver": "POMS",
        "control_number": "0000000000900001",
        "client": "300",
        "serial": "20261122081459",
        "version": "ORDERS05/ZORDERS5",
        "test": False,
        "order_number": "4500000815",
        "document_date": "2026-11-22",
        "requested_date": "2026-12-24",
        "currency": "EUR",
        "partners": [
            {"role": "buyer", "id": "1000", "name": "Seeadler Antriebe AG"},
            {"role": "ship_to", "id": "1010", "name": "Seeadler Werk Nord"},
        ],
        "lines": [
            {
                "line": "000010",
                "action": "add",
                "item": {
                    "buyer": "000000000000004711",
                    "supplier": "GP-100",
                    "description": "Gear pump",
                },
                "quantity": "12.000",
                "unit": "PCE",
                "price": "1245.00",
                "price_per": "10",
                "schedule": [
                    {"quantity": "8.000", "date": "2026-12-17"},
                    {"quantity": "4.000", "date": "2026-12-24T06:00:00"},
                ],
                "notes": ["With certificate of conformity."],
            }
        ],
        "ignored": ["ZEKKO", "E1EDK14/014"],
    }


@pytest.mark.parametrize(
    "options",
    [{}, {"end": "\n"}, {"end": ""}, {"padded": True}, {"stripped": True},
     {"tabnam": "EDI_DC40_U"}],
)  # fmt: skip
def test_flat_order(options):
    document = one(port_file(**options).encode())
    assert document["order_number"] == "4500000815"
    assert document["partners"] == [
        {"role": "buyer", "id": "1000", "name": "Seeadler Antriebe AG"}
    ]
    assert document["lines"] == [
        {
            "line": "000010",
            "action": "add",
            "item": {"supplier": "GP-100", "description": "Gear pump"},
            "quantity": "12.000",
            "unit": "PCE",
            "schedule": [{"quantity": "12.000", "date": "2026-12-24"}],
        }
    ]
    assert document["ignored"] == ["ZEKKO"]


@pytest.mark.parametrize("end", ["\r\n", ""])
def test_several_idocs_in_a_port_file(end):
    text = port_file(end=end) + port_file(
        [(n, v) for n, v in ORDER], end=end, docnum="0000000000900001", MESTYP="ORDCHG"
    )
    assert [d["type"] for d in documents(read(text.encode()))] == [
        "order", "order_change"
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "gb18030", "utf-16"])
def test_code_pages(encoding):
    name = "齿轮泵体" if encoding == "gb18030" else "Größe"
    segments = [(n, {**v, "KTEXT": name} if "KTEXT" in v else v) for n, v in ORDER]
    raw = port_file(segments).encode(encoding)
    if encoding == "gb18030":  # a non-Unicode port pads by bytes
        raw = raw.replace(name.encode(encoding) + b" " * 4, name.encode(encoding))
    line = one(raw)["lines"][0]
    assert line["item"]["description"] == name


def test_code_page_of_the_partner():
    segments = [(n, {**v, "KTEXT": "Größe"} if "KTEXT" in v else v) for n, v in ORDER]
    raw = port_file(segments).encode("cp1252")
    assert one(raw, encoding="1160")["lines"][0]["item"]["description"] == "Größe"
    assert codes(read(raw, encoding="4110")) == ["charset"]


def test_release_3_is_told():
    text = "EDI_DC    " + port_file()[10:]
    assert codes(read(text.encode())) == ["release_3"]


@pytest.mark.parametrize("end", ["", "\r\n"])
def test_truncated_port_file(end):
    text = port_file([*ORDER, ("E2EDS01", {"SUMID": "002", "SUMME": "1"})], end=end)
    raw = text.rstrip("\r\n").encode()[:-20]
    assert "truncated" in codes(read(raw))


@pytest.mark.parametrize(
    "message, standard, kind",
    [("ORDERS", "", "order"), ("ZZORDERS", "", "order"), ("ORDCHG", "", "order_change"),
     ("ORDRSP", "", "order_response"), ("ZPO", "", "order"), ("REQOTE", "", "other"),
     ("ZX", "ORDCHG", "order_change")],
)  # fmt: skip
def test_message_types(message, standard, kind):
    text = port_file(MESTYP=message, STDMES=standard)
    assert one(text.encode())["type"] == kind


def test_header_cancelled():
    raw = xml(lambda text: text.replace("<ACTION>000<", "<ACTION>003<"))
    document = one(raw)
    assert document["type"] == "order_cancel"
    assert {line["action"] for line in document["lines"]} == {"delete"}


def test_port_file_without_its_control_record():
    """What stands before the first control record is not passed over."""
    text = port_file()
    lost = text[text.index("E2EDK01") :]
    assert codes(read(lost.encode())) == ["control"]
    assert codes(read(b"Subject: order\r\n" + text.encode())) == ["control"]
    assert codes(read((lost + text).encode())) == ["control"]


def test_control_character_in_a_record():
    raw = port_file().replace("Gear pump", "Gear\0pump").encode()
    (issue,) = read(raw)[0].issues
    assert issue.code == "control_character"
    assert raw[issue.position.byte] == 0


def test_rejection_reason_deletes_the_item():
    raw = xml(lambda text: text.replace("<MENEE>", "<ABGRU>01</ABGRU><MENEE>"))
    assert one(raw)["lines"][0]["action"] == "delete"


def test_long_material_number_wins():
    raw = xml(
        lambda text: text.replace(
            "<IDTNR>GP-100</IDTNR>",
            "<IDTNR>GP</IDTNR><IDTNR_LONG>GP-100-LONG</IDTNR_LONG>",
        )
    )
    assert one(raw)["lines"][0]["item"]["supplier"] == "GP-100-LONG"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(' SEGMENT="1"', ""),
        lambda text: text.replace(' BEGIN="1"', ""),
        lambda text: text.replace("EDI_DC40", "EDI_DC40_U"),
        lambda text: text.replace("<E1EDK14", "<!-- E1EDK01 --><E1EDK14"),
        lambda text: text.replace("</E1EDK01>", "<ABLAD/></E1EDK01><E1EDK36/>"),
        lambda text: text.replace("<ORDERS05>", '<ORDERS05 xmlns="urn:x">'),
        lambda text: text.replace("12.000<", " 12.000 <"),
        lambda text: text.partition("?>")[2],
    ],
)
def test_xml_variants(change):
    document = one(xml(change))
    assert document["lines"] == one(xml())["lines"]


def test_two_idocs_in_one_packet():
    text = data("orders05.xml").decode()
    idoc = text[text.index("<IDOC") : text.index("</ORDERS05>")]
    bad = idoc.replace(">000010<", "><").replace("12.000", "x")
    first, second = read(text.replace("</ORDERS05>", bad + "</ORDERS05>").encode())
    assert first.document
    assert {issue.code for issue in second.issues} == {"line_number", "number"}


@pytest.mark.parametrize(
    "old, new, code",
    [
        (">12.000<", ">13.000<", "schedule_sum"),
        (">12.000<", ">12,000<", "number"),
        (">12.000<", "><", "quantity_missing"),
        (">PCE</MENEE>", "></MENEE>", "unit_missing"),
        (">20261224<", ">20261324<", "date"),
        ("<SUMME>1<", "<SUMME>2<", "line_count"),
        ("<SUMME>1494.00<", "<SUMME>1500.00<", "total"),
        ("<NETWR>1494.00<", "<NETWR>149.40<", "amount"),
        ("<DOCNUM>0000000000900001<", "<DOCNUM><", "control_field"),
        (">4500000815<", "><", "order_number"),
        ("E1EDK01", "E1EDK99", "header_missing"),
        ("E1EDP19", "E1EDP99", "item_missing"),
        ("<MENEE>", "<MENGE>1</MENGE><MENEE>", "field_repeated"),
    ],
)
def test_refused(old, new, code):
    readings = read(xml(lambda text: text.replace(old, new)))
    assert code in codes(readings)


def test_other_record_than_the_controls():
    rows = [control(), record("E2EDK01005", {"BELNR": "1"}, docnum="0000000000900002")]
    assert "docnum" in codes(read("\r\n".join([*rows, ""]).encode()))


def test_numbers_and_empty_dates():
    segments = [
        *ORDER[:5],
        ("E2EDP01007", {"POSEX": "1", "MENGE": "5.000-", "MENEE": "PCE"}),
        ("E2EDP20001", {"WMENG": "5.000-", "EDATU": "00000000"}),
        ("E2EDP19001", {"QUALF": "001", "IDTNR": "A"}),
    ]
    (line,) = one(port_file(segments).encode())["lines"]
    assert line["quantity"] == "-5.000"
    assert line["schedule"] == [{"quantity": "-5.000"}]


def test_positions():
    raw = xml(lambda text: text.replace(">12.000<", ">äß<").replace("11245", "x"))
    place = read(raw)[0].issues[0].position
    assert raw[place.byte :].startswith("<MENGE>äß<".encode())
    assert raw[: place.byte].count(b"\n") + 1 == place.line
    flat = port_file().replace("12.000 ", "1 2.000", 1).encode()
    place = read(flat)[0].issues[0].position
    assert flat[place.byte :].startswith(b"1 2.000")
    assert (place.segment, place.field, place.line) == ("E2EDP01007", "MENGE", 7)


def test_test_flag():
    assert one(port_file(TEST="X").encode())["test"] is True


def test_other_idoc():
    raw = xml(lambda text: text.replace("ORDERS05<", "INVOIC02<"))
    assert one(raw)["type"] == "other"
