"""Many small parts become few large ones, and parts get the key files that they lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.common.files import sha256_of
from pipeline.store.keys import COLUMNS, FROM_ROWS, write_keys
from pipeline.store.parts import commit_of, write_part
from pipeline.store.reading import Query, read_part
from pipeline.store.record import Part

# Parts below this are merged when there are many; larger ones stay, so that a merge never rewrites
# a whole table.
SMALL_PART_BYTES = 16 << 20
# A merge is done in memory.
MERGE_BYTES = 64 << 20
MERGE_ROWS = 200_000


def merge_small(
    folder: Path, name: str, parts: tuple[Part, ...], max_parts: int
) -> tuple[Part, ...]:
    """The parts of a table, its first small ones merged where there are more than `max_parts` of
    them. The rows stay the same."""
    sizes = {part: (folder / part.path).stat().st_size for part in parts}
    small = [part for part in parts if sizes[part] < SMALL_PART_BYTES]
    taken = _first_until_full([(part, sizes[part]) for part in small])
    if len(small) <= max_parts or len(taken) < 2:
        return parts
    whole = Query.of(name)
    rows = pa.concat_tables([read_part(folder, part, whole) for part in taken])
    merged = write_part(folder, name, max(commit_of(part) for part in taken), rows)
    # In the place of the first: tables without a sort order keep the order of their rows.
    place = parts.index(taken[0])
    rest = [part for part in parts if part not in taken]
    return (*rest[:place], merged, *rest[place:])


def with_keys(folder: Path, name: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts, with key files made for those that need one and have none that is sound."""
    return tuple(
        part
        if part.rows < FROM_ROWS or _has_sound_keys(folder, part)
        else _keyed(folder, name, part)
        for part in parts
    )


def _has_sound_keys(folder: Path, part: Part) -> bool:
    if part.keys is None:
        return False
    try:
        return sha256_of(folder / part.keys.path) == part.keys.sha256
    except OSError:
        return False


def _keyed(folder: Path, name: str, part: Part) -> Part:
    return replace(
        part, keys=write_keys(folder, name, part.path, _groups(folder, name, part))
    )


def _groups(folder: Path, name: str, part: Part) -> Iterator[pa.Table]:
    with pq.ParquetFile(folder / part.path) as file:
        present = set(file.schema_arrow.names)
        for group in range(file.num_row_groups):
            columns = [column for column in COLUMNS[name] if column in present]
            yield file.read_row_group(group, columns, use_threads=False)


def _first_until_full(parts: Sequence[tuple[Part, int]]) -> list[Part]:
    """The first parts that together stay within MERGE_BYTES and MERGE_ROWS; each with its size."""
    taken: list[Part] = []
    total = rows = 0
    for part, size in parts:
        if total + size <= MERGE_BYTES and rows + part.rows <= MERGE_ROWS:
            taken.append(part)
            total, rows = total + size, rows + part.rows
    return taken
