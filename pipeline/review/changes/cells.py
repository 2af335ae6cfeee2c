"""What a decision changes in the tables, cell by cell: done, undone, and kept in events."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.paper import KEYS, PaperRows, Row
from schemas.tables.arrow import TABLES
from schemas.tables.rows import EventRow, make_event

Cells = Mapping[str, Any]

_ACTIONS = {
    DecisionKind.SUPERSEDE: "supersession",
    DecisionKind.WITHDRAW: "withdrawal",
    DecisionKind.QUARANTINE: "quarantine settled",
}


@dataclass(frozen=True, slots=True)
class RowChange:
    """Cells of one row before and after; None where there was, or is to be, no such row.

    `key` holds the columns of KEYS that name the row in its table.
    """

    table: str
    key: Cells
    before: Cells | None
    after: Cells | None

    def reversed(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.table, self.key, self.after, self.before)

    def touches(self, other: RowChange) -> bool:
        """Whether both are about the same cells."""
        if (self.table, dict(self.key)) != (other.table, dict(other.key)):
            return False
        if None in (self.before, self.after, other.before, other.after):
            return True
        return bool((self.after or {}).keys() & (other.after or {}).keys())


@dataclass(frozen=True, slots=True)
class DecisionEvent:
    """A decision as `events` keeps it."""

    event_id: str
    document_id: str
    subject: Subject
    changes: tuple[RowChange, ...]
    undoes: str | None = None

    @property
    def order(self) -> tuple[int, int]:
        """Events in the order in which they were taken."""
        commit, _, number = self.event_id.partition("-")
        return int(commit), int(number)


def edit(table: str, row: Row, cells: Cells) -> RowChange | None:
    """The change that puts cells into a row; None where they stand there already."""
    after = {
        name: value for name, value in cells.items() if not _same(row[name], value)
    }
    if not after:
        return None
    key = {name: row[name] for name in KEYS[table]}
    return RowChange(table, key, {name: row[name] for name in after}, after)


def add_row(table: str, subject: Subject, cells: Cells) -> RowChange:
    """The change that adds the row of a field or a match that was not there."""
    key: dict[str, Any] = {
        "document_id": subject.item,
        "role": subject.role,
        "role_index": subject.role_index,
    }
    if table == "fields":
        key["name"] = subject.name
    return RowChange(table, key, None, cells)


def apply_change(change: RowChange, paper: PaperRows) -> bool:
    """Make a change in the paper's rows; False, and nothing is done, where its `before` does not
    stand there."""
    rows = paper.tables[change.table]
    if change.before is None:
        if change.after is not None:
            empty = dict.fromkeys(TABLES[change.table].names)
            rows.append({**empty, **change.key, **change.after})
        return True
    wanted = {**change.key, **change.before}
    row = next(
        (one for one in rows if all(_same(one.get(n), v) for n, v in wanted.items())),
        None,
    )
    if row is None:
        return False
    if change.after is None:
        rows.remove(row)
    else:
        row.update(change.after)
    return True


def event_row(
    event_id: str,
    at: str,
    actor: str,
    subject: Subject,
    document_id: str,
    changes: Sequence[RowChange],
    **detail: object,
) -> EventRow:
    """The row of `events` for a decision; `detail` are facts beside what it changed."""
    said = {name: value for name, value in detail.items() if value}
    changed = [
        {"table": one.table, "key": one.key, "before": one.before, "after": one.after}
        for one in changes
    ]
    content = {
        "what": subject.kind.value,
        "item": str(subject),
        **said,
        "changes": changed,
    }
    action = _ACTIONS.get(subject.kind, "metadata modification")
    return replace(
        make_event(at, actor, action, document_id, content), event_id=event_id
    )


def read_event(row: Mapping[str, Any]) -> DecisionEvent | None:
    """A decision from its row of `events`; None for other events, and for those of versions that
    did not keep what stood there."""
    if not row["event_id"]:
        return None
    detail = json.loads(row["detail"])
    subject = Subject.parse(detail["item"])
    if subject is None:
        return None
    changes = tuple(
        RowChange(one["table"], one["key"], one["before"], one["after"])
        for one in detail["changes"]
    )
    return DecisionEvent(
        row["event_id"], row["item"], subject, changes, detail.get("undoes")
    )


def _same(one: object, other: object) -> bool:
    """Whether two cells hold the same; no list and an empty one do."""
    return one == other or (not one and not other and (one == [] or other == []))
