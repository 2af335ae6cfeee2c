"""Numbers as read beside numbers as held: which ones are near, and by how many edits two differ.

A number is a row of digits; -1 stands for an unreadable one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.match.layout import IntArray

FAR = 4
_MOST_FILLED = 3


def near_numbers(texts: Sequence[str], length: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Each text's own number and all that are one edit away (a digit wrong, dropped, doubled, two
    swapped), or all that fill up to three unreadable digits.

    Yields (query, number) pairs, each of one shape.
    """
    for size in (length - 1, length, length + 1):
        for blanks in range(_MOST_FILLED + 1 if size == length else 2):
            asked = np.array(
                [i for i, t in enumerate(texts) if len(t) == size and t.count("?") == blanks],
                np.int64,
            )
            if not len(asked):
                continue
            digits = np.array(
                [[-1 if c == "?" else ord(c) - 48 for c in texts[i]] for i in asked.tolist()],
                np.int64,
            )
            if size == length:
                variants = _filled(digits, blanks) if blanks else _same_length(digits)
            else:
                variants = _one_more(digits) if size < length else _one_less(digits)
            query, wanted = np.repeat(asked, variants.shape[1]), variants.reshape(-1)
            yield query[wanted >= 0], wanted[wanted >= 0]


def _same_length(digits: IntArray) -> IntArray:
    """Shape (n, 1 + 9 L + L - 1): itself, every digit changed, neighbours swapped."""
    n, length = digits.shape
    powers = _powers(length)
    value = digits @ powers
    others = (digits[:, :, None] + np.arange(1, 10)) % 10
    changed = value[:, None, None] + (others - digits[:, :, None]) * powers[None, :, None]
    swapped = value[:, None] + (digits[:, 1:] - digits[:, :-1]) * (powers[:-1] - powers[1:])
    return np.concatenate([value[:, None], changed.reshape(n, -1), swapped], axis=1)


def _filled(digits: IntArray, blanks: int) -> IntArray:
    """Every filling of the unreadable places, `blanks` in each row. Shape (n, 10^blanks)."""
    powers = _powers(digits.shape[1])
    value = np.where(digits < 0, 0, digits) @ powers
    places = np.nonzero(digits < 0)[1].reshape(-1, blanks)
    fillings = np.arange(10**blanks) // _powers(blanks)[:, None] % 10
    return np.asarray(value[:, None] + powers[places] @ fillings, np.int64)


def _one_more(digits: IntArray) -> IntArray:
    """A digit inserted at every place, the last and first included. Shape (n, 10 (L + 1))."""
    length = digits.shape[1]
    plain = np.where(digits < 0, 0, digits)
    powers = _powers(length + 1)
    made = []
    for place in range(length + 1):
        rest = plain[:, :place] @ powers[:place] + plain[:, place:] @ powers[place + 1 :]
        made.append(rest[:, None] + np.arange(10) * powers[place])
    variants = np.concatenate(made, axis=1)
    variants[(digits < 0).any(axis=1)] = -1
    return variants


def _one_less(digits: IntArray) -> IntArray:
    """A digit left out at every place. Shape (n, L). An unreadable place can only be the one left
    out."""
    length = digits.shape[1]
    powers = _powers(length - 1)
    without = np.stack([np.delete(digits, place, axis=1) for place in range(length)], axis=1)
    return np.where((without < 0).any(axis=2), -1, without @ powers)


def _powers(length: int) -> IntArray:
    return 10 ** np.arange(length - 1, -1, -1, dtype=np.int64)


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
    sizes = np.array([len(t) for t in texts], np.int64)
    distance = np.full(len(query), -1, np.int64)
    both = (sizes[query] > 0) & (held >= 0)
    plain = both & (sizes[query] == length) & (values[query] >= 0)
    pairs = np.flatnonzero(plain)
    left, right = values[query[pairs]], held[pairs]
    # Most pairs are strangers: digits are looked at only where the numbers may be near.
    distance[pairs] = np.where(left == right, 0, FAR)
    near = np.flatnonzero(left != right)
    distance[pairs[near]] = _substituted(left[near], right[near], length)
    odd = np.flatnonzero(both & ~plain)
    if len(odd):
        read = [texts[i] for i in query[odd].tolist()]
        numbers = [f"{v:0{length}d}" for v in held[odd].tolist()]
        raw = process.cpdist(read, numbers, scorer=OSA.distance)
        blanks = np.array([t.count("?") for t in read], np.int64)
        distance[odd] = np.minimum(raw - blanks // 2, FAR)
    return distance


def _substituted(read: IntArray, held: IntArray, length: int) -> IntArray:
    """Wrong digits of numbers of one length; two neighbours swapped are one edit."""
    wrong, left, right = _wrong_of_three(), read, held
    count = np.zeros(len(read), np.int64)
    for _ in range(0, length, 3):
        left, three = np.divmod(left, 1000)
        right, other = np.divmod(right, 1000)
        count += wrong[three, other]
    pairs = np.flatnonzero(count == 2)
    count[pairs] -= _swapped(read[pairs], held[pairs], length)
    return np.minimum(count, FAR)


@lru_cache(maxsize=1)
def _wrong_of_three() -> npt.NDArray[np.uint8]:
    """How many digits differ between any two numbers of three digits."""
    digits = np.arange(1000)[:, None] // np.array([100, 10, 1]) % 10
    return np.asarray((digits[:, None] != digits[None]).sum(axis=2), np.uint8)


def _swapped(read: IntArray, held: IntArray, length: int) -> npt.NDArray[np.bool_]:
    powers = _powers(length)
    left, right = read[:, None] // powers % 10, held[:, None] // powers % 10
    crossed = (left[:, :-1] == right[:, 1:]) & (left[:, 1:] == right[:, :-1])
    return np.asarray((crossed & (left != right)[:, 1:]).any(axis=1), bool)
