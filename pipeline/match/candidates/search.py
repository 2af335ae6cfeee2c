"""Blocking: which rows of the register may be the person, for a whole batch of queries at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.arrays import IntArray, Mask, spread
from pipeline.match.candidates.blocking import all_ranges
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register

# Of misread names, made up, none differs in more bits of `letter_mask`; of other names 80 % do.
_LETTERS_APART = 7


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs sorted by query, then row. Shapes: `query`, `row` (pairs,); `cut` (queries,): some list
    was too long."""

    query: IntArray
    row: IntArray
    cut: Mask


def find_candidates(prepared: Prepared, register: Register, wide: bool = False) -> Candidates:
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
    queries, rows, ranks = [], [], []
    for rank, ranges in enumerate(all_ranges(prepared, register, wide)):
        counts = ranges.high - ranges.low
        long = counts > longest
        cut[ranges.query[long]] |= ranges.told
        keep = np.flatnonzero((counts > 0) & ~long)
        at = spread(ranges.low[keep], counts[keep])
        query, row = np.repeat(ranges.query[keep], counts[keep]), ranges.rows[at].astype(np.int64)
        if ranges.loose:
            alike = _of_like_letters(prepared, query, row, register)
            query, row = query[alike], row[alike]
        queries.append(query)
        rows.append(row)
        ranks.append(np.full(len(row), rank, np.int64))
    query, row, rank_of = np.concatenate(queries), np.concatenate(rows), np.concatenate(ranks)
    order = np.lexsort((rank_of, row, query))
    query, row, rank_of = query[order], row[order], rank_of[order]
    first = np.ones(len(query), bool)
    first[1:] = (query[1:] != query[:-1]) | (row[1:] != row[:-1])
    return _bounded(query[first], row[first], rank_of[first], cut, limits.candidates)


def _of_like_letters(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> Mask:
    """Whether the names read and held may be one, by their letters; true where none was read."""
    key = register["name_key"][register["name"][row]]
    read = prepared.letters[query]
    apart = np.bitwise_count(read ^ register["key_letters"][key])
    return np.asarray((apart <= _LETTERS_APART) | (read == 0), bool)


def _bounded(query: IntArray, row: IntArray, rank: IntArray, cut: Mask, bound: int) -> Candidates:
    counts = np.bincount(query, minlength=len(cut))
    if counts.size == 0 or counts.max() <= bound:
        return Candidates(query, row, cut)
    cut |= counts > bound
    order = np.lexsort((row, rank, query))
    begins = np.cumsum(counts) - counts
    keep = np.sort(order[np.arange(len(order)) - begins[query] < bound])
    return Candidates(query[keep], row[keep], cut)
