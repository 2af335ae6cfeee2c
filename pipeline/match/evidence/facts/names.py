"""Names of a pair: letters, marks and syllables that differ, and whether what was read is a name
that people bear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray, Mask
from pipeline.match.evidence.facts.distances import (
    UNKNOWN,
    are_told,
    edits,
    edits_where,
    texts_of,
)
from pipeline.match.normal import given_letters, mark_letters
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.register.syllables import Syllables
from pipeline.match.weights.model import ranks

_NOT_BORNE = -25.0
_RANK = {
    "exact": 6,
    "folded": 5,
    "syllable": 4,
    "similar": 3,
    "absent": 2,
    "given": 1,
}
_RANKS = ranks("name", _RANK)


@dataclass(frozen=True, slots=True)
class _Names:
    """Folded names of pairs, as read and as held; given names with their marks. `told`: one was
    read."""

    read: list[str]
    held: list[str]
    given: list[str]
    held_given: list[str]
    told: Mask


def name_facts(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    level: IntegerArray,
    register: Register,
) -> dict[str, FloatArray]:
    """What the name tells; `level`: of the comparison."""
    name = register["name"][row]
    key = register["name_key"][name].astype(np.int64)
    written = register.strings["name"].take(name)
    read = texts_of(prepared.folded, query)
    names = _Names(
        read,
        register.strings["key"].take(key),
        texts_of(prepared.given_written, query),
        [given_letters(n) for n in written],
        are_told(read),
    )
    whole = edits(
        texts_of(prepared.name_marked, query), [mark_letters(n) for n in written]
    )
    return {
        "name_level": _RANKS[level],
        **_letters(names, whole),
        **_parts(names),
        **_bearers(names, register.syllables),
        "name_frequency": _frequency(key, register),
    }


def _letters(names: _Names, marked: FloatArray) -> dict[str, FloatArray]:
    """Edits of the whole name without marks, and how many more its marks make (`marked`: edits of
    the name as written)."""
    letters = edits(_joined(names.read), _joined(names.held))
    marks = np.maximum(marked - letters, 0)
    return {
        "name_edits": np.where(names.told, letters, UNKNOWN),
        "mark_edits": np.where(names.told, marks, UNKNOWN),
    }


def _parts(names: _Names) -> dict[str, FloatArray]:
    """Edits of the given and the family name, and syllables that are lacking."""
    given = _given(names.read), _given(names.held)
    family = _family(names.read), _family(names.held)
    both = zip(names.read, names.held, strict=True)
    lacking = [b.count(" ") - a.count(" ") for a, b in both]
    return {
        "given_edits": edits_where(names.told, *given),
        "given_marked_edits": edits_where(names.told, names.given, names.held_given),
        "family_edits": edits_where(names.told, *family),
        "syllables_lacking": np.array(lacking, np.float64),
    }


def _bearers(names: _Names, syllables: Syllables) -> dict[str, FloatArray]:
    """Whether people bear the given name read, where it is another; and its other syllables."""
    folded = zip(names.read, names.held, strict=True)
    alike = np.array(
        [a == b for a, b in zip(_given(names.read), _given(names.held), strict=True)]
    )
    borne = [
        0.0 if g == h or (g.isascii() and same) else syllables.given_share(g)
        for g, h, same in zip(
            names.given, names.held_given, alike.tolist(), strict=True
        )
    ]
    others = [
        _others_borne(a.split(), b.split(), syllables) if a != b else 0.0
        for a, b in folded
    ]
    share = np.maximum(np.array(borne), 2**_NOT_BORNE)
    return {
        "other_given_borne": np.log2(share),
        "other_syllables_borne": np.array(others, np.float64),
    }


def _others_borne(read: list[str], held: list[str], syllables: Syllables) -> float:
    """How many syllables before the given name are other ones that people bear."""
    if len(read) != len(held):
        return 0.0
    pairs = zip(read[:-1], held[:-1], strict=True)
    return float(sum(a != b and len(a) > 1 and syllables.borne(a) for a, b in pairs))


def _frequency(key: IntArray, register: Register) -> FloatArray:
    """How frequent the name held is without its marks, as a logarithm."""
    known, rows = register.model.frequencies, len(register)
    count = register["key_count"][key] + known.folded * known.rows
    return np.asarray(np.log2(count / (rows + known.rows)), np.float64)


def _joined(names: list[str]) -> list[str]:
    return [name.replace(" ", "") for name in names]


def _given(names: list[str]) -> list[str]:
    return [name.rpartition(" ")[2] for name in names]


def _family(names: list[str]) -> list[str]:
    return [name.partition(" ")[0] for name in names]
