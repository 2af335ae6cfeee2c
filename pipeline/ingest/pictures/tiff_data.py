"""The picture data of a TIFF's page: its strips, and the page as a small file of its own."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from pipeline.ingest.pictures.tiff import (
    CODES,
    DECODED,
    STRIP_BYTES,
    STRIP_OFFSETS,
    TILE_BYTES,
    TILE_OFFSETS,
    TiffPage,
    Value,
    read_exactly,
)


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
            strips.append(read_exactly(file, length))
    return tuple(strips)


def single_page(page: TiffPage, strips: tuple[bytes, ...]) -> bytes:
    """A classic TIFF file of this one page, without resolution and orientation."""
    order = page.order
    packed = {
        tag: _pack(order, *value) for tag, value in page.tags.items() if tag in DECODED
    }
    tiled = TILE_OFFSETS in page.tags
    places, sizes = (
        (TILE_OFFSETS, TILE_BYTES) if tiled else (STRIP_OFFSETS, STRIP_BYTES)
    )
    lengths = tuple(len(strip) for strip in strips)
    packed[sizes] = _pack(order, 4, lengths)
    packed[places] = _pack(order, 4, lengths)  # as long as what will stand there
    extra_at = 8 + 2 + 12 * len(packed) + 4
    data_at = extra_at + _extra_size(packed)
    packed[places] = _pack(order, 4, _offsets(lengths, data_at))
    table, extra = _table(order, packed, extra_at)
    signature = b"II*\0" if order == "<" else b"MM\0*"
    head = signature + struct.pack(f"{order}IH", 8, len(packed))
    return head + table + bytes(4) + extra + b"".join(strips)


def _extra_size(packed: Mapping[int, tuple[int, int, bytes]]) -> int:
    """Bytes of the values that are too long for their entries; each begins at an even place."""
    sizes = (len(raw) for _, _, raw in packed.values())
    return sum(size + size % 2 for size in sizes if size > 4)


def _offsets(lengths: tuple[int, ...], begin: int) -> tuple[int, ...]:
    """Where parts of these lengths begin that follow one another."""
    return tuple(accumulate(lengths[:-1], initial=begin)) if lengths else ()


def _table(
    order: str, packed: Mapping[int, tuple[int, int, bytes]], extra_at: int
) -> tuple[bytes, bytes]:
    """The entries of a directory, and the values that are too long to stand in them."""
    table, extra = b"", b""
    for tag, (kind, number, raw) in sorted(packed.items()):
        room = raw.ljust(4, b"\0")
        if len(raw) > 4:
            room = struct.pack(f"{order}I", extra_at + len(extra))
            extra += raw + b"\0" * (len(raw) % 2)
        table += struct.pack(f"{order}HHI", tag, kind, number) + room
    return table, extra


def _pack(order: str, kind: int, value: Value) -> tuple[int, int, bytes]:
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
    return kind, len(value), struct.pack(f"{order}{len(value)}{CODES[kind]}", *value)
