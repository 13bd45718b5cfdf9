"""Demo plant: drawings and instructions of some steps, with two revisions each.

Nothing here is random. The sheets are drawn here, so that no large files are kept.
"""

import base64
from io import BytesIO

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from .demo_plant import at, ref

# operation, drawing number, kind, name, Chinese name, what the second one changed
SHEETS = (
    (
        "mp_sh40_10",
        "SH40-110",
        "drawing",
        "Shaft 40, turned",
        "轴 40 车削图",
        "Seat 40 h6 instead of h7",
    ),
    (
        "mp_sh40_40",
        "SH40-140",
        "drawing",
        "Shaft 40, ground journals",
        "轴 40 轴颈磨削图",
        "Roughness Ra 0.4 instead of 0.8",
    ),
    (
        "mp_sh63_10",
        "SH63-110",
        "drawing",
        "Shaft 63, turned",
        "轴 63 车削图",
        "Undercut 2 mm added",
    ),
    (
        "mp_fl80_10",
        "FL80-110",
        "drawing",
        "Flange 80, turned",
        "法兰 80 车削图",
        "Chamfer 1 mm instead of 0.5 mm",
    ),
    (
        "mp_hs40_30",
        "WI-WASH-01",
        "sop",
        "Wash and deburr housings",
        "壳体清洗去毛刺作业指导",
        "Second rinse added",
    ),
    (
        "mp_fl80_20",
        "FL80-P20",
        "picture",
        "Clamping of the flange",
        "法兰装夹图片",
        "Three clamps instead of two",
    ),
)
STEPS = (
    "Put on gloves and glasses.",
    "Hang the parts so that the bores look down.",
    "Wash 8 min at 60 \u00b0C.",
    "Rinse, then blow out every thread.",
    "Take off burrs with the nylon brush; no file.",
    "Check by hand light: no chips in the bores.",
)


def load_documents(env):
    """The first revision counted for two months, the second one counts since."""
    documents = env["poms.document"].create(
        [
            {
                "name": name,
                "drawing_number": number,
                "kind": kind,
                "operation_id": ref(env, f"op_{operation}").id,
            }
            for operation, number, kind, name, _chinese, _change in SHEETS
        ]
    )
    for document, sheet in zip(documents, SHEETS, strict=True):
        # a translation is written by record
        document.with_context(lang="zh_CN").name = sheet[4]
    revisions = env["poms.document.revision"]
    for revision, day in (("A", -70), ("B", -9)):
        revisions.create(
            [
                _revision(document, sheet, revision, day)
                for document, sheet in zip(documents, SHEETS, strict=True)
            ]
        ).action_validate()


def _revision(document, sheet, revision, day):
    _operation, number, kind, name, _chinese, change = sheet
    draw = {"drawing": draw_shaft, "sop": draw_instruction, "picture": draw_clamping}
    ending = "png" if kind == "picture" else "pdf"
    return {
        "document_id": document.id,
        "revision": revision,
        "change_note": change if revision == "B" else False,
        "date_valid_from": at(day, 6),
        "file": base64.b64encode(draw[kind](number, name, revision)),
        "file_name": f"{number}_{revision}.{ending}",
    }


def _open_sheet(buffer, number, name, revision):
    """A sheet in landscape with frame and title block."""
    canvas = Canvas(buffer, pagesize=landscape(A4), invariant=1)
    canvas.setTitle(f"{number} {revision}")
    canvas.setLineWidth(1.4)
    canvas.rect(24, 24, 794, 547)
    canvas.rect(538, 24, 280, 84)
    canvas.line(538, 66, 818, 66)
    canvas.line(738, 24, 738, 66)
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(548, 82, name)
    canvas.drawString(548, 40, number)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(766, 38, revision)
    return canvas


def draw_shaft(number, name, revision):
    """Return a PDF: a stepped part from the side, with its sizes."""
    buffer = BytesIO()
    canvas = _open_sheet(buffer, number, name, revision)
    middle, left = 320, 130
    canvas.setFont("Helvetica", 13)
    sizes = (
        (150, 80, "30 k6"),
        (180, 124, "40 h6" if revision == "B" else "40 h7"),
        (140, 96, "35 h8"),
        (110, 64, "25 k6"),
    )
    for length, height, text in sizes:
        canvas.setLineWidth(1.6)
        canvas.rect(left, middle - height / 2, length, height)
        canvas.setLineWidth(0.6)
        below = middle - 104
        canvas.line(left, middle - height / 2, left, below - 8)
        canvas.line(left, below, left + length, below)
        canvas.drawCentredString(left + length / 2, below + 5, str(length // 2))
        canvas.drawCentredString(
            left + length / 2, middle + height / 2 + 10, f"\u00d8 {text}"
        )
        left += length
    canvas.line(left, middle - 32, left, middle - 112)
    canvas.setDash(14, 4)
    canvas.line(100, middle, left + 30, middle)
    canvas.setDash()
    canvas.setFont("Helvetica", 11)
    canvas.drawString(44, 540, "General tolerances ISO 2768-mK")
    canvas.drawString(44, 522, "Edges 0.2 - 0.5 x 45\u00b0, free of burrs")
    canvas.drawString(44, 504, "Scale 2:1, sizes in mm")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def draw_instruction(number, name, revision):
    """Return a PDF of two pages: the steps, and what to look at."""
    buffer = BytesIO()
    canvas = _open_sheet(buffer, number, name, revision)
    steps = STEPS if revision == "B" else STEPS[:3] + STEPS[4:]
    for place, text in enumerate(steps, 1):
        height = 530 - place * 58
        canvas.circle(84, height + 7, 19)
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawCentredString(84, height, str(place))
        canvas.setFont("Helvetica", 18)
        canvas.drawString(124, height, text)
    canvas.showPage()
    canvas.setFont("Helvetica-Bold", 22)
    canvas.drawString(60, 500, "Stop and call when")
    canvas.setFont("Helvetica", 18)
    canvas.drawString(60, 450, "- the bath is below 55 \u00b0C")
    canvas.drawString(60, 415, "- a thread is damaged")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def draw_clamping(number, name, revision):
    """Return a PNG: the part on the table, with its clamps from above."""
    image = Image.new("RGB", (1000, 700), "#dfe6ea")
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 60, 940, 600), fill="#9aa7ad", outline="#37474f", width=5)
    for slot in range(140, 600, 110):
        pen.line((60, slot, 940, slot), fill="#607d8b", width=14)
    pen.ellipse((290, 120, 710, 540), fill="#cfd8dc", outline="#263238", width=6)
    pen.ellipse((430, 260, 570, 400), fill="#607d8b", outline="#263238", width=6)
    two, three = ((220, 310), (720, 310)), ((470, 70), (250, 400), (690, 400))
    for left, top in three if revision == "B" else two:
        pen.rectangle(
            (left, top, left + 64, top + 90), fill="#ef6c00", outline="#263238", width=5
        )
    pen.text((70, 640), f"{number} {revision}  {name}", fill="#263238")
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
