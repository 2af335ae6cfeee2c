"""The blocking rules: slices of the register's sorted keys, each asked for by one query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.match.arrays import IntArray, IntegerArray, Mask, spread
from pipeline.match.candidates.near_numbers import near_numbers
from pipeline.match.normal import pack_date
from pipeline.match.query.prepared import Prepared, likely_keys
from pipeline.match.register import Register
from pipeline.match.register.indexes import composite

_NEW, _OLD = 12, 9
_MANY = 1000


@dataclass(frozen=True, slots=True)
class Ranges:
    """Slices `low:high` of an index, each asked for by one query. `told`: leaving out a long one is
    worth saying. `loose`: most of them are strangers; only those count whose names are made of
    about the same letters."""

    query: IntArray
    low: IntArray
    high: IntArray
    rows: IntegerArray
    told: bool = True
    loose: bool = False


def all_ranges(prepared: Prepared, register: Register, wide: bool) -> Iterator[Ranges]:
    """The blocking rules, strongest first."""
    yield from _by_number(prepared.number_text, _NEW, register["citizen_id"], None)
    yield from _by_number(
        prepared.old_text, _OLD, register["old_sorted"], register["old_rows"]
    )
    yield from _by_name(prepared, prepared.key, register)
    dated = np.flatnonzero(_dated(prepared))
    if len(dated):
        yield _by_date_and_given(prepared, dated, register)
    yield from _by_part(prepared, register)
    if wide:
        yield from _by_name(prepared, likely_keys(prepared, register), register)
        yield from _by_place_and_date(prepared, register)
        if len(dated):
            yield _by_given_and_near_year(prepared, dated, register)
            yield _by_date(prepared, dated, register)


def _by_number(
    texts: tuple[str, ...], length: int, index: IntegerArray, rows: IntegerArray | None
) -> Iterator[Ranges]:
    """The number itself and all numbers one edit away."""
    for query, wanted in near_numbers(texts, length):
        yield _equal_ranges(query, wanted.astype(index.dtype), index, rows)


def _equal_ranges(
    query: IntArray,
    wanted: IntegerArray,
    index: IntegerArray,
    rows: IntegerArray | None,
) -> Ranges:
    if len(wanted) > _MANY:
        # Neighbours are looked up one after the other: their places are in the processor's memory.
        order = np.argsort(wanted)
        query, wanted = query[order], wanted[order]
    low = index.searchsorted(wanted, "left")
    if rows is None:
        # Numbers are unique: the place is the row.
        hit = low < len(index)
        hit[hit] = index[low[hit]] == wanted[hit]
        found = low[hit]
        return Ranges(
            query[hit], np.arange(len(found)), np.arange(1, len(found) + 1), found
        )
    hit = low < len(index)
    hit[hit] = index[low[hit]] == wanted[hit]
    query, low, wanted = query[hit], low[hit], wanted[hit]
    return Ranges(query, low, index.searchsorted(wanted, "right"), rows)


def _by_name(prepared: Prepared, key: IntArray, register: Register) -> Iterator[Ranges]:
    """Name key with the date, with the year (partial or wrong day and month), with a wrong digit of
    the year, alone; with the commune."""
    index, rows = register["key_birth_sorted"], register["key_birth_rows"]
    named = key >= 0
    whole = np.flatnonzero(named & _dated(prepared))
    if len(whole):
        dates = _near_dates(prepared, whole)
        wanted = composite(np.repeat(key[whole], dates.shape[1]), dates.reshape(-1))
        yield _equal_ranges(np.repeat(whole, dates.shape[1]), wanted, index, rows)
    year = np.flatnonzero(named & (prepared.year > 0))
    if len(year):
        low = composite(key[year], prepared.year[year] << 9)
        yield _span(year, low, low + np.uint64(pack_date(1, 0, 0)), index, rows)
    for told, asked in (
        (False, year),
        (True, np.flatnonzero(named & (prepared.year == 0))),
    ):
        if len(asked):
            low = composite(key[asked], np.zeros(len(asked), np.int64))
            yield _span(asked, low, low + np.uint64(1 << 32), index, rows, told)
    placed = np.flatnonzero(named & (prepared.commune > 0))
    if len(placed):
        wanted = composite(key[placed], prepared.commune[placed])
        index, rows = register["key_commune_sorted"], register["key_commune_rows"]
        yield _equal_ranges(placed, wanted, index, rows)


def _near_dates(prepared: Prepared, asked: IntArray) -> IntArray:
    """The date, and those whose year differs in one of the last two digits. Shape (n, 19)."""
    years = _near_years(prepared.year[asked])
    return (
        (years << 9)
        | (prepared.month[asked] << 5)[:, None]
        | prepared.day[asked][:, None]
    )


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


def _by_date_and_given(
    prepared: Prepared, asked: IntArray, register: Register
) -> Ranges:
    """Those born on the day (or on the one with day and month changed over) with the given name."""
    dates = np.stack([_date(prepared, asked), _swapped_date(prepared, asked)], axis=1)
    wanted = composite(dates.reshape(-1), np.repeat(prepared.given[asked], 2))
    index, rows = register["birth_given_sorted"], register["birth_given_rows"]
    return _equal_ranges(np.repeat(asked, 2), wanted, index, rows)


def _by_given_and_near_year(
    prepared: Prepared, asked: IntArray, register: Register
) -> Ranges:
    """Those of the given name born on the day in a year that differs in a digit."""
    dates = _near_dates(prepared, asked)[:, 1:]
    wanted = composite(
        dates.reshape(-1), np.repeat(prepared.given[asked], dates.shape[1])
    )
    index, rows = register["birth_given_sorted"], register["birth_given_rows"]
    return _equal_ranges(np.repeat(asked, dates.shape[1]), wanted, index, rows)


def _by_date(prepared: Prepared, asked: IntArray, register: Register) -> Ranges:
    """Everybody born on the day."""
    low = composite(_date(prepared, asked), np.zeros(len(asked), np.int64))
    index, rows = register["birth_given_sorted"], register["birth_given_rows"]
    return _span(
        asked, low, low + np.uint64(1 << 32), index, rows, told=False, loose=True
    )


def _by_place_and_date(prepared: Prepared, register: Register) -> Iterator[Ranges]:
    """Those of the commune born on the day (either way round, or in a near year), then all born in
    the year."""
    index, rows = register["commune_birth_sorted"], register["commune_birth_rows"]
    asked = np.flatnonzero(_dated(prepared) & (prepared.commune > 0))
    if len(asked):
        dates = np.concatenate(
            [_near_dates(prepared, asked), _swapped_date(prepared, asked)[:, None]],
            axis=1,
        )
        wanted = composite(
            np.repeat(prepared.commune[asked], dates.shape[1]), dates.reshape(-1)
        )
        yield _equal_ranges(np.repeat(asked, dates.shape[1]), wanted, index, rows)
    asked = np.flatnonzero((prepared.commune > 0) & (prepared.year > 0))
    if not len(asked):
        return
    low = composite(prepared.commune[asked], prepared.year[asked] << 9)
    high = low + np.uint64(pack_date(1, 0, 0))
    yield _span(asked, low, high, index, rows, told=False, loose=True)


def _dated(prepared: Prepared) -> Mask:
    """Whether day, month and year were read."""
    return (prepared.year > 0) & (prepared.month > 0) & (prepared.day > 0)


def _date(prepared: Prepared, asked: IntArray) -> IntArray:
    return (
        (prepared.year[asked] << 9) | (prepared.month[asked] << 5) | prepared.day[asked]
    )


def _swapped_date(prepared: Prepared, asked: IntArray) -> IntArray:
    """Day and month changed over; the date itself where that is none."""
    swapped = (
        (prepared.year[asked] << 9) | (prepared.day[asked] << 5) | prepared.month[asked]
    )
    return np.where(prepared.day[asked] <= 12, swapped, _date(prepared, asked))


def _by_part(prepared: Prepared, register: Register) -> Iterator[Ranges]:
    """The last six digits alone, the first eight alone: for numbers with several wrong or lacking
    digits at one end."""
    asked = np.array(
        [i for i, t in enumerate(prepared.number_text) if len(t) >= 8], np.int64
    )
    if not len(asked):
        return
    tails = [prepared.number_text[i][-6:] for i in asked.tolist()]
    heads = [prepared.number_text[i][:8] for i in asked.tolist()]
    read = np.array([t.isdecimal() for t in tails], bool)
    wanted = np.array([int(t) for t in tails if t.isdecimal()], np.uint32)
    yield _equal_ranges(
        asked[read], wanted, register["tail_sorted"], register["tail_rows"]
    )
    read = np.array([h.isdecimal() for h in heads], bool)
    low = np.array([int(h) * 10_000 for h in heads if h.isdecimal()], np.uint64)
    index = register["citizen_id"]
    begin, end = index.searchsorted(low), index.searchsorted(low + np.uint64(10_000))
    flat = spread(begin, end - begin)
    high = np.cumsum(end - begin)
    yield Ranges(asked[read], high - (end - begin), high, flat)


def _span(
    query: IntArray,
    low: IntegerArray,
    high: IntegerArray,
    index: IntegerArray,
    rows: IntegerArray,
    told: bool = True,
    loose: bool = False,
) -> Ranges:
    begin, end = index.searchsorted(low), index.searchsorted(high)
    return Ranges(query, begin, end, rows, told, loose)
