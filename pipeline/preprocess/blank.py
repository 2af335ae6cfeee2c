"""Blank pages: flagged, never dropped.

Blank is a page on which nobody wrote: show-through of the other side, specks, staple holes, folds and dark scan edges
do not count. One short line of text, a page number, a stamp or a signature does.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess.clean import Overview
from pipeline.preprocess.components import HEIGHT, WIDTH, Boxes, X, Y, components
from pipeline.preprocess.light import percentile
from schemas.imaging import Pixels

# Show-through seldom keeps more than a third of the contrast; print keeps more than half.
MARK_LEVEL = 150
MIN_LETTERS = 3
WORD_INK_INCHES = 0.025  # in a column of a word
FIGURE_INCHES = 0.36  # punch holes are smaller, even when widened
MARGIN_INCHES = 0.12
# Noise has no pieces to look at, but this share of it is dark.
NOISE_SHARE = 0.02
# Paper is of one brightness, or of two where half of it lies in shadow, each give or take this; a picture is not.
SAME_LIGHT, PICTURE_SHARE = 0.15, 0.25
# A page number's digits: height and width over height, how much of its box is inked (specks and holes are solid),
# and how far from the upper or lower edge it stands.
DIGIT_INCHES, DIGIT_SHAPE, DIGIT_FILL, NUMBER_MARGIN_INCHES = (0.065, 0.22), (0.25, 1.0), 0.75, 1.6


def is_blank(view: Overview) -> bool:
    """Whether neither letters nor a page number nor a stamp or drawing stand on the page."""
    dark = cv2.threshold(view.level, MARK_LEVEL, 255, cv2.THRESH_BINARY_INV)[1]
    # Most pages need no more than a look at one of their quarters.
    rows = -(-dark.shape[0] // 4)
    quarters = (dark[at : at + rows] for at in range(0, dark.shape[0], rows))
    if any(_letters(quarter, _inside(quarter, view.dpi), view.dpi) >= MIN_LETTERS for quarter in quarters):
        return False
    marks = _inside(dark, view.dpi)
    if _letters(dark, marks, view.dpi) >= MIN_LETTERS or _has_figure(cv2.max(dark, view.colour), view.dpi):
        return False
    return not (_has_page_number(dark, marks, view.dpi) or _is_noise(view, dark) or _is_picture(view))


def _is_noise(view: Overview, dark: Pixels) -> bool:
    return not len(view.pieces) and cv2.countNonZero(dark) > NOISE_SHARE * dark.size


def _is_picture(view: Overview) -> bool:
    """A page-sized picture without edges: its brightness is spread out, while paper is of one brightness or two."""
    counts = np.bincount(view.background[::4, ::4].ravel(), minlength=256)
    rest = counts.copy()
    rest[int((1 - SAME_LIGHT) * percentile(counts, 90)) :] = 0
    shade = int(rest.argmax())
    rest[int((1 - SAME_LIGHT) * shade) : int((1 + SAME_LIGHT) * shade) + 1] = 0
    return bool(rest.sum() > PICTURE_SHARE * counts.sum())


def _inside(mask: Pixels, dpi: float) -> Boxes:
    """Boxes of the components that do not touch the margin (folds and scan edges run into it)."""
    boxes = components(mask).boxes
    height, width = mask.shape
    margin = MARGIN_INCHES * dpi
    x, y, w, h = boxes.T
    return boxes[(x > margin) & (y > margin) & (x + w < width - margin) & (y + h < height - margin)]


def _fills(mask: Pixels, boxes: Boxes) -> NDArray[np.float64]:
    """The inked share of each box."""
    inked = [cv2.countNonZero(mask[y : y + h, x : x + w]) for x, y, w, h in boxes.tolist()]
    return np.array(inked, np.float64) / np.maximum(1, boxes[:, WIDTH] * boxes[:, HEIGHT])


def _letters(dark: Pixels, marks: Boxes, dpi: float) -> int:
    """How many letter-sized marks stand side by side in one row (counting stops when there are enough)."""
    w, h = marks[:, WIDTH], marks[:, HEIGHT]
    size = (h >= 0.04 * dpi) & (h <= 0.5 * dpi) & (w <= 3.0 * dpi) & (w >= 0.02 * dpi) & (w * h >= 6)
    letters = marks[size][:400]
    fills = _fills(dark, letters)
    letters, fills = letters[fills >= 0.12], fills[fills >= 0.12]
    middle = letters[:, Y] + letters[:, HEIGHT] / 2
    # Letters that run together count by their common width; a staple or a scratch is thinner than a word.
    word = fills * letters[:, HEIGHT] >= WORD_INK_INCHES * dpi
    counts = np.where(word, np.maximum(1, letters[:, WIDTH] / (0.09 * dpi)), 1)
    best = 0
    for x, y, _w, h0 in letters.tolist():
        near = (np.abs(middle - (y + h0 / 2)) < 0.6 * h0) & (np.abs(letters[:, X] - x) < 1.2 * dpi)
        near &= (letters[:, HEIGHT] < 2.2 * h0) & (letters[:, HEIGHT] > 0.4 * h0)
        best = max(best, int(counts[near].sum()))
        if best >= MIN_LETTERS:
            break
    return best


def _has_page_number(dark: Pixels, marks: Boxes, dpi: float) -> bool:
    """One digit or two by themselves near the upper or lower edge are text; specks and holes are solid."""
    y, w, h = marks[:, Y], marks[:, WIDTH], marks[:, HEIGHT]
    edge = np.minimum(y, dark.shape[0] - y - h) < NUMBER_MARGIN_INCHES * dpi
    edge &= (h >= DIGIT_INCHES[0] * dpi) & (h <= DIGIT_INCHES[1] * dpi)
    edge &= (w >= DIGIT_SHAPE[0] * h) & (w <= DIGIT_SHAPE[1] * h)
    digits = marks[edge]
    return bool((_fills(dark, digits) <= DIGIT_FILL).any())


def _has_figure(marks: Pixels, dpi: float) -> bool:
    """A stamp, signature or drawing: something joined that is large in both directions."""
    reach = max(1, round(0.02 * dpi))
    joined = cv2.dilate(marks, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    boxes = _inside(joined, dpi)
    boxes = boxes[np.minimum(boxes[:, WIDTH], boxes[:, HEIGHT]) > FIGURE_INCHES * dpi]
    return bool((_fills(joined, boxes) * boxes[:, WIDTH] * boxes[:, HEIGHT] > 0.03 * dpi * dpi).any())
