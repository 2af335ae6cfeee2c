"""PNG by its chunks: its compressed rows can stand in a PDF as they are (PDF's predictor 15 is
PNG's filtering)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_GREY, _RGB, _PALETTE = 0, 2, 3


@dataclass(frozen=True, slots=True)
class PngRows:
    """IDAT of a non-interlaced picture without opacity: grey or palette of 1 to 8 bits, or RGB of
    8."""

    data: bytes
    bits: int
    channels: int
    palette: bytes | None


def png_rows(data: bytes) -> PngRows | None:
    """The compressed rows, None where PDF can't show them as they are (interlaced, 16 bit,
    opacity)."""
    if data[12:16] != b"IHDR" or len(data) < 33:
        return None
    bits, colour, interlaced = data[24], data[25], data[28]
    idat: list[bytes] = []
    palette = None
    for kind, body in _chunks(data):
        if kind == b"IDAT":
            idat.append(body)
        elif kind == b"PLTE":
            palette = body
        elif kind in {b"tRNS", b"acTL"}:
            return None
    if interlaced or colour not in {_GREY, _RGB, _PALETTE} or bits > 8:
        return None
    if colour != _PALETTE:
        palette = None
    elif palette is None or len(palette) % 3:
        return None
    return PngRows(b"".join(idat), bits, 3 if colour == _RGB else 1, palette)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk; the last one may be cut off."""
    at = 8
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length
