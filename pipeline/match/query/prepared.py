"""Queries as arrays: what a batch of readings says, in the register's terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.match.arrays import (
    IntArray,
    IntegerArray,
    WordArray,
    places_in,
    places_where,
)
from pipeline.match.normal import (
    MAX_NAME,
    digest64,
    exact_key,
    fold,
    gender_code,
    given_letters,
    letter_mask,
    mark_letters,
    name_key,
    number_digits,
    place_key,
    read_date,
)
from pipeline.match.query.years import NO_YEAR, PartYear, part_year
from pipeline.match.register import Register
from pipeline.match.register.keys import given_hash
from schemas.linkage import PersonQuery

_NUMBER_LENGTHS, _LEAST_READ = range(8, 15), 8
_WHOLE = 12
_OLD_LENGTHS, _LEAST_OLD = range(7, 11), 6


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch of n queries; every array has n entries. Numbers are -1, keys 0 and parts of dates 0
    where unknown.

    `number_text` and `old_text` are digits with `?` for unreadable places, empty where the query
    has none; `name_marked` is the name with its marks, `given_written` its last syllable; `key` is
    the row of the folded name in the register's vocabulary (-1: not in it), `commune`, `province`
    likewise (0: not in it or not given). `part_year`: where day and month were read and the year
    was not.
    """

    number_text: tuple[str, ...]
    old_text: tuple[str, ...]
    number: IntArray
    old: IntArray
    folded: tuple[str, ...]
    name_marked: tuple[str, ...]
    given_written: tuple[str, ...]
    exact: WordArray
    key: IntArray
    letters: WordArray
    given: IntArray
    year: IntArray
    month: IntArray
    day: IntArray
    part_year: tuple[PartYear, ...]
    gender: npt.NDArray[np.uint8]
    commune_text: tuple[str, ...]
    commune: IntArray
    province_text: tuple[str, ...]
    province: IntArray

    def __len__(self) -> int:
        return len(self.folded)

    def some(self, queries: Sequence[int]) -> Prepared:
        """Only these queries."""
        at = np.asarray(queries, np.int64)
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        chosen: dict[str, Any] = {
            name: tuple(column[i] for i in queries)
            if isinstance(column, tuple)
            else column[at]
            for name, column in columns.items()
        }
        return Prepared(**chosen)


def prepare(queries: Sequence[PersonQuery], register: Register) -> Prepared:
    """Read every fact of the queries."""
    numbers = [_numbers(q) for q in queries]
    new, old = tuple(n for n, _ in numbers), tuple(o for _, o in numbers)
    folded = tuple(_name(q.full_name) for q in queries)
    written = tuple(
        q.full_name or "" if f else "" for q, f in zip(queries, folded, strict=True)
    )
    year, month, day = dates = _dates(queries)
    communes = tuple(place_key(q.commune_name) for q in queries)
    provinces = tuple(place_key(q.province_name) for q in queries)
    return Prepared(
        number_text=new,
        old_text=old,
        number=_values(new),
        old=_values(old),
        folded=folded,
        name_marked=tuple(map(mark_letters, written)),
        given_written=tuple(map(given_letters, written)),
        exact=np.array([key or 0 for key in _keys(exact_key, written)], np.uint64),
        key=_rank(register["key_hash"], _keys(name_key, folded), -1),
        letters=np.array([letter_mask(f) for f in folded], np.uint64),
        given=np.array([given_hash(f) for f in folded], np.int64),
        year=year,
        month=month,
        day=day,
        part_year=_part_years(queries, dates),
        gender=np.array([gender_code(q.gender) for q in queries], np.uint8),
        commune_text=communes,
        commune=_rank(register["commune_hash"], _keys(digest64, communes), 0),
        province_text=provinces,
        province=_rank(register["province_hash"], _keys(digest64, provinces), 0),
    )


def _dates(queries: Sequence[PersonQuery]) -> tuple[IntArray, IntArray, IntArray]:
    """Years, months and days."""
    read = np.array([read_date(q.birth_date) for q in queries], np.int64)
    year, month, day = read.reshape(-1, 3).T
    return year, month, day


def _values(texts: Sequence[str]) -> IntArray:
    """The numbers, -1 where not every digit was read."""
    return np.array([int(t) if t.isdecimal() else -1 for t in texts], np.int64)


def _keys(hashed: Callable[[str], int], texts: Sequence[str]) -> list[int | None]:
    """The key of each text, None where it is empty."""
    return [hashed(text) if text else None for text in texts]


def _part_years(
    queries: Sequence[PersonQuery], dates: tuple[IntArray, IntArray, IntArray]
) -> tuple[PartYear, ...]:
    """By query; most have their year, or no day and month."""
    year, month, day = dates
    found = [NO_YEAR] * len(queries)
    for i in places_where((year == 0) & (month > 0) & (day > 0)).tolist():
        found[i] = part_year(queries[i].birth_date)
    return tuple(found)


def number_year(prepared: Prepared) -> IntArray:
    """The year of birth that a whole number of 12 digits tells; 0 where there is none."""
    whole = np.array([len(t) == _WHOLE for t in prepared.number_text], bool)
    century, year = np.divmod(prepared.number // 1_000_000 % 1000, 100)
    told = whole & (prepared.number >= 0)
    return np.where(told, 1900 + century // 2 * 100 + year, 0)


def year_told(prepared: Prepared) -> IntArray:
    """The year of birth read, or that of the number; 0 where there is none."""
    return np.where(prepared.year > 0, prepared.year, number_year(prepared))


def likely_keys(prepared: Prepared, register: Register) -> tuple[IntArray, IntArray]:
    """Query and row of each likely name in the register's vocabulary; none for names as read that
    are in it already."""
    query, hashes = [], []
    for i in places_where(prepared.key < 0).tolist():
        likely = register.syllables.likely_names(prepared.folded[i])
        hashes += [name_key(name) for name in likely]
        query += [i] * len(likely)
    key = _rank(register["key_hash"], hashes, -1)
    known = key >= 0
    return np.array(query, np.int64)[known], key[known]


def _numbers(query: PersonQuery) -> tuple[str, str]:
    """The new and the old number; one of nine digits that stands in the place of the new one counts
    as old."""
    new, old = number_digits(query.citizen_id), number_digits(query.old_id)
    if len(new) in (8, 9) and not old:
        new, old = "", new
    if len(old) in (11, 12) and not new:
        new, old = old, ""
    return _usable(new, _NUMBER_LENGTHS, _LEAST_READ), _usable(
        old, _OLD_LENGTHS, _LEAST_OLD
    )


def _usable(digits: str, lengths: range, least: int) -> str:
    read = len(digits) - digits.count("?")
    return digits if len(digits) in lengths and read >= least else ""


def _name(text: str | None) -> str:
    return fold(text) if text and len(text) <= MAX_NAME else ""


def _rank(
    vocabulary: IntegerArray, hashes: Sequence[int | None], otherwise: int
) -> IntArray:
    """Where each hash stands in the sorted vocabulary; `otherwise` where it does not."""
    known = np.array([h is not None for h in hashes], bool)
    place, there = places_in(vocabulary, np.array([h or 0 for h in hashes], np.uint64))
    return np.where(known & there, place, otherwise).astype(np.int64)
