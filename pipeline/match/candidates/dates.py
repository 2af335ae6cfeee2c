"""Dates that a query may mean: the one read, and those that differ in a digit of the year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.arrays import IntArray, spread
from pipeline.match.query.prepared import Prepared

_STEPS = np.arange(1, 10)


@dataclass(frozen=True, slots=True)
class Dates:
    """Packed dates, those of one query together. `begin`, `count`: by query."""

    date: IntArray
    begin: IntArray
    count: IntArray

    def of(self, queries: IntArray) -> tuple[IntArray, IntArray]:
        """Place in `queries`, and date, of each date of these."""
        count = self.count[queries]
        at = spread(self.begin[queries], count)
        return np.arange(len(queries)).repeat(count), self.date[at]


def near_dates(prepared: Prepared) -> Dates:
    """Where day, month and year were read, the date and those whose year differs in one of the last
    two digits; where the year was read in part, those that it may be."""
    years = _near_years(prepared.year)
    lists = [
        one if known else np.array(part.years, np.int64)
        for one, known, part in zip(
            years, (prepared.year > 0).tolist(), prepared.part_year, strict=True
        )
    ]
    day_read = (prepared.month > 0) & (prepared.day > 0)
    count = np.array([len(one) for one in lists], np.int64) * day_read
    if not count.any():
        return Dates(np.empty(0, np.int64), count, count)
    year = np.concatenate(
        [one for one, read in zip(lists, day_read.tolist(), strict=True) if read]
    )
    day = np.repeat(prepared.month << 5 | prepared.day, count)
    return Dates(year << 9 | day, np.cumsum(count) - count, count)


def _near_years(year: IntArray) -> IntArray:
    """The year and those that differ from it in one of the last two digits. Shape (n, 19)."""
    tens, ones = year // 10 % 10, year % 10
    others = [
        year[:, None] + ((tens[:, None] + _STEPS) % 10 - tens[:, None]) * 10,
        year[:, None] + ((ones[:, None] + _STEPS) % 10 - ones[:, None]),
    ]
    return np.concatenate([year[:, None], *others], axis=1)


def packed_date(prepared: Prepared, asked: IntArray) -> IntArray:
    """The date read, as the register packs it."""
    year, month, day = (
        part[asked] for part in (prepared.year, prepared.month, prepared.day)
    )
    return year << 9 | month << 5 | day


def swapped_date(prepared: Prepared, asked: IntArray) -> IntArray:
    """Day and month changed over; the date itself where that is none."""
    year, month, day = (
        part[asked] for part in (prepared.year, prepared.month, prepared.day)
    )
    return np.where(
        day <= 12, year << 9 | day << 5 | month, packed_date(prepared, asked)
    )
