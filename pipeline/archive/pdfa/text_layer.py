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
from pipeline.archive.pdfa.word_places import (
    USUAL_FALL,
    USUAL_RISE,
    PlacedWord,
    place_words,
)
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


Heights = tuple[int, int]
"""How far a font's letters reach above and below the base line, in hundredths of the size."""
USUAL: Heights = USUAL_RISE, USUAL_FALL


def font_name(heights: Heights) -> str:
    """What the text layer calls its font of these heights."""
    return "FT" if heights == USUAL else f"FT{heights[0]}-{heights[1]}"


def text_operators(page: OcrPage) -> tuple[bytes, frozenset[Heights]]:
    """The content stream that draws the page's words in rendering mode 3, in reading order, and the
    heights of the fonts that it names."""
    parts, font = ["BT 3 Tr"], ""
    used: set[Heights] = set()
    for word in place_words(page):
        heights = word.rise, word.fall
        wanted = f"/{font_name(heights)} {number(word.size)} Tf"
        if wanted != font:
            font = wanted
            used.add(heights)
            parts.append(font)
        parts.extend(_word_operators(word))
    return "\n".join([*parts, "ET"]).encode("ascii"), frozenset(used)


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
def _to_unicode() -> bytes:
    """Codes are Unicode."""
    ranges = [
        f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>"
        for high in range(1, 0xFF)
        if not 0xD8 <= high <= 0xDF
    ]
    lines = ["<0001> <00FF> <0001>", *ranges, "<FF00> <FFFD> <FF00>"]
    return cmap_stream(lines, "range")


@lru_cache(maxsize=1)
def _glyph_map() -> bytes:
    """CIDToGIDMap: letters are drawn by glyph 1, spaces by glyph 2."""
    glyphs = [b"\0\1"] * 0x10000
    for space in _SPACES:
        glyphs[space] = b"\0\2"
    return b"".join(glyphs)


class InvisibleFonts:
    """The fonts of a file's text layers: one program, whose letters are said to be of several
    heights."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        """`pdf`: the file that they stand in."""
        self._pdf = pdf
        self._program, self._to_unicode = packed_streams(
            pdf, invisible_program(), _to_unicode()
        )
        self._glyph_map = pdf.make_stream(
            _packed(_glyph_map()), Filter=pikepdf.Name.FlateDecode
        )
        self._made: dict[Heights, pikepdf.Object] = {}

    def find(self, heights: Heights) -> pikepdf.Object:
        """The font of these heights, as an object of the file."""
        if heights not in self._made:
            self._made[heights] = self._make(heights)
        return self._made[heights]

    def _make(self, heights: Heights) -> pikepdf.Object:
        # Readers take a height of 0 for one that is missing.
        ascent, descent = max(10 * heights[0], 1), min(-10 * heights[1], -1)
        return type0_font(
            self._pdf,
            "GlyphLess",
            self._program,
            self._to_unicode,
            widths={"DW": int(1000 * _ADVANCE), "W": _SPACE_WIDTHS},
            glyph_map=self._glyph_map,
            box=(0, descent, 500, ascent),
            ascent=ascent,
            descent=descent,
        )


def packed_streams(
    pdf: pikepdf.Pdf, program: bytes, to_unicode: bytes
) -> tuple[pikepdf.Object, pikepdf.Object]:
    """A font program and a map of its codes as streams of a file."""
    coding = pikepdf.Name.FlateDecode
    return (
        pdf.make_stream(_packed(program), Filter=coding, Length1=len(program)),
        pdf.make_stream(_packed(to_unicode), Filter=coding),
    )


@lru_cache(maxsize=8)
def _packed(data: bytes) -> bytes:
    """Compressed once for all files of a process: they share fonts and maps."""
    return zlib.compress(data, 9)


class GlyphWidths(TypedDict):
    """Widths of a font's glyphs in thousandths of its size: the usual one, and runs of others (ISO
    32000-1 9.7.4.3)."""

    DW: int
    W: list[int | list[int]]


def type0_font(
    pdf: pikepdf.Pdf,
    name: str,
    program: pikepdf.Object,
    to_unicode: pikepdf.Object,
    *,
    widths: GlyphWidths,
    glyph_map: pikepdf.Object,
    box: tuple[int, int, int, int],
    ascent: int,
    descent: int,
) -> pikepdf.Object:
    """An embedded TrueType font for two-byte codes, of the streams of its program and its map."""
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
        FontFile2=program,
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
            ToUnicode=to_unicode,
        )
    )
