"""Names and widths of IDoc records. New versions of a segment only append fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import Issue, Position

CONTROL_WIDTH = 524
DATA_WIDTH = 1063
HEAD_WIDTH = 63

CONTROL = (
    "TABNAM:10 MANDT:3 DOCNUM:16 DOCREL:4 STATUS:2 DIRECT:1 OUTMOD:1 EXPRSS:1 TEST:1"
    " IDOCTYP:30 CIMTYP:30 MESTYP:30 MESCOD:3 MESFCT:3 STD:1 STDVRS:6 STDMES:6"
    " SNDPOR:10 SNDPRT:2 SNDPFC:2 SNDPRN:10 SNDSAD:21 SNDLAD:70 RCVPOR:10 RCVPRT:2"
    " RCVPFC:2 RCVPRN:10 RCVSAD:21 RCVLAD:70 CREDAT:8 CRETIM:6 REFINT:14 REFGRP:14"
    " REFMES:14 ARCKEY:70 SERIAL:20"
)
HEAD = "SEGNAM:30 MANDT:3 DOCNUM:16 SEGNUM:6 PSGNUM:6 HLEVEL:2"
_PARTNER = (
    "PARVW:3 PARTN:17 LIFNR:17 NAME1:35 NAME2:35 NAME3:35 NAME4:35 STRAS:35 STRS2:35"
    " PFACH:35 ORT01:35 COUNC:9 PSTLZ:9 PSTL2:9 LAND1:3"
)
_TEXT = "TDLINE:70 TDFORMAT:2"
SEGMENTS = {
    "E1EDK01": (
        "ACTION:3 KZABS:1 CURCY:3 HWAER:3 WKURS:12 ZTERM:17 KUNDEUINR:20 EIGENUINR:20"
        " BSART:4 BELNR:35"
    ),
    "E1EDK02": "QUALF:3 BELNR:35 POSNR:6 DATUM:8 UZEIT:6",
    "E1EDK03": "IDDAT:3 DATUM:8 UZEIT:6",
    "E1EDKA1": _PARTNER,
    "E1EDKT1": "TDID:4 TSSPRAS:3 TSSPRAS_ISO:2",
    "E1EDKT2": _TEXT,
    "E1EDP01": (
        "POSEX:6 ACTION:3 PSTYP:1 KZABS:1 MENGE:15 MENEE:3 BMNG2:15 PMENE:3 ABFTZ:7"
        " VPREI:15 PEINH:9 NETWR:18 ANETW:18 SKFBP:18 NTGEW:18 GEWEI:3 EINKZ:1 CURCY:3"
        " PREIS:18 MATKL:9 UEPOS:6 GRKOR:3 EVERS:7 BPUMN:6 BPUMZ:6 ABGRU:2 ABGRT:40"
    ),
    "E1EDP02": "QUALF:3 BELNR:35 ZEILE:6 DATUM:8 UZEIT:6",
    "E1EDP03": "IDDAT:3 DATUM:8 UZEIT:6",
    "E1EDP05": "ALCKZ:3",
    "E1EDP20": "WMENG:15 AMENG:15 EDATU:8 EZEIT:6 EDATU_OLD:8 EZEIT_OLD:6",
    "E1EDPA1": _PARTNER,
    "E1EDP19": (
        "QUALF:3 IDTNR:35 KTEXT:70 MFRPN:42 MFRNR:10 IDTNR_EXTERNAL:40 IDTNR_VERSION:10"
        " IDTNR_GUID:32 IDTNR_LONG:40"
    ),
    "E1EDPT1": "TDID:4 TSSPRAS:3 TSSPRAS_ISO:2",
    "E1EDPT2": _TEXT,
    "E1EDS01": "SUMID:3 SUMME:18 SUNIT:3",
    "E1ADHDR": "MESTYP:30 MESCOD:3 MESFCT:3 MESTYP_LNG:30",
    "E1STATE": (
        "DOCNUM:16 STATUS:2 STACOD:8 STATXT:70 STAPA1:50 STAPA2:50 STAPA3:50 STAPA4:50"
        " STATYP:1"
    ),
    "E1PRTOB": "DOCNUM:16 LOGSYS:10 OBJTYPE:10 OBJKEY:70",
}


def fields_of(spec: str) -> list[tuple[str, int, int]]:
    """Return (name, offset, width) of a layout line."""
    found, offset = [], 0
    for part in spec.split():
        name, _, width = part.partition(":")
        found.append((name, offset, int(width)))
        offset += int(width)
    return found


CONTROL_FIELDS = fields_of(CONTROL)
HEAD_FIELDS = fields_of(HEAD)
SEGMENT_FIELDS = {name: fields_of(spec) for name, spec in SEGMENTS.items()}


def segment_type(name: str) -> str:
    """Return the segment type of a definition: E2EDK01003 and E2EDK01 are E1EDK01."""
    match = re.fullmatch(r"([EZY])2(.+?)(\d{3})?", name)
    return f"{match.group(1)}1{match.group(2)}" if match else name


@dataclass(slots=True)
class Segment:
    """A record with its fields by name; blank fields are absent."""

    name: str
    fields: dict[str, str]
    locate: Callable[[str | None], Position]

    def get(self, name: str) -> str | None:
        return self.fields.get(name)

    def at(self, name: str | None = None) -> Position:
        return self.locate(name)


@dataclass(slots=True)
class Idoc:
    """One IDoc: control record, data records in their order, faults so far."""

    control: Segment
    segments: list[Segment] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
