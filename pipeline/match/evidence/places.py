"""Homes as read beside those held: which level of agreement, and how many people live there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipeline.match.arrays import FloatArray, IntArray, Mask, StringTable, places_where
from pipeline.match.candidates.likeness import letters_apart, most_apart
from pipeline.match.evidence.births import steady
from pipeline.match.normal import letter_mask
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register

_SIMILAR = 0.8


@dataclass(frozen=True, slots=True)
class _Part:
    """Communes or provinces of pairs: told by both sides, of one name, of nearly one name."""

    told: Mask
    same: Mask
    alike: Mask


def homes(row: IntArray, register: Register) -> tuple[IntArray, IntArray]:
    """Numbers of the communes and of the provinces that rows live in."""
    place = register["place"][row]
    commune = register["commune_of_place"][place].astype(np.int64)
    return commune, register["province_of_place"][place].astype(np.int64)


def place_levels(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> list[tuple[str, Mask]]:
    """Levels with their masks, the first that holds counts."""
    held, words = homes(row, register), register.strings
    commune = _part(
        prepared.commune_text, prepared.commune, query, held[0], words["commune"]
    )
    province = _part(
        prepared.province_text, prepared.province, query, held[1], words["province"]
    )
    known = province.same | province.alike
    return [
        ("absent", ~commune.told & ~province.told),
        # A commune of the same name in a province that is another one is another commune.
        ("different", province.told & ~known),
        ("commune", commune.same),
        ("similar", commune.alike),
        ("province", known),
    ]


def _part(
    texts: tuple[str, ...],
    read: IntArray,
    query: IntArray,
    held: IntArray,
    words: StringTable,
) -> _Part:
    """Texts as read and their numbers by query, against the numbers held by pair."""
    told = np.array([bool(t) for t in texts], bool)[query] & (held > 0)
    same = told & (read[query] == held)
    return _Part(told, same, _near_places(texts, query, held, told & ~same, words))


def _near_places(
    texts: tuple[str, ...],
    query: IntArray,
    held: IntArray,
    where: Mask,
    words: StringTable,
) -> Mask:
    near = np.zeros(len(query), bool)
    pairs = places_where(where)
    if not len(pairs):
        return near
    pairs = pairs[_may_be_near(texts, query[pairs], held[pairs], words)]
    if len(pairs):
        left, right = [texts[i] for i in query[pairs].tolist()], words.take(held[pairs])
        likeness = process.cpdist(left, right, scorer=Indel.normalized_similarity)
        near[pairs] = likeness >= _SIMILAR
    return near


def _may_be_near(
    texts: tuple[str, ...], query: IntArray, held: IntArray, words: StringTable
) -> Mask:
    """Whether the names may be near at all, by their letters."""
    letters = np.array([letter_mask(text) for text in texts], np.uint64)
    sizes = np.array([len(text) for text in texts], np.int64)
    unlike = letters_apart(letters[query], words.letters[held])
    return unlike <= most_apart(sizes[query] + words.sizes(held), _SIMILAR)


def place_frequency(
    commune: Mask, province: Mask, row: IntArray, register: Register
) -> FloatArray:
    """Frequency of the commune or province agreed on; NaN where none is."""
    known, rows = register.model.frequencies, len(register)
    frequency = np.full(len(row), np.nan)
    for mask, held, label, prior in zip(
        (province, commune),
        reversed(homes(row, register)),
        ("province_count", "commune_count"),
        (known.province, known.commune),
        strict=True,
    ):
        count = register[label][held[mask]]
        frequency[mask] = steady(count, rows, prior, known.rows)
    return frequency
