"""Comparison levels of candidate pairs, on whole arrays of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray, Mask
from pipeline.match.candidates.number_edits import FAR, number_edits
from pipeline.match.evidence.births import birth_frequency, birth_levels, held_parts
from pipeline.match.evidence.held_numbers import HeldNumbers, held_numbers
from pipeline.match.evidence.names import name_frequency, name_levels
from pipeline.match.evidence.places import place_frequency, place_levels
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.weights.model import LEVELS

Levels = npt.NDArray[np.uint8]

_WHOLE, _HEAD, _SERIALS = 12, 6, 1_000_000


@dataclass(frozen=True, slots=True)
class Compared:
    """Level by comparison, the frequency of the value agreed on (NaN where none counts), the
    numbers that were held against those read, and by how many edits the nearer of them differs
    (FAR where none was read); `signs` weigh nothing, but may forbid a link. Shapes: (pairs,)."""

    levels: dict[str, Levels]
    frequency: dict[str, FloatArray]
    held: HeldNumbers
    edits: IntArray
    signs: dict[str, Levels]


def compare(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> Compared:
    """Compare the queries with the rows, pair by pair."""
    name, name_frequency = _names(prepared, query, row, register)
    birth, birth_frequency = _births(prepared, query, row, register)
    place, place_frequency = _places(prepared, query, row, register)
    held = held_numbers(prepared, query, row, register)
    new, old = number_distances(prepared, query, held)
    return Compared(
        {
            "number": _numbers(prepared, query, held, new, old),
            "name": name,
            "birth": birth,
            "gender": _genders(prepared.gender[query], register["gender"][row]),
            "place": place,
        },
        {"name": name_frequency, "birth": birth_frequency, "place": place_frequency},
        held,
        np.minimum(np.where(new < 0, FAR, new), np.where(old < 0, FAR, old)),
        {"number_says": _said_by_number(prepared, query, held, new)},
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
    prepared: Prepared, query: IntArray, held: HeldNumbers
) -> tuple[IntArray, IntArray]:
    """Edits between the new numbers, and between the old ones, as `number_edits` counts them."""
    new = number_edits(prepared.number_text, prepared.number, query, held.new, 12)
    old = number_edits(prepared.old_text, prepared.old, query, held.old, 9)
    return new, old


def _numbers(
    prepared: Prepared, query: IntArray, held: HeldNumbers, new: IntArray, old: IntArray
) -> Levels:
    return _select(
        "number",
        [
            ("exact", new == 0),
            ("old_exact", old == 0),
            ("one_edit", new == 1),
            ("old_one_edit", old == 1),
            ("two_edits", new == 2),
            ("head", (new > 2) & _same_head(prepared, query, held)),
            ("different", new > 2),
            ("old_different", old > 1),
        ],
        "absent",
    )


def _same_head(prepared: Prepared, query: IntArray, held: HeldNumbers) -> Mask:
    """Whether the first six digits agree: province of birth, sex and year."""
    heads = [text[:_HEAD] for text in prepared.number_text]
    read = np.array(
        [int(h) if len(h) == _HEAD and h.isdecimal() else -1 for h in heads], np.int64
    )
    return np.asarray(read[query] == held.new // _SERIALS, bool)


def _said_by_number(
    prepared: Prepared, query: IntArray, held: HeldNumbers, edits: IntArray
) -> Levels:
    """Whether the number read tells the other sex (`SIGNS`). It is the fourth digit, with the
    century; the next two are the year."""
    whole = np.array([len(text) == _WHOLE for text in prepared.number_text], bool)
    asked = whole & (prepared.number >= 0) & (prepared.gender == 0)
    told, known = prepared.number // _SERIALS % 1000, held.new // _SERIALS % 1000
    other = (told[query] // 200 == known // 200) & (abs(told[query] - known) == 100)
    return np.where(asked[query] & (edits == 2) & other, 0, 1).astype(np.uint8)


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
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> tuple[Levels, FloatArray]:
    packed = register["birth"][row].astype(np.int64)
    levels = _select("birth", birth_levels(prepared, query, held_parts(packed)))
    exact = levels == _level("birth", "exact")
    return levels, birth_frequency(exact, packed, register)


def _genders(read: Levels, held: IntegerArray) -> Levels:
    return _select(
        "gender", [("absent", (read == 0) | (held == 0)), ("equal", read == held)]
    )


def _places(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> tuple[Levels, FloatArray]:
    levels = _select("place", place_levels(prepared, query, row, register))
    commune, province = (
        levels == _level("place", one) for one in ("commune", "province")
    )
    return levels, place_frequency(commune, province, row, register)
