"""Pictures that are odd inside: segments, chunks, directories, colours, turns, resolutions."""

from __future__ import annotations

import io
import struct

from PIL import Image

from tests.faults.inputs.files import Inputs
from tests.faults.inputs.made import (
    JPEG,
    PICTURE,
    picture,
    tiff,
    with_chunk,
    with_segment,
)
from tests.faults.test_bad_input_ingest import directories, next_directory, with_tag

_TWO = tiff(PICTURE, PICTURE)


def _exif(turn: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turn
    return picture("JPEG", quality=80, exif=exif)


def _sixteen(kind: str) -> bytes:
    wide = PICTURE.point(lambda value: value * 257, "I") if kind != "PNG" else PICTURE
    out = io.BytesIO()
    wide.convert("I;16").save(out, kind)
    return out.getvalue()


def _unframed(marker: bytes) -> bytes:
    return JPEG.replace(b"\xff\xdb", marker + b"\xff\xdb", 1)


INPUTS: Inputs = {
    "JPEG segments": {
        "junk before the end": JPEG[:-2] + b"\0" * 50 + JPEG[-2:],
        "filled with FF": _unframed(b"\xff\xff\xff"),
        "an empty segment": with_segment(0xE5, b""),
        "a comment of 60 KB": with_segment(0xFE, b"x" * 60_000),
        "reserved": with_segment(0xF0, b"abc"),
        "two ends": JPEG + b"\xff\xd9",
        "garbage behind": JPEG + b"garbage" * 900,
        "no end": JPEG[:-2],
        "another picture behind": JPEG + JPEG,
    },
    "a camera's notes": {
        "broken": with_segment(0xE1, b"Exif\0\0" + b"\xff" * 40),
        "cut": with_segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\x05\0"),
        "a colour profile that is none": with_segment(0xE2, b"ICC_PROFILE\0\x01\x01x"),
        "a Photoshop block that is none": with_segment(0xED, b"Photoshop 3.0\x008BIM"),
    },
    "turned by a note": {f"by {turn}": _exif(turn) for turn in (3, 6, 8, 99)},
    "JPEG of another kind": {
        "progressive": picture("JPEG", progressive=True),
        "CMYK": picture("JPEG", "CMYK"),
        "of quality 1": picture("JPEG", quality=1),
        "with restart marks": picture("JPEG", restart_marker_blocks=4),
    },
    "PNG chunks": {
        "an unknown one": with_chunk(b"abCd", b"x"),
        "an unknown one that must be known": with_chunk(b"ABCD", b"x"),
        "a text that explodes": with_chunk(
            b"zTXt", b"a\0\0" + __import__("zlib").compress(b"x" * 10**7)
        ),
        "resolution of zero": with_chunk(b"pHYs", struct.pack(">IIB", 0, 0, 1)),
        "resolution beyond all": with_chunk(b"pHYs", struct.pack(">IIB", 2**31, 1, 1)),
    },
    "colours": {
        "palette": picture("PNG", "P"),
        "black and white": picture("PNG", "1"),
        "grey and clear": picture("PNG", "LA"),
        "colour and clear": picture("PNG", "RGBA"),
        "16 bit PNG": _sixteen("PNG"),
        "16 bit TIFF": _sixteen("TIFF"),
        "CMYK TIFF": tiff(PICTURE.convert("CMYK")),
        "Lab TIFF": tiff(PICTURE.convert("RGB").convert("LAB")),
    },
    "TIFF directories": {
        "in a circle": next_directory(_TWO, 1, directories(_TWO)[0]),
        "outside": next_directory(_TWO, 1, 1 << 30),
        "none": b"II*\0\0\0\0\0",
        "of an odd order": b"MM\0*" + _TWO[4:],
        "BigTIFF without a word": b"II+\0\x08\0\0\0" + bytes(8),
    },
    "TIFF pages": {
        "the second outside": with_tag(_TWO, 1, 273, len(_TWO) - 100),
        "the second of 60,000 pixels": with_tag(_TWO, 1, 256, 60_000),
        "an unknown compression": with_tag(_TWO, 0, 259, 99),
        "no pixel": with_tag(_TWO, 0, 256, 0),
    },
    "TIFF compressions": {
        "LZW": tiff(compression="tiff_lzw"),
        "Deflate": tiff(compression="tiff_adobe_deflate"),
        "PackBits": tiff(compression="packbits"),
        "group 4": tiff(PICTURE.convert("1"), compression="group4"),
        "JPEG": tiff(compression="jpeg"),
    },
    "JPEG 2000 of another kind": {
        "in displaced tiles": picture(
            "JPEG2000", tile_size=(128, 128), tile_offset=(3, 3), offset=(5, 5)
        ),
        "of one resolution": picture("JPEG2000", num_resolutions=1),
        "without its box": picture("JPEG2000", no_jp2=True),
    },
}
