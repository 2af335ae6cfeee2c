"""TIFF by its directories: pages without decoding, and one page as a small file of its own.

TIFF 6.0 and BigTIFF. A page is taken out by rewriting its directory, so that opening page 900 costs
what page 1 costs, and no tag that turns pixels silently (Orientation) reaches the decoder.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

Value = tuple[int, ...] | bytes

(
    WIDTH,
    HEIGHT,
    BITS,
    COMPRESSION,
    PHOTOMETRIC,
    FILL_ORDER,
    STRIP_OFFSETS,
    ORIENTATION,
    SAMPLES,
    ROWS_PER_STRIP,
    STRIP_BYTES,
    X_RESOLUTION,
    Y_RESOLUTION,
    T4_OPTIONS,
    RESOLUTION_UNIT,
    TILE_OFFSETS,
    TILE_BYTES,
    JPEG_TABLES,
    COLOUR_MAP,
    OLD_JPEG,
    OLD_JPEG_BYTES,
) = (
    256,
    257,
    258,
    259,
    262,
    266,
    273,
    274,
    277,
    278,
    279,
    282,
    283,
    292,
    296,
    324,
    325,
    347,
    320,
    513,
    514,
)
_SUBFILE_TYPE = 254
# What a decoder needs of a page. Resolution, orientation, EXIF and further directories are read or
# left behind here.
_KEPT = {
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
_CODES = {
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
        position = struct.unpack_from(
            f"{order}Q" if big else f"{order}I", head.ljust(16, b"\0"), 8 if big else 4
        )[0]
        found: list[TiffPage] = []
        seen: set[int] = set()
        while position:
            if position in seen or position >= size or len(seen) > _MAX_DIRECTORIES:
                raise ValueError("the chain of directories is broken")
            seen.add(position)
            page, position = _directory(file, position, order, big, size)
            found.append(page)
    real = [
        page for page in found if not page.number(_SUBFILE_TYPE, 0) & _THUMBNAIL_OR_MASK
    ]
    return tuple(real or found)


def _directory(
    file: BinaryIO, position: int, order: str, big: bool, size: int
) -> tuple[TiffPage, int]:
    file.seek(position)
    (count,) = struct.unpack(
        f"{order}Q" if big else f"{order}H", _exactly(file, 8 if big else 2)
    )
    length, inline = (20, 8) if big else (12, 4)
    if count * length > size:
        raise ValueError("a directory is cut off")
    table = _exactly(file, count * length)
    (following,) = struct.unpack(
        f"{order}Q" if big else f"{order}I", _exactly(file, inline)
    )
    tags: dict[int, tuple[int, Value]] = {}
    for at in range(0, count * length, length):
        tag, kind = struct.unpack_from(f"{order}HH", table, at)
        (number,) = struct.unpack_from(
            f"{order}Q" if big else f"{order}I", table, at + 4
        )
        if kind not in _SIZES:
            continue
        room = table[at + length - inline : at + length]
        try:
            tags[tag] = kind, _value(file, order, kind, number, room, big, size)
        except ValueError:
            # Notes of some program, or lengths that can be told otherwise, are no loss.
            if tag in _KEPT | {STRIP_OFFSETS, TILE_OFFSETS}:
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
        raw = _exactly(file, length)
    else:
        raw = room[:length]
    if kind in {5, 10}:
        return struct.unpack(f"{order}{2 * number}{'I' if kind == 5 else 'i'}", raw)
    return (
        struct.unpack(f"{order}{number}{_CODES[kind]}", raw) if kind in _CODES else raw
    )


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) != length:
        raise ValueError("the file ends too early")
    return data


def page_strips(path: Path, page: TiffPage) -> tuple[bytes, ...]:
    """The strips or tiles of a page as the directory tells.

    Raises:
        ValueError: they are not told, or lie outside the file.
    """
    tiled = TILE_OFFSETS in page.tags
    offsets = page.numbers(TILE_OFFSETS if tiled else STRIP_OFFSETS)
    lengths = page.numbers(TILE_BYTES if tiled else STRIP_BYTES)
    size = path.stat().st_size
    if (
        not offsets
        or len(offsets) != len(lengths)
        or not all(lengths)
        or sum(lengths) > size
    ):
        raise ValueError("the picture data are not where the directory says")
    return _read(path, offsets, lengths)


def strips_by_place(path: Path, page: TiffPage) -> tuple[bytes, ...]:
    """The strips or tiles where their lengths are told wrongly or not at all: each up to the next
    one or the end.

    What follows the last one in the file may hang on to it; decoders stop where a picture is full.

    Raises:
        ValueError: it is not told where they begin.
    """
    offsets = page.numbers(TILE_OFFSETS if TILE_OFFSETS in page.tags else STRIP_OFFSETS)
    size = path.stat().st_size
    if not offsets or max(offsets) >= size:
        raise ValueError("the picture data are not where the directory says")
    edges = [*sorted(set(offsets)), size]
    return _read(
        path,
        offsets,
        [edges[bisect_right(edges, offset)] - offset for offset in offsets],
    )


def stretch(path: Path, offset: int, length: int) -> bytes:
    """Bytes of the file; as many as there are."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def _read(
    path: Path, offsets: Sequence[int], lengths: Sequence[int]
) -> tuple[bytes, ...]:
    with path.open("rb") as file:
        strips = []
        for offset, length in zip(offsets, lengths, strict=True):
            file.seek(offset)
            strips.append(_exactly(file, length))
    return tuple(strips)


def single_page(page: TiffPage, strips: tuple[bytes, ...]) -> bytes:
    """A classic TIFF file of this one page, without resolution and orientation."""
    order = page.order
    tiled = TILE_OFFSETS in page.tags
    entries = {tag: value for tag, value in page.tags.items() if tag in _KEPT}
    entries[TILE_BYTES if tiled else STRIP_BYTES] = (
        4,
        tuple(len(strip) for strip in strips),
    )
    entries[TILE_OFFSETS if tiled else STRIP_OFFSETS] = 4, (0,) * len(strips)
    packed = {tag: _packed(order, *value) for tag, value in entries.items()}
    extra_at = 8 + 2 + 12 * len(packed) + 4
    data_at = extra_at + sum(
        len(raw) + len(raw) % 2 for _, _, raw in packed.values() if len(raw) > 4
    )
    offsets = [
        data_at + sum(len(strip) for strip in strips[:number])
        for number in range(len(strips))
    ]
    packed[TILE_OFFSETS if tiled else STRIP_OFFSETS] = _packed(order, 4, tuple(offsets))
    table, extra = b"", b""
    for tag in sorted(packed):
        kind, number, raw = packed[tag]
        room = raw.ljust(4, b"\0")
        if len(raw) > 4:
            room = struct.pack(f"{order}I", extra_at + len(extra))
            extra += raw + b"\0" * (len(raw) % 2)
        table += struct.pack(f"{order}HHI", tag, kind, number) + room
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    return (
        head
        + struct.pack(f"{order}H", len(packed))
        + table
        + bytes(4)
        + extra
        + b"".join(strips)
    )


def _packed(order: str, kind: int, value: Value) -> tuple[int, int, bytes]:
    if isinstance(value, bytes):
        return kind, len(value), value
    if kind in {5, 10, 1}:
        code = {5: "I", 10: "i", 1: "B"}[kind]
        return (
            kind,
            len(value) // (1 if kind == 1 else 2),
            struct.pack(f"{order}{len(value)}{code}", *value),
        )
    kind = {16: 4, 18: 4, 17: 9, 13: 4}.get(kind, kind)
    return kind, len(value), struct.pack(f"{order}{len(value)}{_CODES[kind]}", *value)
