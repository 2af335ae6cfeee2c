"""Orientation: quarter turns. Rows against columns by projection profiles, up against down by marks above letters.

Vietnamese carries most of its diacritics, and all its ascenders, above the x-height; only dots below, descenders and
commas hang under the baseline. So on an upright word more ink stands above the dense band of letters than below it
(the ascender test of Bloomberg, Kopec and Dasari, SPIE 2422, 1995, on projections instead of hit-miss patterns).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.preprocess.components import HEIGHT, WIDTH, components
from schemas.imaging import Pixels

# (grey picture, dots per inch) -> (clockwise degrees that put it upright: 0, 90, 180, 270; confidence from 0)
OrientationProbe = Callable[[Pixels, float], tuple[int, float]]

# Rows against columns: how many times stronger the better axis must be.
MIN_AXIS_RATIO = 1.15
# Up against down: words that vote, and how far from balance their sum must be (in standard errors).
MIN_WORDS = 8
MIN_VOTE = 2.0


@dataclass(frozen=True, slots=True)
class UpDown:
    """`score` > 0: upright, < 0: upside down; its size counts standard errors. `words` took part."""

    score: float
    words: int

    @property
    def certain(self) -> bool:
        """Whether the vote is clear enough to go without a probe."""
        return self.words >= MIN_WORDS and abs(self.score) >= MIN_VOTE


def up_down(ink: Pixels, dpi: float) -> UpDown:
    """Compare ink above and below the letter band of each word of a level page.

    Args:
        ink: uint8 (h, w), nonzero where characters are, text lines level; about 100 dots per inch.
        dpi: dots per inch of `ink`.
    """
    reach = max(2, round(dpi * 0.035))
    joined = cv2.dilate(ink, np.ones((1, 2 * reach + 1), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((max(2, round(dpi * 0.03)), 1), np.uint8))
    _, stats = components(joined)
    width, height = stats[1:, WIDTH], stats[1:, HEIGHT]
    wordlike = (height > dpi * 0.08) & (height < dpi * 0.4) & (width > 1.2 * height) & (width < dpi * 8)
    votes = [_vote(ink[y : y + h, x : x + w]) for x, y, w, h, _ in stats[1:][wordlike][:1500]]
    found = np.array([vote for vote in votes if vote is not None])
    if found.size < MIN_WORDS:
        return UpDown(0.0, int(found.size))
    error = found.std() / np.sqrt(found.size)
    return UpDown(float(found.mean() / max(error, 1e-6)), int(found.size))


def _vote(word: Pixels) -> float | None:
    """(above - below) / all ink of one word; None where no letter band shows."""
    rows = np.count_nonzero(word, axis=1)
    total = int(rows.sum())
    dense = np.flatnonzero(rows > 0.6 * rows.max()) if total else np.empty(0)
    if dense.size < 2:
        return None
    above, below = int(rows[: dense[0]].sum()), int(rows[dense[-1] + 1 :].sum())
    return (above - below) / total
