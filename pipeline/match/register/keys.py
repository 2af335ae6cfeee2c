"""Keys that a register is sorted by, made alike for what it holds and for what is asked.

A composite key is one unsigned 64-bit number, `left << 32 | right`, so that a range of `right`
under one `left` is a slice of the sorted array: `key_birth` serves name + date, name + year and
name alone.
"""

from __future__ import annotations

import numpy as np

from pipeline.match.arrays import IntegerArray, WordArray
from pipeline.match.normal import digest64


def composite(left: IntegerArray, right: IntegerArray) -> WordArray:
    """`left << 32 | right`, both below 2^32."""
    return (left.astype(np.uint64) << np.uint64(32)) | right.astype(np.uint64)


def given_hash(folded: str) -> int:
    """32 bits that stand for the last syllable, the given name."""
    return digest64(folded.rpartition(" ")[2]) & 0xFFFFFFFF
