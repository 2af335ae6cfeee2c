"""Parquet parts: sorted, compressed by zstd, with statistics that let look-ups skip most row
groups.

A part is never changed: its name holds the commit that wrote it and its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import DigitizationError
from pipeline.store.keys import FROM_ROWS, write_keys
from pipeline.store.place import StorePlace
from pipeline.store.reading import WITH_STATISTICS
from pipeline.store.record import Part, Row
from schemas.tables.arrow import TABLES
from schemas.tables.rows import values_of

SORTED_BY: dict[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "pages": ("document_id", "page"),
    "fields": ("document_id",),
    "matches": ("document_id",),
    "events": (),
    "one_stop": ("dossier_code",),
    "past_results": ("dossier_code",),
    "visits": ("visit_code",),
    "survey": ("answer_code",),
}
ROW_GROUP = 5_000


def table_of(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table of the schema; columns left out are null.

    Raises:
        DigitizationError: `bad_row`, a column that the table does not have or a value of another
            type. It is a fault of the program, as rows are made by it.
    """
    schema = TABLES[name]
    values = [dict(values_of(row)) for row in rows]
    unknown = {key for row in values for key in row} - set(schema.names)
    if unknown:
        raise DigitizationError(
            "bad_row",
            f"table {name} has no column {', '.join(sorted(unknown))}",
            item=name,
        )
    try:
        return pa.Table.from_pylist(values, schema=schema)
    except (
        pa.ArrowInvalid,
        pa.ArrowTypeError,
        OverflowError,
        UnicodeEncodeError,
    ) as error:
        # The value itself may be personal data: only the kind of error is told.
        raise DigitizationError(
            "bad_row",
            f"a value does not fit its column ({type(error).__name__})",
            item=name,
        ) from error


def write_part(place: StorePlace, name: str, commit: int, table: pa.Table) -> Part:
    """Write one part of table `name` with its keys, under its final name; the folder is still to be
    settled."""
    order = [(key, "ascending") for key in SORTED_BY[name]]
    if order:
        table = table.take(pc.sort_indices(table, sort_keys=order))
    data = _parquet(table)
    digest = hashlib.sha256(data).hexdigest()
    path = f"{name}/{commit:08d}-{digest[:12]}.parquet"
    place.put(path, data)
    keys = None
    if table.num_rows >= FROM_ROWS:
        starts = range(0, table.num_rows, ROW_GROUP)
        groups = (table.slice(at, ROW_GROUP) for at in starts)
        keys = write_keys(place, name, path, groups)
    return Part(path, table.num_rows, digest, keys)


def _parquet(table: pa.Table) -> memoryview:
    """The bytes of a part."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=3,
        row_group_size=ROW_GROUP,
        write_statistics=[one for one in table.schema.names if one in WITH_STATISTICS],
        write_page_checksum=True,
    )
    return memoryview(sink.getvalue())


def commit_of(part: Part) -> int:
    """The commit that wrote the part (for merged parts, the latest one merged)."""
    return int(PurePosixPath(part.path).name.split("-")[0])
