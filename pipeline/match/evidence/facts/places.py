"""Homes of a pair: how alike the communes' names are, whether the province agrees, how many live
there."""

from __future__ import annotations

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray
from pipeline.match.evidence.births import steady
from pipeline.match.evidence.facts.distances import are_told, texts_of
from pipeline.match.evidence.places import homes
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.weights.model import ranks

_RANKS = ranks("place", {"commune": 4, "similar": 3, "province": 2, "absent": 1})
_UNTOLD = 0.5


def place_facts(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    level: IntegerArray,
    register: Register,
) -> dict[str, FloatArray]:
    """What the home tells; `level`: of the comparison."""
    commune, province = homes(row, register)
    asked = are_told(texts_of(prepared.province_text, query))
    agreed = (prepared.province[query] == province) * 2.0
    known = register.model.frequencies
    share = steady(
        register["commune_count"][commune], len(register), known.commune, known.rows
    )
    return {
        "place_level": _RANKS[level],
        "commune_likeness": _likeness(prepared, query, commune, register),
        "commune_known": (prepared.commune[query] > 0) * 1.0,
        "province": np.where(asked & (province > 0), agreed, 1.0),
        "commune_frequency": np.log2(share),
    }


def _likeness(
    prepared: Prepared, query: IntArray, commune: IntArray, register: Register
) -> FloatArray:
    """0 to 1; in the middle where a side is unknown."""
    if not len(query):
        return np.zeros(0)
    read = texts_of(prepared.commune_text, query)
    held = register.strings["commune"].take(commune)
    likeness = process.cpdist(read, held, scorer=Indel.normalized_similarity)
    return np.where(are_told(read) & are_told(held), likeness, _UNTOLD)
