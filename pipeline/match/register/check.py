"""Which rows of a register source are good: every rule on whole columns at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.common.citizen_id import birth_year, sex_digit
from pipeline.match.arrays import IntArray, Mask
from pipeline.match.normal import MAX_NAME
from pipeline.match.register.layout import NO_OLD_ID
from pipeline.match.register.remarks import REMARKS, died_before_birth, read_formers
from pipeline.match.register.trimming import coded_words, trimmed_numbers
from pipeline.tables.columns import Chunk

COLUMNS = (
    "citizen_id",
    "old_id",
    "full_name",
    "birth_date",
    "gender",
    "birth_province",
    "commune_code",
    "commune_name",
    "province_name",
)
ALL_COLUMNS = (*COLUMNS, *REMARKS)
"""With those that a table need not have."""
TEXTS = (
    "full_name",
    "birth_province",
    "commune_code",
    "commune_name",
    "province_name",
    *REMARKS,
)
# Codes of provinces begin with one or two zeros (001 to 096), the rest of the number with none.
SHORTENED = r"^[1-9][0-9]{9,10}$|^[0-9]([.,][0-9]+)?E\+[0-9]{2}$"
# Names in TCVN3 (ABC) or VNI that were saved as if they were Unicode: signs and capitals inside
# words (`NguyÔn V¨n`), vowels that Vietnamese never writes side by side (`Traàn`, `Nguyeãn`).
_OLD_ENCODING = (
    r"[¡-¿×÷]|\p{Ll}[À-ÖØ-Þ]|[aA][àáâãåäÀÁÂÃÅÄúù]|[eE][àáâãåäÀÁÂÃÅÄùøûõï]|[oO][âåäÂÅÄ]"
)
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMBERS = ("citizen_id", "old_id")
_Told = TypeVar("_Told", bound=np.generic)
Fault: TypeAlias = tuple[str, str, Mask]
"""Column, reason, and the rows that have it."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row left out, by its number in the source (the header is row 1)."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckedChunk:
    """The good rows of a chunk as arrays of one length; `texts` are Arrow columns, coded by their
    distinct words; `rejections` are the other rows.

    `shortened`: rejected rows whose number looks as a spreadsheet leaves it, without its zeros or
    as 1.19E+09.
    """

    numbers: IntArray
    citizen_id: npt.NDArray[np.uint64]
    old_id: npt.NDArray[np.uint32]
    birth: npt.NDArray[np.int32]
    gender: npt.NDArray[np.uint8]
    texts: dict[str, pa.Array]
    rejections: tuple[Rejection, ...]
    shortened: int


def check_chunk(chunk: Chunk) -> CheckedChunk:
    """Judge each row; a row may be rejected for several columns. Rows without any value are passed
    over."""
    texts = {
        name: trimmed_numbers(column) if name in _NUMBERS else coded_words(column)
        for name, column in chunk.columns.items()
    }
    formers, bad_former = read_formers(texts["former_ids"])
    texts["former_ids"] = formers.dictionary_encode()
    numbers = np.asarray(chunk.numbers, np.int64)
    read = _read(texts)
    there = np.logical_or.reduce([_given(column) for column in texts.values()])
    faults = [
        *_faults_of_numbers(texts, read),
        ("former_ids", "not_9_or_12_digits", bad_former),
        *_faults_of_facts(texts, read),
        *_faults_of_death(texts["death_date"], read.birth),
    ]
    good = np.flatnonzero(there & ~np.logical_or.reduce([f for _, _, f in faults]))
    old = np.where(read.old_good, _whole(texts["old_id"], read.old_good), NO_OLD_ID)
    return CheckedChunk(
        numbers=numbers[good],
        citizen_id=read.citizen_id[good],
        old_id=old[good].astype(np.uint32),
        birth=read.birth[good],
        gender=read.gender[good],
        texts={name: _some(texts[name], good) for name in TEXTS},
        rejections=tuple(_rejections(faults, there, numbers)),
        shortened=_count_shortened(texts["citizen_id"], read.id_good),
    )


def _count_shortened(column: pa.Array, id_good: Mask) -> int:
    others = column.filter(pa.array(~id_good))
    return int(np.count_nonzero(_matches(others, SHORTENED)))


class _Read(NamedTuple):
    """Columns as read, and where a number or date is one."""

    citizen_id: npt.NDArray[np.uint64]
    id_good: Mask
    old_good: Mask
    birth: npt.NDArray[np.int32]
    birth_good: Mask
    gender: npt.NDArray[np.uint8]


def _read(texts: Mapping[str, pa.Array]) -> _Read:
    id_good = _has_digits(texts["citizen_id"], 12)
    men, women = (_matches(texts["gender"], pattern) for pattern in ("^M$", "^F$"))
    return _Read(
        _whole(texts["citizen_id"], id_good).astype(np.uint64),
        id_good,
        _has_digits(texts["old_id"], 9),
        *_births(texts["birth_date"]),
        np.select([men, women], [1, 2], 0).astype(np.uint8),
    )


def _faults_of_numbers(texts: Mapping[str, pa.Array], read: _Read) -> list[Fault]:
    """Rows without a number, with none, with one that contradicts sex or year of birth."""
    given, old = _given(texts["citizen_id"]), _given(texts["old_id"])
    year = _year_disagrees(read.citizen_id, read.birth)
    sex = _sex_disagrees(read.citizen_id, read.gender)
    return [
        ("citizen_id", "missing", ~given),
        ("citizen_id", "not_12_digits", given & ~read.id_good),
        ("old_id", "not_9_digits", old & ~read.old_good),
        ("citizen_id", "digits_disagree_with_birth_year", read.id_good & year),
        ("citizen_id", "digits_disagree_with_gender", read.id_good & sex),
    ]


def _faults_of_facts(texts: Mapping[str, pa.Array], read: _Read) -> list[Fault]:
    """Rows whose name, birth date or sex can't be one."""
    name = texts["full_name"]
    given, born = _given(name), _given(texts["birth_date"])
    fits = _mask(pc.less_equal(pc.utf8_length(name.dictionary), MAX_NAME))
    short = _spread(fits, name)
    return [
        ("full_name", "missing", ~given),
        ("full_name", "too_long", given & ~short),
        ("full_name", "no_letters", given & ~_matches(name, r"\p{L}")),
        ("full_name", "old_encoding", _matches(name, _OLD_ENCODING)),
        ("birth_date", "impossible_date", born & ~read.birth_good),
        ("gender", "not_m_or_f", _given(texts["gender"]) & (read.gender == 0)),
    ]


def _faults_of_death(column: pa.Array, birth: npt.NDArray[np.int32]) -> list[Fault]:
    """Rows whose day of death can't be one."""
    if column.null_count == len(column):
        return []
    died, good = _births(column)
    return [
        ("death_date", "impossible_date", _given(column) & ~good),
        ("death_date", "before_birth", died_before_birth(birth, died)),
    ]


def _rejections(
    faults: list[Fault], there: Mask, numbers: IntArray
) -> Iterator[Rejection]:
    for column, reason, fault in faults:
        for number in numbers[fault & there].tolist():
            yield Rejection(number, column, reason)


def _some(column: pa.DictionaryArray, rows: IntArray) -> pa.DictionaryArray:
    """Some of the rows, with their words alone."""
    if len(rows) == len(column):
        return column
    return column.take(pa.array(rows)).dictionary_decode().dictionary_encode()


def _spread(told: npt.NDArray[_Told], coded: pa.DictionaryArray) -> npt.NDArray[_Told]:
    """What holds of each row, told for each distinct word; 0 where there is none."""
    of_none = np.zeros(1, told.dtype)
    codes = coded.indices.fill_null(len(told)).to_numpy(zero_copy_only=False)
    return np.concatenate([told, of_none])[codes]


def _mask(flags: pa.Array) -> Mask:
    return np.asarray(flags.to_numpy(zero_copy_only=False), bool)


def _given(column: pa.Array) -> Mask:
    return _mask(pc.is_valid(column))


def _has_digits(column: pa.Array, count: int) -> Mask:
    """Which texts are so many digits and nothing else."""
    long = pc.equal(pc.binary_length(column), count)
    return _mask(pc.fill_null(pc.and_(long, pc.ascii_is_decimal(column)), False))


def _matches(column: pa.Array, pattern: str) -> Mask:
    if pa.types.is_dictionary(column.type):
        return _spread(_matches(column.dictionary, pattern), column)
    return _mask(pc.fill_null(pc.match_substring_regex(column, pattern), False))


def _whole(column: pa.Array, where: Mask) -> IntArray:
    """The numbers in `column`, 0 where `where` is false."""
    digits = pc.if_else(pa.array(where), column, "0")
    return np.asarray(
        pc.cast(digits, pa.int64()).to_numpy(zero_copy_only=False), np.int64
    )


def _births(column: pa.Array) -> tuple[npt.NDArray[np.int32], Mask]:
    """Packed dates, and which of them are possible; month and day are 0 where only the year is
    known."""
    if pa.types.is_dictionary(column.type):
        born, possible = _births(column.dictionary)
        return _spread(born, column), _spread(possible, column)
    whole, year_only = (
        _matches(column, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        _matches(column, "^[0-9]{4}$"),
    )
    year = _whole(pc.utf8_slice_codeunits(column, 0, 4), whole | year_only)
    month = _whole(pc.utf8_slice_codeunits(column, 5, 7), whole)
    day = _whole(pc.utf8_slice_codeunits(column, 8, 10), whole)
    whole &= (day >= 1) & (day <= _longest(year, month))
    good = (year >= 1850) & (year <= 2399) & (year_only | whole)
    return np.where(good, (year << 9) | (month << 5) | day, 0).astype(np.int32), good


def _longest(year: IntArray, month: IntArray) -> IntArray:
    """Days of a month; 0 where there is no such month."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    days = np.array(_DAYS)[np.where(month <= 12, month, 0)]
    return np.asarray(days + ((month == 2) & leap), np.int64)


def _year_disagrees(
    citizen_id: npt.NDArray[np.uint64], birth: npt.NDArray[np.int32]
) -> Mask:
    return np.asarray(
        (birth > 0) & (birth >> 9 != birth_year(citizen_id.astype(np.int64)))
    )


def _sex_disagrees(
    citizen_id: npt.NDArray[np.uint64], gender: npt.NDArray[np.uint8]
) -> Mask:
    return np.asarray(
        (gender > 0) & (gender != sex_digit(citizen_id.astype(np.int64)) + 1)
    )
