"""JPEG 2000: may the file's own bytes stand in a PDF/A-2 file? (ISO 15444-1 Annex I, ISO 19005-2
6.2.8.3)"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_SRGB, _GREY = 16, 17


@dataclass(frozen=True, slots=True)
class Jp2Picture:
    """A JP2 picture of the plain kind: 8 bits, grey or sRGB, one colour specification, no palette
    or opacity."""

    width: int
    height: int
    components: int


def plain_jp2(data: bytes) -> Jp2Picture | None:
    """The picture's size and components where it is of the plain kind, else None."""
    try:
        boxes = dict(_boxes(data))
        header = list(_boxes(boxes[b"jp2h"]))
        kinds = sorted(kind for kind, _ in header)
        if not boxes[b"ftyp"].startswith(b"jp2 ") or b"jp2c" not in boxes:
            return None
        if [kind for kind in kinds if kind != b"res "] != [b"colr", b"ihdr"]:
            return None
        height, width, components, depth, _, unknown, _ = struct.unpack(
            ">IIHBBBB", dict(header)[b"ihdr"]
        )
        method, _, _, space = struct.unpack_from(">BbBI", dict(header)[b"colr"])
    except (LookupError, struct.error):
        return None
    expected = {1: _GREY, 3: _SRGB}.get(components)
    if depth != 7 or unknown or method != 1 or space != expected:
        return None
    return Jp2Picture(width, height, components)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        end = len(data) if length == 0 else at + length
        if length and (length < head or end > len(data)):
            return
        yield kind, data[at + head : end]
        at = end


def has_end(codestream: bytes) -> bool:
    """JPEG 2000 data with their end mark."""
    return codestream.rstrip(b"\0\r\n ").endswith(b"\xff\xd9")
