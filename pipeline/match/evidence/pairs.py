"""What is known on a pair of query and citizen, as numbers that the forest asks for.

Agreement that follows from another fact is told apart from it: the first six digits of a number
follow from province, sex and year of birth, and only the serial number, its last six, says more.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray
from pipeline.match.evidence.comparison import Compared
from pipeline.match.evidence.rivals import beside_others
from pipeline.match.evidence.scoring import Scored
from pipeline.match.normal import given_letters, mark_letters
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.register.check import NO_OLD_ID
from pipeline.match.register.syllables import Syllables
from pipeline.match.weights.features import FEATURES
from pipeline.match.weights.model import LEVELS, ranks

UNKNOWN = 3.5
_FAR_STEP = 20.0
_NOT_BORNE = -25.0


_NAME_RANK = {
    "exact": 6,
    "folded": 5,
    "syllable": 4,
    "similar": 3,
    "absent": 2,
    "given": 1,
}
_BIRTH_RANK = {
    "exact": 6,
    "partial": 5,
    "near": 4,
    "shifted": 4,
    "year": 3,
    "absent": 2,
}
_PLACE_RANK = {"commune": 4, "similar": 3, "province": 2, "absent": 1}
_GENDER_RANK = {"equal": 2, "absent": 1}


def evidence(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    compared: Compared,
    scored: Scored,
    chosen: IntArray,
    register: Register,
) -> npt.NDArray[np.float32]:
    """The features of the chosen pairs. Shape (chosen, features).

    Args:
        query: of all pairs of the batch.
        row: of all pairs.
        chosen: pairs to be told about.
    """
    q, r = query[chosen], row[chosen]
    levels = {c: compared.levels[c][chosen] for c in compared.levels}
    columns = {
        **_numbers(prepared, q, r, register),
        **_names(prepared, q, r, levels["name"], register),
        **_births(prepared, q, r, levels["birth"], register),
        "gender": ranks("gender", _GENDER_RANK)[levels["gender"]],
        **_places(prepared, q, r, levels["place"], register),
        **beside_others(query, compared, scored, chosen),
    }
    rows = np.log2(max(len(register), 1))
    columns["expected_namesakes"] = (
        rows
        + columns["name_frequency"]
        + np.log2(_random("birth", register))[levels["birth"]]
    )
    place = np.log2(_random("place", register))[levels["place"]]
    here = levels["place"] == LEVELS["place"].index("commune")
    columns["expected_here"] = columns["expected_namesakes"] + np.where(
        here, columns["commune_frequency"], place
    )
    return np.stack([columns[f.name] for f in FEATURES], axis=1).astype(np.float32)


def _random(comparison: str, register: Register) -> FloatArray:
    table = getattr(register.model.random, comparison)
    return np.array([table.get(level, 1.0) for level in LEVELS[comparison]], np.float64)


def _distances(left: list[str], right: list[str]) -> FloatArray:
    if not left:
        return np.zeros(0)
    return np.asarray(process.cpdist(left, right, scorer=OSA.distance), np.float64)


def _numbers(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> dict[str, FloatArray]:
    texts = [prepared.number_text[i] for i in query.tolist()]
    held = [f"{v:012d}" for v in register["citizen_id"][row].tolist()]
    lacking = np.array([not t for t in texts], bool)
    new = np.where(lacking, UNKNOWN, _distances(texts, held))
    serial = np.where(
        lacking, UNKNOWN, _distances([t[-6:] for t in texts], [h[-6:] for h in held])
    )
    head = np.where(
        lacking, UNKNOWN, _distances([t[:6] for t in texts], [h[:6] for h in held])
    )
    value, number = prepared.number[query], register["citizen_id"][row].astype(np.int64)
    beside = (value >= 0) & (value // 1_000_000 == number // 1_000_000)
    step = np.where(beside, np.log2(np.abs(value - number) + 1.0), _FAR_STEP)
    old_texts = [prepared.old_text[i] for i in query.tolist()]
    old_held = register["old_id"][row]
    no_old = np.array([not t for t in old_texts], bool)
    old = _distances(old_texts, [f"{v:09d}" for v in old_held.tolist()])
    holes = np.array(
        [t.count("?") + abs(len(t) - 12) if t else 0 for t in texts], np.float64
    )
    unread = np.array([t.count("?") for t in texts], np.float64)
    return {
        "number_edits": new,
        "digits_against": np.where(lacking, UNKNOWN, np.maximum(new - unread, 0)),
        "serial_edits": serial,
        "head_edits": head,
        "serial_step": step,
        "old_edits": np.where(no_old | (old_held == NO_OLD_ID), UNKNOWN, old),
        "number_holes": holes,
        "number_given": np.where(~lacking, 2.0, np.where(no_old, 0.0, 1.0)),
        "number_against_reading": _against_reading(prepared)[query],
    }


def _against_reading(prepared: Prepared) -> FloatArray:
    """How many of sex and year the number contradicts that the paper itself tells; -1 where one
    can't tell."""
    head = prepared.number // 1_000_000
    century, year = head // 100 % 10, head % 100
    whole = np.array([len(t) == 12 for t in prepared.number_text], bool) & (
        prepared.number >= 0
    )
    told_year, told_sex = prepared.year > 0, prepared.gender > 0
    wrong_year = told_year & (1900 + century // 2 * 100 + year != prepared.year)
    wrong_sex = told_sex & (century % 2 + 1 != prepared.gender)
    known = whole & (told_year | told_sex)
    return np.where(known, wrong_year * 1.0 + wrong_sex, -1.0)


def _names(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    level: IntegerArray,
    register: Register,
) -> dict[str, FloatArray]:
    name = register["name"][row]
    key = register["name_key"][name].astype(np.int64)
    read = [prepared.folded[i] for i in query.tolist()]
    held = register.strings["key"].take(key)
    written = register.strings["name"].take(name)
    given = [prepared.given_written[i] for i in query.tolist()]
    held_given = [given_letters(n) for n in written]
    lacking = np.array([not n for n in read], bool)
    marked = _distances(given, held_given)
    edits = _distances(
        [n.replace(" ", "") for n in read], [n.replace(" ", "") for n in held]
    )
    share = register.syllables.given_share
    borne = np.array(
        [
            share(g) if g != h and not (g.isascii() and fold_equal) else 0.0
            for g, h, fold_equal in zip(
                given,
                held_given,
                (
                    a.rpartition(" ")[2] == b.rpartition(" ")[2]
                    for a, b in zip(read, held, strict=True)
                ),
                strict=True,
            )
        ]
    )
    whole = _distances(
        [prepared.name_marked[i] for i in query.tolist()],
        [mark_letters(n) for n in written],
    )
    known = register.model.frequencies
    rows = len(register)
    count = register["key_count"][key]
    return {
        "name_level": ranks("name", _NAME_RANK)[level],
        "name_edits": np.where(lacking, UNKNOWN, edits),
        "given_edits": np.where(
            lacking,
            UNKNOWN,
            _distances(
                [n.rpartition(" ")[2] for n in read],
                [n.rpartition(" ")[2] for n in held],
            ),
        ),
        "given_marked_edits": np.where(lacking, UNKNOWN, marked),
        "other_given_borne": np.log2(np.maximum(borne, 2**_NOT_BORNE)),
        "family_edits": np.where(
            lacking,
            UNKNOWN,
            _distances(
                [n.partition(" ")[0] for n in read], [n.partition(" ")[0] for n in held]
            ),
        ),
        "other_syllables_borne": np.array(
            [
                _others_borne(a.split(), b.split(), register.syllables)
                if a != b
                else 0.0
                for a, b in zip(read, held, strict=True)
            ]
        ),
        "mark_edits": np.where(lacking, UNKNOWN, np.maximum(whole - edits, 0)),
        "syllables_lacking": np.array(
            [b.count(" ") - a.count(" ") for a, b in zip(read, held, strict=True)],
            np.float64,
        ),
        "name_frequency": np.log2(
            (count + known.folded * known.rows) / (rows + known.rows)
        ),
    }


def _others_borne(read: list[str], held: list[str], syllables: Syllables) -> float:
    """How many syllables before the given name are other ones that people bear."""
    if len(read) != len(held):
        return 0.0
    pairs = zip(read[:-1], held[:-1], strict=True)
    return float(sum(a != b and len(a) > 1 and syllables.borne(a) for a, b in pairs))


def _births(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    level: IntegerArray,
    register: Register,
) -> dict[str, FloatArray]:
    packed = register["birth"][row].astype(np.int64)
    held = [packed >> 9, packed >> 5 & 15, packed & 31]
    read = [prepared.year[query], prepared.month[query], prepared.day[query]]
    edits = np.zeros(len(query))
    for a, b in zip(read, held, strict=True):
        both = (a > 0) & (b > 0)
        digits = sum(
            (a // p % 10 != b // p % 10).astype(int) for p in (1, 10, 100, 1000)
        )
        edits += np.where(both, digits, 0)
    known = (read[0] > 0) & (held[0] > 0)
    parts = sum((a > 0).astype(float) for a in read) + 4.0 * (held[2] > 0)
    swapped = (
        (read[1] == held[2])
        & (read[2] == held[1])
        & (read[1] != read[2])
        & (read[2] > 0)
    )
    return {
        "birth_swapped": (swapped & (read[0] == held[0])) * 1.0,
        "birth_level": ranks("birth", _BIRTH_RANK)[level],
        "birth_edits": np.where(known, edits, UNKNOWN),
        "birth_parts": np.asarray(parts, np.float64),
    }


def _places(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    level: IntegerArray,
    register: Register,
) -> dict[str, FloatArray]:
    place = register["place"][row]
    commune = register["commune_of_place"][place].astype(np.int64)
    province = register["province_of_place"][place].astype(np.int64)
    read = [prepared.commune_text[i] for i in query.tolist()]
    held = register.strings["commune"].take(commune)
    told = np.array(
        [bool(a) and bool(b) for a, b in zip(read, held, strict=True)], bool
    )
    likeness = (
        process.cpdist(read, held, scorer=Indel.normalized_similarity)
        if read
        else np.zeros(0)
    )
    asked = np.array([bool(prepared.province_text[i]) for i in query.tolist()], bool)
    known = register.model.frequencies
    share = (register["commune_count"][commune] + known.commune * known.rows) / (
        len(register) + known.rows
    )
    return {
        "place_level": ranks("place", _PLACE_RANK)[level],
        "commune_likeness": np.where(told, likeness, 0.5),
        "province": np.where(
            asked & (province > 0), (prepared.province[query] == province) * 2.0, 1.0
        ),
        "commune_frequency": np.log2(share),
    }
