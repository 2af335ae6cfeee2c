"""PNG by its chunks: its compressed rows can stand in a PDF as they are (PDF's predictor 15 is
PNG's filtering)."""

from __future__ import annotations

import struct
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
    idat: list[bytes] = []
    palette = None
    head = (
        struct.unpack_from(">IIBBBBB", data, 16)
        if data[12:16] == b"IHDR" and len(data) >= 33
        else None
    )
    at = 8
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        if kind == b"IDAT":
            idat.append(body)
        elif kind == b"PLTE":
            palette = body
        elif kind in {b"tRNS", b"acTL"}:
            return None
        at += 12 + length
    if head is None:
        return None
    _, _, bits, colour, _, _, interlaced = head
    if interlaced or colour not in {_GREY, _RGB, _PALETTE} or bits > 8:
        return None
    if colour == _PALETTE and (palette is None or len(palette) % 3):
        return None
    return PngRows(
        b"".join(idat),
        bits,
        3 if colour == _RGB else 1,
        palette if colour == _PALETTE else None,
    )
