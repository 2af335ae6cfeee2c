"""Brightness of pictures, by one rule for all stages."""

from __future__ import annotations

import cv2

from schemas.imaging import Pixels


def to_grey(pixels: Pixels) -> Pixels:
    """Brightness, uint8 (h, w), of grey (h, w) or RGB (h, w, 3); grey itself is given back."""
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
