"""Many small parts become few large ones, and parts get the key files that they lack."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

import pyarrow as pa

from pipeline.store.keys import COLUMNS, FROM_ROWS, write_keys
from pipeline.store.parts import commit_of, write_part
from pipeline.store.place import StorePlace
from pipeline.store.reading import Query, open_part, read_part
from pipeline.store.record import Part

# Parts below this are merged when there are many; larger ones stay, so that a merge never rewrites
# a whole table.
SMALL_PART_BYTES = 16 << 20
# A merge is done in memory.
MERGE_BYTES = 64 << 20
MERGE_ROWS = 200_000


def merge_small(
    place: StorePlace, name: str, parts: tuple[Part, ...], max_parts: int
) -> tuple[Part, ...]:
    """The parts of a table, its first small ones merged where there are more than `max_parts` of
    them. The rows stay the same."""
    sizes = place.sizes(name) if parts else {}
    # A part that is not there is left alone: `verify` names it.
    small = [one for one in parts if sizes.get(one.path, math.inf) < SMALL_PART_BYTES]
    taken = _first_until_full([(part, sizes[part.path]) for part in small])
    if len(small) <= max_parts or len(taken) < 2:
        return parts
    whole = Query.of(name)
    rows = pa.concat_tables([read_part(place, part, whole) for part in taken])
    merged = write_part(place, name, max(commit_of(part) for part in taken), rows)
    # In the place of the first: tables without a sort order keep the order of their rows.
    at = parts.index(taken[0])
    rest = [part for part in parts if part not in taken]
    return (*rest[:at], merged, *rest[at:])


def with_keys(
    place: StorePlace, name: str, parts: tuple[Part, ...]
) -> tuple[Part, ...]:
    """The parts, with key files made for those that need one and have none that is sound."""
    there = place.sizes(name) if any(part.keys for part in parts) else {}
    return tuple(
        part
        if part.rows < FROM_ROWS or _has_sound_keys(place, part, there)
        else _keyed(place, name, part)
        for part in parts
    )


def _has_sound_keys(place: StorePlace, part: Part, there: Container[str]) -> bool:
    if part.keys is None or part.keys.path not in there:
        return False
    try:
        found = hashlib.sha256(place.map(part.keys.path)).hexdigest()
    except (OSError, ValueError):
        return False
    return found == part.keys.sha256


def _keyed(place: StorePlace, name: str, part: Part) -> Part:
    return replace(
        part, keys=write_keys(place, name, part.path, _groups(place, name, part))
    )


def _groups(place: StorePlace, name: str, part: Part) -> Iterator[pa.Table]:
    with open_part(place, part.path) as file:
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
