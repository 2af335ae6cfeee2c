"""Numbers as read beside numbers as held: by how many edits they differ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.match.arrays import IntArray, Mask, places_where
from pipeline.match.candidates.near_numbers import place_values

FAR = 8
"""So many edits and more are all the same: another number."""


def number_edits(
    texts: Sequence[str], values: IntArray, query: IntArray, held: IntArray, length: int
) -> IntArray:
    """Edits between the number read and the one held, pair by pair, at most FAR; -1 where either is
    unknown. Two unreadable digits count as one edit.

    Args:
        texts: digits and `?` by query, empty where there is no number.
        values: the same as whole numbers, -1 where not every digit was read.
        query: query of each pair.
        held: number of each pair's row, -1 where it has none.
        length: digits of a whole number.
    """
    distance = np.full(len(query), -1, np.int64)
    if not any(texts):
        return distance
    sizes = np.array([len(t) for t in texts], np.int64)
    both = (sizes[query] > 0) & (held >= 0)
    plain = both & (sizes[query] == length) & (values[query] >= 0)
    pairs = places_where(plain)
    distance[pairs] = _whole_edits(values[query[pairs]], held[pairs], length)
    odd = places_where(both & ~plain)
    if len(odd):
        read = [texts[i] for i in query[odd].tolist()]
        numbers = [f"{v:0{length}d}" for v in held[odd].tolist()]
        distance[odd] = _part_edits(read, numbers)
    return distance


def _whole_edits(read: IntArray, held: IntArray, length: int) -> IntArray:
    """Edits between whole numbers. Most pairs are strangers: digits are looked at only where the
    numbers differ."""
    edits = np.where(read == held, 0, FAR)
    near = places_where(edits)
    if len(near):
        edits[near] = _substituted(read[near], held[near], length)
    return edits


def _part_edits(read: list[str], held: list[str]) -> IntArray:
    """Edits where digits are unreadable, lacking or too many."""
    blanks = np.array([t.count("?") for t in read], np.int64)
    farthest = FAR + int(blanks.max()) // 2
    raw = process.cpdist(read, held, scorer=OSA.distance, score_cutoff=farthest)
    return np.minimum(raw - blanks // 2, FAR)


def _substituted(read: IntArray, held: IntArray, length: int) -> IntArray:
    """Wrong digits of numbers of one length; two neighbours swapped are one edit."""
    wrong, left, right = _wrong_of_three(), read, held
    count = np.zeros(len(read), np.int64)
    for _ in range(0, length, 3):
        left, three = np.divmod(left, 1000)
        right, other = np.divmod(right, 1000)
        count += wrong[three, other]
    pairs = places_where(count == 2)
    count[pairs] -= _swapped(read[pairs], held[pairs], length)
    return np.minimum(count, FAR)


@lru_cache(maxsize=1)
def _wrong_of_three() -> npt.NDArray[np.uint8]:
    """How many digits differ between any two numbers of three digits."""
    digits = np.arange(1000)[:, None] // np.array([100, 10, 1]) % 10
    return np.asarray((digits[:, None] != digits[None]).sum(axis=2), np.uint8)


def _swapped(read: IntArray, held: IntArray, length: int) -> Mask:
    powers = place_values(length)
    left, right = read[:, None] // powers % 10, held[:, None] // powers % 10
    crossed = (left[:, :-1] == right[:, 1:]) & (left[:, 1:] == right[:, :-1])
    return np.asarray((crossed & (left != right)[:, 1:]).any(axis=1), bool)
