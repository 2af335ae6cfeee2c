"""Font programs for PDF/A: the invisible font of the text layer, and what every embedded subset brings.

All are embedded as CIDFontType2 with Identity-H.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache

SPACE_ADVANCE = 1  # in 1/1000 em: readers count a drawn space to the word before it
_CHECKSUM_MAGIC = 0xB1B0AFBA


@dataclass(frozen=True, slots=True)
class SubsetFont:
    """A font program with its few glyphs. Widths, box and heights are in 1/1000 em; glyph 0 is .notdef."""

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
        return b"<%s>" % "".join(f"{self.glyphs.get(char, 0):04X}" for char in text).encode()

    def to_unicode(self) -> bytes:
        """The ToUnicode CMap of the subset."""
        return cmap_stream([f"<{gid:04X}> <{ord(char):04X}>" for char, gid in self.glyphs.items()], "char")


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
        parts.append(f"{len(block)} beginbf{kind}\n" + "\n".join(block) + f"\nendbf{kind}\n")
    parts.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
    return "".join(parts).encode("ascii")


@lru_cache(maxsize=1)
def invisible_program() -> bytes:
    """A font of empty glyphs: 1, half an em wide, stands for every character, 2 for the space, `SPACE_ADVANCE` wide."""
    head = struct.pack(
        ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, -200, 500, 800, 0, 8, 2, 0, 0
    )
    hhea = struct.pack(">IhhhHhhh5h4xhH", 0x10000, 800, -200, 0, 500, 0, 0, 500, 1, 0, 0, 0, 0, 0, 3)
    maxp = struct.pack(">IH13H", 0x10000, 3, 0, 0, 0, 0, 1, *([0] * 8))
    hmtx = struct.pack(">6h", 500, 0, 500, 0, SPACE_ADVANCE, 0)
    tables = {b"head": head, b"hhea": hhea, b"maxp": maxp, b"hmtx": hmtx, b"loca": b"\0" * 8, b"glyf": b"\0"}
    return assembled(tables)


def assembled(tables: dict[bytes, bytes]) -> bytes:
    """The tables as one font file, with checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(">IHHHH", 0x10000, count, power * 16, power.bit_length() - 1, count * 16 - power * 16)
    offset, directory, body = 12 + 16 * count, [], []
    for tag in sorted(tables):
        padded = tables[tag] + b"\0" * (-len(tables[tag]) % 4)
        directory.append(tag + struct.pack(">III", _checksum(padded), offset, len(tables[tag])))
        body.append(padded)
        offset += len(padded)
    font = bytearray(header + b"".join(directory) + b"".join(body))
    head_at = 12 + 16 * count + sum(len(body[i]) for i, tag in enumerate(sorted(tables)) if tag < b"head")
    struct.pack_into(">I", font, head_at + 8, (_CHECKSUM_MAGIC - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)


def _checksum(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) & 0xFFFFFFFF
