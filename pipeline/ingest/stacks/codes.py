"""QR and barcodes on a page, by zxing-cpp."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from pipeline.common.grey import to_grey
from schemas.imaging import Pixels
from schemas.received.source import PageCode

_F = zxingcpp.BarcodeFormat
# Bars of a quarter of a millimetre need the scan's own size. Square codes are found faster at half
# of it, and large ones better at a quarter, where the noise of the scan is gone.
_FULL = zxingcpp.BarcodeFormats([_F.QRCode, _F.Code128, _F.Code39])
_HALF = zxingcpp.BarcodeFormats([_F.QRCode, _F.DataMatrix, _F.PDF417])
# A4 at 200 dpi has 2,339 lines; more adds time, and codes seen but not read are tried again at the
# scan's own size.
_LONGEST = 2500
_QR = zxingcpp.BarcodeFormats([_F.QRCode])

Corners = NDArray[np.float64]  # (4, 2): x and y of a code's corners, clockwise


def read_codes(pixels: Pixels) -> tuple[PageCode, ...]:
    """All codes on a page at any angle, from the top down; boxes in pixels of the scan.

    About 17 ms for A4 at 200 dpi on one core. A QR code that is seen but can't be read is tried
    again, enlarged and smoothed.

    Args:
        pixels: (h, w) grey or (h, w, 3) RGB.
    """
    grey = to_grey(pixels)
    found: dict[tuple[str, str], PageCode] = {}
    seen = _look(grey, found)
    if not any(code.symbology == "QRCode" for code in found.values()):
        for corners in seen:
            for code, shift, factor in _again(grey, corners):
                _keep(found, code, factor, shift)
    return tuple(sorted(found.values(), key=lambda code: (code.y0, code.x0)))


def _look(grey: Pixels, found: dict[tuple[str, str], PageCode]) -> list[Corners]:
    """Put what can be read at several sizes into `found`; gives where QR codes are seen that can't
    be."""
    seen: list[Corners] = []
    picture = _at_most(grey, _LONGEST)
    factor = grey.shape[1] / picture.shape[1]
    for formats in (_FULL, _HALF, _QR):
        if min(picture.shape) < 16:
            break
        for code in _read(picture, formats):
            if code.error is None:
                _keep(found, code, factor)
            elif code.format == _F.QRCode:
                seen.append(_corners(code, factor))
        picture, factor = _half(picture), 2 * factor
    return seen


def _at_most(grey: Pixels, longest: int) -> Pixels:
    """The page with no side longer than so many pixels."""
    share = min(1.0, longest / max(grey.shape))
    size = round(grey.shape[1] * share), round(grey.shape[0] * share)
    return (
        grey if share == 1.0 else cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    )


def _half(picture: Pixels) -> Pixels:
    """Half the size, exactly: a fifth of the time of a share near it."""
    height, width = (side // 2 for side in picture.shape)
    return cv2.resize(
        picture[: 2 * height, : 2 * width],
        (width, height),
        interpolation=cv2.INTER_AREA,
    )


def _read(picture: Pixels, formats: zxingcpp.BarcodeFormats) -> list[zxingcpp.Barcode]:
    return list(
        zxingcpp.read_barcodes(
            np.ascontiguousarray(picture),
            formats,
            try_downscale=False,
            try_invert=False,
            return_errors=True,
        )
    )


def _again(
    grey: Pixels, corners: Corners
) -> Iterator[tuple[zxingcpp.Barcode, tuple[float, float], float]]:
    """Codes read in the neighbourhood of `corners`, enlarged twice, with two kinds of smoothing."""
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    margin = 0.25 * max(x1 - x0, y1 - y0) + 8
    left, top = max(int(x0 - margin), 0), max(int(y0 - margin), 0)
    part = grey[top : int(y1 + margin), left : int(x1 + margin)]
    if min(part.shape) < 16 or part.size > 4_000_000:
        return
    large = cv2.resize(part, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    soft, median = cv2.GaussianBlur(large, (0, 0), 2), cv2.medianBlur(large, 7)
    for picture in (soft, median):
        for code in _read(picture, _QR):
            if code.error is None:
                yield code, (left, top), 0.5


def _keep(
    found: dict[tuple[str, str], PageCode],
    code: zxingcpp.Barcode,
    factor: float,
    shift: tuple[float, float] = (0, 0),
) -> None:
    text, kind = _text(code), _symbology(code.format)
    if not text:
        return
    corners = _corners(code, factor) + np.asarray(shift)
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    found.setdefault(
        (kind, text), PageCode(text, kind, float(x0), float(y0), float(x1), float(y1))
    )


def _symbology(kind: zxingcpp.BarcodeFormat) -> str:
    return str(kind.name)


def _text(code: zxingcpp.Barcode) -> str:
    """UTF-8 where the bytes are that (Vietnamese makers name no character set), else zxing's guess;
    NFC."""
    try:
        text = bytes(code.bytes).decode("utf-8")
    except UnicodeDecodeError:
        text = code.text
    return unicodedata.normalize("NFC", text).strip()


def _corners(code: zxingcpp.Barcode, factor: float) -> Corners:
    place = code.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(point.x, point.y) for point in points], dtype=float) * factor
