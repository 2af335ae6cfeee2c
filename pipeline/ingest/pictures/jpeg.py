"""JPEG by its markers: size, kind and completeness without decoding, and strict decoding.

Libraries fill what is missing of a cut file with grey; here the markers are walked up to EOI first
(ITU-T T.81, B).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.ingest.pictures.jpeg_breaks import (
    has_step,
    small_picture,
    without_last_byte,
)
from pipeline.ingest.pictures.opening import open_image
from pipeline.ingest.pictures.overhearing import overhear
from schemas.imaging import Pixels

_SOF = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}
# In entropy-coded data a marker is FF followed by anything but a stuffed zero, a restart or a fill
# byte.
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_MARKER = re.compile(rb"\xff[\x01-\xfe]")
# libjpeg's words for data that do not come out even (jerror.h).
_COMPLAINTS = (
    b"Corrupt JPEG data",
    b"Premature end of JPEG",
    b"Inconsistent progression",
)
_DCT_FRAMES = {0xC0, 0xC1, 0xC2}
_SEQUENTIAL = {0xC0, 0xC1}
_SCAN = 0xDA
# Segments that T.81 reserves, and those of JPEG's other processes: libjpeg gives up at them.
_RESERVED = {0xC8, 0xDE, 0xDF, *range(0x02, 0xC0), *range(0xF0, 0xFE)}


@dataclass(frozen=True, slots=True)
class JpegFrame:
    """What the markers tell. `adobe_transform` is None where no Adobe marker stands; `complete`
    means EOI was met; `unit`: blocks that are coded together, across and down (MCU), None where it
    takes several scans; `reserved`: segments are in it that say nothing of the picture, and that
    libjpeg and so most readers give up at."""

    width: int
    height: int
    components: int
    precision: int
    frame: int
    component_ids: tuple[int, ...]
    adobe_transform: int | None
    complete: bool
    reserved: bool = False
    unit: tuple[int, int] | None = None

    @property
    def fits_pdf(self) -> bool:
        """A DCTDecode filter shows it as PDF readers and libjpeg agree: 8 bit, grey or YCbCr,
        Huffman-coded."""
        if self.frame not in _DCT_FRAMES or self.precision != 8:
            return False
        if self.components == 1:
            return True
        # Without an Adobe marker, libjpeg guesses RGB by the ids "RGB", PDF readers assume YCbCr.
        return self.components == 3 and (
            self.adobe_transform is not None or self.component_ids != (82, 71, 66)
        )


def read_frame(data: bytes) -> JpegFrame:
    """Walk the markers of a JPEG.

    Raises:
        ValueError: it is no JPEG, or ends before its frame header.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("no SOI marker")
    frame, adobe, reserved, scans = None, None, False, 0
    for marker, body in _segments(data):
        scans += marker == _SCAN
        reserved = reserved or marker in _RESERVED
        if marker in _SOF:
            frame = frame or (marker, body)
        elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
            adobe = body[11]
    if frame is None or len(frame[1]) < 6:
        raise ValueError("no frame header")
    kind, body = frame
    bits, height, width, count = struct.unpack_from(">BHHB", body)
    ids = tuple(body[6 : 6 + 3 * count : 3])
    whole = marker == 0xD9
    unit = _coded_unit(body) if scans == 1 and kind in _SEQUENTIAL else None
    return JpegFrame(
        width, height, count, bits, kind, ids, adobe, whole, reserved, unit
    )


def _coded_unit(frame: bytes) -> tuple[int, int]:
    """The largest sampling factors of a frame header's components; a single one is coded block by
    block (T.81, A.2.2)."""
    factors = frame[7::3] if frame[5] > 1 else b"\x11"
    return max(one >> 4 for one in factors), max(one & 15 for one in factors)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment up to the end, over the coded data of scans; the last marker
    is 0 where the end is missing."""
    position, marker = 2, -1
    while marker not in {0xD9, 0}:
        marker, body, position = next_segment(data, position)
        yield marker, body
        if marker == _SCAN:
            found = _NEXT_MARKER.search(data, position)
            position = found.start() if found else len(data)


def without_reserved(data: bytes) -> bytes:
    """The same picture, without the reserved segments before its first scan."""
    kept, position = [data[:2]], 2
    while True:
        marker, _, after = next_segment(data, position)
        if marker in {_SCAN, 0xD9, 0}:
            return b"".join([*kept, data[position:]])
        if marker not in _RESERVED:
            kept.append(data[position:after])
        position = after


def next_segment(data: bytes, position: int) -> tuple[int, bytes, int]:
    """(marker, body, position behind it) from a place on; marker 0 at the end of the data.

    Bytes between two segments that belong to none are passed over, as libjpeg does.
    """
    found = _MARKER.search(data, position)
    if found is None:
        return 0, b"", len(data)
    position, marker = found.end(), found[0][-1]
    if marker == 0xD9 or marker in _STANDALONE:
        return marker, b"", position
    # A length below 2 is no length: libjpeg takes such a segment for empty.
    length = max(int.from_bytes(data[position : position + 2], "big"), 2)
    if position + length > len(data):
        return 0, b"", len(data)
    return marker, data[position + 2 : position + length], position + length


def decode_jpeg(data: bytes, frame: JpegFrame) -> Pixels:
    """All pixels, unturned: (h, w) for one component, else (h, w, 3) RGB. About 12 ms for A4 at 200
    dpi in colour.

    Raises:
        ValueError, OSError: the data are cut off or can't be decoded.
    """
    return decode_and_judge(data, frame)[0]


def decode_and_judge(data: bytes, frame: JpegFrame) -> tuple[Pixels, bool]:
    """The same, and whether the coded data are damaged: bits are wrong, or too few or too many, and
    a decoder goes on as well as it can; or the picture shows it (`jpeg_breaks`). A wrong bit may
    come out even all the same."""
    if not frame.complete:
        raise ValueError("the data end before EOI")
    if not frame.fits_pdf:
        with open_image(data) as image:
            image.load()
            mode = "L" if image.mode == "L" else "RGB"
            return np.asarray(image.convert(mode)), False
    flags = cv2.IMREAD_GRAYSCALE if frame.components == 1 else cv2.IMREAD_COLOR_RGB
    coded = np.frombuffer(data, np.uint8)
    try:
        with overhear() as said:
            pixels = cv2.imdecode(coded, flags | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise ValueError("can't be decoded") from error
    if pixels is None:
        # OpenCV says nothing else where libjpeg got no memory: then asking for as much fails here,
        # as MemoryError.
        np.ones((2, frame.height, frame.width, 3), np.uint8)
    if pixels is None or pixels.shape[:2] != (frame.height, frame.width):
        raise ValueError("can't be decoded")
    damaged = _is_complaint(said) or _is_broken(data, frame)
    return np.asarray(pixels, dtype=np.uint8), damaged


def _is_complaint(said: list[bytes]) -> bool:
    return any(line.startswith(_COMPLAINTS) for line in said)


def _is_broken(data: bytes, frame: JpegFrame) -> bool:
    """Whether coded data are left over, or the picture is shifted from some block on (5 ms)."""
    if frame.unit is None:
        return False
    with overhear(pass_on=False) as said:
        cut = without_last_byte(data, _end_of_scan(data))
        small = small_picture(cut, frame.components)
    if small is None:
        return False
    uncalled = said.heard and not _is_complaint(said)
    return uncalled or has_step(small, frame.unit)


def _end_of_scan(data: bytes) -> int:
    """Where the coded data of the only scan end."""
    position, marker = 2, -1
    while marker not in {_SCAN, 0}:
        marker, _, position = next_segment(data, position)
    found = _NEXT_MARKER.search(data, position)
    return found.start() if found else len(data)
