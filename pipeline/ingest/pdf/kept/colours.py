"""Colour spaces that an archival file may use beside its sRGB output intent (ISO 19005-2,
6.2.4)."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from pipeline.ingest.pdf.kept.why import ask
from schemas.kept import WhyDrawn

_PLAIN = {"/DeviceGray": 1, "/DeviceRGB": 3}
_CALIBRATED = {"/CalGray": 1, "/CalRGB": 3, "/Lab": 3}
_CALIBRATION = ("/WhitePoint", "/BlackPoint", "/Gamma", "/Matrix", "/Range")
_PROFILE_SPACES = {1: b"GRAY", 3: b"RGB "}
_PROFILE_KINDS = {b"scnr", b"mntr", b"prtr", b"spac"}
_MOST_VERSION = 4


def copy_space(
    holder: pikepdf.Pdf, space: pikepdf.Object | None
) -> tuple[pikepdf.Object, int]:
    """A colour space for another file, and how many values a colour has in it.

    Raises:
        NotKept: CMYK, named inks, a profile that does not fit, anything unknown.
    """
    if isinstance(space, Name):
        ask(str(space) in _PLAIN, WhyDrawn.COLOURS)
        return space, _PLAIN[str(space)]
    ask(isinstance(space, Array) and len(space) > 1, WhyDrawn.COLOURS)
    assert isinstance(space, Array)
    kind = str(space[0])
    if kind in _CALIBRATED:
        return _copy_calibrated(space), _CALIBRATED[kind]
    if kind == "/ICCBased":
        return _copy_profile(holder, space[1])
    ask(kind == "/Indexed" and len(space) == 4, WhyDrawn.COLOURS)
    return _copy_palette(holder, space), 1


def _copy_calibrated(space: Array) -> Array:
    entries = space[1]
    ask(isinstance(entries, Dictionary), WhyDrawn.COLOURS)
    kept = {key: _numbers(entries[key]) for key in _CALIBRATION if key in entries}
    ask("/WhitePoint" in kept, WhyDrawn.COLOURS)
    return Array([space[0], Dictionary(kept)])


def _numbers(entry: pikepdf.Object) -> object:
    if isinstance(entry, Array):
        return Array([_real(value) for value in entry])
    return _real(entry)


def _real(value: object) -> pikepdf.Object:
    return pikepdf.Object.parse(f"{float(value):.6f}".encode())  # type: ignore[arg-type]


def _copy_profile(
    holder: pikepdf.Pdf, profile: pikepdf.Object
) -> tuple[pikepdf.Object, int]:
    ask(isinstance(profile, pikepdf.Stream), WhyDrawn.COLOURS)
    count, data = int(profile.get("/N", 0)), profile.read_bytes()
    fits = (
        len(data) > 128
        and data[36:40] == b"acsp"
        and data[8] <= _MOST_VERSION
        and data[12:16] in _PROFILE_KINDS
        and data[16:20] == _PROFILE_SPACES.get(count)
        and int.from_bytes(data[:4], "big") == len(data)
    )
    ask(fits and _can_be_read(data), WhyDrawn.COLOURS)
    packed = zlib.compress(data, 9)
    stream = holder.make_stream(packed, Filter=Name.FlateDecode, N=count)
    return Array([Name.ICCBased, stream]), count


def _can_be_read(profile: bytes) -> bool:
    try:
        ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except (OSError, ValueError, ImageCms.PyCMSError):
        return False
    return True


def _copy_palette(holder: pikepdf.Pdf, space: Array) -> Array:
    base, count = copy_space(holder, space[1])
    ask(not (isinstance(base, Array) and base[0] == Name.Indexed), WhyDrawn.COLOURS)
    highest, table = int(space[2]), space[3]
    colours = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    least = (highest + 1) * count
    ask(0 <= highest <= 255 and len(colours) >= least, WhyDrawn.COLOURS)
    return Array([Name.Indexed, base, highest, pikepdf.String(colours[:least])])
