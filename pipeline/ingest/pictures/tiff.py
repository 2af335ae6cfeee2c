"""TIFF by its directories: pages without decoding, and one page as a small file of its own.

TIFF 6.0 and BigTIFF. A page is taken out by rewriting its directory, so that opening page 900 costs
what page 1 costs, and no tag that turns pixels silently (Orientation) reaches the decoder.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

Value = tuple[int, ...] | bytes

WIDTH = 256
HEIGHT = 257
BITS = 258
COMPRESSION = 259
PHOTOMETRIC = 262
FILL_ORDER = 266
STRIP_OFFSETS = 273
ORIENTATION = 274
SAMPLES = 277
ROWS_PER_STRIP = 278
STRIP_BYTES = 279
X_RESOLUTION = 282
Y_RESOLUTION = 283
T4_OPTIONS = 292
RESOLUTION_UNIT = 296
TILE_OFFSETS = 324
TILE_BYTES = 325
JPEG_TABLES = 347
COLOUR_MAP = 320
OLD_JPEG = 513
OLD_JPEG_BYTES = 514
_SUBFILE_TYPE = 254
# What a decoder needs of a page. Resolution, orientation, EXIF and further directories are read or
# left behind here.
DECODED = {
    WIDTH,
    HEIGHT,
    BITS,
    COMPRESSION,
    PHOTOMETRIC,
    FILL_ORDER,
    SAMPLES,
    ROWS_PER_STRIP,
    T4_OPTIONS,
    JPEG_TABLES,
    284,
    293,
    317,
    320,
    322,
    323,
    332,
    338,
    339,
    340,
    341,
    529,
    530,
    531,
    532,
}
_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
CODES = {
    1: "B",
    3: "H",
    4: "I",
    6: "b",
    8: "h",
    9: "i",
    13: "I",
    16: "Q",
    17: "q",
    18: "Q",
}
_MAX_DIRECTORIES = 200_000
_THUMBNAIL_OR_MASK = 0b101


@dataclass(frozen=True, slots=True)
class TiffPage:
    """One directory: `tags` as integers (rationals as numerator, denominator) or bytes; `order` is
    `<` or `>`."""

    order: str
    tags: Mapping[int, tuple[int, Value]]

    def numbers(self, tag: int) -> tuple[int, ...]:
        """The integers of a tag, empty where it is missing."""
        value = self.tags.get(tag, (0, ()))[1]
        return value if isinstance(value, tuple) else tuple(value)

    def number(self, tag: int, default: int) -> int:
        """The first integer of a tag."""
        return next(iter(self.numbers(tag)), default)

    def with_number(self, tag: int, value: int) -> TiffPage:
        """The page with a tag of one small number (SHORT)."""
        return replace(self, tags={**self.tags, tag: (3, (value,))})

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels; 0 where it is not told."""
        return self.number(WIDTH, 0), self.number(HEIGHT, 0)

    @property
    def dpi(self) -> tuple[float, float] | None:
        """Horizontal and vertical resolution in dots per inch,
        None where no absolute one is named."""
        x, y = self.numbers(X_RESOLUTION), self.numbers(Y_RESOLUTION)
        unit = {2: 1.0, 3: 2.54}.get(self.number(RESOLUTION_UNIT, 2))
        if unit is None or len(x) < 2 or len(y) < 2 or not x[1] or not y[1]:
            return None
        return x[0] / x[1] * unit, y[0] / y[1] * unit


def tiff_pages(path: Path) -> tuple[TiffPage, ...]:
    """The pages of a TIFF file in order. Thumbnails and masks (NewSubfileType) are no pages where
    others are there.

    Raises:
        ValueError: the chain of directories leads outside the file or back to itself, or a
            directory is cut off.
    """
    status = path.stat()
    return _pages(str(path), status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _pages(path: str, _mtime: int, size: int) -> tuple[TiffPage, ...]:
    with Path(path).open("rb") as file:
        head = file.read(16)
        order = "<" if head[:2] == b"II" else ">"
        big = struct.unpack_from(f"{order}H", head, 2)[0] == 43
        first_at, code = (8, "Q") if big else (4, "I")
        (position,) = struct.unpack_from(order + code, head.ljust(16, b"\0"), first_at)
        found: list[TiffPage] = []
        seen: set[int] = set()
        while position:
            if position in seen or position >= size or len(seen) > _MAX_DIRECTORIES:
                raise ValueError("the chain of directories is broken")
            seen.add(position)
            page, position = _directory(file, position, order, big, size)
            found.append(page)
    aside = _THUMBNAIL_OR_MASK
    real = tuple(one for one in found if not one.number(_SUBFILE_TYPE, 0) & aside)
    return real or tuple(found)


def _directory(
    file: BinaryIO, position: int, order: str, big: bool, size: int
) -> tuple[TiffPage, int]:
    """The directory at a position, and where the next one stands."""
    file.seek(position)
    (count,) = struct.unpack(
        f"{order}{'Q' if big else 'H'}", read_exactly(file, 8 if big else 2)
    )
    length, inline, number_code = (20, 8, "Q") if big else (12, 4, "I")
    if count * length > size:
        raise ValueError("a directory is cut off")
    table = read_exactly(file, count * length)
    (following,) = struct.unpack(order + number_code, read_exactly(file, inline))
    tags: dict[int, tuple[int, Value]] = {}
    for tag, kind, number, room in struct.iter_unpack(
        f"{order}HH{number_code}{inline}s", table
    ):
        if kind not in _SIZES:
            continue
        try:
            tags[tag] = kind, _value(file, order, kind, number, room, big, size)
        except ValueError:
            # Notes of some program, or lengths that can be told otherwise, are no loss.
            if tag in DECODED | {STRIP_OFFSETS, TILE_OFFSETS}:
                raise
    return TiffPage(order, tags), int(following)


def _value(
    file: BinaryIO,
    order: str,
    kind: int,
    number: int,
    room: bytes,
    big: bool,
    size: int,
) -> Value:
    length = _SIZES[kind] * number
    if length > size:
        raise ValueError("a tag is longer than the file")
    if length > len(room):
        file.seek(struct.unpack(f"{order}Q" if big else f"{order}I", room)[0])
        raw = read_exactly(file, length)
    else:
        raw = room[:length]
    if kind in {5, 10}:
        return struct.unpack(f"{order}{2 * number}{'I' if kind == 5 else 'i'}", raw)
    return struct.unpack(f"{order}{number}{CODES[kind]}", raw) if kind in CODES else raw


def read_exactly(file: BinaryIO, length: int) -> bytes:
    """So many bytes; raises ValueError where there are fewer."""
    data = file.read(length)
    if len(data) != length:
        raise ValueError("the file ends too early")
    return data
