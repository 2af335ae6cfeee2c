"""The invisible text of a page: every word where it stands, findable and copyable in any reader.

Two readers decide the form. poppler joins words that stand closer than 0.1 em and pays no heed to
drawn spaces; pdfium parts words by drawn spaces and drops a one-glyph line without one. So every
word is drawn by itself, ends at least `_GAP` em before the next, and is followed by a space that is
all but without width.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from statistics import median
from typing import TypedDict

import pikepdf

from pipeline.archive.fonts.programs import (
    SPACE_ADVANCE,
    cmap_stream,
    invisible_program,
)
from pipeline.archive.pdfa.layout import upright_to_page
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage

_ADVANCE = 0.5  # of the invisible glyph, in em
_DESCENT = 0.2
_GAP = 0.16
_LEAST_SIZE = 0.5
_FORBIDDEN = {0xFEFF, 0xFFFE, 0xFFFF}  # PDF/A-2u 6.2.11.7.2, with 0


def number(value: float) -> str:
    """A PDF real with at most five decimals."""
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text_operators(page: OcrPage) -> bytes:
    """The content stream that draws the page's words in rendering mode 3, in reading order, with
    font /FT."""
    parts = ["BT 3 Tr"]
    for line in page.lines:
        parts.extend(_line_operators(line, page))
    return "\n".join([*parts, "ET"]).encode("ascii")


def _line_operators(line: OcrLine, page: OcrPage) -> Iterator[str]:
    to_page = upright_to_page(page.geometry)
    words = [
        (codes, to_page.apply_box(word.box))
        for word in line.words
        if (codes := _codes(word.text))
    ]
    if not words:
        return
    # One size and one baseline a line: readers part words where either changes.
    bottom, top = median(box.y0 for _, box in words), median(box.y1 for _, box in words)
    size = max(top - bottom, _LEAST_SIZE)
    base = number(bottom + _DESCENT * size)
    yield f"/FT {number(size)} Tf"
    followers = [box for _, box in words[1:]]
    for (codes, box), following in zip_longest(words, followers):
        width = _drawn_width(box, following, _GAP * size)
        stretch = 100 * width / (len(codes) * _ADVANCE * size)
        text = "".join(f"{code:04X}" for code in codes)
        place = f"{number(box.x0)} {base}"
        yield f"{number(stretch)} Tz 1 0 0 1 {place} Tm <{text}0020> Tj"


def _drawn_width(box: BoundingBox, following: BoundingBox | None, gap: float) -> float:
    """How wide a word is drawn, so that it ends before the next one."""
    right = box.x1
    if following is not None and following.x0 > box.x0:
        right = min(right, following.x0 - gap)
    return max(right - box.x0, 0.2 * box.width, 0.1)


def _codes(text: str) -> list[int]:
    """Character codes of a word: the basic plane, U+FFFD for what lies beyond it; no control
    characters."""
    codes = (
        ord(char) if ord(char) <= 0xFFFF else 0xFFFD
        for char in text
        if not char.isspace()
    )
    return [
        code
        for code in codes
        if code > 0x20 and code not in _FORBIDDEN and not 0x7F <= code <= 0x9F
    ]


@lru_cache(maxsize=1)
def _tables() -> tuple[bytes, bytes]:
    """(ToUnicode, CIDToGIDMap), compressed:
    code = Unicode, drawn by glyph 1, the space by glyph 2."""
    ranges = [
        f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>"
        for high in range(1, 0xFF)
        if not 0xD8 <= high <= 0xDF
    ]
    to_unicode = cmap_stream(
        ["<0001> <00FF> <0001>", *ranges, "<FF00> <FFFD> <FF00>"], "range"
    )
    glyphs = b"\0\1" * 0x20 + b"\0\2" + b"\0\1" * (0xFFFF - 0x20)
    return zlib.compress(to_unicode, 9), zlib.compress(glyphs, 9)


def invisible_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The font of the text layer as an object of `pdf`."""
    to_unicode, glyph_map = _tables()
    program = invisible_program()
    return type0_font(
        pdf,
        "GlyphLess",
        program,
        to_unicode,
        widths={"DW": int(1000 * _ADVANCE), "W": [32, [SPACE_ADVANCE]]},
        glyph_map=pdf.make_stream(glyph_map, Filter=pikepdf.Name.FlateDecode),
        box=(0, -200, 500, 800),
        ascent=800,
        descent=-200,
    )


class GlyphWidths(TypedDict):
    """Widths of a font's glyphs in thousandths of its size: the usual one, and runs of others (ISO
    32000-1 9.7.4.3)."""

    DW: int
    W: list[int | list[int]]


def type0_font(
    pdf: pikepdf.Pdf,
    name: str,
    program: bytes,
    to_unicode: bytes,
    *,
    widths: GlyphWidths,
    glyph_map: pikepdf.Object,
    box: tuple[int, int, int, int],
    ascent: int,
    descent: int,
) -> pikepdf.Object:
    """An embedded TrueType font for two-byte codes. `to_unicode` is compressed; `widths` holds DW
    and W."""
    font_file = pdf.make_stream(
        zlib.compress(program, 9), Filter=pikepdf.Name.FlateDecode, Length1=len(program)
    )
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name("/" + name),
        Flags=4,
        FontBBox=list(box),
        ItalicAngle=0,
        Ascent=ascent,
        Descent=descent,
        CapHeight=ascent,
        StemV=80,
        FontFile2=font_file,
    )
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=pikepdf.Name("/" + name),
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=b"Adobe", Ordering=b"Identity", Supplement=0
        ),
        CIDToGIDMap=glyph_map,
        FontDescriptor=pdf.make_indirect(descriptor),
        **widths,
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name("/" + name),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(descendant)],
            ToUnicode=pdf.make_stream(to_unicode, Filter=pikepdf.Name.FlateDecode),
        )
    )
