"""Which texts can't be alike, told by their letters alone: far cheaper than comparing them."""

from __future__ import annotations

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray


def letters_apart(left: IntegerArray, right: IntegerArray) -> IntArray:
    """A lower bound of the insertions and deletions between texts with these `letter_mask`s: each
    changes one bit at most."""
    return np.bitwise_count(left ^ right).astype(np.int64)


def most_apart(sizes: IntArray, least: float) -> FloatArray:
    """Insertions and deletions between texts whose normalized similarity is `least` or more.

    Args:
        sizes: lengths of both texts together.
        least: 0 to 1.
    """
    return np.asarray((1 - least) * sizes + 1e-6, np.float64)
