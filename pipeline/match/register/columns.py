"""A register's rows as columns: gathered from checked chunks, chosen, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from pipeline.match.arrays import IntegerArray, Mask
from pipeline.match.register.check import TEXTS, CheckedChunk, Rejection

Coded: TypeAlias = tuple[IntegerArray, list[str]]
"""A text by row: codes (-1: null), and the strings that they stand for, in sorted order."""
_TYPES = {
    "numbers": np.int64,
    "citizen_id": np.uint64,
    "old_id": np.uint32,
    "birth": np.int32,
    "gender": np.uint8,
}


@dataclass(frozen=True, slots=True, eq=False)
class RegisterColumns:
    """Checked columns of one length; `texts` by the name of their column."""

    citizen_id: IntegerArray
    old_id: IntegerArray
    birth: IntegerArray
    gender: IntegerArray
    texts: Mapping[str, Coded]

    def __len__(self) -> int:
        return len(self.citizen_id)

    def some(self, keep: IntegerArray | Mask) -> RegisterColumns:
        """Some of the rows, in the order of `keep`."""
        return RegisterColumns(
            self.citizen_id[keep],
            self.old_id[keep],
            self.birth[keep],
            self.gender[keep],
            {name: (codes[keep], words) for name, (codes, words) in self.texts.items()},
        )


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """All good rows, column by column, with their numbers in the source; all rejections, and how
    many numbers were shortened."""

    numbers: IntegerArray
    columns: RegisterColumns
    rejections: list[Rejection]
    shortened: int


def gather(chunks: Iterable[CheckedChunk]) -> Gathered:
    """The chunks as one."""
    arrays: dict[str, list[IntegerArray]] = {name: [] for name in _TYPES}
    texts: dict[str, list[pa.Array]] = {name: [] for name in TEXTS}
    rejections: list[Rejection] = []
    shortened = 0
    for chunk in chunks:
        shortened += chunk.shortened
        rejections.extend(chunk.rejections)
        for name, parts in arrays.items():
            parts.append(getattr(chunk, name))
        for name, columns_so_far in texts.items():
            columns_so_far.append(chunk.texts[name])
    whole = {
        name: np.concatenate([np.empty(0, kind), *arrays.pop(name)])
        for name, kind in _TYPES.items()
    }
    # The parts of one column are given back before the next is made.
    coded = {name: _coded(texts.pop(name)) for name in TEXTS}
    numbers = whole.pop("numbers")
    columns = RegisterColumns(**whole, texts=coded)
    return Gathered(numbers, columns, rejections, shortened)


def join(one: RegisterColumns, other: RegisterColumns) -> RegisterColumns:
    """The rows of both, which have no number in common, in the order of their numbers."""
    # Both are in order: where the other's rows go in is all there is to find.
    order = np.argsort(other.citizen_id)
    other = other.some(order)
    places = np.searchsorted(one.citizen_id, other.citizen_id)

    def merged(left: IntegerArray, right: IntegerArray) -> IntegerArray:
        return np.insert(left, places, right.astype(left.dtype))

    texts = {}
    for name in one.texts:
        (left, right), words = _one_vocabulary(one.texts[name], other.texts[name])
        texts[name] = merged(left, right), words
    return RegisterColumns(
        merged(one.citizen_id, other.citizen_id),
        merged(one.old_id, other.old_id),
        merged(one.birth, other.birth),
        merged(one.gender, other.gender),
        texts,
    )


def _one_vocabulary(
    one: Coded, other: Coded
) -> tuple[tuple[IntegerArray, IntegerArray], list[str]]:
    """The codes of both under one list of strings."""
    words = sorted({*one[1], *other[1]})
    place = {word: at for at, word in enumerate(words)}
    left, right = (
        np.array([*(place[word] for word in known), -1], code_type(len(words)))[codes]
        for codes, known in (one, other)
    )
    return (left, right), words


def code_type(words: int) -> np.dtype[np.signedinteger]:
    """The least type that holds the codes of so many words, and -1."""
    return np.min_scalar_type(-words - 1)


def _coded(parts: Sequence[pa.Array]) -> Coded:
    """A text column of its dictionary-coded parts; the strings in sorted order, so that the
    source's order is gone."""
    coded = pa.chunked_array(parts, type=pa.dictionary(pa.int32(), pa.string()))
    column = coded.unify_dictionaries().combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = (
            column.chunk(0)
            if column.num_chunks
            else pa.array([], pa.string()).dictionary_encode()
        )
    words = column.dictionary.to_pylist()
    order = sorted(range(len(words)), key=words.__getitem__)
    place = np.empty(len(words) + 1, code_type(len(words)))
    place[order] = np.arange(len(words))
    place[-1] = -1
    codes = np.asarray(
        column.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    )
    return place[codes], [words[i] for i in order]
