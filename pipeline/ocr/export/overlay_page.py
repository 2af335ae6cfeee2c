"""The page that an overlay is drawn on."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from schemas.geometry import PageGeometry
from schemas.imaging import Pixels

SHOWN_DPI = 150.0
LARGEST_SIDE, LEAST_SIDE = 2600, 300
PALE = 0.62  # of the page's contrast


def draw_page(pixels: Pixels, geometry: PageGeometry) -> tuple[Image.Image, float]:
    """The page upright on white, paled so that drawings stand out, and the scale from upright
    pixels."""
    width, height = geometry.upright_size
    scale = _choose_scale(geometry)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    white = (255, 255, 255) if pixels.ndim == 3 else 255
    smaller, back = _halve(pixels, scale)
    matrix = _turn(geometry, scale)
    matrix[:, :2] *= back
    level = cv2.warpAffine(
        smaller, matrix, size, flags=cv2.INTER_LINEAR, borderValue=white
    )
    pale = (255 - (255 - level.astype(np.int16)) * PALE).astype(np.uint8)
    return Image.fromarray(pale).convert("RGB"), scale


def _choose_scale(geometry: PageGeometry) -> float:
    longest = max(geometry.upright_size)
    scale = min(SHOWN_DPI / max(geometry.dpi, 1.0), LARGEST_SIDE / longest)
    return max(scale, min(1.0, LEAST_SIDE / longest))


def _turn(geometry: PageGeometry, scale: float) -> NDArray[np.float64]:
    """Upright and to scale, as a matrix of OpenCV."""
    turn = geometry.to_upright
    return np.array([[turn.a, turn.c, turn.e], [turn.b, turn.d, turn.f]]) * scale


def _halve(pixels: Pixels, scale: float) -> tuple[Pixels, int]:
    """The picture made smaller by a whole factor first, so that a strong reduction does not lose
    thin strokes."""
    factor = max(1, int(1 / scale))
    if factor == 1 or min(pixels.shape[:2]) < factor:
        return pixels, 1
    height, width = pixels.shape[0] // factor, pixels.shape[1] // factor
    part = pixels[: height * factor, : width * factor]
    return cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA), factor
