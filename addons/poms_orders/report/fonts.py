"""Fonts of the printed papers: Latin letters and Chinese, embedded where possible.

Pure apart from reading font files. No Chinese font is shipped: one that the machine
has is embedded as a subset; without any, reportlab's STSong-Light is named, which
the reader's own machine must draw.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

LATIN, BOLD, CHINESE = "PomsLatin", "PomsLatin-Bold", "PomsChinese"
CID_CHINESE = "STSong-Light"

# Freely licensed TrueType outlines (reportlab cannot embed CFF ones).
CHINESE_FILES = (
    "truetype/droid/DroidSansFallbackFull.ttf",
    "truetype/droid/DroidSansFallback.ttf",
    "truetype/wqy/wqy-microhei.ttc",
    "truetype/wqy/wqy-zenhei.ttc",
    "truetype/arphic/uming.ttc",
)


@lru_cache(maxsize=8)
def get_fonts(folders: tuple[str, ...], latin: str = "", bold: str = "") -> Fonts:
    """Register the fonts once per process.

    Parameters
    ----------
    folders
        Where to look for `CHINESE_FILES`, first found wins.
    latin, bold
        TrueType files for Latin text; Helvetica where they cannot be read.
    """
    has_latin = _register(LATIN, [latin]) and _register(BOLD, [bold])
    files = [str(Path(folder) / name) for folder in folders for name in CHINESE_FILES]
    if _register(CHINESE, files):
        chinese = CHINESE
    else:
        chinese = CID_CHINESE
        pdfmetrics.registerFont(UnicodeCIDFont(CID_CHINESE))
    if has_latin:
        return Fonts(LATIN, BOLD, chinese)
    return Fonts("Helvetica", "Helvetica-Bold", chinese)


class Fonts:
    """Which font draws which character."""

    def __init__(self, normal: str, bold: str, chinese: str) -> None:
        self.normal = normal
        self.bold = bold
        self.chinese = chinese

    def markup(self, text: str, bold: bool = False) -> str:
        """Return `text` as a paragraph's markup, each run in a font that has it."""
        latin = self.bold if bold else self.normal
        return "".join(
            f'<font name="{latin if is_latin else self.chinese}">{escape(run)}</font>'
            for is_latin, run in self._runs(text or "", latin)
        )

    def _runs(self, text: str, latin: str) -> Iterable[tuple[bool, str]]:
        start, last = 0, None
        for position, char in enumerate(text):
            is_latin = self._has(latin, char)
            if last is not None and is_latin != last:
                yield last, text[start:position]
                start = position
            last = is_latin
        if last is not None:
            yield last, text[start:]

    @staticmethod
    def _has(name: str, char: str) -> bool:
        face = pdfmetrics.getFont(name).face
        glyphs = getattr(face, "charToGlyph", None)
        if glyphs is not None:
            return ord(char) in glyphs
        return ord(char) < 256


def _register(name: str, files: Iterable[str]) -> bool:
    for file in files:
        if not file or not Path(file).is_file():
            continue
        try:
            pdfmetrics.registerFont(TTFont(name, file))
        except TTFError:
            continue
        return True
    return False
