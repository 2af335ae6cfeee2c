"""What a change asks for, and whether it may be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from pipeline.errors import DigitizationError
from pipeline.store.parts import table_of
from pipeline.store.place import StorePlace
from pipeline.store.reading import Query, stream_part
from pipeline.store.record import DOCUMENT_TABLES, KEYS, Part, Row, StoreChange
from schemas.tables.arrow import TABLES
from schemas.tables.rows import values_of


def replacements(change: StoreChange) -> dict[str, dict[str, Sequence[Row]]]:
    """By table, by document: the rows that stand in for the document's own.

    Raises:
        DigitizationError: `bad_change`, a row stands under another document's id.
    """
    found: dict[str, dict[str, Sequence[Row]]] = {}
    for document_id, tables in change.replace_documents.items():
        for name, rows in tables.items():
            if any(values_of(row).get("document_id") != document_id for row in rows):
                raise DigitizationError(
                    "bad_change", "a row stands under another document's id", item=name
                )
            found.setdefault(name, {})[document_id] = rows
    return found


def added_tables(
    change: StoreChange, replaced: Mapping[str, Mapping[str, Sequence[Row]]]
) -> dict[str, pa.Table]:
    """The rows that come into each table, as Arrow tables in the contract's types."""
    added = {name: list(rows) for name, rows in change.append.items()}
    for name, by_document in replaced.items():
        rows = [row for rows in by_document.values() for row in rows]
        added.setdefault(name, []).extend(rows)
    whole = {}
    for name, given in change.replace_tables.items():
        if isinstance(given, pa.Table):
            whole[name] = given
        else:
            added.setdefault(name, []).extend(given)
    tables = {name: table_of(name, rows) for name, rows in added.items() if rows}
    for name, table in whole.items():
        if len(table):
            tables[name] = table.select(TABLES[name].names).cast(TABLES[name])
    return tables


def refuse_unknown_tables(change: StoreChange) -> None:
    """Raises DigitizationError `bad_change`."""
    named = {name for tables in change.replace_documents.values() for name in tables}
    unknown = (named - set(DOCUMENT_TABLES)) | (
        {*change.append, *change.replace_tables} - set(TABLES)
    )
    if unknown:
        raise DigitizationError(
            "bad_change", f"no such table: {', '.join(sorted(unknown))}"
        )


def refuse_duplicates(
    place: StorePlace,
    name: str,
    table: pa.Table,
    parts: Sequence[Part],
    replaced: set[str],
) -> None:
    """Look for keys of the new rows among themselves and in the parts, but for documents that are
    replaced.

    Raises:
        DigitizationError: `duplicate_key`, also for a key that is null.
    """
    key = KEYS.get(name)
    if key is None:
        return
    new = set(zip(*(table[column].to_pylist() for column in key), strict=True))
    clash = len(new) < table.num_rows or any(None in values for values in new)
    ids = {values[0] for values in new} - replaced
    query = Query.of(name, key, {"document_id": ids})
    if clash or any(
        key in new for part in parts for key in _stored(place, part, query)
    ):
        raise DigitizationError(
            "duplicate_key",
            f"table {name} would hold a key twice, or none ({', '.join(key)})",
            item=name,
            remedy="this is a fault of the program: please report it; nothing was changed",
        )


def _stored(
    place: StorePlace, part: Part, query: Query
) -> Iterator[tuple[object, ...]]:
    for rows in stream_part(place, part, query):
        yield from zip(
            *(rows[column].to_pylist() for column in query.columns), strict=True
        )
