"""A few bands of a page, read instead of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.ocr.engine import OcrEngine
from pipeline.ocr.text_layer.words_at_places import keep_letters
from schemas.geometry import Affine, BoundingBox
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrPage

BANDS = 4
REACH = 1.5  # of a band beyond its line, in heights of the line
LEAST_LETTERS = 8  # of a line that a band is laid around

Band = tuple[int, int]
"""Rows [y0, y1) of the clean picture."""


def choose_bands(layer: OcrPage, clean: CleanPage) -> list[Band]:
    """Bands around lines spread over the page, each whole lines high, from the top."""
    boxes = _boxes_on_clean(layer, clean)
    bands: list[Band] = []
    for part in range(BANDS):
        seed = boxes[round((part + 0.5) / BANDS * (len(boxes) - 1))]
        reach = REACH * seed.height
        y0, y1 = (
            max(0, round(seed.y0 - reach)),
            min(clean.pixels.shape[0], round(seed.y1 + reach)),
        )
        if bands and y0 < bands[-1][1]:
            bands[-1] = bands[-1][0], max(y1, bands[-1][1])
        elif y1 > y0:
            bands.append((y0, y1))
    return bands


def _boxes_on_clean(layer: OcrPage, clean: CleanPage) -> list[BoundingBox]:
    """Boxes of the lines that bands are laid around: long ones from the top, or all."""
    place = clean.to_upright.inverse().apply_box
    long = [
        line for line in layer.lines if len(keep_letters(line.text)) >= LEAST_LETTERS
    ]
    boxes = sorted((place(line.box) for line in long), key=lambda box: box.y0)
    return boxes or [place(line.box) for line in layer.lines]


def read_bands(
    bands: Sequence[Band], clean: CleanPage, engine: OcrEngine
) -> list[OcrLine]:
    """What an engine reads on these bands."""
    found: list[OcrLine] = []
    for y0, y1 in bands:
        pixels = np.ascontiguousarray(clean.pixels[y0:y1])
        part = replace(
            clean, pixels=pixels, to_upright=Affine.shift(0, y0).then(clean.to_upright)
        )
        found += engine.recognize(part).lines
    return found


def lines_inside(
    bands: Sequence[Band], layer: OcrPage, clean: CleanPage
) -> list[OcrLine]:
    """The layer's lines that stand wholly in one of the bands."""
    place = clean.to_upright.inverse().apply_box

    def stands_inside(line: OcrLine) -> bool:
        box = place(line.box)
        return any(box.y0 >= y0 and box.y1 <= y1 for y0, y1 in bands)

    return [line for line in layer.lines if stands_inside(line)]
