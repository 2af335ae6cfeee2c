"""A page whose lines bend made flat."""

from __future__ import annotations

import cv2
import numpy as np

from schemas.curl import Curl
from schemas.imaging import Pixels


def flattened(page: Pixels, curl: Curl) -> Pixels:
    """The page with level lines; what was outside of it comes out as its edge.

    Args:
        page: uint8 (h, w), upright, at any size.
        curl: how its lines bend.
    """
    height, width = page.shape
    x, y = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    shifts = cv2.resize(curl.shifts.astype(np.float32), (width, height))
    return cv2.remap(
        page, x, y + shifts * height, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
