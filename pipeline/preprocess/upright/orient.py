"""Orientation: quarter turns. Rows against columns by projection profiles, up against down by marks
above letters.

Vietnamese carries most of its diacritics, and all its ascenders, above the x-height; only dots
below, descenders and commas hang under the baseline. So on an upright word more ink stands above
the dense band of letters than below it (the ascender test of Bloomberg, Kopec and Dasari, SPIE
2422, 1995, on projections instead of hit-miss patterns).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
from schemas.imaging import Pixels

# (grey picture, dots per inch) -> (clockwise degrees that put it upright: 0, 90, 180, 270;
# confidence from 0)
OrientationProbe = Callable[[Pixels, float], tuple[int, float]]

# Rows against columns: how many times stronger the better axis must be.
MIN_AXIS_RATIO = 1.15
# Letters closer than twice this are joined: parts of words vote, for a long word's profile is
# blunt.
JOIN_INCHES = 0.02
# The letter band: rows with this share of the fullest row's ink. One word's vote counts by no more
# than this.
BAND_SHARE, MOST_VOTE = 0.5, 0.1
# Up against down: words that vote, and how far from balance their sum must be (in standard errors).
MIN_WORDS, MAX_WORDS = 8, 1500
MIN_VOTE = 2.5


@dataclass(frozen=True, slots=True)
class UpDown:
    """`score` > 0: upright, < 0: upside down;
    its size counts standard errors. `words` took part."""

    score: float
    words: int

    @property
    def certain(self) -> bool:
        """Whether the vote is clear enough to go without a probe."""
        return self.words >= MIN_WORDS and abs(self.score) >= MIN_VOTE


def up_down(ink: Pixels, dpi: float) -> UpDown:
    """Compare ink above and below the letter band of each word of a level page.

    Args:
        ink: uint8 (h, w), 0 or 255 where characters are, text lines level; about 100 dots per inch.
        dpi: dots per inch of `ink`.
    """
    found = _votes(ink, _find_words(ink, dpi)[:MAX_WORDS])
    if found.size < MIN_WORDS:
        return UpDown(0.0, int(found.size))
    error = found.std() / np.sqrt(found.size)
    return UpDown(float(found.mean() / max(error, 1e-6)), int(found.size))


def _find_words(ink: Pixels, dpi: float) -> Boxes:
    """Boxes of parts of words: letters that stand close together."""
    reach = max(2, round(dpi * JOIN_INCHES))
    joined = cv2.dilate(ink, np.ones((1, 2 * reach + 1), np.uint8))
    upright = np.ones((max(2, round(dpi * 0.03)), 1), np.uint8)
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, upright)
    boxes = components(joined, most_pieces(joined, dpi)).boxes
    width, height = boxes[:, WIDTH], boxes[:, HEIGHT]
    tall = (height > dpi * 0.08) & (height < dpi * 0.4)
    return boxes[tall & (width > 1.2 * height) & (width < dpi * 8)]


def _votes(ink: Pixels, words: Boxes) -> NDArray[np.float64]:
    """(above - below) / all ink of each word in which a letter band shows, clipped."""
    if not len(words):
        return np.zeros(0)
    profile = _profiles(ink, words)
    step = np.arange(profile.shape[1])
    dense = profile > BAND_SHARE * profile.max(axis=1, keepdims=True)
    first, last = dense.argmax(axis=1), len(step) - 1 - dense[:, ::-1].argmax(axis=1)
    above = np.where(step < first[:, None], profile, 0).sum(axis=1)
    below = np.where(step > last[:, None], profile, 0).sum(axis=1)
    banded = dense.sum(axis=1) >= 2
    votes = (above - below)[banded] / profile.sum(axis=1)[banded]
    return np.asarray(np.clip(votes, -MOST_VOTE, MOST_VOTE))


def _profiles(ink: Pixels, words: Boxes) -> NDArray[np.int32]:
    """(words, rows): how much ink each row of each word has, from its top; nothing below it."""
    # Ink to the left of each pixel; two columns' difference is a word's profile.
    sums = np.zeros((ink.shape[0] + 1, ink.shape[1] + 1), np.int32)
    np.cumsum(ink > 0, axis=1, dtype=np.int32, out=sums[:-1, 1:])
    left, width = words[:, X, None], words[:, WIDTH, None]
    step = np.arange(int(words[:, HEIGHT].max()))
    # Row `ink.shape[0]` of the sums is empty: what lies outside a word counts as nothing.
    inside = step < words[:, HEIGHT, None]
    rows = np.where(inside, words[:, Y, None] + step, ink.shape[0])
    return sums[rows, left + width] - sums[rows, left]
