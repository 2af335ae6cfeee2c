"""The measures of an embedded TrueType program: what its glyphs are, and how wide."""

from __future__ import annotations

import io
import struct

from fontTools.ttLib import TTFont

_NEEDED = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")


class TrueTypeProgram:
    """A TrueType program as a PDF embeds it: often without names and maps."""

    def __init__(self, data: bytes) -> None:
        """Read its tables.

        Raises:
            ValueError: one is missing. Broken ones raise what fontTools raises.
        """
        self._font = TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False)
        missing = [table for table in _NEEDED if table not in self._font]
        if missing:
            raise ValueError(f"no TrueType program: {missing[0]} is missing")
        # The tables as they stand: subsets lack names, and their dates are often wrong.
        head, hhea, maxp, loca = (
            bytes(self._font.reader[table])
            for table in ("head", "hhea", "maxp", "loca")
        )
        self._em, long_places = _short(head, 18), _short(head, 50)
        self._full, self._count = _short(hhea, 34), _short(maxp, 4)
        self._metrics = bytes(self._font.reader["hmtx"])
        if len(loca) < (self._count + 1) * (4 if long_places else 2):
            raise ValueError("glyphs are missing")

    def has(self, glyph: int) -> bool:
        """Whether a glyph is there that is more than the sign for a missing one."""
        return 0 < glyph < self._count

    def width(self, glyph: int) -> float:
        """A glyph's advance in thousandths of the size."""
        place = 4 * min(glyph, self._full - 1)
        return float(
            1000 * struct.unpack_from(">H", self._metrics, place)[0] / self._em
        )

    def maps(self) -> dict[tuple[int, int], dict[int, int]]:
        """(platform, encoding) → code → glyph."""
        if "cmap" not in self._font:
            return {}
        return {
            (table.platformID, table.platEncID): {
                code: self._font.getGlyphID(name) for code, name in table.cmap.items()
            }
            for table in self._font["cmap"].tables
        }


def _short(table: bytes, place: int) -> int:
    """An unsigned number of two bytes; raises struct.error behind a table's end."""
    (value,) = struct.unpack_from(">H", table, place)
    return int(value)
