"""The arrays of a register: columns, vocabularies with their frequencies, and sorted keys for
candidate search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from typing import TypeAlias

import numpy as np

from pipeline.match.arrays import IntegerArray, Mask, StringTable
from pipeline.match.normal import (
    digest64,
    exact_key,
    fold,
    given_letters,
    letter_mask,
    name_key,
    place_key,
)
from pipeline.match.register.columns import RegisterColumns
from pipeline.match.register.keys import composite, given_hash, shortened_keys
from pipeline.match.register.layout import NO_OLD_ID
from pipeline.match.register.remarks import remark_arrays
from pipeline.match.register.sorting import numbered, stable_order

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
    commune = yield from _places(columns)
    key = key_of_name[name] if len(name) else key_of_name
    yield from _sorted_numbers(columns)
    yield from _sorted_facts(columns.birth, key, given_of_key, commune)
    yield from remark_arrays(columns.texts["former_ids"], columns.texts["death_date"])


def _sorted_numbers(columns: RegisterColumns) -> Iterator[Named]:
    """Keys by number. The new ones are sorted as they stand."""
    has_old = _rows_where(columns.old_id != NO_OLD_ID)
    yield from _sorted("old", columns.old_id[has_old], has_old)
    tail = (columns.citizen_id % np.uint64(1_000_000)).astype(np.uint32)
    yield from _sorted("tail", tail)


def _sorted_facts(
    birth: IntegerArray,
    key: IntegerArray,
    given_of_key: IntegerArray,
    commune: IntegerArray,
) -> Iterator[Named]:
    """Keys by name, birth date and commune; two together where both are known."""
    yield from _sorted_pairs("key_birth", key, birth)
    dated = _rows_where(birth & 31)
    # The hashes' numbers sort as the hashes do, and are shorter.
    hashes, number = np.unique(given_of_key, return_inverse=True)
    given = number.astype(np.min_scalar_type(len(hashes)))[key[dated]]
    yield from _sorted_pairs("birth_given", birth[dated], given, dated, hashes)
    placed = _rows_where(commune)
    yield from _sorted_pairs("key_commune", key[placed], commune[placed], placed)
    yield from _sorted_pairs("commune_birth", commune[placed], birth[placed], placed)


def _rows_where(held: IntegerArray | Mask) -> IntegerArray:
    return np.flatnonzero(held).astype(np.uint32)


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
    yield from _shortened(folded_of_key)
    yield from _givens(names, rows)
    given = np.array([given_hash(f) for f in folded_of_key], np.int64)
    return key_of_name.astype(np.uint32), given


def _shortened(folded: Sequence[str]) -> Iterator[Named]:
    """What the names are without one of their syllables, and the key of the whole name."""
    pairs = [
        (short, key)
        for key, name in enumerate(folded)
        for short in shortened_keys(name)
    ]
    short, key = np.array(sorted(pairs), np.uint64).reshape(-1, 2).T
    yield "short_hash", short
    yield "short_key", key.astype(np.uint32)


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
    return commune_of[place] if len(place) else commune_of


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
    return by_place.astype(np.min_scalar_type(len(distinct)))


def _narrow(numbers: IntegerArray) -> IntegerArray:
    """The same in as few bytes as hold them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _distinct(
    columns: Sequence[IntegerArray],
) -> tuple[list[IntegerArray], IntegerArray]:
    """The distinct rows of some columns of codes (-1: null) in their order, column by column, and
    the number of each row among them."""
    packed: IntegerArray = np.zeros(len(columns[0]), np.int64)
    span = 1
    for column in columns:
        size = int(column.max(initial=-1)) + 2
        if span * size > _LARGEST:
            distinct, packed = numbered(packed, span)
            span = len(distinct)
        packed, span = packed.astype(np.int64) * size + (column + 1), span * size
    distinct, number = numbered(packed, span)
    # All rows of a number are alike: any of them tells what it stands for.
    one = np.empty(len(distinct), np.int64)
    one[number] = np.arange(len(number))
    return [column[one] for column in columns], number


def _used(codes: IntegerArray, words: Sequence[str]) -> tuple[IntegerArray, list[str]]:
    """Only the words that a row has, with codes to match; the empty one stands first for null
    where `codes` has it (-1)."""
    used, again = numbered(codes + 1, len(words) + 1)
    return again, [words[i - 1] if i else "" for i in used.tolist()]


def _strings(label: str, words: Sequence[str]) -> Iterator[Named]:
    table = StringTable.of(words)
    yield f"{label}_ends", table.ends
    yield f"{label}_text", table.text


def _sorted(
    label: str, values: IntegerArray, rows: IntegerArray | None = None
) -> Iterator[Named]:
    order = stable_order(values)
    yield f"{label}_sorted", values[order]
    yield f"{label}_rows", _ordered(rows, order)


def _sorted_pairs(
    label: str,
    left: IntegerArray,
    right: IntegerArray,
    rows: IntegerArray | None = None,
    meant: IntegerArray | None = None,
) -> Iterator[Named]:
    """Composite keys in their order; `meant`: what the numbers in `right` stand for."""
    order = stable_order(left, right)
    ordered = right[order] if meant is None else meant[right[order]]
    yield f"{label}_sorted", composite(left[order], ordered)
    yield f"{label}_rows", _ordered(rows, order)


def _ordered(rows: IntegerArray | None, order: IntegerArray) -> IntegerArray:
    return (order if rows is None else rows[order]).astype(np.uint32)
