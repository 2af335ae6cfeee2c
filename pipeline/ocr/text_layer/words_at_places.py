"""Words by where their middles lie."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.geometry import BoundingBox
from schemas.ocr import OcrWord

_LOOSE = re.compile(r"[\W_]+")


def keep_letters(text: str) -> str:
    """The letters and digits of a text."""
    return _LOOSE.sub("", text)


class PlacedWords:
    """Words, found by their middles."""

    def __init__(self, words: Sequence[OcrWord]) -> None:
        self.words = words
        self.middles: NDArray[np.float64] = np.array(
            [((w.box.x0 + w.box.x1) / 2, (w.box.y0 + w.box.y1) / 2) for w in words]
        ).reshape(-1, 2)

    def find_inside(self, box: BoundingBox) -> list[OcrWord]:
        """The words whose middles lie inside a box, in their own order."""
        x, y = self.middles[:, 0], self.middles[:, 1]
        hits = np.flatnonzero((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1))
        return [self.words[at] for at in hits.tolist()]
