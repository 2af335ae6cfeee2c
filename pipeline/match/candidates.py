"""Blocking: which rows of the register may be the person, by sorted keys, for a whole batch of
queries at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.match.indexes import composite
from pipeline.match.layout import AnyArray, IntArray
from pipeline.match.normal import pack_date
from pipeline.match.prepared import Prepared
from pipeline.match.register import Register

_NEW, _OLD = 12, 9


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs sorted by query, then row. Shapes: `query`, `row` (pairs,); `cut` (queries,): some list
    was too long."""

    query: IntArray
    row: IntArray
    cut: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Slices `low:high` of an index, each asked for by one query. `told`: leaving out a long one is
    worth saying."""

    query: IntArray
    low: IntArray
    high: IntArray
    rows: AnyArray
    told: bool = True


def find_candidates(prepared: Prepared, register: Register) -> Candidates:
    """All rows that share a number, a number within one edit, a part of it, or a name or date key
    with a query.

    A list longer than the model's `list_rows` is left out, as is what exceeds `candidates` for one
    query (rows found by number are kept first, in the order of the blocking rules).
    """
    limits = register.model.limits
    cut = np.zeros(len(prepared), bool)
    queries, rows, ranks = [], [], []
    for rank, ranges in enumerate(_all_ranges(prepared, register)):
        counts = ranges.high - ranges.low
        long = counts > limits.list_rows
        cut[ranges.query[long]] |= ranges.told
        keep = np.flatnonzero((counts > 0) & ~long)
        at = _spread(ranges.low[keep], counts[keep])
        queries.append(np.repeat(ranges.query[keep], counts[keep]))
        rows.append(ranges.rows[at].astype(np.int64))
        ranks.append(np.full(len(at), rank, np.int64))
    query, row, rank_of = np.concatenate(queries), np.concatenate(rows), np.concatenate(ranks)
    order = np.lexsort((rank_of, row, query))
    query, row, rank_of = query[order], row[order], rank_of[order]
    first = np.ones(len(query), bool)
    first[1:] = (query[1:] != query[:-1]) | (row[1:] != row[:-1])
    return _bounded(query[first], row[first], rank_of[first], cut, limits.candidates)


def _bounded(
    query: IntArray, row: IntArray, rank: IntArray, cut: npt.NDArray[np.bool_], bound: int
) -> Candidates:
    counts = np.bincount(query, minlength=len(cut))
    if counts.size == 0 or counts.max() <= bound:
        return Candidates(query, row, cut)
    cut |= counts > bound
    order = np.lexsort((row, rank, query))
    begins = np.cumsum(counts) - counts
    keep = np.sort(order[np.arange(len(order)) - begins[query] < bound])
    return Candidates(query[keep], row[keep], cut)


def _all_ranges(prepared: Prepared, register: Register) -> Iterator[_Ranges]:
    """The blocking rules, strongest first."""
    yield from _by_number(prepared.number_text, _NEW, register["citizen_id"], None)
    yield from _by_number(prepared.old_text, _OLD, register["old_sorted"], register["old_rows"])
    yield from _by_name_and_date(prepared, register)
    yield _by_name_and_place(prepared, register)
    yield from _by_date(prepared, register)
    yield from _by_part(prepared, register)


def _by_number(
    texts: tuple[str, ...], length: int, index: AnyArray, rows: AnyArray | None
) -> Iterator[_Ranges]:
    """The number itself and all numbers one edit away: a digit wrong, unreadable, dropped, doubled
    or swapped."""
    for size in (length - 1, length, length + 1):
        asked = np.array([i for i, t in enumerate(texts) if len(t) == size], np.int64)
        if not len(asked):
            continue
        digits = np.array(
            [[-1 if c == "?" else ord(c) - 48 for c in texts[i]] for i in asked.tolist()], np.int64
        )
        if size == length:
            variants = _same_length(digits)
        elif size < length:
            variants = _one_more(digits)
        else:
            variants = _one_less(digits)
        query = np.repeat(asked, variants.shape[1])
        wanted = variants.reshape(-1)
        query, wanted = query[wanted >= 0], wanted[wanted >= 0]
        yield _equal_ranges(query, wanted.astype(index.dtype), index, rows)


def _same_length(digits: IntArray) -> IntArray:
    """Shape (n, 1 + 9 L + L - 1 + 10): itself, every digit changed, neighbours swapped, an
    unreadable digit filled."""
    n, length = digits.shape
    powers = 10 ** np.arange(length - 1, -1, -1, dtype=np.int64)
    blank = digits < 0
    plain = np.where(blank, 0, digits)
    value = plain @ powers
    others = (plain[:, :, None] + np.arange(1, 10)) % 10
    changed = value[:, None, None] + (others - plain[:, :, None]) * powers[None, :, None]
    swapped = value[:, None] + (plain[:, 1:] - plain[:, :-1]) * (powers[:-1] - powers[1:])
    whole = np.concatenate([value[:, None], changed.reshape(n, -1), swapped], axis=1)
    whole[blank.any(axis=1)] = -1
    filled = value[:, None] + np.arange(10) * (blank @ powers)[:, None]
    filled[~blank.any(axis=1)] = -1
    return np.concatenate([whole, filled], axis=1)


def _one_more(digits: IntArray) -> IntArray:
    """A digit inserted at every place, the last and first included. Shape (n, 10 (L + 1))."""
    length = digits.shape[1]
    plain = np.where(digits < 0, 0, digits)
    powers = 10 ** np.arange(length, -1, -1, dtype=np.int64)
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
    powers = 10 ** np.arange(length - 2, -1, -1, dtype=np.int64)
    without = np.stack([np.delete(digits, place, axis=1) for place in range(length)], axis=1)
    return np.where((without < 0).any(axis=2), -1, without @ powers)


def _equal_ranges(
    query: IntArray, wanted: AnyArray, index: AnyArray, rows: AnyArray | None
) -> _Ranges:
    low = np.searchsorted(index, wanted, "left")
    if rows is None:
        # Numbers are unique: the place is the row.
        hit = low < len(index)
        hit[hit] = index[low[hit]] == wanted[hit]
        found = low[hit]
        return _Ranges(query[hit], np.arange(len(found)), np.arange(1, len(found) + 1), found)
    return _Ranges(query, low, np.searchsorted(index, wanted, "right"), rows)


def _by_name_and_date(prepared: Prepared, register: Register) -> Iterator[_Ranges]:
    """Name key with the date, with the year (partial or wrong day and month), with a wrong digit of
    the year, alone."""
    index, rows = register["key_birth_sorted"], register["key_birth_rows"]
    named = prepared.key >= 0
    whole = np.flatnonzero(named & (prepared.year > 0) & (prepared.month > 0) & (prepared.day > 0))
    key, month, day = prepared.key[whole], prepared.month[whole], prepared.day[whole]
    years = _near_years(prepared.year[whole])
    dates = (years << 9) | (month << 5)[:, None] | day[:, None]
    wanted = composite(np.repeat(key, years.shape[1]), dates.reshape(-1))
    yield _equal_ranges(np.repeat(whole, years.shape[1]), wanted, index, rows)
    year = np.flatnonzero(named & (prepared.year > 0))
    low = composite(prepared.key[year], prepared.year[year] << 9)
    yield _span(year, low, low + np.uint64(pack_date(1, 0, 0)), index, rows)
    for told, asked in ((False, year), (True, np.flatnonzero(named & (prepared.year == 0)))):
        low = composite(prepared.key[asked], np.zeros(len(asked), np.int64))
        yield _span(asked, low, low + np.uint64(1 << 32), index, rows, told)


def _near_years(year: IntArray) -> IntArray:
    """The year and those that differ from it in one of the last two digits. Shape (n, 19)."""
    tens, ones = year // 10 % 10, year % 10
    steps = np.arange(1, 10)
    return np.concatenate(
        [
            year[:, None],
            year[:, None] + ((tens[:, None] + steps) % 10 - tens[:, None]) * 10,
            year[:, None] + ((ones[:, None] + steps) % 10 - ones[:, None]),
        ],
        axis=1,
    )


def _by_name_and_place(prepared: Prepared, register: Register) -> _Ranges:
    asked = np.flatnonzero((prepared.key >= 0) & (prepared.commune > 0))
    wanted = composite(prepared.key[asked], prepared.commune[asked])
    return _equal_ranges(
        asked, wanted, register["key_commune_sorted"], register["key_commune_rows"]
    )


def _by_date(prepared: Prepared, register: Register) -> Iterator[_Ranges]:
    """Everybody born on the day, and those of the day with the given name: for names that OCR
    changed."""
    index, rows = register["birth_given_sorted"], register["birth_given_rows"]
    asked = np.flatnonzero((prepared.year > 0) & (prepared.month > 0) & (prepared.day > 0))
    date = (prepared.year[asked] << 9) | (prepared.month[asked] << 5) | prepared.day[asked]
    yield _equal_ranges(asked, composite(date, prepared.given[asked]), index, rows)
    low = composite(date, np.zeros(len(asked), np.int64))
    yield _span(asked, low, low + np.uint64(1 << 32), index, rows, False)


def _by_part(prepared: Prepared, register: Register) -> Iterator[_Ranges]:
    """The last six digits alone, the first eight alone: for numbers with several wrong digits at
    one end."""
    asked = np.array([i for i, t in enumerate(prepared.number_text) if len(t) >= 10], np.int64)
    tails = [prepared.number_text[i][-6:] for i in asked.tolist()]
    heads = [prepared.number_text[i][:8] for i in asked.tolist()]
    read = np.array([t.isdecimal() for t in tails], bool)
    wanted = np.array([int(t) for t in tails if t.isdecimal()], np.uint32)
    yield _equal_ranges(asked[read], wanted, register["tail_sorted"], register["tail_rows"])
    read = np.array([h.isdecimal() for h in heads], bool)
    low = np.array([int(h) * 10_000 for h in heads if h.isdecimal()], np.uint64)
    index = register["citizen_id"]
    begin, end = np.searchsorted(index, low), np.searchsorted(index, low + np.uint64(10_000))
    flat = _spread(begin, end - begin)
    high = np.cumsum(end - begin)
    yield _Ranges(asked[read], high - (end - begin), high, flat)


def _span(
    query: IntArray,
    low: AnyArray,
    high: AnyArray,
    index: AnyArray,
    rows: AnyArray,
    told: bool = True,
) -> _Ranges:
    return _Ranges(query, np.searchsorted(index, low), np.searchsorted(index, high), rows, told)


def _spread(low: IntArray, counts: IntArray) -> IntArray:
    """The numbers `low[i] … low[i] + counts[i] - 1` of all i, one after the other."""
    ends = np.cumsum(counts)
    return np.repeat(low - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
