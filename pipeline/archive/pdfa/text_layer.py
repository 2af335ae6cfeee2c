"""The invisible text of a page: every word where it stands, findable and copyable in any reader.

Every word is drawn by itself and followed by a space that is all but without width: pdfium parts
words by drawn spaces and drops a line of one glyph without one. `word_places` says where.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
_SHORT = 0.4  # in points: a third of what is seen as beside a word
_AWAY = 3  # in em: what is drawn so far off a line ends it


def number(value: float, decimals: int = 5) -> str:
    """A PDF real with at most that many decimals."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


Heights = tuple[int, int]
"""How far a font's letters reach above and below the base line, in hundredths of the size."""
USUAL: Heights = USUAL_RISE, USUAL_FALL


def font_name(heights: Heights) -> str:
    """What the text layer calls its font of these heights."""
    return "FT" if heights == USUAL else f"FT{heights[0]}-{heights[1]}"


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The hidden text of a page. `operators` draw its words in rendering mode 3, in reading order;
    `heights` are those of the fonts that they name, `codes` the characters that they show."""

    operators: bytes
    heights: frozenset[Heights]
    codes: frozenset[int]


NO_TEXT = TextLayer(b"", frozenset(), frozenset())


def text_layer(page: OcrPage) -> TextLayer:
    """The hidden text of a page, written tersely: a word costs some nine bytes in the file."""
    parts, font, pen = ["BT 3 Tr"], "", _Pen()
    words = place_words(page)
    for word in words:
        wanted = f"/{font_name((word.rise, word.fall))} {number(word.size, 2)} Tf"
        if wanted != font:
            font = wanted
            parts.append(font)
        parts.extend(_word_operators(word, pen))
    heights = {(word.rise, word.fall) for word in words}
    codes = {code for word in words for code in word.codes}
    codes.update(_SPACES if words else ())
    content = "\n".join([*parts, "ET"]).encode("ascii")
    return TextLayer(content, frozenset(heights), frozenset(codes))


class _Pen:
    """Where the last piece of text began, and how wide its letters were drawn."""

    def __init__(self) -> None:
        self._x, self._y = 0, 0  # in hundredths of a point, so that nothing adds up
        self._stretch = ""

    def draw(self, x: float, y: float, stretch: str, text: str) -> str:
        """The operators that show `text` at a place in points."""
        across, up = round(100 * x), round(100 * y)
        move = f"{_hundredths(across - self._x)} {_hundredths(up - self._y)} Td"
        self._x, self._y = across, up
        wider = "" if stretch == self._stretch else f"{stretch} Tz "
        self._stretch = stretch
        return f"{wider}{move}<{text}>Tj"


def _hundredths(value: int) -> str:
    return number(value / 100, 2)


def _word_operators(word: PlacedWord, pen: _Pen) -> Iterator[str]:
    if word.apart:
        away = word.base - _AWAY * word.size
        away = away if away > 0 else word.base + _AWAY * word.size
        yield pen.draw(0, away, "1000", "00200020")
    text = "".join(f"{code:04X}" for code in word.codes)
    space = _FIRM_SPACE if word.hyphen else _SPACE
    yield pen.draw(word.left, word.base, _stretch(word), f"{text}{space:04X}")


def _stretch(word: PlacedWord) -> str:
    """By how much letters are widened, in hundredths: in as few digits as end a word at most
    `_SHORT` before its ink does, never behind it."""
    wanted = 100 * word.letter / (_ADVANCE * round(word.size, 2))
    step = wanted * min(_SHORT / (word.right - word.left), 0.05)
    digits = max(0, math.ceil(-math.log10(step)))
    return number(math.floor(wanted * 10**digits) / 10**digits, digits)


def _to_unicode(codes: Iterable[int]) -> bytes:
    """Codes are Unicode."""
    return cmap_stream({code: code for code in codes})


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

    def __init__(self, pdf: pikepdf.Pdf, codes: Iterable[int]) -> None:
        """`pdf`: the file that they stand in; `codes`: all that its text layers show."""
        self._pdf = pdf
        self._program, self._to_unicode = packed_streams(
            pdf, invisible_program(), _to_unicode(codes)
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
            DescendantFonts=[descendant],
            ToUnicode=to_unicode,
        )
    )
