"""Port files put together from fields, as a sender's system would."""

from poms_codecs.idoc.layout import (
    CONTROL_FIELDS,
    CONTROL_WIDTH,
    DATA_WIDTH,
    SEGMENT_FIELDS,
)

ORDER = [
    ("E2EDK01005", {"CURCY": "EUR", "BELNR": "4500000815"}),
    ("E2EDK03", {"IDDAT": "012", "DATUM": "20261122"}),
    ("E2EDKA1003", {"PARVW": "AG", "PARTN": "1000", "NAME1": "Seeadler Antriebe AG"}),
    ("E2EDK02", {"QUALF": "001", "BELNR": "4500000815"}),
    ("ZEKKO", {}),
    ("E2EDP01007", {"POSEX": "000010", "MENGE": "12.000", "MENEE": "PCE"}),
    ("E2EDP20001", {"WMENG": "12.000", "EDATU": "20261224"}),
    ("E2EDP19001", {"QUALF": "002", "IDTNR": "GP-100", "KTEXT": "Gear pump"}),
    ("E2EDS01", {"SUMID": "001", "SUMME": "1"}),
]


def cells(fields, values):
    return "".join(values.get(name, "").ljust(width) for name, _at, width in fields)


def control(docnum="0000000000900001", tabnam="EDI_DC40", **values):
    facts = {
        "TABNAM": tabnam, "MANDT": "300", "DOCNUM": docnum, "IDOCTYP": "ORDERS05",
        "MESTYP": "ORDERS", "SNDPRN": "DEMCLNT300", "RCVPRN": "POMS", **values,
    }  # fmt: skip
    return cells(CONTROL_FIELDS, facts)


def record(name, values, number=1, docnum="0000000000900001"):
    kind = name.replace("E2", "E1", 1)[:7]
    head = f"{name:30}300{docnum}{number:06}{0:06}01"
    return head + cells(SEGMENT_FIELDS.get(kind, []), values)


def port_file(segments=None, end="\r\n", padded=False, stripped=False, **facts):
    """A port file as text: lines, or (``end=""``) one stream of full records."""
    segments = ORDER if segments is None else segments
    rows = [control(**facts)]
    rows += [record(*segment, number=i) for i, segment in enumerate(segments, 1)]
    if stripped:
        rows = [row.rstrip() for row in rows]
    if padded or not end:
        rows = [rows[0].ljust(CONTROL_WIDTH)] + [
            row.ljust(DATA_WIDTH) for row in rows[1:]
        ]
    return "".join(row + end for row in rows)
