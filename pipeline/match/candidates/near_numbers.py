"""Which numbers are near one that was read. A number is a row of digits; -1 stands for an
unreadable one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.match.arrays import IntArray

_MOST_FILLED = 3


def near_numbers(
    texts: Sequence[str], length: int
) -> Iterator[tuple[IntArray, IntArray]]:
    """Each text's own number and all that are one edit away (a digit wrong, dropped, doubled, two
    swapped), or all that fill up to three unreadable digits.

    Yields (query, number) pairs, each of one shape.
    """
    for (size, blanks), asked in _by_shape(texts, length).items():
        digits = _digits([texts[i] for i in asked])
        if size == length:
            variants = _filled(digits, blanks) if blanks else _same_length(digits)
        else:
            variants = _one_more(digits) if size < length else _one_less(digits)
        query, wanted = (
            np.repeat(np.array(asked), variants.shape[1]),
            variants.reshape(-1),
        )
        yield query[wanted >= 0], wanted[wanted >= 0]


def _by_shape(texts: Sequence[str], length: int) -> dict[tuple[int, int], list[int]]:
    """The texts that are near a number of `length` digits, by their own length and unreadable
    digits."""
    shapes: dict[tuple[int, int], list[int]] = {}
    for i, text in enumerate(texts):
        size, blanks = len(text), text.count("?")
        if (
            blanks <= (_MOST_FILLED if size == length else 1)
            and abs(size - length) <= 1
        ):
            shapes.setdefault((size, blanks), []).append(i)
    return shapes


def _digits(texts: Sequence[str]) -> IntArray:
    """Texts of one length as rows of digits."""
    read = np.frombuffer("".join(texts).encode(), np.uint8).reshape(len(texts), -1)
    return np.where(read == ord("?"), -1, read.astype(np.int64) - ord("0"))


def _same_length(digits: IntArray) -> IntArray:
    """Shape (n, 1 + 9 L + L - 1): itself, every digit changed, neighbours swapped."""
    n, length = digits.shape
    powers = place_values(length)
    value = digits @ powers
    others = (digits[:, :, None] + np.arange(1, 10)) % 10
    changed = (
        value[:, None, None] + (others - digits[:, :, None]) * powers[None, :, None]
    )
    swapped = value[:, None] + (digits[:, 1:] - digits[:, :-1]) * (
        powers[:-1] - powers[1:]
    )
    return np.concatenate([value[:, None], changed.reshape(n, -1), swapped], axis=1)


def _filled(digits: IntArray, blanks: int) -> IntArray:
    """Every filling of the unreadable places, `blanks` in each row. Shape (n, 10^blanks)."""
    powers = place_values(digits.shape[1])
    value = np.where(digits < 0, 0, digits) @ powers
    places = np.nonzero(digits < 0)[1].reshape(-1, blanks)
    fillings = np.arange(10**blanks) // place_values(blanks)[:, None] % 10
    return np.asarray(value[:, None] + powers[places] @ fillings, np.int64)


def _one_more(digits: IntArray) -> IntArray:
    """A digit inserted at every place, the last and first included. Shape (n, 10 (L + 1))."""
    length = digits.shape[1]
    plain = np.where(digits < 0, 0, digits)
    powers = place_values(length + 1)
    made = []
    for place in range(length + 1):
        rest = (
            plain[:, :place] @ powers[:place] + plain[:, place:] @ powers[place + 1 :]
        )
        made.append(rest[:, None] + np.arange(10) * powers[place])
    variants = np.concatenate(made, axis=1)
    variants[(digits < 0).any(axis=1)] = -1
    return variants


def _one_less(digits: IntArray) -> IntArray:
    """A digit left out at every place. Shape (n, L). An unreadable place can only be the one left
    out."""
    length = digits.shape[1]
    powers = place_values(length - 1)
    without = np.stack(
        [np.delete(digits, place, axis=1) for place in range(length)], axis=1
    )
    return np.where((without < 0).any(axis=2), -1, without @ powers)


def place_values(length: int) -> IntArray:
    """What one is worth at each of `length` places, the first the highest."""
    return 10 ** np.arange(length - 1, -1, -1, dtype=np.int64)
