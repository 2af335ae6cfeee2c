"""Edits between texts, pair by pair."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.match.arrays import FloatArray, IntegerArray, Mask

UNKNOWN = 3.5
"""What stands for an edit distance where one of the texts is lacking."""


def edits(left: list[str], right: list[str]) -> FloatArray:
    """Edits between texts, two neighbours swapped counting as one."""
    if not left:
        return np.zeros(0)
    return np.asarray(process.cpdist(left, right, scorer=OSA.distance), np.float64)


def edits_where(told: Mask, left: list[str], right: list[str]) -> FloatArray:
    """The same, UNKNOWN where a text is lacking."""
    return np.where(told, edits(left, right), UNKNOWN)


def texts_of(texts: tuple[str, ...], query: IntegerArray) -> list[str]:
    """The text of each pair's query."""
    return [texts[i] for i in query.tolist()]


def are_told(texts: Iterable[str]) -> Mask:
    """Which texts are not empty."""
    return np.array([bool(text) for text in texts], bool)
