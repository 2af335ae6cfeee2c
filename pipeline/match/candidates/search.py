"""Blocking: which rows of the register may be the person, for a whole batch of queries at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.arrays import IntArray, Mask, WordArray, places_where, spread
from pipeline.match.candidates.blocking import Ranges, all_ranges
from pipeline.match.candidates.settled import settled_rows
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register

# There are fewer rules than 2^6, and fewer queries in a batch than 2^26.
_RANK_BITS = np.uint64(6)
# Of misread names, made up, none differs in more bits of `letter_mask`; of other names 80 % do.
_LETTERS_APART = 7
# A list of which most are left out by their letters may be so many times longer.
_LOOSE = 4


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs sorted by query, then row. Shapes: `query`, `row` (pairs,); by query: `cut`, some list
    was too long; `settled`, the number told enough, and others were not looked for."""

    query: IntArray
    row: IntArray
    cut: Mask
    settled: Mask


def find_candidates(
    prepared: Prepared, register: Register, wide: bool = False
) -> Candidates:
    """All rows that share a number, a number within one edit, a part of it, or a name or date key
    with a query.

    `wide` also takes everybody born on the day, and everybody of the commune born in the year: for
    queries whose name was misread and whose number does not tell.

    A list longer than the model's `list_rows` (`wide_rows`) is left out, as is what exceeds
    `candidates` for one query (rows found by number are kept first, in the order of the blocking
    rules).
    """
    limits = register.model.limits
    longest = limits.wide_rows if wide else limits.list_rows
    cut = np.zeros(len(prepared), bool)
    row = settled_rows(prepared, register)
    found = [np.empty(0, np.uint64)]
    for rank, ranges in enumerate(all_ranges(prepared, register, row, wide)):
        counts = ranges.high - ranges.low
        bound = longest * _LOOSE if ranges.loose else longest
        cut[ranges.query[counts > bound]] |= ranges.told
        keep = places_where((counts > 0) & (counts <= bound))
        if len(keep):
            found.append(_packed(*_listed(ranges, keep, prepared, register), rank))
    pairs = np.sort(np.concatenate(found))
    first = np.ones(len(pairs), bool)
    first[1:] = pairs[1:] >> _RANK_BITS != pairs[:-1] >> _RANK_BITS
    bounded = _bounded(*_unpacked(pairs[first]), cut, limits.candidates)
    return Candidates(*bounded, settled=row >= 0)


def _listed(
    ranges: Ranges, keep: IntArray, prepared: Prepared, register: Register
) -> tuple[IntArray, IntArray]:
    """Query and row of all in these slices."""
    counts = ranges.high[keep] - ranges.low[keep]
    at = spread(ranges.low[keep], counts)
    query, row = np.repeat(ranges.query[keep], counts), ranges.rows[at].astype(np.int64)
    if not ranges.loose:
        return query, row
    alike = _of_like_letters(prepared, query, row, register)
    return query[alike], row[alike]


def _packed(query: IntArray, row: IntArray, rank: int) -> WordArray:
    """Query, row and rule in one number, which sorts by them in this order."""
    pair = query.astype(np.uint64) << np.uint64(32) | row.astype(np.uint64)
    return pair << _RANK_BITS | np.uint64(rank)


def _unpacked(pairs: WordArray) -> tuple[IntArray, IntArray, IntArray]:
    rank = pairs & (np.uint64(1) << _RANK_BITS) - np.uint64(1)
    pair = pairs >> _RANK_BITS
    row = pair & np.uint64(0xFFFFFFFF)
    query = pair >> np.uint64(32)
    return query.astype(np.int64), row.astype(np.int64), rank.astype(np.int64)


def _of_like_letters(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> Mask:
    """Whether the names read and held may be one, by their letters; true where none was read."""
    key = register["name_key"][register["name"][row]]
    read = prepared.letters[query]
    apart = np.bitwise_count(read ^ register["key_letters"][key])
    return np.asarray((apart <= _LETTERS_APART) | (read == 0), bool)


def _bounded(
    query: IntArray, row: IntArray, rank: IntArray, cut: Mask, bound: int
) -> tuple[IntArray, IntArray, Mask]:
    counts = np.bincount(query, minlength=len(cut))
    if counts.size == 0 or counts.max() <= bound:
        return query, row, cut
    cut |= counts > bound
    order = np.lexsort((row, rank, query))
    begins = np.cumsum(counts) - counts
    keep = np.sort(order[np.arange(len(order)) - begins[query] < bound])
    return query[keep], row[keep], cut
