"""The blocking rules: slices of the register's sorted keys, each asked for by one query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from pipeline.match.arrays import IntArray, IntegerArray, Mask, places_where, spread
from pipeline.match.candidates.dates import (
    Dates,
    near_dates,
    packed_date,
    swapped_date,
)
from pipeline.match.candidates.near_names import born_as_read, near_names
from pipeline.match.candidates.near_numbers import near_numbers
from pipeline.match.candidates.number_edits import number_edits
from pipeline.match.normal import pack_date
from pipeline.match.query.prepared import Prepared, likely_keys, year_told
from pipeline.match.register import Register
from pipeline.match.register.keys import composite

_NEW, _OLD = 12, 9
# Fewer digits than these tell of too many people.
_LEAST_PART = 8
_MANY = 1000
# Of a name that no more people bear, those are looked for whose number has no more edits.
_MOST_BEARERS, _MOST_EDITS = 8000, 4
# Of so many names like the one read everybody born in the year is looked at; of more, on the day.
_FEW_NAMES = 40


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


def all_ranges(
    prepared: Prepared, register: Register, row: IntArray, wide: bool
) -> Iterator[Ranges]:
    """The blocking rules, strongest first; of queries that the number settles, only whom it names
    and namesakes born on the day. `row`: whom it names, -1 where it settles nothing."""
    plain, unsure = places_where(row >= 0), places_where(row < 0)
    if not len(plain):
        yield from _rules(prepared, register, wide)
        return
    yield Ranges(plain, np.arange(len(plain)), np.arange(1, len(plain) + 1), row[plain])
    yield _by_name_and_date(prepared, plain, register)
    if len(unsure):
        for one in _rules(prepared.some(unsure.tolist()), register, wide):
            yield replace(one, query=unsure[one.query])


def _by_name_and_date(
    prepared: Prepared, asked: IntArray, register: Register
) -> Ranges:
    """Those of the name born on the day read, as far as it was read whole."""
    index, rows = register["key_birth_sorted"], register["key_birth_rows"]
    whole = asked[_dated(prepared)[asked]]
    wanted = composite(prepared.key[whole], packed_date(prepared, whole))
    return _equal_ranges(whole, wanted, index, rows)


def _rules(prepared: Prepared, register: Register, wide: bool) -> Iterator[Ranges]:
    dates = near_dates(prepared)
    yield from _by_number(prepared.number_text, _NEW, register["citizen_id"], None)
    yield from _by_number(
        prepared.old_text, _OLD, register["old_sorted"], register["old_rows"]
    )
    yield from _by_former_number(prepared, register)
    named = places_where(prepared.key >= 0)
    yield from _by_name(prepared, named, prepared.key[named], dates, register)
    dated = places_where(_dated(prepared))
    if len(dated):
        yield _by_date_and_given(prepared, dated, register)
    yield from _by_part(prepared, register)
    if wide:
        likely = likely_keys(prepared, register)
        yield from _by_name(prepared, *likely, dates, register)
        yield from _by_place_and_date(prepared, dates, register)
        yield _by_given_and_near_date(prepared, dates, register)
        if len(dated):
            yield _by_date(prepared, dated, register)
        yield from _by_near_name(prepared, *near_names(prepared, register), register)
        yield _by_name_and_far_number(prepared, register)


def _by_number(
    texts: tuple[str, ...], length: int, index: IntegerArray, rows: IntegerArray | None
) -> Iterator[Ranges]:
    """The number itself and all numbers one edit away."""
    for query, wanted in near_numbers(texts, length):
        yield _equal_ranges(query, wanted.astype(index.dtype), index, rows)


def _by_former_number(prepared: Prepared, register: Register) -> Iterator[Ranges]:
    """The same for numbers that citizens bore before."""
    for texts, length, label in (
        (prepared.number_text, _NEW, "former_id"),
        (prepared.old_text, _OLD, "former_old"),
    ):
        index = register[f"{label}_sorted"]
        if len(index):
            yield from _by_number(texts, length, index, register[f"{label}_rows"])


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
    hit = low < len(index)
    hit[hit] = index[low[hit]] == wanted[hit]
    query, low, wanted = query[hit], low[hit], wanted[hit]
    if rows is None:
        # Numbers are unique: the place is the row.
        each = np.arange(len(low))
        return Ranges(query, each, each + 1, low)
    return Ranges(query, low, index.searchsorted(wanted, "right"), rows)


def _by_name(
    prepared: Prepared, query: IntArray, key: IntArray, dates: Dates, register: Register
) -> Iterator[Ranges]:
    """Name key with a near date, with the year (partial or wrong day and month), alone; with the
    commune. `query`, `key`: the names asked for; one query may ask for several."""
    index, rows = register["key_birth_sorted"], register["key_birth_rows"]
    which, date = dates.of(query)
    if len(which):
        wanted = composite(key[which], date)
        yield _equal_ranges(query[which], wanted, index, rows)
    read, year = prepared.year[query], year_told(prepared)[query]
    for first, width, told, asked in (
        (year << 9, pack_date(1, 0, 0), True, year > 0),
        (year * 0, 1 << 32, False, read > 0),
        (year * 0, 1 << 32, True, read == 0),
    ):
        at = places_where(asked)
        if len(at):
            low = composite(key[at], first[at])
            yield _span(query[at], low, low + np.uint64(width), index, rows, told)
    placed = places_where(prepared.commune[query] > 0)
    if len(placed):
        yield _by_name_and_commune(prepared, query[placed], key[placed], register)


def _by_near_name(
    prepared: Prepared, query: IntArray, key: IntArray, register: Register
) -> Iterator[Ranges]:
    """Those of names like the one read, born as far as the date was read (in the year, where few
    are called so) or living in the commune."""
    index, rows = register["key_birth_sorted"], register["key_birth_rows"]
    many = np.bincount(query, minlength=len(prepared))[query] > _FEW_NAMES
    asked = places_where(year_told(prepared)[query] > 0)
    low, high = born_as_read(prepared, query[asked], key[asked], many[asked])
    yield _span(query[asked], low, high, index, rows, told=False)
    placed = places_where(prepared.commune[query] > 0)
    if len(placed):
        yield _by_name_and_commune(prepared, query[placed], key[placed], register)


def _by_name_and_far_number(prepared: Prepared, register: Register) -> Ranges:
    """Those of a name that many bear whose number is within a few edits, where no year was read."""
    told = np.array([bool(text) for text in prepared.number_text], bool)
    query = places_where(told & (prepared.key >= 0) & (prepared.year == 0))
    low = composite(prepared.key[query], np.zeros(len(query), np.int64))
    index = register["key_birth_sorted"]
    begin, end = index.searchsorted(low), index.searchsorted(low + np.uint64(1 << 32))
    counts = np.where(end - begin <= _MOST_BEARERS, end - begin, 0)
    query = query.repeat(counts)
    rows = register["key_birth_rows"][spread(begin, counts)]
    held = register["citizen_id"][rows].astype(np.int64)
    edits = number_edits(prepared.number_text, prepared.number, query, held, _NEW)
    near = places_where(edits <= _MOST_EDITS)
    each = np.arange(len(near))
    return Ranges(query[near], each, each + 1, rows[near])


def _by_name_and_commune(
    prepared: Prepared, query: IntArray, key: IntArray, register: Register
) -> Ranges:
    index, rows = register["key_commune_sorted"], register["key_commune_rows"]
    return _equal_ranges(query, composite(key, prepared.commune[query]), index, rows)


def _by_date_and_given(
    prepared: Prepared, asked: IntArray, register: Register
) -> Ranges:
    """Those born on the day (or on the one with day and month changed over) with the given name."""
    dates = np.stack(
        [packed_date(prepared, asked), swapped_date(prepared, asked)], axis=1
    )
    wanted = composite(dates.reshape(-1), np.repeat(prepared.given[asked], 2))
    index, rows = register["birth_given_sorted"], register["birth_given_rows"]
    return _equal_ranges(asked.repeat(2), wanted, index, rows)


def _by_given_and_near_date(
    prepared: Prepared, dates: Dates, register: Register
) -> Ranges:
    """Those of the given name born on a near day."""
    query, date = dates.of(np.arange(len(prepared)))
    wanted = composite(date, prepared.given[query])
    index, rows = register["birth_given_sorted"], register["birth_given_rows"]
    return _equal_ranges(query, wanted, index, rows)


def _by_date(prepared: Prepared, asked: IntArray, register: Register) -> Ranges:
    """Everybody born on the day."""
    low = composite(packed_date(prepared, asked), np.zeros(len(asked), np.int64))
    index, rows = register["birth_given_sorted"], register["birth_given_rows"]
    return _span(
        asked, low, low + np.uint64(1 << 32), index, rows, told=False, loose=True
    )


def _by_place_and_date(
    prepared: Prepared, dates: Dates, register: Register
) -> Iterator[Ranges]:
    """Those of the commune born on the day (either way round, or on a near one), then all born in
    the year."""
    index, rows = register["commune_birth_sorted"], register["commune_birth_rows"]
    placed = places_where(prepared.commune > 0)
    which, date = dates.of(placed)
    whole = places_where(_dated(prepared) & (prepared.commune > 0))
    for query, day in (
        (placed[which], date),
        (whole, swapped_date(prepared, whole)),
    ):
        if len(query):
            wanted = composite(prepared.commune[query], day)
            yield _equal_ranges(query, wanted, index, rows)
    asked = places_where((prepared.commune > 0) & (prepared.year > 0))
    if len(asked):
        low = composite(prepared.commune[asked], prepared.year[asked] << 9)
        high = low + np.uint64(pack_date(1, 0, 0))
        yield _span(asked, low, high, index, rows, told=False, loose=True)


def _dated(prepared: Prepared) -> Mask:
    """Whether day, month and year were read."""
    return (prepared.year > 0) & (prepared.month > 0) & (prepared.day > 0)


def _by_part(prepared: Prepared, register: Register) -> Iterator[Ranges]:
    """The last six digits alone, the first eight alone: for numbers with several wrong or lacking
    digits at one end."""
    texts = prepared.number_text
    long = [i for i, text in enumerate(texts) if len(text) >= _LEAST_PART]
    tailed = [i for i in long if texts[i][-6:].isdecimal()]
    if tailed:
        wanted = np.array([int(texts[i][-6:]) for i in tailed], np.uint32)
        index, rows = register["tail_sorted"], register["tail_rows"]
        yield _equal_ranges(np.array(tailed), wanted, index, rows)
    headed = [i for i in long if texts[i][:_LEAST_PART].isdecimal()]
    if headed:
        heads = np.array([int(texts[i][:_LEAST_PART]) for i in headed], np.uint64)
        index, least = register["citizen_id"], heads * np.uint64(10_000)
        begin = index.searchsorted(least)
        counts = index.searchsorted(least + np.uint64(10_000)) - begin
        ends = np.cumsum(counts)
        yield Ranges(np.array(headed), ends - counts, ends, spread(begin, counts))


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
