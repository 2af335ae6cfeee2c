"""Names as read beside names as held: which level of agreement, and how rare the name agreed on
is."""

from __future__ import annotations

from operator import ne

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray, Mask, places_where
from pipeline.match.candidates.likeness import letters_apart, most_apart
from pipeline.match.normal import given_letters
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register

_SYLLABLE_FLOOR = 0.7
_SIMILAR = 0.75
_SIMILAR_EDITS = 2
# A given name that differs by so many letters, and by so large a part of them, is another name.
_OTHER_EDITS, _OTHER_PART = 2, 0.5
# A given name that this share of people bears is a name, and no misreading of another.
_BORNE = 2e-5
# So few pairs are compared one by one, whether or not some are of one name.
_FEW = 100


def name_levels(
    prepared: Prepared,
    query: IntArray,
    key: IntArray,
    name: IntegerArray,
    register: Register,
) -> list[tuple[str, Mask]]:
    """Levels with their masks, the first that holds counts. `key`, `name`: rows of the held names
    in the vocabularies."""
    read = np.array([bool(f) for f in prepared.folded], bool)[query]
    same_key = read & (prepared.key[query] == key)
    exact = same_key & (prepared.exact[query] == register["name_exact"][name])
    near = np.zeros((3, len(query)), bool)
    other = places_where(read & ~same_key)
    other = other[_may_be_near(prepared, query[other], key[other], register)]
    near[:, other] = _near_once(
        prepared, query[other], key[other], name[other], register
    )
    return [
        ("exact", exact),
        ("folded", same_key),
        ("given", near[2]),
        ("syllable", near[0]),
        ("similar", near[1]),
        ("different", read),
    ]


def _may_be_near(
    prepared: Prepared, query: IntArray, key: IntArray, register: Register
) -> Mask:
    """Whether the names may be near at all, by their letters."""
    unlike = letters_apart(prepared.letters[query], register["key_letters"][key])
    lengths = np.array([len(name) for name in prepared.folded], np.int64)
    sizes = lengths[query] + register.strings["key"].sizes(key)
    # An edit that puts a letter for another is two, a letter out and one in.
    return np.asarray(
        (unlike <= most_apart(sizes, _SYLLABLE_FLOOR)) | (unlike <= 2 * _SIMILAR_EDITS),
        bool,
    )


def _near_once(
    prepared: Prepared,
    query: IntArray,
    key: IntArray,
    name: IntegerArray,
    register: Register,
) -> npt.NDArray[np.bool_]:
    """`_near_names`, of many pairs each query's names once."""
    if len(query) <= _FEW:
        return _near_names(prepared, query, key, name, register)
    _, first, back = np.unique(
        query << 32 | name, return_index=True, return_inverse=True
    )
    once = _near_names(prepared, query[first], key[first], name[first], register)
    return once[:, back]


def _near_names(
    prepared: Prepared,
    query: IntArray,
    key: IntArray,
    name: IntegerArray,
    register: Register,
) -> npt.NDArray[np.bool_]:
    """Whether one syllable differs or is lacking, the names are alike letter by letter, or they
    would be but for another given name. Shape (3, pairs)."""
    one, alike, other = near = np.zeros((3, len(query)), bool)
    if not len(query):
        return near
    left = [prepared.folded[i] for i in query.tolist()]
    right, written = register.strings["key"].take(key), register.strings["name"]
    likeness = process.cpdist(
        left, right, scorer=Indel.normalized_similarity, score_cutoff=_SYLLABLE_FLOOR
    )
    alike |= likeness >= _SIMILAR
    alike |= _few_edits(left, right, alike)
    likely = places_where(likeness >= _SYLLABLE_FLOOR)
    parts = {i: prepared.folded[i].split() for i in np.unique(query[likely]).tolist()}
    similar = alike.tolist()
    for i, asked in zip(likely.tolist(), query[likely].tolist(), strict=True):
        read, held = parts[asked], right[i].split()
        one[i] = by_one = _one_syllable(read, held)
        if (by_one or similar[i]) and read[-1] != held[-1]:
            given = prepared.given_written[asked]
            borne = register.syllables.given_share(given) >= _BORNE
            other[i] = _other_given(read, held, given, written[int(name[i])], borne)
    return near


def _few_edits(left: list[str], right: list[str], alike: Mask) -> Mask:
    """Which names differ by a few edits only; short ones are not alike then."""
    few = np.zeros(len(left), bool)
    # Each edit is two insertions or deletions at most: longer names are alike.
    longest = 2 * _SIMILAR_EDITS / (1 - _SIMILAR)
    asked = [
        i
        for i in places_where(~alike).tolist()
        if len(left[i]) + len(right[i]) < longest
    ]
    if asked:
        some = [left[i] for i in asked], [right[i] for i in asked]
        few[asked] = process.cpdist(*some, scorer=OSA.distance) <= _SIMILAR_EDITS
    return few


def _one_syllable(left: list[str], right: list[str]) -> bool:
    """Names of two syllables or more, equal but for one syllable that differs or is lacking."""
    size, other = len(left), len(right)
    if size == other:
        return size > 2 and sum(map(ne, left, right)) == 1
    if min(size, other) < 2 or abs(size - other) > 1:
        return False
    short, long = (left, right) if size < other else (right, left)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _other_given(
    left: list[str], right: list[str], read: str, held: str, borne: bool
) -> bool:
    """Whether the given names, the last syllables, are two names rather than one misread: they
    differ in much, or in a letter and, where marks were read, in a mark, or people bear the one
    read.

    Args:
        left: folded syllables of the name read.
        right: folded syllables of the name held.
        read: the given name as read, decomposed.
        held: the full name held.
        borne: registered people have the given name read.
    """
    a, b = left[-1], right[-1]
    # Joined or cut (VănAn, ương), unless what is left is a name as well (Lan, An), or has a mark
    # that the other lacks (Lan, Ân).
    if a == b or (not borne and _is_cut(read, given_letters(held))):
        return False
    if abs(len(left) - len(right)) == 1 and (left[:-1] == right or right[:-1] == left):
        return False
    edits = OSA.distance(a, b)
    if borne or (edits >= _OTHER_EDITS and edits >= _OTHER_PART * max(len(a), len(b))):
        return True
    plain = read.isascii() and not held.isascii()
    return not plain and OSA.distance(read, given_letters(held)) > edits


def _is_cut(read: str, held: str) -> bool:
    """Whether one of two given names, decomposed, is the other's end; marks that were not read do
    not count."""
    if read.isascii():
        held = "".join(letter for letter in held if letter.isascii())
    return read.endswith(held) or held.endswith(read)


def name_frequency(
    levels: list[tuple[str, Mask]],
    key: IntArray,
    name: IntegerArray,
    register: Register,
) -> FloatArray:
    """Frequency of the name agreed on, as written or without marks; NaN where none is."""
    known, rows = register.model.frequencies, len(register)
    masks = dict(levels)
    frequency = np.full(len(key), np.nan)
    for mask, count, prior in (
        (masks["folded"], register["key_count"][key], known.folded),
        (masks["exact"], register["name_count"][name], known.name),
    ):
        frequency[mask] = (count[mask] + prior * known.rows) / (rows + known.rows)
    return frequency
