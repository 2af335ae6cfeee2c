"""Keys that a register is sorted by, made alike for what it holds and for what is asked.

A composite key is one unsigned 64-bit number, `left << 32 | right`, so that a range of `right`
under one `left` is a slice of the sorted array: `key_birth` serves name + date, name + year and
name alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.match.arrays import IntegerArray, WordArray
from pipeline.match.normal import digest64, name_key

# Fewer syllables are shared by too many names.
_LEAST_SYLLABLES = 2
NO_SHORTENED: Mapping[str, IntegerArray] = {
    "short_hash": np.empty(0, np.uint64),
    "short_key": np.empty(0, np.uint32),
}
"""What stands for them in a register that was built before there were any."""


def composite(left: IntegerArray, right: IntegerArray) -> WordArray:
    """`left << 32 | right`, both below 2^32."""
    return (left.astype(np.uint64) << np.uint64(32)) | right.astype(np.uint64)


def given_hash(folded: str) -> int:
    """32 bits that stand for the last syllable, the given name."""
    return digest64(folded.rpartition(" ")[2]) & 0xFFFFFFFF


def shortened_keys(folded: str) -> set[int]:
    """Keys of what a folded name is without one of its syllables, where two and more are left."""
    parts = folded.split()
    if len(parts) <= _LEAST_SYLLABLES:
        return set()
    return {name_key("".join(parts[:i] + parts[i + 1 :])) for i in range(len(parts))}
