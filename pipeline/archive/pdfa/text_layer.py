"""The invisible text of a page: every word where it stands, findable and copyable in any reader.

Every word is drawn by itself and followed by a space that is all but without width: pdfium parts
words by drawn spaces and drops a line of one glyph without one. `word_places` says where.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import TypedDict

import pikepdf

from pipeline.archive.fonts.programs import (
    SPACE_ADVANCE,
    cmap_stream,
    invisible_program,
)
from pipeline.archive.pdfa.word_places import PlacedWord, place_words
from schemas.ocr import OcrPage

_ADVANCE = 0.5  # of the invisible glyph, in em
_SPACES = _SPACE, _FIRM_SPACE = 0x20, 0xA0
"""The firm one stands behind a line's last hyphen, where pdfium would join the lines of a word."""
_SPACE_WIDTHS: list[int | list[int]] = [
    part for space in _SPACES for part in (space, [SPACE_ADVANCE])
]
_AWAY = 3  # in em: what is drawn so far off a line ends it


def number(value: float) -> str:
    """A PDF real with at most five decimals."""
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text_operators(page: OcrPage) -> bytes:
    """The content stream that draws the page's words in rendering mode 3, in reading order, with
    font /FT."""
    parts, size = ["BT 3 Tr"], ""
    for word in place_words(page):
        if number(word.size) != size:
            size = number(word.size)
            parts.append(f"/FT {size} Tf")
        parts.extend(_word_operators(word))
    return "\n".join([*parts, "ET"]).encode("ascii")


def _word_operators(word: PlacedWord) -> Iterator[str]:
    if word.apart:
        away = word.base - _AWAY * word.size
        away = away if away > 0 else word.base + _AWAY * word.size
        yield f"1000 Tz 1 0 0 1 0 {number(away)} Tm <00200020> Tj"
    stretch = 100 * word.letter / (_ADVANCE * word.size)
    text = "".join(f"{code:04X}" for code in word.codes)
    space = _FIRM_SPACE if word.hyphen else _SPACE
    place = f"{number(word.left)} {number(word.base)}"
    yield f"{number(stretch)} Tz 1 0 0 1 {place} Tm <{text}{space:04X}> Tj"


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
    glyphs = [b"\0\1"] * 0x10000
    for space in _SPACES:
        glyphs[space] = b"\0\2"
    return zlib.compress(to_unicode, 9), zlib.compress(b"".join(glyphs), 9)


def invisible_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The font of the text layer as an object of `pdf`."""
    to_unicode, glyph_map = _tables()
    program = invisible_program()
    return type0_font(
        pdf,
        "GlyphLess",
        program,
        to_unicode,
        widths={"DW": int(1000 * _ADVANCE), "W": _SPACE_WIDTHS},
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
