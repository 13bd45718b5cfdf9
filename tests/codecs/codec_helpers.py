"""What the codec tests share: samples, messages in pieces, the schemas."""

import functools
import json
import os
import pathlib
import re

import jsonschema
from referencing import Registry, Resource

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE / "data"
ROOT = HERE.parents[1]
PACKAGE = ROOT / "addons" / "poms_connectors" / "codecs"
SCHEMAS = PACKAGE / "schema"
SAMPLES = pathlib.Path(
    os.environ.get("POMS_EDI_SAMPLES") or ROOT.parent / "shared" / "edi"
)


def data(name):
    return (DATA / name).read_bytes()


@functools.cache
def validator(kind):
    resources = [
        (path.name, Resource.from_contents(json.loads(path.read_text())))
        for path in SCHEMAS.glob("*.json")
    ]
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text())
    return jsonschema.Draft202012Validator(
        schema, registry=Registry().with_resources(resources)
    )


def check_document(document):
    """Fail with the first breach of the type's schema."""
    jsonschema.Draft202012Validator.check_schema(validator(document["type"]).schema)
    validator(document["type"]).validate(document)


def documents(readings):
    """The documents of readings that must all be good."""
    for reading in readings:
        assert not reading.issues, [issue.text for issue in reading.issues]
        check_document(reading.document)
    return [reading.document for reading in readings]


def codes(readings):
    return [issue.code for reading in readings for issue in reading.issues]


def edifact(
    body, una="UNA:+.? '", charset="UNOC:3", kind="ORDERS:D:96A:UN", control="77",
    count=None, head=True, tail=True,
):  # fmt: skip
    """An interchange with one message whose body segments are given as one string."""
    segments = [part for part in re.split(r"(?<!\?)'", body.replace("\n", "")) if part]
    count = len(segments) + 2 if count is None else count
    text = una
    if head:
        text += f"UNB+{charset}+BUYER:14+PLANT:14+261122:0815+{control}'"
    text += f"UNH+1+{kind}'" + "".join(f"{part}'" for part in segments)
    text += f"UNT+{count}+1'"
    if tail and head:
        text += f"UNZ+1+{control}'"
    return text


HEAD = "BGM+220+PO-1+9'DTM+137:20261122:102'NAD+BY+4000001000001::9'"
LINE = "LIN+1++4000001000902:EN'QTY+21:12:PCE'"
