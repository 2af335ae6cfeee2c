"""Which row groups of a part hold a value: a small file beside a part, so that a look-up opens only
the parts that may answer it.

It lists the CRC-32 of each column's name and value with the number of the row group, in the order
of the CRCs, and is mapped into memory and searched by halves: so an archive of hundreds of parts is
asked in some tens of milliseconds. Two values may share a CRC: what is listed *may* stand there,
what is not listed does not. The file is made from its part and can be made again; a part without
one is searched by its own statistics.

Layout: n CRCs (4 bytes each, little-endian), then the n numbers of their row groups (2 bytes each).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.store.place import KEYS_ENDING, StorePlace
from pipeline.store.record import KeyFile, Where

Crcs = npt.NDArray[np.uint32]
Groups = npt.NDArray[np.uint16]
_CRC, _GROUP = np.dtype("<u4"), np.dtype("<u2")
_ENTRY_BYTES = _CRC.itemsize + _GROUP.itemsize

COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": ("document_id", "dossier_code", "status", "batch_id"),
    "pages": ("document_id",),
    "fields": ("document_id", "needs_review"),
    "matches": ("document_id", "citizen_id", "outcome"),
    "events": ("item", "action", "event_id"),
    "one_stop": ("dossier_code",),
    "past_results": ("dossier_code",),
    "visits": ("visit_code",),
    "survey": ("answer_code",),
}
"""What is looked up by, by table."""

FROM_ROWS = 1_000
"""Smaller parts get no such file: reading them costs as much, and a commit less."""
_MANY = 20_000
"""A look-up of more values than this reads every group."""


def write_keys(
    place: StorePlace, name: str, path: str, groups: Iterable[pa.Table]
) -> KeyFile:
    """Write the keys of a part; the folder is still to be settled.

    Args:
        place: of the store.
        name: the table.
        path: of the part, relative to the store.
        groups: the rows of each of its row groups, in order; the columns of COLUMNS will do.
    """
    crcs: list[int] = []
    places: list[int] = []
    for number, rows in enumerate(groups):
        found = list(_crcs_of(name, rows))
        crcs += found
        places += [number] * len(found)
    order = np.lexsort((places, crcs))
    data = (
        np.array(crcs, _CRC)[order].tobytes()
        + np.array(places, _GROUP)[order].tobytes()
    )
    beside = path.removesuffix(".parquet") + KEYS_ENDING
    place.put(beside, data)
    return KeyFile(beside, hashlib.sha256(data).hexdigest())


def _crcs_of(name: str, rows: pa.Table) -> Iterator[int]:
    for column in set(COLUMNS[name]).intersection(rows.column_names):
        for value in rows[column].unique().drop_null().to_pylist():
            yield _crc(column, value)


def _crc(column: str, value: object) -> int:
    return crc32(f"{column}={value}".encode())


def crcs_of(name: str, where: Where) -> list[Crcs]:
    """For each column of a look-up that keys help with: the CRCs of its values, in order."""
    return [
        np.sort(np.array([_crc(column, value) for value in values], _CRC))
        for column, values in where.items()
        if column in COLUMNS[name] and len(values) <= _MANY
    ]


def groups_of(
    place: StorePlace, keys: KeyFile, wanted: Collection[Crcs]
) -> list[int] | None:
    """The row groups that may hold a row that fits in every column; None where the file is gone or
    damaged, or nothing is wanted that it knows."""
    if not wanted:
        return None
    try:
        crcs, groups = _mapped(place, keys.path)
    except (OSError, ValueError):
        return None
    found: set[int] | None = None
    for one in wanted:
        held = _found(crcs, groups, one)
        found = held if found is None else found & held
        if not found:
            return []
    return sorted(found or ())


def _found(crcs: Crcs, groups: Groups, wanted: Crcs) -> set[int]:
    starts = crcs.searchsorted(wanted)
    inside = starts < len(crcs)
    held = wanted[inside][crcs[starts[inside]] == wanted[inside]]
    if not len(held):
        return set()
    pairs = zip(crcs.searchsorted(held), crcs.searchsorted(held, "right"), strict=True)
    return {int(one) for start, end in pairs for one in groups[start:end]}


@lru_cache(maxsize=2048)
def _mapped(place: StorePlace, path: str) -> tuple[Crcs, Groups]:
    """The two columns of a file. Raises ValueError where it can't be one."""
    data = place.map(path)
    count, rest = divmod(len(data), _ENTRY_BYTES)
    if rest:
        raise ValueError(path)
    crcs = np.frombuffer(data, _CRC, count)
    return crcs, np.frombuffer(data, _GROUP, count, offset=count * _CRC.itemsize)
