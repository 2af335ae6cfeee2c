"""Birth dates as read beside those held: which level of agreement, and how frequent the day is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray, Mask, places_where
from pipeline.match.query.prepared import Prepared
from pipeline.match.query.years import NO_YEAR
from pipeline.match.register import Register

# So few days are counted one by one, whether or not some are the same.
_FEW = 100


class DateParts(NamedTuple):
    """Year, month and day of many dates; 0 where unknown."""

    year: IntArray
    month: IntArray
    day: IntArray


class _Agreement(NamedTuple):
    """Of one part of two dates: unknown in one of them; known in both and the same."""

    open: Mask
    same: Mask


def held_parts(packed: IntArray) -> DateParts:
    """The parts of dates as the register packs them."""
    return DateParts(packed >> 9, packed >> 5 & 15, packed & 31)


def read_parts(prepared: Prepared, query: IntArray) -> DateParts:
    """The parts of each pair's date as read."""
    return DateParts(prepared.year[query], prepared.month[query], prepared.day[query])


def birth_levels(
    prepared: Prepared, query: IntArray, held: DateParts
) -> list[tuple[str, Mask]]:
    """Levels with their masks, the first that holds counts."""
    read = read_parts(prepared, query)
    year, month, day = (_agreement(a, b) for a, b in zip(read, held, strict=True))
    whole, either = month.same & day.same, month.same | day.same
    some = (month.same & day.open) | (day.same & month.open)
    unread, misread = _in_part(prepared, query, held.year, whole)
    return [
        ("partial", unread),
        ("shifted", misread),
        ("absent", year.open),
        ("exact", year.same & whole),
        ("partial", year.same & some),
        ("near", year.same & (either | swapped(read, held))),
        ("year", year.same & month.open & day.open),
        ("shifted", whole & (_wrong_digits(read.year, held.year) == 1)),
    ]


def _agreement(read: IntArray, held: IntArray) -> _Agreement:
    known = (read > 0) & (held > 0)
    return _Agreement(~known, known & (read == held))


def swapped(read: DateParts, held: DateParts) -> Mask:
    """Whether day and month are known and changed over."""
    crossed = (read.month == held.day) & (read.day == held.month)
    return crossed & (read.month > 0) & (read.day > 0)


def _wrong_digits(read: IntArray, held: IntArray) -> IntArray:
    """Whether the last digit of the years differs, and whether those before it do."""
    return (held // 10 != read // 10).astype(int) + (held % 10 != read % 10)


def _in_part(
    prepared: Prepared, query: IntArray, year: IntArray, agreed: Mask
) -> tuple[Mask, Mask]:
    """Pairs that agree in day and month whose year may be the one held: a digit can't be read, or
    one was misread."""
    unread, misread = np.zeros(len(query), bool), np.zeros(len(query), bool)
    if all(one is NO_YEAR for one in prepared.part_year):
        return unread, misread
    told = np.array([bool(one.years) for one in prepared.part_year], bool)
    for pair in places_where(told[query] & agreed).tolist():
        one = prepared.part_year[int(query[pair])]
        (unread if one.unread else misread)[pair] = int(year[pair]) in one.years
    return unread, misread


def born_that_day(packed: IntegerArray, register: Register) -> IntArray:
    """How many people the register holds of each day."""
    if len(packed) <= _FEW:
        return _count_born(packed, register)
    asked, back = np.unique(packed, return_inverse=True)
    return _count_born(asked, register)[back]


def _count_born(packed: IntegerArray, register: Register) -> IntArray:
    # Everybody of a day is one slice of the index.
    index, low = register["birth_given_sorted"], packed.astype(np.uint64)
    begin = index.searchsorted(low << np.uint64(32))
    end = index.searchsorted((low + np.uint64(1)) << np.uint64(32))
    return np.asarray(end - begin, np.int64)


def birth_frequency(exact: Mask, packed: IntArray, register: Register) -> FloatArray:
    """Frequency of the days agreed on; NaN where none is."""
    known, rows = register.model.frequencies, len(register)
    frequency = np.full(len(packed), np.nan)
    frequency[exact] = steady(
        born_that_day(packed[exact], register), rows, known.birth, known.rows
    )
    return frequency


def steady(
    count: IntegerArray, rows: int, prior: float, prior_rows: float
) -> FloatArray:
    """A value's frequency, steadied by a prior frequency that is worth `prior_rows` rows."""
    return np.asarray((count + prior * prior_rows) / (rows + prior_rows), np.float64)
