"""How much of what stands on a page a text layer covers."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.components import INK_LEVEL, H, Stats, W, find_components
from schemas.imaging import CleanPage, Pixels
from schemas.ocr import OcrPage

# Least and greatest size of a letter.
HEIGHT_INCHES, WIDTH_INCHES = (0.05, 0.4), (0.02, 0.6)


def measure_coverage(layer: OcrPage, clean: CleanPage) -> float:
    """Share of the letter-sized marks on the clean page that stand in the layer's word boxes; 1
    without any."""
    ink = cv2.threshold(clean.pixels, INK_LEVEL, 255, cv2.THRESH_BINARY_INV)[1]
    _, stats, centres = find_components(ink)
    letters = _are_letters(stats, clean.dpi)
    if not letters.any():
        return 1.0
    xs, ys = centres[letters].astype(int).T
    return float((_draw_words(layer, clean)[ys, xs] > 0).mean())


def _are_letters(stats: Stats, dpi: float) -> NDArray[np.bool_]:
    height, width = stats[:, H] / dpi, stats[:, W] / dpi
    letters = (height > HEIGHT_INCHES[0]) & (height < HEIGHT_INCHES[1])
    letters &= (width > WIDTH_INCHES[0]) & (width < WIDTH_INCHES[1])
    letters[0] = False
    return letters


def _draw_words(layer: OcrPage, clean: CleanPage) -> Pixels:
    mask = np.zeros_like(clean.pixels)
    from_upright = clean.to_upright.inverse()
    for word in layer.words:
        box = from_upright.apply_box(word.box)
        start, end = (
            (int(box.x0) - 1, int(box.y0) - 1),
            (int(box.x1) + 1, int(box.y1) + 1),
        )
        cv2.rectangle(mask, start, end, 255, cv2.FILLED)
    return mask
