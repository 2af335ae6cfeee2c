"""What few citizens have: numbers that they bore before, and a day of death.

On disk they are lists of the rows that have them, and the arrays are lacking where nobody has any,
so registers from before have the same bytes. The dead stay: most old papers speak of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from pipeline.match.arrays import IntegerArray, Mask, StringTable

REMARKS = ("former_ids", "death_date")
_PARTED = re.compile(r"[\s;,]+")
_NUMBER = re.compile(r"[0-9]{12}|[0-9]{9}")
_NEW = 12
Named: TypeAlias = tuple[str, IntegerArray]
NO_REMARKS: Mapping[str, IntegerArray] = {
    "former_rows": np.empty(0, np.uint32),
    "former_ends": np.zeros(1, np.int64),
    "former_text": np.empty(0, np.uint8),
    "former_id_sorted": np.empty(0, np.uint64),
    "former_id_rows": np.empty(0, np.uint32),
    "former_old_sorted": np.empty(0, np.uint32),
    "former_old_rows": np.empty(0, np.uint32),
    "death_rows": np.empty(0, np.uint32),
    "death_ends": np.zeros(1, np.int64),
    "death_text": np.empty(0, np.uint8),
}
"""What stands for the arrays where nobody has remarks."""


def former_numbers(text: str | None) -> tuple[str, ...]:
    """The numbers of a cell, which blanks, commas or semicolons part, in order, each once."""
    return tuple(sorted({part for part in _PARTED.split(text or "") if part}))


def are_numbers(numbers: Sequence[str]) -> bool:
    """Whether all have 9 or 12 digits."""
    return all(_NUMBER.fullmatch(number) for number in numbers)


def read_formers(column: pa.Array) -> tuple[pa.Array, Mask]:
    """The column with the numbers of each cell in one form, and where one is no number."""
    bad = np.zeros(len(column), bool)
    if column.null_count == len(column):
        return column, bad
    cells: list[str | None] = column.to_pylist()
    for row, cell in enumerate(cells):
        if cell is not None:
            numbers = former_numbers(cell)
            bad[row] = not are_numbers(numbers)
            cells[row] = " ".join(numbers) or None
    return pa.array(cells, pa.string()), bad


def remark_arrays(
    formers: tuple[IntegerArray, list[str]], deaths: tuple[IntegerArray, list[str]]
) -> Iterator[Named]:
    """The arrays of both, from codes by row (-1: none) and the words that they stand for."""
    rows, texts = _held(*formers)
    if len(rows):
        yield "former_rows", rows
        yield from _strings("former", texts)
        yield from _sorted_formers(rows, texts)
    rows, texts = _held(*deaths)
    if len(rows):
        yield "death_rows", rows
        yield from _strings("death", texts)


def _held(codes: IntegerArray, words: Sequence[str]) -> tuple[IntegerArray, list[str]]:
    """The rows that have a word, and the word of each."""
    rows = np.flatnonzero(codes >= 0)
    return rows.astype(np.uint32), [words[code] for code in codes[rows].tolist()]


def _strings(label: str, texts: Sequence[str]) -> Iterator[Named]:
    table = StringTable.of(texts)
    yield f"{label}_ends", table.ends
    yield f"{label}_text", table.text


def _sorted_formers(rows: IntegerArray, texts: Sequence[str]) -> Iterator[Named]:
    """Former numbers with the rows of those who bore them, the new and the old form apart."""
    pairs = [
        (number, row)
        for text, row in zip(texts, rows.tolist(), strict=True)
        for number in text.split(" ")
    ]
    for label, kind, whole in (
        ("former_id", np.uint64, True),
        ("former_old", np.uint32, False),
    ):
        mine = sorted((int(n), row) for n, row in pairs if (len(n) == _NEW) is whole)
        yield f"{label}_sorted", np.array([number for number, _ in mine], kind)
        yield f"{label}_rows", np.array([row for _, row in mine], np.uint32)


def remark_at(row: int, rows: IntegerArray, texts: StringTable) -> str | None:
    """The remark of a row, None where it has none."""
    place = int(np.searchsorted(rows, row))
    return texts[place] if place < len(rows) and rows[place] == row else None


def died_before_birth(born: IntegerArray, died: IntegerArray) -> Mask:
    """Whether a day of death lies before that of birth, both packed; unknown parts do not count."""
    year = (born >> 9) > (died >> 9)
    whole = ((born & 31) > 0) & ((died & 31) > 0) & (born > died)
    return np.asarray((born > 0) & (died > 0) & (year | whole), bool)
