"""Odd pictures: modes, codings, resolutions, sizes, turns, damage."""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageCms

from tests.odd_inputs.inputs import OddInput, paper, saved

_DPI = {"dpi": (200, 200)}
_FILES = {
    "png": ("PNG", ("1", "L", "LA", "RGB", "RGBA", "P", "I;16")),
    "tif": ("TIFF", ("1", "L", "LA", "RGB", "RGBA", "P", "CMYK", "I;16", "LAB")),
    "jpg": ("JPEG", ("L", "RGB", "CMYK", "YCbCr")),
    "webp": ("WEBP", ("L", "RGB", "RGBA")),
    "bmp": ("BMP", ("1", "L", "RGB", "P", "RGBA")),
    "jp2": ("JPEG2000", ("L", "LA", "RGB", "RGBA", "I;16")),
}
_TIFF_CODINGS = ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "zstd")
_FAX_CODINGS = ("group3", "group4", "tiff_ccitt", "packbits", "tiff_lzw")
_RESOLUTIONS = (
    (1, 1),
    (72, 72),
    (96, 96),
    (204, 98),
    (98, 204),
    (200, 600),
    (9999, 9999),
)
_FLIPS, _CUTS = 14, 6


def make_pictures() -> Iterator[OddInput]:
    """All of them."""
    yield from _modes()
    yield from _codings()
    yield from _resolutions()
    yield from _sizes()
    yield from _turns()
    yield from _jpegs()
    yield from _damaged()


def _modes() -> Iterator[OddInput]:
    for ending, (kind, modes) in _FILES.items():
        for mode in modes:
            make = functools.partial(_in_mode, kind, mode)
            yield OddInput("modes of colour", f"{kind} {mode}", ending, make)


def _in_mode(kind: str, mode: str) -> bytes:
    if mode == "I;16":
        deep = np.asarray(paper(), np.uint16) * 257
        return saved(Image.fromarray(deep), kind, **_dpi(kind))
    if mode == "LAB":
        to_lab = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
        )
        return saved(ImageCms.applyTransform(paper("RGB"), to_lab), kind, **_dpi(kind))
    return saved(paper(mode), kind, **_dpi(kind))


def _dpi(kind: str) -> dict[str, object]:
    return dict(_DPI) if kind in {"PNG", "TIFF", "JPEG", "BMP"} else {}


def _codings() -> Iterator[OddInput]:
    for coding in _TIFF_CODINGS:
        options = {**_DPI, "compression": coding}
        make = functools.partial(saved, paper("RGB"), "TIFF", **options)
        yield OddInput("codings", f"TIFF {coding}", "tif", make)
    for coding in _FAX_CODINGS:
        options = {**_DPI, "compression": coding}
        make = functools.partial(saved, paper("1"), "TIFF", **options)
        yield OddInput("codings", f"TIFF black and white, {coding}", "tif", make)
    for name, options in {
        "strips of 7 rows": {"tiffinfo": {278: 7}, "compression": "tiff_lzw"},
        "BigTIFF": {"big_tiff": True},
        "black is 1": {"tiffinfo": {262: 0}},
    }.items():
        make = functools.partial(saved, paper(), "TIFF", **_DPI, **options)
        yield OddInput("codings", f"TIFF {name}", "tif", make)
    for name, kind, options in (
        ("JPEG 2000 with loss", "JPEG2000", {"quality_layers": [30]}),
        ("JPEG 2000 in tiles", "JPEG2000", {"tile_size": (128, 128)}),
        ("JPEG 2000 without its box", "JPEG2000", {"no_jp2": True}),
        ("WebP without loss", "WEBP", {"lossless": True}),
        ("PNG interlaced by hand", "PNG", {"compress_level": 0}),
        ("GIF", "GIF", {}),
    ):
        make = functools.partial(saved, paper("RGB"), kind, **options)
        ending = {"JPEG2000": "jp2", "WEBP": "webp", "PNG": "png"}.get(kind, "gif")
        yield OddInput("codings", name, ending, make)


def _resolutions() -> Iterator[OddInput]:
    for ending, kind in (("png", "PNG"), ("jpg", "JPEG"), ("tif", "TIFF")):
        make = functools.partial(saved, paper(), kind)
        yield OddInput("resolution", f"{kind} none", ending, make)
        for dpi in _RESOLUTIONS:
            make = functools.partial(saved, paper(), kind, dpi=dpi)
            yield OddInput("resolution", f"{kind} {dpi[0]} x {dpi[1]}", ending, make)


def _sizes() -> Iterator[OddInput]:
    for width, height in (
        *((1, 1), (1, 400), (400, 1), (2, 2), (15, 15), (16, 16), (33, 2000)),
        *((2000, 33), (64, 64), (9000, 40), (40, 9000), (7000, 5000)),
    ):
        make = functools.partial(_sized, width, height)
        yield OddInput("size", f"PNG {width} x {height}", "png", make)


def _sized(width: int, height: int) -> bytes:
    sheet = Image.new("L", (width, height), 255)
    sheet.paste(paper(), (width // 8, height // 8))
    return saved(sheet, "PNG", **_DPI)


def _turns() -> Iterator[OddInput]:
    for turn in range(1, 9):
        make = functools.partial(_turned, turn)
        yield OddInput("turned by a note", f"JPEG orientation {turn}", "jpg", make)


def _turned(turn: int) -> bytes:
    image = paper()
    exif = image.getexif()
    exif[0x0112] = turn
    return saved(image, "JPEG", exif=exif, **_DPI)


def _jpegs() -> Iterator[OddInput]:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name, options in {
        "progressive": {"progressive": True},
        "with a profile": {"icc_profile": profile},
        "with a broken profile": {"icc_profile": b"no profile" * 20},
        "of quality 1": {"quality": 1},
        "without subsampling": {"subsampling": 0},
        "with restarts": {"restart_marker_rows": 1},
        "with a comment of 60 KB": {"comment": b"x" * 60_000},
    }.items():
        make = functools.partial(saved, paper("RGB"), "JPEG", **_DPI, **options)
        yield OddInput("kinds of JPEG", f"JPEG {name}", "jpg", make)
    yield OddInput(
        "kinds of JPEG",
        "JPEG of four inks with a profile",
        "jpg",
        functools.partial(saved, paper("CMYK"), "JPEG", icc_profile=profile, **_DPI),
    )
    yield OddInput(
        "kinds of JPEG",
        "JPEG with junk behind it",
        "jpg",
        lambda: _jpeg() + b"junk" * 99,
    )
    yield OddInput(
        "kinds of JPEG",
        "JPEG with fills",
        "jpg",
        lambda: _jpeg()[:2] + b"\xff" * 9 + _jpeg()[2:],
    )


@functools.cache
def _jpeg() -> bytes:
    return saved(paper(), "JPEG", quality=80, **_DPI)


def _damaged() -> Iterator[OddInput]:
    for number in range(_FLIPS):
        make = functools.partial(_flipped, number)
        yield OddInput("a bit flipped", f"JPEG, flip {number + 1}", "jpg", make)
    for number in range(_CUTS):
        make = functools.partial(_cut, number)
        yield OddInput("cut off", f"JPEG, cut {number + 1}", "jpg", make)
    for kind, ending in (
        ("PNG", "png"),
        ("TIFF", "tif"),
        ("WEBP", "webp"),
        ("BMP", "bmp"),
    ):
        make = functools.partial(_halved, kind)
        yield OddInput("cut off", f"{kind}, half of it", ending, make)
    yield OddInput("no picture", "nothing", "jpg", lambda: b"")
    yield OddInput("no picture", "a text", "png", lambda: b"no picture\n" * 40)
    yield OddInput(
        "no picture",
        "a head alone",
        "bmp",
        lambda: b"BM" + struct.pack("<I", 54) + bytes(8),
    )


def _flipped(number: int) -> bytes:
    """One bit of the head, the tables or the scan."""
    data = bytearray(_jpeg())
    place = 2 + (len(data) - 4) * number // _FLIPS
    data[place] ^= 1 << number % 8
    return bytes(data)


def _cut(number: int) -> bytes:
    return _jpeg()[: len(_jpeg()) * (number + 1) // (_CUTS + 1)]


def _halved(kind: str) -> bytes:
    data = saved(paper(), kind)
    return data[: len(data) // 2]
