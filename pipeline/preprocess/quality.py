"""What a person should know about a picture before trusting what was read on it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess.ink.components import HEIGHT, WIDTH
from pipeline.preprocess.ink.light import percentile
from pipeline.preprocess.ink.overview import Overview
from pipeline.preprocess.upright.level import turned_ink
from schemas.imaging import Pixels

# Half of the ink pixels of a sharp print are darker than this share of the paper; pencil and faded
# prints are not.
LOW_CONTRAST_LEVEL = 150
# Steepest brightness step (90th percentile in letters), as a share of the contrast, over one pixel
# of 200 dpi.
BLURRED_STEP = 0.19
SHARPNESS_ROWS = 100  # of the overview, those with the most letters
# Light on a photographed sheet varies: its darker paper (10th percentile) is below this share of
# the brighter (90th); under a scanner's lid it is not.
EVEN_LIGHT = 0.93
# Strips that the picture is cut into, both ways. Those count that have so many steps in letters,
# and this share of the fullest one's; edges (90th percentile, as a share of the contrast) below
# this share of the sharp strips' are soft.
STRIPS, LEAST_STEPS, LEAST_FULL, SOFT = 6, 1000, 0.2, 0.75
SHARP_STRIPS = 75  # percentile
# Paper darker than this share of the lit paper's brightness lies in shadow; so large a part of the
# page counts.
SHADOW_LEVEL, SHADOW_SHARE = 0.7, 0.12
MIN_CUT = 3  # letters at one edge of the picture, each in a line or word of its own
GUTTER_INCHES = 0.35
SPREAD_INCHES = 10.0  # two pages side by side are broader than this: two of A5


def is_grey(view: Overview) -> bool:
    """No coloured ink at all."""
    return cv2.countNonZero(view.colour) < 1e-4 * view.colour.size


def is_bilevel(pixels: Pixels) -> bool:
    """Exactly two brightness values (looked up on a sample of rows)."""
    sample = pixels[:: max(1, pixels.shape[0] // 100)]
    low, high = sample.min(), sample.max()
    return bool(low < high and np.all((sample == low) | (sample == high)))


def is_low_contrast(view: Overview) -> bool:
    """Whether the ink is hardly darker than its paper."""
    return bool(
        view.ink_levels.sum() > 50
        and percentile(view.ink_levels, 20) > LOW_CONTRAST_LEVEL
    )


def is_blurred(grey: Pixels, letters: Pixels, dpi: float) -> bool:
    """Whether edges of letters are wider than about a third of a millimetre.

    Args:
        grey: uint8 (h, w) at full size.
        letters: overview's ink that may be letters, uint8, 0 or 255, any size.
        dpi: dots per inch of `grey`.
    """
    rows = _rows_of_letters(grey, letters)
    if rows is None:
        return False
    part, inside = rows
    strong = percentile(_counts(_steps(part)[inside]), 90) * (dpi / 200.0)
    contrast = _contrast(part, inside)
    return bool(contrast > 30 and strong < BLURRED_STEP * contrast)


def is_sharp(grey: Pixels, letters: Pixels, dpi: float) -> bool:
    """Whether edges of faint letters are those of print or pencil, beyond what the paper's grain
    makes of them; ink that shines through from the other side is diffuse. Arguments: see
    `is_blurred`."""
    rows = _rows_of_letters(grey, letters)
    if rows is None:
        return False
    part, inside = rows
    steps = _steps(part)
    grain = percentile(_counts(steps[~inside]), 90)
    strong = (percentile(_counts(steps[inside]), 90) - grain) * (dpi / 200.0)
    return bool(strong >= BLURRED_STEP * max(1, _contrast(part, inside)))


def is_out_of_focus(
    grey: Pixels, letters: Pixels, view: Overview, *, blurred: bool
) -> bool:
    """Whether letters of a photograph are blurred, or softer in a part of it than in the rest.

    Parts are held against one another, so that the softness of a print and the number of dots don't
    matter.

    Args:
        grey: uint8 (h, w) at full size.
        letters: overview's ink that may be letters, uint8, 0 or 255, any size.
        view: the page's overview.
        blurred: whether all letters are; see `is_blurred`.
    """
    counts = view.brightness
    photographed = percentile(counts, 10) <= EVEN_LIGHT * percentile(counts, 90)
    if not photographed or blurred:
        return photographed
    inside = (
        cv2.resize(letters, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)[:, 1:]
        > 0
    )
    steps = _steps(grey)
    return any(
        _has_soft_strip(
            np.array_split(grey[:, 1:], STRIPS, axis),
            np.array_split(steps, STRIPS, axis),
            np.array_split(inside, STRIPS, axis),
        )
        for axis in (0, 1)
    )


def _has_soft_strip(
    parts: Sequence[Pixels],
    steps: Sequence[Pixels],
    inside: Sequence[NDArray[np.bool_]],
) -> bool:
    """Whether letters of one of the strips are soft beside the others'."""
    full = [np.count_nonzero(within) for within in inside]
    least = max(LEAST_STEPS, LEAST_FULL * max(full))
    sharpness = [
        percentile(_counts(step[within]), 90)
        / max(1, percentile(_counts(part), 90) - percentile(_counts(part[within]), 10))
        for part, step, within, many in zip(parts, steps, inside, full, strict=True)
        if many >= least
    ]
    return len(sharpness) > 1 and min(sharpness) < SOFT * float(
        np.percentile(sharpness, SHARP_STRIPS)
    )


def _rows_of_letters(
    grey: Pixels, letters: Pixels
) -> tuple[Pixels, NDArray[np.bool_]] | None:
    """Rows of the picture that cross most letters, and which of their steps from pixel to pixel lie
    in letters; None where there are too few."""
    inked = _sums(letters, 1)
    rows = np.argsort(-inked, kind="stable")[:SHARPNESS_ROWS]
    rows = rows[inked[rows] >= 255 * 5]
    if rows.size < 5:
        return None
    part = grey[(rows * (grey.shape[0] / letters.shape[0])).astype(np.intp)]
    return part, cv2.resize(
        letters[rows], part.shape[::-1], interpolation=cv2.INTER_NEAREST
    )[:, 1:] > 0


def _steps(part: Pixels) -> Pixels:
    return np.asarray(cv2.absdiff(part[:, 1:], part[:, :-1]), np.uint8)


def _contrast(part: Pixels, inside: NDArray[np.bool_]) -> int:
    return percentile(_counts(part), 90) - percentile(_counts(part[:, 1:][inside]), 10)


def is_in_shadow(view: Overview) -> bool:
    """Whether a good part of the paper is far darker than its lit part."""
    counts = view.brightness
    lit = percentile(counts, 90)
    return bool(
        lit >= 60
        and counts[: int(SHADOW_LEVEL * lit)].sum() > SHADOW_SHARE * counts.sum()
    )


def may_be_negative(view: Overview) -> bool:
    """Whether the page is mostly dark, with a little that is far brighter: print in white, or
    something else."""
    sample = view.grey[::2, ::2]
    paper = float(np.median(sample))
    share = float((sample > paper + 80).mean()) if paper < 100 else 0.0
    return 0.002 < share < 0.3


def is_clipped(view: Overview) -> bool:
    """Whether the edge of the picture cuts through letters of several lines, or through a line of
    letters."""
    return bool(cut_letters(view))


def cut_letters(view: Overview) -> dict[str, NDArray[np.int32]]:
    """Letters that an edge of the picture cuts through, by the edge's name (left, top, right,
    bottom): rows of x, y, width, height in the overview's pixels."""
    boxes, dpi = view.pieces.boxes, view.dpi
    width, height = boxes[:, WIDTH], boxes[:, HEIGHT]
    letters = boxes[
        (np.minimum(width, height) >= 0.03 * dpi)
        & (np.maximum(width, height) <= 0.3 * dpi)
    ]
    x, y, w, h = letters.T
    bottom, right = view.ink.shape
    edges = {
        "left": (x <= 0, y),
        "top": (y <= 0, x),
        "right": (x + w >= right, y),
        "bottom": (y + h >= bottom, x),
    }
    return {
        name: letters[at]
        for name, (at, along) in edges.items()
        if _places(along[at], round(0.1 * dpi)) >= MIN_CUT
    }


def _places(along: NDArray[np.int32], apart: int) -> int:
    """How many of the places lie at least so far from the one before."""
    return int(along.size > 0) + int((np.diff(np.sort(along)) >= apart).sum())


def is_two_pages(
    letters: Pixels, dpi: float, rotation_deg: int, skew_deg: float
) -> bool:
    """Whether the picture is broad and both its halves are written on, with an empty strip between
    them.

    Args:
        letters: uint8 (h, w), 0 or 255, unturned.
        dpi: dots per inch of `letters`.
        rotation_deg: the clockwise quarter turn that puts the page upright.
        skew_deg: the turn that makes its lines level.
    """
    height, width = letters.shape if rotation_deg % 180 == 0 else letters.shape[::-1]
    if width < 1.25 * height or width < SPREAD_INCHES * dpi:
        return False
    ink = _sums(turned_ink(letters, rotation_deg, skew_deg), 0)
    total = float(ink.sum())
    empty = ink[int(0.42 * width) : int(0.58 * width)] <= 0.02 * total / width
    gutter = np.convolve(
        empty, np.ones(max(1, round(GUTTER_INCHES * dpi)), np.intp), "valid"
    )
    both = min(ink[: width // 2].sum(), ink[width // 2 :].sum()) > 0.2 * total
    return bool(both and (gutter == round(GUTTER_INCHES * dpi)).any())


def _counts(values: Pixels) -> NDArray[np.intp]:
    return np.bincount(values.ravel(), minlength=256)


def _sums(mask: Pixels, axis: int) -> NDArray[np.int32]:
    """Sums down the columns (axis 0) or along the rows (1)."""
    return np.asarray(
        cv2.reduce(mask, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S), np.int32
    ).ravel()
