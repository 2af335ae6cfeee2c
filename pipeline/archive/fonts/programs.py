"""Font programs for PDF/A: the invisible font of the text layer, and what every embedded subset
brings.

All are embedded as CIDFontType2 with Identity-H.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

SPACE_ADVANCE = 1  # in 1/1000 em: readers count a drawn space to the word before it
EMBEDDED_TABLES = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")
"""What PDF needs of a font program whose characters it maps itself (ISO 32000-1, 9.9)."""


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
        return cmap_stream(
            [f"<{gid:04X}> <{ord(char):04X}>" for char, gid in self.glyphs.items()],
            "char",
        )


def cmap_stream(lines: list[str], kind: str) -> bytes:
    """A ToUnicode CMap of `bfchar` or `bfrange` lines (at most 100 a block, as the format asks)."""
    parts = [
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    ]
    for start in range(0, len(lines), 100):
        block = lines[start : start + 100]
        parts.append(
            f"{len(block)} beginbf{kind}\n" + "\n".join(block) + f"\nendbf{kind}\n"
        )
    parts.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
    return "".join(parts).encode("ascii")


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
