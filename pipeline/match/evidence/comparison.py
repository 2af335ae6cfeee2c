"""Comparison levels of candidate pairs, on whole arrays of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray, Mask, StringTable
from pipeline.match.evidence.likeness import letters_apart, most_apart
from pipeline.match.evidence.names import name_frequency, name_levels
from pipeline.match.evidence.numbers import number_edits
from pipeline.match.normal import letter_mask
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.register.check import NO_OLD_ID
from pipeline.match.weights.model import LEVELS, Frequencies

Levels = npt.NDArray[np.uint8]

_SIMILAR_PLACE = 0.8


@dataclass(frozen=True, slots=True)
class Compared:
    """Level by comparison, and the frequency of the value agreed on (NaN where none counts).
    Shapes: (pairs,)."""

    levels: dict[str, Levels]
    frequency: dict[str, FloatArray]


def compare(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> Compared:
    """Compare the queries with the rows, pair by pair."""
    known = register.model.frequencies
    name, name_frequency = _names(prepared, query, row, register)
    birth, birth_frequency = _births(prepared, query, row, register, known)
    place, place_frequency = _places(prepared, query, row, register, known)
    return Compared(
        {
            "number": _numbers(prepared, query, row, register),
            "name": name,
            "birth": birth,
            "gender": _genders(prepared.gender[query], register["gender"][row]),
            "place": place,
        },
        {"name": name_frequency, "birth": birth_frequency, "place": place_frequency},
    )


def _level(comparison: str, name: str) -> int:
    return LEVELS[comparison].index(name)


def _select(
    comparison: str, choices: list[tuple[str, Mask]], otherwise: str = "different"
) -> Levels:
    """The first level whose mask holds."""
    chosen = np.full(len(choices[0][1]), _level(comparison, otherwise), np.uint8)
    for name, mask in reversed(choices):
        chosen[mask] = _level(comparison, name)
    return chosen


def number_distances(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> tuple[IntArray, IntArray]:
    """Edits between the new numbers, and between the old ones, as `number_edits` counts them."""
    new = number_edits(
        prepared.number_text,
        prepared.number,
        query,
        register["citizen_id"][row].astype(np.int64),
        12,
    )
    old_id = register["old_id"][row].astype(np.int64)
    old = number_edits(
        prepared.old_text,
        prepared.old,
        query,
        np.where(old_id == NO_OLD_ID, -1, old_id),
        9,
    )
    return new, old


def _numbers(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> Levels:
    new, old = number_distances(prepared, query, row, register)
    return _select(
        "number",
        [
            ("exact", new == 0),
            ("old_exact", old == 0),
            ("one_edit", new == 1),
            ("old_one_edit", old == 1),
            ("two_edits", new == 2),
            ("different", new > 2),
            ("old_different", old > 1),
        ],
        "absent",
    )


def _names(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> tuple[Levels, FloatArray]:
    name = register["name"][row]
    key = register["name_key"][name].astype(np.int64)
    levels = name_levels(prepared, query, key, name, register)
    return _select("name", levels, "absent"), name_frequency(
        levels, key, name, register
    )


def _births(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    register: Register,
    known: Frequencies,
) -> tuple[Levels, FloatArray]:
    packed = register["birth"][row].astype(np.int64)
    year, month, day = packed >> 9, packed >> 5 & 15, packed & 31
    read_year, read_month, read_day = (
        prepared.year[query],
        prepared.month[query],
        prepared.day[query],
    )
    both = (year > 0) & (read_year > 0)
    same_year = both & (year == read_year)
    month_open, day_open = (
        (month == 0) | (read_month == 0),
        (day == 0) | (read_day == 0),
    )
    same_month, same_day = (
        ~month_open & (month == read_month),
        ~day_open & (day == read_day),
    )
    swapped = ~month_open & ~day_open & (month == read_day) & (day == read_month)
    digits = (year // 10 != read_year // 10).astype(int) + (year % 10 != read_year % 10)
    levels = _select(
        "birth",
        [
            ("absent", ~both),
            ("exact", same_year & same_month & same_day),
            (
                "partial",
                same_year & ((same_month & day_open) | (same_day & month_open)),
            ),
            ("near", same_year & (same_month | same_day | swapped)),
            ("year", same_year & month_open & day_open),
            ("shifted", same_month & same_day & (digits == 1)),
        ],
    )
    exact = levels == _level("birth", "exact")
    frequency = np.full(len(query), np.nan)
    # Everybody of that day is one slice of the index.
    asked, back = np.unique(packed[exact], return_inverse=True)
    index = register["birth_given_sorted"]
    begin = np.searchsorted(index, asked.astype(np.uint64) << np.uint64(32))
    end = np.searchsorted(index, (asked + 1).astype(np.uint64) << np.uint64(32))
    frequency[exact] = _steady(end - begin, len(register), known.birth, known.rows)[
        back
    ]
    return levels, frequency


def _genders(read: Levels, held: IntegerArray) -> Levels:
    return _select(
        "gender", [("absent", (read == 0) | (held == 0)), ("equal", read == held)]
    )


def _places(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    register: Register,
    known: Frequencies,
) -> tuple[Levels, FloatArray]:
    place = register["place"][row]
    commune = register["commune_of_place"][place].astype(np.int64)
    province = register["province_of_place"][place].astype(np.int64)
    has_commune = np.array([bool(t) for t in prepared.commune_text], bool)[query] & (
        commune > 0
    )
    has_province = np.array([bool(t) for t in prepared.province_text], bool)[query] & (
        province > 0
    )
    same_commune = has_commune & (prepared.commune[query] == commune)
    same_province = has_province & (prepared.province[query] == province)
    alike = _near_places(
        prepared.commune_text,
        query,
        commune,
        has_commune & ~same_commune,
        register.strings["commune"],
    )
    alike_province = _near_places(
        prepared.province_text,
        query,
        province,
        has_province & ~same_province,
        register.strings["province"],
    )
    # A commune of the same name in a province that is another one is another commune.
    elsewhere = has_province & ~same_province & ~alike_province
    levels = _select(
        "place",
        [
            ("absent", ~has_commune & ~has_province),
            ("different", elsewhere),
            ("commune", same_commune),
            ("similar", alike),
            ("province", same_province | alike_province),
        ],
    )
    frequency = np.full(len(query), np.nan)
    rows = len(register)
    by_province = levels == _level("place", "province")
    frequency[by_province] = _steady(
        register["province_count"][province[by_province]],
        rows,
        known.province,
        known.rows,
    )
    by_commune = levels == _level("place", "commune")
    frequency[by_commune] = _steady(
        register["commune_count"][commune[by_commune]], rows, known.commune, known.rows
    )
    return levels, frequency


def _near_places(
    texts: tuple[str, ...],
    query: IntArray,
    held: IntArray,
    where: Mask,
    words: StringTable,
) -> Mask:
    near = np.zeros(len(query), bool)
    pairs = np.flatnonzero(where)
    letters = np.array([letter_mask(text) for text in texts], np.uint64)
    sizes = np.array([len(text) for text in texts], np.int64)
    both = sizes[query[pairs]] + words.sizes(held[pairs])
    unlike = letters_apart(letters[query[pairs]], words.letters[held[pairs]])
    pairs = pairs[unlike <= most_apart(both, _SIMILAR_PLACE)]
    if len(pairs):
        left, right = [texts[i] for i in query[pairs].tolist()], words.take(held[pairs])
        near[pairs] = (
            process.cpdist(left, right, scorer=Indel.normalized_similarity)
            >= _SIMILAR_PLACE
        )
    return near


def _steady(
    count: IntegerArray, rows: int, prior: float, prior_rows: float
) -> FloatArray:
    """A value's frequency, steadied by a prior frequency that is worth `prior_rows` rows."""
    return np.asarray((count + prior * prior_rows) / (rows + prior_rows), np.float64)
