"""Numbers of a pair: the first six digits follow from province, sex and year of birth; only the
serial number, the last six, says more."""

from __future__ import annotations

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray
from pipeline.match.evidence.facts.distances import (
    UNKNOWN,
    are_told,
    edits_where,
    texts_of,
)
from pipeline.match.evidence.held_numbers import HeldNumbers
from pipeline.match.query.prepared import Prepared

_FAR_STEP = 20.0
_LENGTH = 12
_SERIAL = 6
_HEAD = 10**_SERIAL


def number_facts(
    prepared: Prepared, query: IntArray, held: HeldNumbers
) -> dict[str, FloatArray]:
    """What the new and the old number tell."""
    texts = texts_of(prepared.number_text, query)
    old_read = texts_of(prepared.old_text, query)
    given = np.where(are_told(texts), 2.0, are_told(old_read) * 1.0)
    return {
        **_edits(texts, [f"{number:012d}" for number in held.new.tolist()]),
        **_holes(texts),
        "serial_step": _steps(prepared.number[query], held.new),
        "old_edits": _old_edits(old_read, held.old),
        "number_given": given,
        "number_against_reading": _against_reading(prepared)[query],
    }


def _edits(texts: list[str], held: list[str]) -> dict[str, FloatArray]:
    """Edits of the whole number, of its head, of its serial number; digits that contradict."""
    told = are_told(texts)
    whole = edits_where(told, texts, held)
    unread = np.array([t.count("?") for t in texts], np.float64)
    tails = [t[-_SERIAL:] for t in texts], [h[-_SERIAL:] for h in held]
    heads = [t[:_SERIAL] for t in texts], [h[:_SERIAL] for h in held]
    return {
        "number_edits": whole,
        "digits_against": np.where(told, np.maximum(whole - unread, 0), UNKNOWN),
        "serial_edits": edits_where(told, *tails),
        "head_edits": edits_where(told, *heads),
    }


def _holes(texts: list[str]) -> dict[str, FloatArray]:
    """Digits that are unreadable, lacking or too many."""
    holes = [t.count("?") + abs(len(t) - _LENGTH) if t else 0 for t in texts]
    return {"number_holes": np.array(holes, np.float64)}


def _steps(read: IntArray, held: IntArray) -> FloatArray:
    """How far apart serial numbers under one head are, as a logarithm."""
    beside = (read >= 0) & (read // _HEAD == held // _HEAD)
    return np.where(beside, np.log2(np.abs(read - held) + 1.0), _FAR_STEP)


def _old_edits(read: list[str], held: IntArray) -> FloatArray:
    told = are_told(read) & (held >= 0)
    numbers = [f"{number:09d}" if number >= 0 else "" for number in held.tolist()]
    return edits_where(told, read, numbers)


def _against_reading(prepared: Prepared) -> FloatArray:
    """How many of sex and year the number contradicts that the paper itself tells; -1 where one
    can't tell."""
    century, year = np.divmod(prepared.number // _HEAD % 1000, 100)
    told_year, told_sex = prepared.year > 0, prepared.gender > 0
    wrong_year = told_year & (1900 + century // 2 * 100 + year != prepared.year)
    wrong_sex = told_sex & (century % 2 + 1 != prepared.gender)
    whole = np.array([len(t) == _LENGTH for t in prepared.number_text], bool)
    known = whole & (prepared.number >= 0) & (told_year | told_sex)
    return np.where(known, wrong_year * 1.0 + wrong_sex, -1.0)
