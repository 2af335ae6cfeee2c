"""Names that differ from the one read in one syllable: one that was not read, one too many, an
initial, or one that was misread as another which people bear too (`han` for `hau`)."""

from __future__ import annotations

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.match.arrays import (
    IntArray,
    Mask,
    WordArray,
    places_in,
    places_where,
    spread,
)
from pipeline.match.candidates.likeness import letters_apart
from pipeline.match.normal import name_key
from pipeline.match.query.prepared import Prepared, year_told
from pipeline.match.register import Register
from pipeline.match.register.keys import composite, shortened_keys

# More names than these that share all syllables but one are not looked through.
_MOST_LONGER, _MOST_ALIKE = 600, 3000
# Bits of `letter_mask` in which a letter read as another lets names differ; a syllable of which
# only the initial was read.
_LETTER_APART, _INITIAL_APART = 4, 8


def near_names(prepared: Prepared, register: Register) -> tuple[IntArray, IntArray]:
    """Query and key of each registered name that is the one read but for a syllable, the queries
    in their order; of those alone of whose very name nobody was born when the paper says."""
    # Nguyễn T. Hằng is no Nguyễn Thăng, though both are one when joined.
    initial = np.array([_initials(name) for name in prepared.folded], bool)
    asked = places_where(initial | ~_has_namesakes(prepared, register)).tolist()
    named = [(i, prepared.folded[i]) for i in asked if " " in prepared.folded[i]]
    whole = _columns([(i, name_key(name)) for i, name in named])
    query, short = _columns([(i, k) for i, name in named for k in shortened_keys(name)])
    place, held = places_in(register["key_hash"], short)
    longer = _longer(*whole, _MOST_LONGER, register)
    alike = _longer(query, short, _MOST_ALIKE, register)
    misread = _misread(prepared, initial, *alike, register)
    query = np.concatenate([longer[0], misread[0], query[held]])
    key = np.concatenate([longer[1], misread[1], place[held]])
    order = np.argsort(query, kind="stable")
    return query[order], key[order]


def _columns(pairs: list[tuple[int, int]]) -> tuple[IntArray, WordArray]:
    """Queries and hashes."""
    query, hashes = [i for i, _ in pairs], [one for _, one in pairs]
    return np.array(query, np.int64), np.array(hashes, np.uint64)


def _has_namesakes(prepared: Prepared, register: Register) -> Mask:
    """Whether somebody of the very name was born when the paper says, as far as it was read."""
    query = places_where((prepared.key >= 0) & (year_told(prepared) > 0))
    narrow = np.ones(len(query), bool)
    low, high = born_as_read(prepared, query, prepared.key[query], narrow)
    index = register["key_birth_sorted"]
    found = np.zeros(len(prepared), bool)
    found[query] = index.searchsorted(low) < index.searchsorted(high)
    return found


def born_as_read(
    prepared: Prepared, query: IntArray, key: IntArray, narrow: Mask
) -> tuple[WordArray, WordArray]:
    """Where in the index of names and birth dates those begin and end who bear the names and were
    born in the year, and on the day or in the month where it is `narrow` and they were read."""
    month, day = prepared.month[query], prepared.day[query]
    narrow = narrow & (month > 0)
    first = year_told(prepared)[query] << 9 | np.where(narrow, month << 5 | day, 0)
    width = np.select([narrow & (day > 0), narrow], [1, 1 << 5], 1 << 9)
    low = composite(key, first)
    return low, low + width.astype(np.uint64)


def _longer(
    query: IntArray, hashes: WordArray, most: int, register: Register
) -> tuple[IntArray, IntArray]:
    """Query and key of the names that are these without a syllable."""
    index = register["short_hash"]
    low = index.searchsorted(hashes)
    counts = index.searchsorted(hashes, "right") - low
    counts[counts > most] = 0
    key = register["short_key"][spread(low, counts)]
    return query.repeat(counts), key.astype(np.int64)


def _misread(
    prepared: Prepared,
    initial: Mask,
    query: IntArray,
    key: IntArray,
    register: Register,
) -> tuple[IntArray, IntArray]:
    """Those that the names read are but for a letter, or for an initial written out (`initial`: by
    query, whether there is one)."""
    most = np.where(initial, _INITIAL_APART, _LETTER_APART)
    apart = letters_apart(prepared.letters[query], register["key_letters"][key])
    likely = places_where(apart <= most[query])
    query, key = query[likely], key[likely]
    read = [prepared.folded[i] for i in query.tolist()]
    held = register.strings["key"].take(key)
    alike = process.cpdist(read, held, scorer=OSA.distance, score_cutoff=1) == 1
    for at in places_where(initial[query]).tolist():
        alike[at] |= _written_out(read[at].split(), held[at].split())
    return query[alike], key[alike]


def _initials(name: str) -> bool:
    return any(len(part) == 1 for part in name.split())


def _written_out(read: list[str], held: list[str]) -> bool:
    """Whether each syllable read is the one held, or its first letter."""
    return len(read) == len(held) and all(
        syllable == one or (len(one) == 1 and syllable.startswith(one))
        for one, syllable in zip(read, held, strict=True)
    )
