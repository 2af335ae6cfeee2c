"""Arrays that all steps of matching share: their types, strings by number, runs of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.match.normal import letter_mask

IntArray = npt.NDArray[np.int64]
WordArray = npt.NDArray[np.uint64]
RowArray = npt.NDArray[np.uint32]
FloatArray = npt.NDArray[np.float64]
IntegerArray = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class StringTable:
    """Strings by number: UTF-8 bytes and where each begins. Shape of `ends`: (n + 1,)."""

    ends: IntArray
    text: npt.NDArray[np.uint8]

    @cached_property
    def letters(self) -> WordArray:
        """`letter_mask` of each; kept once asked for, so meant for short tables."""
        return np.array(
            [letter_mask(word) for word in self.take(np.arange(len(self)))], np.uint64
        )

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> str:
        return (
            self.text[int(self.ends[number]) : int(self.ends[number + 1])]
            .tobytes()
            .decode()
        )

    def sizes(self, numbers: IntegerArray) -> IntArray:
        """Bytes of the strings of these numbers."""
        at = numbers.astype(np.int64)
        return self.ends[at + 1] - self.ends[at]

    def take(self, numbers: IntegerArray) -> list[str]:
        """The strings of these numbers, in their order."""
        low, counts = self.ends[numbers], self.sizes(numbers)
        gathered = self.text[spread(low, counts)].tobytes()
        limits = [0, *np.cumsum(counts).tolist()]
        if gathered.isascii():
            text = gathered.decode("ascii")
            return [text[a:b] for a, b in pairwise(limits)]
        return [gathered[a:b].decode() for a, b in pairwise(limits)]

    @classmethod
    def of(cls, strings: Sequence[str]) -> StringTable:
        """A table of these strings."""
        encoded = [s.encode() for s in strings]
        ends = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(e) for e in encoded], out=ends[1:])
        return cls(ends, np.frombuffer(b"".join(encoded), np.uint8))


def places_where(held: Mask) -> IntArray:
    """Where it holds, in a row of truths (what np.flatnonzero gives, in a fifth of its time)."""
    return held.nonzero()[0]


def run_sizes(begins: IntArray, total: int) -> IntArray:
    """How long the runs are that begin there, one after the other, and make `total`."""
    sizes = np.empty(len(begins), np.int64)
    sizes[:-1] = begins[1:]
    sizes[-1:] = total
    return sizes - begins


def places_in(index: IntegerArray, wanted: IntegerArray) -> tuple[IntArray, Mask]:
    """Where each value stands in a sorted index, and whether it does."""
    place = index.searchsorted(wanted)
    there = place < len(index)
    there[there] = index[place[there]] == wanted[there]
    return place, there


def spread(low: IntArray, counts: IntArray) -> IntArray:
    """The numbers `low[i] … low[i] + counts[i] - 1` of all i, one after the other."""
    ends = np.cumsum(counts)
    run = np.arange(ends[-1] if len(ends) else 0)
    return (low - (ends - counts)).repeat(counts) + run
