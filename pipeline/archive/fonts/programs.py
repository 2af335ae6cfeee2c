"""Font programs for PDF/A: the invisible font of the text layer, and what every embedded subset
brings.

All are embedded as CIDFontType2 with Identity-H.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

SPACE_ADVANCE = 1  # in 1/1000 em: readers count a drawn space to the word before it
EMBEDDED_TABLES = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")
"""What PDF needs of a font program whose characters it maps itself (ISO 32000-1, 9.9)."""

_CMAP_BEGIN = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange"""
_CMAP_END = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


@dataclass(frozen=True, slots=True)
class SubsetFont:
    """A font program with its few glyphs. Widths, box and heights are in 1/1000 em; glyph 0 is
    .notdef."""

    name: str
    program: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def width(self, text: str) -> float:
        """Advance of `text` at size 1."""
        return sum(self.widths[self.glyphs.get(char, 0)] for char in text) / 1000

    def encode(self, text: str) -> bytes:
        """`text` as a PDF hex string of two-byte glyph numbers."""
        return (
            b"<%s>"
            % "".join(f"{self.glyphs.get(char, 0):04X}" for char in text).encode()
        )

    def to_unicode(self) -> bytes:
        """The ToUnicode CMap of the subset."""
        return cmap_stream({gid: ord(char) for char, gid in self.glyphs.items()})


def cmap_stream(characters: Mapping[int, int]) -> bytes:
    """The ToUnicode CMap of two-byte codes, each with its character of the basic plane.

    Neighbours make a range within one first byte, at most 100 of which stand in a block, as the
    format asks.
    """
    runs = [f"<{a:04X}> <{b:04X}> <{to:04X}>" for a, b, to in _runs(characters)]
    blocks = []
    for start in range(0, len(runs), 100):
        block = runs[start : start + 100]
        blocks += [f"{len(block)} beginbfrange", *block, "endbfrange"]
    return "\n".join((_CMAP_BEGIN, *blocks, _CMAP_END)).encode("ascii")


def _runs(characters: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """(first code, last code, the first one's character) of neighbours."""
    runs: list[tuple[int, int, int]] = []
    for code, char in sorted(characters.items()):
        first, last, to = runs[-1] if runs else (0, -2, 0)
        follows = code == last + 1 and char == to + code - first
        if follows and code & 0xFF and char & 0xFF:
            runs[-1] = first, code, to
        else:
            runs.append((code, code, char))
    return runs


@lru_cache(maxsize=1)
def invisible_program() -> bytes:
    """A font of empty glyphs: 1, half an em wide, stands for every character, 2 for the space,
    `SPACE_ADVANCE` wide."""
    widths = {".notdef": 500, "letter": 500, "space": SPACE_ADVANCE}
    builder = FontBuilder(unitsPerEm=1000, isTTF=True)
    builder.setupHead(unitsPerEm=1000, created=0, modified=0)
    builder.setupGlyphOrder(list(widths))
    builder.setupGlyf({glyph: Glyph() for glyph in widths})
    builder.setupHorizontalMetrics(
        {glyph: (width, 0) for glyph, width in widths.items()}
    )
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.font.recalcTimestamp = False
    program = io.BytesIO()
    builder.save(program)
    return program.getvalue()
