"""Blank pages: flagged, never dropped.

Blank is a page on which nobody wrote: show-through of the other side, specks, staple holes, folds
and dark scan edges do not count. One short line of text, a page number, a stamp or a signature
does.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess.ink.components import (
    HEIGHT,
    WIDTH,
    Boxes,
    X,
    Y,
    components,
    most_pieces,
)
from pipeline.preprocess.ink.light import percentile
from pipeline.preprocess.ink.overview import Overview
from pipeline.preprocess.ink.print_levels import MARK_LEVEL
from schemas.imaging import Pixels

MIN_LETTERS, MOST_LETTERS = 3, 2000
SMALL_LETTER_INCHES = 0.05
WORD_GAP = 0.4  # white between the letters of a word, at most, in heights
WORD_INK_INCHES = 0.025  # in a column of a word
FIGURE_INCHES = 0.36  # punch holes are smaller, even when widened
MARGIN_INCHES = 0.12
# A slip's margin is less, in shares of its shorter side; a strip cut out of a paper has none.
MARGIN_SHARE, CUTTING_INCHES = 0.045, 1.0
# Sheets longer than that are looked at in parts, each of which shares so much with the next.
LARGE_INCHES, PART_INCHES, PART_SHARED_INCHES = 24.0, 8.0, 2.0
# Noise has no pieces to look at, but this share of it is dark.
NOISE_SHARE = 0.02
# A sheet of ruled lines or of solid black is no empty paper: so much of it is dark, or none of it
# is as bright as this (of 255).
COVERED_SHARE, DARKEST_PAPER = 0.12, 48
# Paper is of one brightness, or of two where half of it lies in shadow, each give or take this; a
# picture is not.
SAME_LIGHT, PICTURE_SHARE = 0.15, 0.25
# A page number's digits: height and width over height, how much of its box is inked (specks and
# holes are solid), and how far from the upper or lower edge it stands.
DIGIT_INCHES, DIGIT_SHAPE, DIGIT_FILL, NUMBER_MARGIN_INCHES = (
    (0.065, 0.22),
    (0.25, 1.0),
    0.75,
    1.6,
)


def is_blank(view: Overview, mark_level: int = MARK_LEVEL) -> bool:
    """Whether neither letters nor a page number nor a stamp or drawing stand on the page.

    Args:
        view: the page.
        mark_level: what is lighter, in shares of the paper's 255, is no mark.
    """
    dark = cv2.threshold(view.level, mark_level, 255, cv2.THRESH_BINARY_INV)[1]
    margin = _margin(dark, view.dpi)
    for part in _parts(dark, view.dpi):
        if _letters(part, _inside(part, view.dpi, margin), view.dpi) >= MIN_LETTERS:
            return False
    if _has_figure(cv2.max(dark, view.colour), view.dpi, margin):
        return False
    marks = _inside(dark, view.dpi, margin)
    return not (
        _has_page_number(dark, marks, view.dpi)
        or _is_noise(view, dark)
        or _is_covered(view, dark)
        or _is_picture(view)
    )


def _margin(dark: Pixels, dpi: float) -> float:
    """How far from the edge of the picture things are taken for folds and scan edges, in pixels."""
    short = min(dark.shape)
    return (
        min(MARGIN_INCHES * dpi, MARGIN_SHARE * short)
        if short >= CUTTING_INCHES * dpi
        else -1.0
    )


def _parts(dark: Pixels, dpi: float) -> Iterator[Pixels]:
    """Parts of a page to look for letters in, each row of which lies whole in one of them.

    Most pages need no more than a look at one of their quarters. On a large sheet a page-sized part
    is looked at by itself, so that a few words count as much as on a page.
    """
    height, width = dark.shape
    if max(height, width) <= LARGE_INCHES * dpi:
        rows = -(-height // 4)
        yield from (dark[at : at + rows] for at in range(0, height, rows))
        yield dark
        return
    size, step = (
        round(PART_INCHES * dpi),
        round((PART_INCHES - PART_SHARED_INCHES) * dpi),
    )
    for top in range(0, height, step):
        for left in range(0, width, step):
            yield dark[top : top + size, left : left + size]


def _is_noise(view: Overview, dark: Pixels) -> bool:
    return not len(view.pieces) and cv2.countNonZero(dark) > NOISE_SHARE * dark.size


def _is_covered(view: Overview, dark: Pixels) -> bool:
    """Ink from edge to edge, in which no mark stands by itself."""
    return (
        percentile(view.brightness, 90) < DARKEST_PAPER
        or cv2.countNonZero(dark) > COVERED_SHARE * dark.size
    )


def _is_picture(view: Overview) -> bool:
    """A page-sized picture without edges: its brightness is spread out, while paper is of one
    brightness or two."""
    counts = view.brightness
    rest = counts.copy()
    rest[int((1 - SAME_LIGHT) * percentile(counts, 90)) :] = 0
    shade = int(rest.argmax())
    rest[int((1 - SAME_LIGHT) * shade) : int((1 + SAME_LIGHT) * shade) + 1] = 0
    return bool(rest.sum() > PICTURE_SHARE * counts.sum())


def _inside(mask: Pixels, dpi: float, margin: float) -> Boxes:
    """Boxes of the components that do not touch the margin (folds and scan edges run into it)."""
    boxes = components(mask, most_pieces(mask, dpi)).boxes
    height, width = mask.shape
    x, y, w, h = boxes.T
    return boxes[
        (x > margin)
        & (y > margin)
        & (x + w < width - margin)
        & (y + h < height - margin)
    ]


def _fills(mask: Pixels, boxes: Boxes) -> NDArray[np.float64]:
    """The inked share of each box."""
    inked = [
        cv2.countNonZero(mask[y : y + h, x : x + w]) for x, y, w, h in boxes.tolist()
    ]
    return np.array(inked, np.float64) / np.maximum(
        1, boxes[:, WIDTH] * boxes[:, HEIGHT]
    )


def _letters(dark: Pixels, marks: Boxes, dpi: float) -> int:
    """How many letter-sized marks stand side by side in one row (counting stops when there are
    enough).

    Two that are no specks (large, not solid) and as close as in a word count as enough.
    """
    letters = marks[_are_letter_sized(marks, dpi)][:MOST_LETTERS]
    fills = _fills(dark, letters)
    letters, fills = letters[fills >= 0.12], fills[fills >= 0.12]
    height = letters[:, HEIGHT]
    # Letters that run together count by their common width; a staple or a scratch is thinner than a
    # word.
    word = fills * height >= WORD_INK_INCHES * dpi
    counts = np.where(word, np.maximum(1, letters[:, WIDTH] / (0.09 * dpi)), 1)
    hollow = (fills <= DIGIT_FILL) & (height >= SMALL_LETTER_INCHES * dpi)
    large = hollow & (height >= DIGIT_INCHES[0] * dpi)
    best = 0
    for is_large, letter in zip(large, letters.tolist(), strict=True):
        near = _in_row_with(letters, letter, dpi)
        best = max(best, int(counts[near].sum()))
        if is_large and (near & hollow & _beside(letters, letter)).any():
            return MIN_LETTERS
        if best >= MIN_LETTERS:
            break
    return best


def _are_letter_sized(marks: Boxes, dpi: float) -> NDArray[np.bool_]:
    w, h = marks[:, WIDTH], marks[:, HEIGHT]
    tall = (h >= 0.04 * dpi) & (h <= 0.5 * dpi)
    return np.asarray(tall & (w <= 3.0 * dpi) & (w >= 0.02 * dpi) & (w * h >= 6))


def _in_row_with(letters: Boxes, one: list[int], dpi: float) -> NDArray[np.bool_]:
    """Which letters stand at the height of one, not far from it, and are about as high."""
    height, tall = letters[:, HEIGHT], one[HEIGHT]
    off = np.abs(letters[:, Y] + height / 2 - (one[Y] + tall / 2))
    near = (off < 0.6 * tall) & (np.abs(letters[:, X] - one[X]) < 1.2 * dpi)
    return np.asarray(near & (height < 2.2 * tall) & (height > 0.4 * tall))


def _beside(letters: Boxes, one: list[int]) -> NDArray[np.bool_]:
    """Which letters follow or precede one with no more white than in a word; italics may overlap by
    half of it."""
    gap = WORD_GAP * one[HEIGHT]
    after = letters[:, X] - one[X] - one[WIDTH]
    before = one[X] - letters[:, X] - letters[:, WIDTH]
    between = np.maximum(after, before)
    return np.asarray((between < gap) & (between > -gap / 2))


def _has_page_number(dark: Pixels, marks: Boxes, dpi: float) -> bool:
    """One digit or two by themselves near the upper or lower edge are text; specks and holes are
    solid."""
    y, w, h = marks[:, Y], marks[:, WIDTH], marks[:, HEIGHT]
    edge = np.minimum(y, dark.shape[0] - y - h) < NUMBER_MARGIN_INCHES * dpi
    edge &= (h >= DIGIT_INCHES[0] * dpi) & (h <= DIGIT_INCHES[1] * dpi)
    edge &= (w >= DIGIT_SHAPE[0] * h) & (w <= DIGIT_SHAPE[1] * h)
    digits = marks[edge]
    return bool((_fills(dark, digits) <= DIGIT_FILL).any())


def _has_figure(marks: Pixels, dpi: float, margin: float) -> bool:
    """A stamp, signature or drawing: something joined that is large in both directions."""
    reach = max(1, round(0.02 * dpi))
    joined = cv2.dilate(marks, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    boxes = _inside(joined, dpi, margin)
    boxes = boxes[np.minimum(boxes[:, WIDTH], boxes[:, HEIGHT]) > FIGURE_INCHES * dpi]
    return bool(
        (
            _fills(joined, boxes) * boxes[:, WIDTH] * boxes[:, HEIGHT]
            > 0.03 * dpi * dpi
        ).any()
    )
