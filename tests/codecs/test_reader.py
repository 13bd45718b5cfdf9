"""Detection, safety, the command, the shared samples, and fuzz."""

import datetime
import json
import subprocess
import sys
import time

import pytest
from codec_helpers import (
    DATA,
    HEAD,
    LINE,
    PACKAGE,
    SAMPLES,
    check_document,
    codes,
    data,
    edifact,
)
from codec_idocs import port_file
from hypothesis import given, settings
from hypothesis import strategies as st
from poms_codecs import FAMILIES, detect_family, read, write

NOW = datetime.datetime(2026, 11, 22, 8, 15)
FOLDERS = ["edifact", "sap-idoc-xml", "sap-idoc-flat", "yonyou-u8-eai"]
# Samples that contradict themselves, by their own README or by count.
BAD = {
    "edifabric_corrupt_unb.edi": "stray_segment",
    "edifabric_duplicate_interchange.edi": "unz_reference",
    "php_order_error_16k.edi": "release",
    "pydifact_aperak_rejected_v3.edi": "unt_count",
    "pydifact_order2.edi": "unz_missing",
    "staedi_orders_with_group.edi": "unt_count",
    "syn_ORDCHG_D96A.edi": "unt_count",
    "template_SaleOrder.xml": "proc",
}
OTHERS = {
    "sap-odata": None, "sap-soap-xi": None, "ubl": "ubl", "x12": "x12",
    "cxml": "cxml", "b2mml": "b2mml", "yonyou-yonbip-openapi": "yonbip",
}  # fmt: skip


def samples(*folders):
    return [
        path
        for folder in folders
        for path in sorted((SAMPLES / folder).glob("*"))
        if path.name != "README.md"
    ]


@pytest.mark.parametrize("path", samples(*FOLDERS), ids=lambda path: path.name)
def test_shared_samples(path):
    readings = read(path.read_bytes())
    found = codes(readings)
    if path.name in BAD:
        assert BAD[path.name] in found
    else:
        assert not found
    for reading in readings:
        if reading.document and not reading.issues:
            check_document(reading.document)


def test_shared_samples_are_there():
    if not SAMPLES.is_dir():
        pytest.skip(
            "The sample messages are not on this machine: name their folder in"
            " POMS_EDI_SAMPLES."
        )
    assert len(samples(*FOLDERS)) > 40


@pytest.mark.parametrize("path", samples(*OTHERS), ids=lambda path: path.name)
def test_other_families_are_told(path):
    family = OTHERS[path.parent.name]
    raw = path.read_bytes()
    found = codes(read(raw))
    if family:
        assert detect_family(raw) == family
        assert found == ["family_not_supported"]
    else:
        assert found in (["family_not_supported"], ["family_unknown"])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"  \n",
        b"hello",
        b"# Of UNB and UNH + UNT\n- UNZ, UNH 0062: counts",
        b"\x00\x01\x02",
        b"<a/>",
        b"<",
        b"%PDF-1.7",
        b"UN",
    ],
)
def test_unknown_content(raw):
    (reading,) = read(raw)
    assert reading.issues and reading.document is None


MANY = 5_000


@pytest.mark.parametrize(
    "raw",
    [
        edifact(HEAD + "".join(f"LIN+{i}++1:EN'QTY+21:x'" for i in range(MANY))),
        edifact(HEAD + "".join(f"LIN+{i}++1:EN'" for i in range(MANY))),
        "UNB+UNOC:3+A+B+261122:0815+1'" + "UNH+1+ORDERS:D:96A:UN'UNT+2+1'" * MANY,
        port_file([("E2EDP01007", {"MENGE": "x"})] * MANY),
        data("orders05.xml").decode().replace(
            "<E1EDS01", "<E1EDP01><MENGE>ä</MENGE></E1EDP01>" * MANY + "<E1EDS01", 1),
        data("saleorder.xml").decode().replace(
            "</body>", "<entry><quantity>ä</quantity></entry>" * MANY + "</body>"),
        "<ORDERS05><IDOC>" + "<a>" * MANY,
        "UNB+UNOC:3+" + "?" * 10 * MANY,
    ],
    ids=range(8),
)  # fmt: skip
def test_many_errors_take_no_long(raw):
    """Time grows with the file, not with its square."""
    start = time.process_time()
    assert codes(read(raw.encode()))
    assert time.process_time() - start < 5


def test_too_large():
    assert codes(read(b"UNB" * 100, max_bytes=10)) == ["too_large"]


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{0}">{1}]>
<ORDERS05><IDOC><EDI_DC40><DOCNUM>&h;</DOCNUM></EDI_DC40></IDOC></ORDERS05>"""


@pytest.mark.parametrize(
    "raw",
    [
        BOMB.format("x" * 99, "".join(
            f'<!ENTITY {b} "{f"&{a};" * 99}">'
            for a, b in zip("abcdefg", "bcdefgh", strict=True))),
        BOMB.format("x", '<!ENTITY h SYSTEM "file:///etc/passwd">'),
        BOMB.format("x", '<!ENTITY % h SYSTEM "http://127.0.0.1/x">%h;'),
        '<!DOCTYPE ufinterface SYSTEM "x.dtd"><ufinterface roottag="saleorder"/>',
        "<!-- > --><!DOCTYPE IDOC><ORDERS05><IDOC/></ORDERS05>",
    ],
)  # fmt: skip
def test_document_types_are_refused(raw):
    start = time.monotonic()
    (reading,) = read(raw.encode())
    assert [issue.code for issue in reading.issues] == ["dtd"]
    assert raw[reading.issues[0].position.byte :].startswith("<!DOCTYPE")
    assert time.monotonic() - start < 1


def test_utf16_positions():
    text = edifact(HEAD + LINE.replace(":12:", ":x:"))
    raw = text.encode("utf-16")
    (issue,) = read(raw)[0].issues
    assert raw[issue.position.byte :].decode("utf-16-le").startswith("QTY")


def run(*arguments):
    done = subprocess.run(
        [sys.executable, str(PACKAGE), *map(str, arguments)],
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_command(tmp_path):
    code, out, _err = run("read", DATA / "saleorder.xml")
    assert code == 0
    assert json.loads(out)["document"]["notes"] == ["随货附合格证"]
    bad = tmp_path / "bad.edi"
    bad.write_text(edifact(HEAD + LINE, count=3) + edifact(HEAD + LINE, una=""))
    code, out, _err = run("read", bad)
    assert code == 1
    first, second = map(json.loads, out.splitlines())
    (error,) = first["errors"]
    assert set(error) == {"code", "text", "position"}
    assert set(error["position"]) == {"byte", "line", "segment", "field"}
    assert set(second) == {"document"}


@pytest.mark.parametrize(
    "arguments", [[], ["read"], ["write", "x"], ["read", "/no/such/file"]]
)
def test_command_usage(arguments):
    code, out, err = run(*arguments)
    assert code == 2 and not out and err


def test_command_help():
    assert run("--help")[0] == 0


GOOD = [
    data("orders_d96a.edi"), data("ordchg_d01b.edi"), data("orders05.xml"),
    data("saleorder.xml"), port_file().encode(), port_file(end="").encode(),
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(GOOD), st.data(),
    st.lists(st.sampled_from(["cut", "drop", "swap", "byte"]), min_size=1, max_size=4),
)  # fmt: skip
def test_damaged_messages_never_crash(raw, draw, damages):
    for damage in damages:
        a = draw.draw(st.integers(0, max(len(raw) - 1, 0)))
        b = draw.draw(st.integers(a, min(a + 40, len(raw))))
        if damage == "cut":
            raw = raw[:a]
        elif damage == "drop":
            raw = raw[:a] + raw[b:]
        elif damage == "swap":
            raw = raw[b:] + raw[a:b] + raw[:a]
        else:
            byte = draw.draw(st.integers(0, 255))
            raw = raw[:a] + bytes([byte]) + raw[a + 1 :]
    readings = read(raw)
    assert readings
    for reading in readings:
        assert reading.issues or reading.document
        json.dumps(reading.as_dict())
        if reading.document and not reading.issues:
            check_document(reading.document)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, *FAMILIES]))
def test_noise_never_crashes(raw, family):
    assert read(raw, family)
    assert read(b"UNB+UNOC:3+" + raw)
    assert read(b"<ORDERS05><IDOC>" + raw)
    assert read(b"EDI_DC40  " + raw)


# Symbols from U+00A0 to U+00BF are left out: after an accented letter they are what
# UTF-8 looks like, and are read as that (see `choose_charset`).
letters = [chr(code) for code in (*range(0x20, 0x7F), *range(0xC0, 0x100))]
texts = st.text(letters, min_size=1, max_size=30).filter(
    lambda text: text == text.strip()
)
numbers = st.decimals("0.001", "99999", places=3).map(lambda d: f"{d:.3f}")
days = st.dates(datetime.date(2000, 1, 1), datetime.date(2080, 1, 1)).map(str)


@st.composite
def responses(draw):
    lines = []
    for index in range(draw(st.integers(1, 4))):
        quantity = draw(numbers)
        lines.append(
            {
                "line": str((index + 1) * 10),
                "response": draw(st.sampled_from(["accepted", "changed", "rejected"])),
                "item": {"supplier": draw(texts), "buyer": draw(texts)},
                "quantity": quantity,
                "unit": "PCE",
                "price": draw(numbers),
                "schedule": [{"quantity": quantity, "date": draw(days)}],
            }
        )
    return {
        "type": "order_response",
        "order_number": draw(texts),
        "document_number": draw(texts),
        "document_date": draw(days),
        "response": draw(st.sampled_from(["accepted", "changed", "rejected"])),
        "currency": "EUR",
        "partners": [
            {"role": "buyer", "id": "B1", "name": draw(texts)},
            {"role": "supplier", "id": "S1"},
        ],
        "lines": lines,
    }


@settings(max_examples=100, deadline=None)
@given(responses(), st.sampled_from(["edifact", "xml", "flat"]), st.booleans())
def test_round_trip(document, form, test):
    """What is written is read back the same, in each family and form."""
    envelope = {"sender": "PLANT", "receiver": "BUYER", "control_number": "42",
                "client": "300", "test": test}  # fmt: skip
    family = "edifact" if form == "edifact" else "idoc"
    (reading,) = read(write(document, family, envelope, NOW, form))
    assert not reading.issues
    check_document(reading.document)
    assert reading.document["test"] is test
    for key, value in document.items():
        assert reading.document[key] == value


@pytest.mark.parametrize(
    "document, family",
    [({"type": "order"}, "edifact"), ({"type": "order_response"}, "x12"),
     ({"type": "order_response", "order_number": "齿轮"}, "edifact"),
     ({"type": "order_response", "document_date": "soon"}, "idoc")],
)  # fmt: skip
def test_what_cannot_be_written(document, family):
    envelope = {"sender": "A", "receiver": "B", "control_number": "1"}
    with pytest.raises(ValueError):
        write(document, family, envelope, NOW)
