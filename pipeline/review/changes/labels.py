"""What people decided, as labels to learn from: citizens for `register train`, and fields with the
reading, its place and the right value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pipeline.common.files import write_synced
from pipeline.config import Settings
from pipeline.extract.persons import person_query
from pipeline.open_archive import open_archive
from pipeline.review.changes.cells import read_event
from pipeline.review.paper import Row
from pipeline.store.record import Snapshot
from pipeline.tables.safe import csv_text
from schemas.linkage import PersonQuery

CITIZENS, FIELDS = "citizens.csv", "fields.csv"
_TRUTH = "true_citizen_id"


@dataclass(frozen=True, slots=True)
class LabelledField:
    """A field that a person decided on. `read`: as recognised, `value`: what the machine made of
    it, with its `confidence`; `right`: what it is, empty where the paper has no such value. The box
    is in pixels of the unturned scan."""

    document_id: str
    document_type: str
    role: str | None
    role_index: int | None
    name: str
    page: int | None
    x0: float | None
    y0: float | None
    x1: float | None
    y1: float | None
    read: str | None
    value: str | None
    confidence: float | None
    right: str | None


@dataclass(frozen=True, slots=True)
class Exported:
    """How many labels of each kind were written, and where."""

    citizens: int
    fields: int
    out: str


def export_labels(archive: Path, settings: Settings, out: Path) -> Exported:
    """Write what people decided on persons and fields as `citizens.csv` and `fields.csv`.

    Decisions taken against the evidence are left out: the machine could not have known.

    Raises:
        StorageError: the files can't be written.
    """
    with open_archive(archive, settings) as opened:
        snapshot = opened.store.snapshot()
        citizens = list(_citizens(snapshot))
        labelled = list(_fields(snapshot))
        opened.note_look(
            "labels exported", "review", f"{len(citizens)} + {len(labelled)} labels"
        )
    out.mkdir(exist_ok=True)
    columns = [*(one.name for one in fields(PersonQuery)), _TRUTH]
    write_synced(out / CITIZENS, _csv(columns, citizens))
    names = [one.name for one in fields(LabelledField)]
    write_synced(out / FIELDS, _csv(names, [asdict(one) for one in labelled]))
    return Exported(len(citizens), len(labelled), str(out))


_Key = tuple[str, str | None, int | None, str]
"""A field: its document, role, role's index and name."""


def _read_decided(snapshot: Snapshot, table: str) -> list[Row]:
    rows = snapshot.read(table)
    decided = rows.filter(pc.is_valid(rows["decided_in"])).to_pylist()
    return [row for row in decided if not row["decided_against"]]


def _citizens(snapshot: Snapshot) -> Iterator[Mapping[str, object]]:
    """Each person decided on, as the machine read the paper, with the right number (empty: not
    registered)."""
    matches = _read_decided(snapshot, "matches")
    facts = facts_read(snapshot, {row["document_id"] for row in matches})
    for row in matches:
        key = (row["document_id"], row["role"], row["role_index"])
        query = asdict(person_query(row["role"], row["role_index"], facts.get(key, {})))
        query["query_id"] = "/".join(str(part) for part in key)
        yield {**query, _TRUTH: row["citizen_id"]}


def facts_read(
    snapshot: Snapshot, ids: set[str]
) -> dict[tuple[str, str, int], dict[str, str]]:
    """By person of a paper, what the machine read; where a person has corrected a value, too."""
    facts: dict[tuple[str, str, int], dict[str, str]] = {}
    for row in snapshot.read("fields", document_ids=ids).to_pylist() if ids else []:
        read = row["raw_value"] if row["method"] == "person" else row["value"]
        if read:
            key = (row["document_id"], row["role"], row["role_index"])
            facts.setdefault(key, {})[row["name"]] = read
    return facts


def _fields(snapshot: Snapshot) -> Iterator[LabelledField]:
    rows = _read_decided(snapshot, "fields")
    ids = {row["document_id"] for row in rows}
    columns = ["document_id", "document_type"]
    documents = snapshot.read("documents", columns, ids).to_pylist() if ids else []
    types = {row["document_id"]: row["document_type"] or "" for row in documents}
    before = _before(snapshot, ids)
    for row in rows:
        state = {**row, **before.get(_key(row), {})}
        box = {name: row[name] for name in ("page", "x0", "y0", "x1", "y1")}
        yield LabelledField(
            document_id=row["document_id"],
            document_type=types.get(row["document_id"], ""),
            role=row["role"],
            role_index=row["role_index"],
            name=row["name"],
            read=row["raw_value"],
            value=state["value"],
            confidence=state["confidence"],
            right=row["value"],
            **box,
        )


def _before(snapshot: Snapshot, ids: set[str]) -> dict[_Key, Mapping[str, Any]]:
    """By field: what stood there before the first decision, as far as it has changed since."""
    rows = snapshot.read("events", where={"item": ids}).to_pylist() if ids else []
    events = [event for row in rows if (event := read_event(row)) is not None]
    found: dict[_Key, Mapping[str, Any]] = {}
    for event in sorted(events, key=lambda one: one.order):
        for change in event.changes:
            if change.table == "fields":
                key = _key(change.key)
                missing = {"value": None, "confidence": None}
                found[key] = {**(change.before or missing), **found.get(key, {})}
    return found


def _key(values: Mapping[str, Any]) -> _Key:
    return values["document_id"], values["role"], values["role_index"], values["name"]


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {
                name: csv_text(cell) if isinstance(cell, str) else cell
                for name, cell in row.items()
            }
        )
    return text.getvalue().encode("utf-8")
