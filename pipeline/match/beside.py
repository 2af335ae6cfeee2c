"""Citizens beside the person that a paper names: what agrees, as matching itself compares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pipeline.match.comparison import compare
from pipeline.match.layout import IntArray
from pipeline.match.model import LEVELS
from pipeline.match.prepared import prepare
from pipeline.match.register import Register
from schemas.linkage import Citizen, PersonQuery


class Agreement(StrEnum):
    """How far one fact of a citizen agrees with the paper."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """The paper or the register is silent."""


_SAME = {"exact", "old_exact", "equal", "commune"}
_OTHER = {
    "different": Agreement.DIFFERENT,
    "old_different": Agreement.DIFFERENT,
    "absent": Agreement.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Beside:
    """A citizen, and how far number, name, birth, gender and place agree with the paper."""

    citizen: Citizen
    agreement: Mapping[str, Agreement]


def place_beside(
    asked: Sequence[tuple[PersonQuery, Sequence[str]]], register: Register
) -> list[tuple[Beside, ...]]:
    """For each person the citizens with the numbers given, in their order.

    Numbers that the register does not hold (it was built anew since) are left out.
    """
    rows = [_rows(numbers, register) for _, numbers in asked]
    counts = np.array([len(found) for found in rows], np.int64)
    query = np.repeat(np.arange(len(asked), dtype=np.int64), counts)
    row = np.concatenate([*rows, np.empty(0, np.int64)]).astype(np.int64)
    if not len(row):
        return [() for _ in asked]
    levels = compare(prepare([one for one, _ in asked], register), query, row, register).levels
    pairs = [
        Beside(
            register.citizen(int(at)),
            {name: _agreement(LEVELS[name][int(codes[pair])]) for name, codes in levels.items()},
        )
        for pair, at in enumerate(row)
    ]
    ends = np.cumsum(counts)
    return [tuple(pairs[end - count : end]) for end, count in zip(ends, counts, strict=True)]


def _rows(numbers: Sequence[str], register: Register) -> IntArray:
    """The rows of the numbers that the register holds."""
    found = [row for one in numbers if (row := register.row_of(one)) is not None]
    return np.array(found, np.int64)


def _agreement(level: str) -> Agreement:
    return Agreement.SAME if level in _SAME else _OTHER.get(level, Agreement.NEAR)
