"""Which columns of a strip hold ink, and the white between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

Columns = NDArray[np.bool_]
_SPECK_PX = 2


def find_ink(strip: Pixels) -> Columns:
    """Which columns of a strip hold ink: at least two pixels darker than the middle between paper
    and ink.

    Args:
        strip: (h, w) grey, dark on light.
    """
    paper, ink = np.percentile(strip, (90, 1))
    counts: NDArray[np.int64] = np.count_nonzero(
        strip < (float(paper) + float(ink)) / 2, axis=0
    )
    return (
        counts >= _SPECK_PX if paper - ink >= 32 else np.zeros(strip.shape[1], np.bool_)
    )


def find_widest_gap(ink: Columns, begin: int, end: int) -> tuple[int, int]:
    """The widest run of columns without ink inside [begin, end); an empty one in the middle where
    there is none."""
    inside = np.flatnonzero(ink[begin:end]) + begin
    edges = np.concatenate(([begin - 1], inside, [end]))
    widths = np.diff(edges) - 1
    best = int(widths.argmax())
    if widths[best] <= 0:
        middle = (begin + end) // 2
        return middle, middle
    return int(edges[best]) + 1, int(edges[best + 1])
