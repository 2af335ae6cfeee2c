"""The questions that several commands ask of the record, in one place: each costs what its answer
costs, however large the record is."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.store.record import RecordStore, Snapshot
from schemas.states import MatchOutcome
from schemas.tables.rows import column_names

R = TypeVar("R")
CONFIRMED = MatchOutcome.MATCHED.value
"""The outcome of a match that is decided: of the others nothing may be told."""


def dossier_documents(source: RecordStore | Snapshot, code: str) -> pa.Table:
    """All documents of a dossier, also those that another one replaces."""
    return source.read("documents", where={"dossier_code": [code]})


def events_about(source: RecordStore | Snapshot, items: Collection[str]) -> pa.Table:
    """What happened to dossiers, documents or whatever else these items name, in the order in
    which it was written."""
    return source.read("events", where={"item": items})


def citizen_documents(
    source: RecordStore | Snapshot, citizen_id: str, kind: type[R]
) -> list[R]:
    """The documents that stand and that a citizen is confirmed to be named in, as records of
    `kind`."""
    where = {"citizen_id": [citizen_id], "outcome": [CONFIRMED]}
    ids = (
        source.read("matches", ["document_id"], where=where)["document_id"]
        .unique()
        .to_pylist()
    )
    if not ids:
        return []
    names = column_names(kind)
    columns = list(dict.fromkeys([*names, "superseded_by"]))
    found = source.read("documents", columns, ids)
    standing = found.filter(pc.is_null(found["superseded_by"])).select(names)
    return [kind(**row) for row in standing.to_pylist()]
