"""Queries as arrays: what a batch of readings says, in the register's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.match.arrays import IntArray, IntegerArray, WordArray
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
from pipeline.match.register import Register
from pipeline.match.register.indexes import given_hash
from schemas.linkage import PersonQuery

_NUMBER_LENGTHS, _LEAST_READ = range(8, 15), 8
_OLD_LENGTHS, _LEAST_OLD = range(7, 11), 6


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch of n queries; every array has n entries. Numbers are -1, keys 0 and parts of dates 0
    where unknown.

    `number_text` and `old_text` are digits with `?` for unreadable places, empty where the query
    has none; `name_marked` is the name with its marks, `given_written` its last syllable; `key` is
    the row of the folded name in the register's vocabulary (-1: not in it), `commune`, `province`
    likewise (0: not in it or not given).
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
    folded = tuple(_name(q.full_name) for q in queries)
    dates = np.array([read_date(q.birth_date) for q in queries], np.int64).reshape(
        -1, 3
    )
    communes = tuple(place_key(q.commune_name) for q in queries)
    provinces = tuple(place_key(q.province_name) for q in queries)
    return Prepared(
        number_text=tuple(n for n, _ in numbers),
        old_text=tuple(o for _, o in numbers),
        number=np.array(
            [int(n) if n.isdecimal() else -1 for n, _ in numbers], np.int64
        ),
        old=np.array([int(o) if o.isdecimal() else -1 for _, o in numbers], np.int64),
        folded=folded,
        name_marked=tuple(
            mark_letters(q.full_name or "") if f else ""
            for q, f in zip(queries, folded, strict=True)
        ),
        given_written=tuple(
            given_letters(q.full_name or "") if f else ""
            for q, f in zip(queries, folded, strict=True)
        ),
        exact=np.array(
            [
                exact_key(q.full_name or "") if f else 0
                for q, f in zip(queries, folded, strict=True)
            ],
            "u8",
        ),
        key=_rank(
            register["key_hash"], [name_key(f) if f else None for f in folded], -1
        ),
        letters=np.array([letter_mask(f) for f in folded], np.uint64),
        given=np.array([given_hash(f) for f in folded], np.int64),
        year=dates[:, 0],
        month=dates[:, 1],
        day=dates[:, 2],
        gender=np.array([gender_code(q.gender) for q in queries], np.uint8),
        commune_text=communes,
        commune=_rank(
            register["commune_hash"], [digest64(c) if c else None for c in communes], 0
        ),
        province_text=provinces,
        province=_rank(
            register["province_hash"],
            [digest64(p) if p else None for p in provinces],
            0,
        ),
    )


def likely_keys(prepared: Prepared, register: Register) -> IntArray:
    """Row of the likely name in the register's vocabulary, by query; -1 where the name as read is
    in it already, or no likelier one is."""
    hashes: list[int | None] = []
    for folded, key in zip(prepared.folded, prepared.key.tolist(), strict=True):
        likely = (
            register.syllables.likely_name(folded) if folded and key < 0 else folded
        )
        hashes.append(None if likely == folded else name_key(likely))
    return _rank(register["key_hash"], hashes, -1)


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
    wanted = np.array([h or 0 for h in hashes], np.uint64)
    place = np.searchsorted(vocabulary, wanted)
    found = np.array([h is not None for h in hashes], bool) & (place < len(vocabulary))
    found[found] = vocabulary[place[found]] == wanted[found]
    return np.where(found, place, otherwise).astype(np.int64)
