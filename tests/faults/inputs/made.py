"""Small papers that are quickly read, and changed before they are given in."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import Image

from tests.support.small_batches import slip

Change = Callable[[pikepdf.Pdf], None]
PICTURE = Image.open(io.BytesIO(slip("Giấy số 12"))).convert("L")
NAME = pikepdf.Name


def picture(kind: str, mode: str = "L", **options: Any) -> bytes:
    """The paper as a picture of a kind."""
    out = io.BytesIO()
    PICTURE.convert(mode).save(out, kind, **options)
    return out.getvalue()


JPEG = picture("JPEG", quality=80, dpi=(200, 200))


def scan(change: Change = lambda _: None, data: bytes = JPEG, **entries: Any) -> bytes:
    """The paper as a scanner's PDF; `entries` stand in the picture's dictionary."""
    pdf = pikepdf.new()
    image = pdf.make_stream(data)
    image.stream_dict = pikepdf.Dictionary(
        {
            "/Type": NAME.XObject,
            "/Subtype": NAME.Image,
            "/Width": PICTURE.width,
            "/Height": PICTURE.height,
            "/ColorSpace": NAME.DeviceGray,
            "/BitsPerComponent": 8,
            "/Filter": NAME.DCTDecode,
            **{f"/{key}": value for key, value in entries.items()},
        }
    )
    size = (PICTURE.width * 72 / 200, PICTURE.height * 72 / 200)
    page = pdf.add_blank_page(page_size=size)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    draw = f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im0 Do Q"
    page.obj.Contents = pdf.make_stream(draw.encode())
    change(pdf)
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def flat(**entries: Any) -> bytes:
    """The scan with its picture unpacked and packed by Flate."""
    data = zlib.compress(PICTURE.tobytes())
    return scan(data=data, Filter=NAME.FlateDecode, **entries)


def tiff(*pages: Image.Image, **options: Any) -> bytes:
    """The paper, or these pages, as a TIFF."""
    out = io.BytesIO()
    first, *more = pages or (PICTURE,)
    first.save(out, "TIFF", save_all=True, append_images=more, **options)
    return out.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk with its sum."""
    head = struct.pack(">I", len(body)) + kind + body
    return head + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(kind: bytes, body: bytes) -> bytes:
    """The paper as a PNG with a chunk behind its head."""
    data = picture("PNG")
    return data[:33] + png_chunk(kind, body) + data[33:]


def with_segment(marker: int, body: bytes) -> bytes:
    """The paper as a JPEG with a segment behind its first mark."""
    head = bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2)
    return JPEG[:2] + head + body + JPEG[2:]


def cut(data: bytes, share: float) -> bytes:
    """The first part of a file."""
    return data[: int(len(data) * share)]


def flipped(data: bytes, *places: int) -> bytes:
    """The file with bytes turned into others."""
    changed = bytearray(data)
    for place in places:
        changed[place] ^= 0xFF
    return bytes(changed)
