"""The arrays of a register: columns, vocabularies with their frequencies, and sorted keys for
candidate search.

A composite key is one unsigned 64-bit number, `left << 32 | right`, so that a range of `right`
under one `left` is a slice of the sorted array: `key_birth` serves name + date, name + year and
name alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from typing import TypeAlias

import numpy as np

from pipeline.match.arrays import IntegerArray, StringTable, WordArray
from pipeline.match.normal import (
    digest64,
    exact_key,
    fold,
    given_letters,
    letter_mask,
    name_key,
    place_key,
)
from pipeline.match.register.check import NO_OLD_ID
from pipeline.match.register.columns import RegisterColumns
from pipeline.match.register.remarks import remark_arrays

Named: TypeAlias = tuple[str, IntegerArray]
_LARGEST = 2**62
_PLACE = ("commune_code", "commune_name", "province_name")


def register_arrays(columns: RegisterColumns) -> Iterator[Named]:
    """Name and content of every array, from checked columns in the order of citizen numbers.

    Args:
        columns: of one length.
    """
    yield "citizen_id", columns.citizen_id
    yield "birth", columns.birth
    yield "old_id", columns.old_id
    yield "gender", columns.gender
    name, names = _used(*columns.texts["full_name"])
    yield "name", name.astype(np.uint32)
    key_of_name, given_of_key = yield from _names(names, name)
    place = yield from _places(columns)
    key = key_of_name[name] if len(name) else np.empty(0, np.int64)
    given = given_of_key[key] if len(key) else key
    yield from _sorted_numbers(columns)
    yield from _sorted_facts(columns.birth, key, given, place)
    yield from remark_arrays(columns.texts["former_ids"], columns.texts["death_date"])


def _sorted_numbers(columns: RegisterColumns) -> Iterator[Named]:
    """Keys by number. The new ones are sorted as they stand."""
    has_old = np.flatnonzero(columns.old_id != NO_OLD_ID)
    yield from _sorted("old", columns.old_id[has_old], has_old)
    tail = columns.citizen_id % np.uint64(1_000_000)
    yield from _sorted("tail", tail.astype(np.uint32))


def _sorted_facts(
    birth: IntegerArray, key: IntegerArray, given: IntegerArray, place: IntegerArray
) -> Iterator[Named]:
    """Keys by name, birth date and commune; two together where both are known."""
    yield from _sorted("key_birth", composite(key, birth))
    dated = np.flatnonzero(birth & 31)
    yield from _sorted("birth_given", composite(birth[dated], given[dated]), dated)
    placed = np.flatnonzero(place)
    yield from _sorted("key_commune", composite(key[placed], place[placed]), placed)
    yield from _sorted("commune_birth", composite(place[placed], birth[placed]), placed)


def composite(left: IntegerArray, right: IntegerArray) -> WordArray:
    """`left << 32 | right`, both below 2^32."""
    return (left.astype(np.uint64) << np.uint64(32)) | right.astype(np.uint64)


def given_hash(folded: str) -> int:
    """32 bits that stand for the last syllable, the given name."""
    return digest64(folded.rpartition(" ")[2]) & 0xFFFFFFFF


def _names(
    names: Sequence[str], name: IntegerArray
) -> Generator[Named, None, tuple[IntegerArray, IntegerArray]]:
    """Distinct names and the folded keys that they share; returns key by name and given-name hash
    by key."""
    yield from _strings("name", names)
    folded = [fold(n) for n in names]
    hashes = np.array([name_key(f) for f in folded], np.uint64)
    key_hash, first, key_of_name = np.unique(
        hashes, return_index=True, return_inverse=True
    )
    # Names are sorted, so the spelling that stands for a key does not depend on the source's order.
    folded_of_key = [folded[i] for i in first.tolist()]
    rows = np.bincount(name, minlength=len(names))
    yield from _spellings(names, rows)
    yield "name_key", key_of_name.astype(np.uint32)
    yield "key_hash", key_hash
    count = np.bincount(key_of_name, rows, minlength=len(key_hash))
    yield "key_count", count.astype(np.uint32)
    yield "key_letters", np.array([letter_mask(f) for f in folded_of_key], np.uint64)
    yield from _strings("key", folded_of_key)
    yield from _strings("syllable", _syllables(folded_of_key, count))
    yield from _givens(names, rows)
    given = np.array([given_hash(f) for f in folded_of_key], np.int64)
    return key_of_name.astype(np.int64), given


def _spellings(names: Sequence[str], rows: IntegerArray) -> Iterator[Named]:
    """Keys of the names with their marks, and how many people bear each."""
    exact = np.array([exact_key(n) for n in names], np.uint64)
    yield "name_exact", exact
    _, alike = np.unique(exact, return_inverse=True)
    counted = np.bincount(alike, rows)[alike] if len(names) else rows
    yield "name_count", counted.astype(np.uint32)


def _syllables(folded: Sequence[str], rows: IntegerArray) -> list[str]:
    """All syllables of the names, the most frequent first."""
    counted: Counter[str] = Counter()
    for name, count in zip(folded, rows.tolist(), strict=True):
        for syllable in name.split():
            counted[syllable] += int(count)
    return sorted(counted, key=lambda s: (-counted[s], s))


def _givens(names: Sequence[str], rows: IntegerArray) -> Iterator[Named]:
    """Distinct given names with their marks, and how many people bear each."""
    counted: Counter[str] = Counter()
    for name, count in zip(names, rows.tolist(), strict=True):
        counted[given_letters(name)] += int(count)
    givens = sorted(counted)
    yield from _strings("given", givens)
    yield "given_count", np.array([counted[g] for g in givens], np.uint32)


def _places(columns: RegisterColumns) -> Generator[Named, None, IntegerArray]:
    """Distinct places, their folded names with frequencies; returns the commune's number by row (0:
    none)."""
    parts = [columns.texts[name] for name in _PLACE]
    distinct, place = _distinct([codes for codes, _ in parts])
    yield "place", _narrow(place)
    named = [
        [words[i] if i >= 0 else "" for i in column.tolist()]
        for column, (_, words) in zip(distinct, parts, strict=True)
    ]
    for label, words in zip(("code", "commune", "province"), named, strict=True):
        yield from _strings(f"place_{label}", words)
    commune_of = yield from _vocabulary("commune", named[1], place)
    yield from _vocabulary("province", named[2], place)
    birth_province, birth_provinces = _used(*columns.texts["birth_province"])
    yield "birth_province", _narrow(birth_province)
    yield from _strings("birth_province", birth_provinces)
    return commune_of[place] if len(place) else place


def _vocabulary(
    label: str, words: Sequence[str], place: IntegerArray
) -> Generator[Named, None, IntegerArray]:
    """Folded words numbered from 1 in the order of their hashes (0: none); returns the number by
    place."""
    keys = [place_key(w) for w in words]
    # The smallest hash stands for "none": the empty word must come first.
    hashes = np.array([digest64(k) if k else 0 for k in ["", *keys]], np.uint64)
    distinct, first, number = np.unique(hashes, return_index=True, return_inverse=True)
    by_place = number[1:]
    yield f"{label}_of_place", by_place.astype(np.uint32)
    yield f"{label}_hash", distinct
    yield from _strings(label, [["", *keys][i] for i in first.tolist()])
    rows = np.bincount(place, minlength=len(words))
    yield (
        f"{label}_count",
        np.bincount(by_place, rows, minlength=len(distinct)).astype(np.uint32),
    )
    return by_place.astype(np.int64)


def _narrow(numbers: IntegerArray) -> IntegerArray:
    """The same in as few bytes as hold them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _distinct(
    columns: Sequence[IntegerArray],
) -> tuple[list[IntegerArray], IntegerArray]:
    """The distinct rows of some columns of codes (-1: null) in their order, column by column, and
    the number of each row among them."""
    packed, span = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        size = int(column.max(initial=-1)) + 2
        if span * size > _LARGEST:
            _, packed = np.unique(packed, return_inverse=True)
            span = int(packed.max()) + 1
        packed, span = packed * size + (column + 1), span * size
    _, first, number = np.unique(packed, return_index=True, return_inverse=True)
    return [column[first] for column in columns], number


def _used(codes: IntegerArray, words: Sequence[str]) -> tuple[IntegerArray, list[str]]:
    """Only the words that a row has, with codes to match; the empty one stands first for null
    where `codes` has it (-1)."""
    used, again = np.unique(codes, return_inverse=True)
    return again, [words[i] if i >= 0 else "" for i in used.tolist()]


def _strings(label: str, words: Sequence[str]) -> Iterator[Named]:
    table = StringTable.of(words)
    yield f"{label}_ends", table.ends
    yield f"{label}_text", table.text


def _sorted(
    label: str, values: IntegerArray, rows: IntegerArray | None = None
) -> Iterator[Named]:
    order = np.argsort(values, kind="stable")
    yield f"{label}_sorted", values[order]
    yield f"{label}_rows", (order if rows is None else rows[order]).astype(np.uint32)
