"""The ink of a page sorted by size: letters, small marks (tone marks, dots, commas) and figures."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.components import (
    INK_LEVEL,
    Boxes,
    Labels,
    find_components,
)
from schemas.imaging import CleanPage, Pixels

PALE_LEVEL = 200  # the ink's level on pages with broken strokes
# Sizes in x-heights.
LETTER = (0.5, 3.0)  # least and greatest height of a letter
WIDEST = 40  # letters that touch one another
CRUMB = 0.45  # greatest size of a crumb
BROKEN = 0.9  # so many crumbs a letter tell of broken strokes
LEAST_LETTER_INCHES = 0.03
LEAST_LETTER_AREA, LEAST_MARK_AREA = 6, 2  # inked pixels; less is a speck
# Half of the letters have ascenders or descenders; this part of all stands for those without.
WITHOUT_ASCENDERS = 0.35

Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SortedInk:
    """The components of a page by kind, as numbers of labels.

    `labels`: (h, w), the component of each pixel, 0 is paper. `x_height` in pixels; 0 on a page
    without letters.
    """

    labels: Labels
    boxes: Boxes
    x_height: float
    letters: Numbers
    marks: Numbers
    figures: Numbers


def sort_ink(page: CleanPage) -> SortedInk:
    """Find the components of a page and sort them by size."""
    labels, boxes = _find(page.pixels, INK_LEVEL)
    x_height = measure_x_height(boxes, page.dpi)
    if x_height and _are_broken(boxes, x_height):
        labels, boxes = _find(page.pixels, PALE_LEVEL)
        x_height = measure_x_height(boxes, page.dpi)
    if not x_height:
        none = np.zeros(0, np.intp)
        return SortedInk(labels, boxes, 0.0, none, none, none)
    height, area = boxes.height, boxes.area
    letters = _are_tall_as_letters(boxes, x_height)
    letters &= (boxes.width <= WIDEST * x_height) & (area >= LEAST_LETTER_AREA)
    marks = (height < LETTER[0] * x_height) & (area >= LEAST_MARK_AREA)
    figures = (height > LETTER[1] * x_height) & (area >= LEAST_LETTER_AREA)
    numbers = (_numbers(kind) for kind in (letters, marks, figures))
    return SortedInk(labels, boxes, x_height, *numbers)


def _numbers(chosen: NDArray[np.bool_]) -> Numbers:
    """The numbers of the chosen components, without the paper."""
    return np.flatnonzero(chosen[1:]) + 1


def _find(pixels: Pixels, level: int) -> tuple[Labels, Boxes]:
    ink = cv2.threshold(pixels, level, 255, cv2.THRESH_BINARY_INV)[1]
    labels, stats, _ = find_components(ink)
    return labels, Boxes(stats)


def _are_tall_as_letters(boxes: Boxes, x_height: float) -> NDArray[np.bool_]:
    return (boxes.height >= LETTER[0] * x_height) & (
        boxes.height <= LETTER[1] * x_height
    )


def _are_broken(boxes: Boxes, x_height: float) -> bool:
    """Whether thin strokes fell apart: there are as many crumbs as letters and marks."""
    ink = boxes[1:]
    letters = _are_tall_as_letters(ink, x_height)
    crumbs = (ink.height < CRUMB * x_height) & (ink.width < CRUMB * x_height)
    crumbs &= ink.area >= LEAST_MARK_AREA
    return bool(crumbs.sum() > BROKEN * letters.sum())


def measure_x_height(boxes: Boxes, dpi: float) -> float:
    """The x-height: the usual height of components that may be letters, in pixels; 0 where there
    are none.

    Broken strokes and specks are many but narrow: letters are counted by their width.
    """
    height, width = boxes.height[1:], boxes.width[1:]
    least = LEAST_LETTER_INCHES * dpi
    may = (
        (height >= least)
        & (width >= least / 3)
        & (height < 2 * dpi)
        & (width < 8 * height)
    )
    if not may.any():
        return 0.0
    order = np.argsort(height[may], kind="stable")
    reached = np.cumsum(width[may][order])
    usual = int(np.searchsorted(reached, WITHOUT_ASCENDERS * reached[-1]))
    return float(height[may][order][usual])
