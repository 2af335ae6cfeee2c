"""Values that the machine took by itself, and what people have made of them since."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Count, Share, Text
from pipeline.report.counting.quality.confidence import BINS
from pipeline.report.counting.quality.owners import documents_among, places_of
from pipeline.report.counting.tables import Tables, condense, select, with_columns
from schemas.tables.rows import FIELD_KEY, MATCH_KEY

_FIELDS = (
    "document_id",
    "role",
    "role_index",
    "name",
    "value",
    "confidence",
    "needs_review",
    "decided_in",
)


Cells = Mapping[str, Any]
"""Some cells of a row, by column."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A table that people decide on, and the columns that name a row of it."""

    table: str
    key: tuple[str, ...]


FIELDS = Decided("fields", FIELD_KEY)
MATCHES = Decided("matches", MATCH_KEY)
_Group = tuple[str | None, str | None, int]
"""Document type, field, step of confidence."""


@dataclass(frozen=True, slots=True)
class ChangedValues:
    """Values of a field that were taken without a question, by confidence from `from_` (included)
    to `to`; of these, those that people changed."""

    document_type: Text
    field: Text
    from_: Share
    to: Share
    accepted: Count
    changed: Count
    changed_share: Share


def list_changed(tables: Tables, documents: pa.Table) -> tuple[ChangedValues, ...]:
    """The fields of which people changed at least one value, by type, field and confidence.

    Args:
        tables: of one snapshot.
        documents: document_id and document_type of those that count.
    """
    kinds = documents.select(["document_id", "document_type"])
    found = condense(tables, "fields", _FIELDS, decided_rows)
    decided = _with_types(found, documents_among(kinds, found["document_id"]))
    rows = decided.to_pylist()
    accepted, changed = _count_decided(rows, first_states(tables, FIELDS, rows))
    if not changed:
        return ()
    shown = {group[:2] for group in changed}
    sure = condense(tables, "fields", _FIELDS, partial(_sure_rows, _names(shown)))
    accepted.update(_count_untouched(_with_types(sure, kinds)))
    return tuple(
        _row(group, count, changed[group])
        for group, count in sorted(
            accepted.items(), key=lambda one: tuple(map(str, one[0]))
        )
        if group[:2] in shown
    )


def _names(shown: Iterable[tuple[str | None, str | None]]) -> pa.Array:
    return pa.array(sorted({name or "" for _, name in shown}), pa.string())


def _row(group: _Group, accepted: int, changed: int) -> ChangedValues:
    kind, name, step = group
    bounds = step / BINS, (step + 1) / BINS
    return ChangedValues(kind, name, *bounds, accepted, changed, changed / accepted)


def decided_rows(rows: pa.Table) -> pa.Table:
    """Those that somebody decided on."""
    return rows.filter(pc.is_valid(rows["decided_in"]))


def _sure_rows(names: pa.Array, fields: pa.Table) -> pa.Table:
    """Fields of these names that nobody decided on and that were taken without a question."""
    untouched = pc.and_(pc.is_null(fields["decided_in"]), pc.is_valid(fields["value"]))
    sure = pc.invert(pc.fill_null(fields["needs_review"], False))
    wanted = pc.and_(
        pc.is_in(fields["name"], value_set=names), pc.and_(untouched, sure)
    )
    return fields.select(["document_id", "name", "confidence"]).filter(wanted)


def _with_types(fields: pa.Table, documents: pa.Table) -> pa.Table:
    """The fields of these documents, with their documents' type."""
    places = places_of(fields["document_id"], documents)
    types = {"document_type": documents["document_type"].take(places)}
    return with_columns(fields, types).filter(pc.is_valid(places))


def _count_untouched(fields: pa.Table) -> Counter[_Group]:
    step = pc.min_element_wise(
        pc.floor(pc.multiply(fields["confidence"], BINS)), BINS - 1
    )
    table = fields.select(["document_type", "name"]).append_column(
        "step", pc.cast(pc.fill_null(step, 0), pa.int64())
    )
    grouped = table.group_by(["document_type", "name", "step"]).aggregate(
        [([], "count_all")]
    )
    return Counter(
        {
            (row["document_type"], row["name"], row["step"]): row["count_all"]
            for row in grouped.to_pylist()
        }
    )


def _count_decided(
    rows: Iterable[Mapping[str, Any]], first: Mapping[str, Cells | None]
) -> tuple[Counter[_Group], Counter[_Group]]:
    """How many of the values that people decided on were taken before without a question, and how
    many of these were changed."""
    accepted: Counter[_Group] = Counter()
    changed: Counter[_Group] = Counter()
    for row in rows:
        state = state_before(row, first, FIELDS)
        if state is None or state["value"] is None or state["needs_review"]:
            continue
        step = min(int((state["confidence"] or 0) * BINS), BINS - 1)
        group = (row["document_type"], row["name"], step)
        accepted[group] += 1
        changed[group] += state["value"] != row["value"]
    return accepted, +changed


def state_before(
    row: Mapping[str, Any], first: Mapping[str, Cells | None], decided: Decided
) -> Cells | None:
    """A decided row as the machine had left it; None where it had left nothing."""
    before = first.get(_key(row, decided), {})
    return None if before is None else {**row, **before}


def first_states(
    tables: Tables, decided: Decided, rows: Iterable[Mapping[str, Any]]
) -> dict[str, Cells | None]:
    """By key: what stood there before anybody decided, as far as it has changed since; None where
    nothing did."""
    items = {row["document_id"] for row in rows}
    events = select(tables, "events", ("item", "detail", "event_id"), {"item": items})
    told = events.filter(pc.is_valid(events["event_id"])).to_pylist()
    found: dict[str, Cells | None] = {}
    for row in sorted(
        told, key=lambda row: [int(part) for part in row["event_id"].split("-")]
    ):
        for change in _changes(row["detail"], decided.table):
            key, before = _key(change["key"], decided), change["before"]
            state = found.setdefault(key, {} if before is not None else None)
            if state is not None:
                found[key] = {**(before or {}), **state}
    return found


def _changes(detail: str, table: str) -> Iterator[Mapping[str, Any]]:
    for change in json.loads(detail).get("changes", ()):
        if change["table"] == table:
            yield change


def _key(values: Mapping[str, Any], decided: Decided) -> str:
    return json.dumps([values[name] for name in decided.key])
