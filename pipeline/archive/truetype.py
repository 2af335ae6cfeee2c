"""Subsets of installed TrueType fonts, for the few words that are seen: signature and conversion mark.

Only what PDF needs of the format is read and written (cmap; head, hhea, hmtx, maxp, loca, glyf, hinting): a dozen
glyphs do not need a general font library. Format: OpenType specification 1.9, tables of the same names.
"""

from __future__ import annotations

import struct
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline.archive.fonts import SubsetFont, assembled
from pipeline.errors import MissingToolError

_MORE_COMPONENTS, _WORDS, _SCALE, _XY_SCALE, _TWO_BY_TWO = 0x20, 0x01, 0x08, 0x40, 0x80
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "~/.fonts", "~/.local/share/fonts")


class TrueTypeFont:
    """A TrueType file on disk, read as far as subsetting needs it."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            ValueError: not a TrueType font (CFF outlines, collections).
        """
        self.name = path.stem
        self._data = path.read_bytes()
        if self._data[:4] not in (b"\0\1\0\0", b"true"):
            raise ValueError("not a TrueType font")
        count = struct.unpack_from(">H", self._data, 4)[0]
        entries = (struct.unpack_from(">4sIII", self._data, 12 + 16 * i) for i in range(count))
        self._tables = {tag: self._data[at : at + size] for tag, _, at, size in entries}
        self.em: int = struct.unpack_from(">H", self._tables[b"head"], 18)[0]

    @cached_property
    def characters(self) -> dict[int, int]:
        """Unicode to glyph number (cmap format 4 or 12)."""
        cmap = self._tables[b"cmap"]
        records = [struct.unpack_from(">HHI", cmap, 4 + 8 * i) for i in range(struct.unpack_from(">H", cmap, 2)[0])]
        for wanted in ((3, 10), (0, 4), (3, 1), (0, 3)):
            for platform, encoding, offset in records:
                if (platform, encoding) == wanted:
                    return _read_cmap(cmap[offset:])
        raise ValueError("no Unicode cmap")

    def covers(self, text: str) -> bool:
        """Whether every character of `text` has a glyph."""
        return all(self.characters.get(ord(char)) for char in text)

    def subset(self, text: str) -> SubsetFont:
        """The font with the glyphs of `text` only, numbered anew in the order of their characters."""
        chars = sorted({char for char in text if self.characters.get(ord(char))})
        kept = [0]
        for char in chars:
            if self.characters[ord(char)] not in kept:
                kept.append(self.characters[ord(char)])
        for gid in kept:  # grows while components are found
            kept.extend(part for part in dict.fromkeys(self._components(gid)) if part not in kept)
        number = {old: new for new, old in enumerate(kept)}
        outlines = [self._renumbered(gid, number) for gid in kept]
        metrics = [self._metric(gid) for gid in kept]
        xs = struct.unpack_from(">hhhh", self._tables[b"head"], 36)
        ascent, descent = struct.unpack_from(">hh", self._tables[b"hhea"], 4)
        box = tuple(self._thousandths(value) for value in xs)
        return SubsetFont(
            name=self.name,
            program=self._program(outlines, metrics),
            glyphs={char: number[self.characters[ord(char)]] for char in chars},
            widths=tuple(self._thousandths(advance) for advance, _ in metrics),
            box=(box[0], box[1], box[2], box[3]),
            ascent=self._thousandths(ascent),
            descent=self._thousandths(descent),
        )

    def _thousandths(self, units: int) -> int:
        return round(units * 1000 / self.em)

    def _outline(self, gid: int) -> bytes:
        long = struct.unpack_from(">h", self._tables[b"head"], 50)[0]
        if long:
            start, end = struct.unpack_from(">II", self._tables[b"loca"], 4 * gid)
        else:
            start, end = (2 * value for value in struct.unpack_from(">HH", self._tables[b"loca"], 2 * gid))
        return self._tables[b"glyf"][start:end]

    def _metric(self, gid: int) -> tuple[int, int]:
        long = struct.unpack_from(">H", self._tables[b"hhea"], 34)[0]
        hmtx = self._tables[b"hmtx"]
        if gid < long:
            advance, bearing = struct.unpack_from(">Hh", hmtx, 4 * gid)
        else:
            advance = struct.unpack_from(">H", hmtx, 4 * (long - 1))[0]
            bearing = struct.unpack_from(">h", hmtx, 4 * long + 2 * (gid - long))[0]
        return advance, bearing

    def _component_offsets(self, outline: bytes) -> list[int]:
        """Where in a composite outline the component glyph numbers stand."""
        if not outline or struct.unpack_from(">h", outline)[0] >= 0:
            return []
        found, at, flags = [], 10, _MORE_COMPONENTS
        while flags & _MORE_COMPONENTS:
            flags = struct.unpack_from(">H", outline, at)[0]
            found.append(at + 2)
            at += 4 + (4 if flags & _WORDS else 2)
            at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
        return found

    def _components(self, gid: int) -> list[int]:
        outline = self._outline(gid)
        return [struct.unpack_from(">H", outline, at)[0] for at in self._component_offsets(outline)]

    def _renumbered(self, gid: int, number: dict[int, int]) -> bytes:
        outline = bytearray(self._outline(gid))
        for at in self._component_offsets(bytes(outline)):
            struct.pack_into(">H", outline, at, number[struct.unpack_from(">H", outline, at)[0]])
        return bytes(outline) + b"\0" * (-len(outline) % 4)

    def _program(self, outlines: list[bytes], metrics: list[tuple[int, int]]) -> bytes:
        offsets = [0]
        for outline in outlines:
            offsets.append(offsets[-1] + len(outline))
        head, hhea, maxp = (bytearray(self._tables[tag]) for tag in (b"head", b"hhea", b"maxp"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(metrics))
        struct.pack_into(">H", maxp, 4, len(outlines))
        tables = {
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"maxp": bytes(maxp),
            b"hmtx": b"".join(struct.pack(">Hh", *metric) for metric in metrics),
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"glyf": b"".join(outlines),
        }
        hinting = {tag: self._tables[tag] for tag in (b"cvt ", b"fpgm", b"prep") if tag in self._tables}
        return assembled(tables | hinting)


def _read_cmap(table: bytes) -> dict[int, int]:
    found: dict[int, int] = {}
    if struct.unpack_from(">H", table)[0] == 12:
        for i in range(struct.unpack_from(">I", table, 12)[0]):
            first, last, gid = struct.unpack_from(">III", table, 16 + 12 * i)
            found.update((code, gid + code - first) for code in range(first, last + 1))
        return found
    half = struct.unpack_from(">H", table, 6)[0]
    count = half // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + half)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 2 * half)
    ranges_at = 16 + 3 * half
    ranges = struct.unpack_from(f">{count}H", table, ranges_at)
    for i in range(count):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            gid = code
            if ranges[i]:
                gid = struct.unpack_from(">H", table, ranges_at + 2 * i + ranges[i] + 2 * (code - starts[i]))[0]
            if ranges[i] == 0 or gid:
                found[code] = (gid + deltas[i]) & 0xFFFF
    return found


@lru_cache(maxsize=4)
def find_font(names: tuple[str, ...], letters: str) -> TrueTypeFont:
    """The first installed font of `names` (file names) that has all `letters`.

    Raises:
        MissingToolError: `no_stamp_font`.
    """
    for name in names:
        for folder in _FONT_FOLDERS:
            for path in sorted(Path(folder).expanduser().rglob(name)):
                font = TrueTypeFont(path)
                if font.covers(letters):
                    return font
    raise MissingToolError(
        "no_stamp_font", "no font with Vietnamese letters for the signature's text is installed",
        item=", ".join(names), remedy="apt-get install fonts-freefont-ttf fonts-noto-core",
    )  # fmt: skip
