"""A table of decisions taken back: all of it or nothing, half filled, and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import TableError
from pipeline.folder import ArchiveFolder
from pipeline.match.register import Register
from pipeline.review.apply import decide, require_actor
from pipeline.review.decision import OK, Decision, DecisionKind
from pipeline.review.items import ReviewItem, open_items, standing_items
from pipeline.review.table.columns import ITEM
from pipeline.review.table.reading import FilledRow, read_filled
from pipeline.review.table.shape import FITTING, fitting_value
from pipeline.store.parquet import ParquetStore
from pipeline.tables.refusal import join_faults


@dataclass(frozen=True, slots=True)
class TableApplied:
    """What became of a table: decisions taken now, those that stood already, items open now, rows
    whose number got back its zeros, and the code of what kept the search index back."""

    applied: int
    already: int
    open: int
    zeros_restored: tuple[int, ...]
    index_behind: str | None


def apply_table(
    archive: Path, settings: Settings, table: Path, *, register: Register | None = None
) -> TableApplied:
    """Take a table of decisions (CSV or XLSX) back into the record.

    Rows without a decision are passed over, rows that were taken before are no error.

    Raises:
        UsageError: no operator's name.
        TableError: rows that can't be taken, all of them named; nothing was changed.
    """
    require_actor(settings.operator)
    items = {one.key: one for one in open_items(archive)}
    rows = read_filled(table, items)
    known = {**_closed(archive, rows, items), **items}
    fresh: list[FilledRow] = []
    faults: list[TableError] = []
    for row in rows:
        try:
            item = _known(row, known)
            fitting = _fitting(row)
            if not _stands_already(fitting, item, items):
                fresh.append(fitting)
        except TableError as error:
            faults.append(error)
    if faults:
        raise join_faults(faults)
    decisions: Sequence[Decision] = [row.decision for row in fresh]
    done = decide(archive, settings, decisions, actor=settings.operator, register=register)
    restored = tuple(row.row.number for row in fresh if row.zeros_restored)
    return TableApplied(
        done.applied, len(rows) - len(fresh), done.open, restored, done.index_behind
    )


def _closed(
    archive: Path, rows: Sequence[FilledRow], items: Mapping[str, ReviewItem]
) -> dict[str, ReviewItem]:
    """What the record says of subjects that nobody waits for any more."""
    subjects = [row.decision.subject for row in rows if str(row.decision.subject) not in items]
    if not subjects:
        return {}
    store = ParquetStore(ArchiveFolder(archive.resolve()).store)
    return {one.key: one for one in standing_items(store.snapshot(), subjects)}


def _known(row: FilledRow, known: Mapping[str, ReviewItem]) -> ReviewItem | None:
    item = known.get(str(row.decision.subject))
    if item is None and row.decision.subject.kind is not DecisionKind.QUARANTINE:
        raise row.fault(
            "unknown_item",
            "this archive has no such item",
            "take a fresh table: sohoa review list",
            ITEM,
        )
    return item


def _fitting(row: FilledRow) -> FilledRow:
    value = fitting_value(row.decision.subject, row.decision.value)
    if value is None:
        raise row.fault("wrong_decision", "this decision does not fit the item", FITTING)
    return replace(row, decision=replace(row.decision, value=value))


def _stands_already(
    row: FilledRow, item: ReviewItem | None, open_now: Mapping[str, ReviewItem]
) -> bool:
    """Whether the record says what the row says.

    Raises:
        TableError: the row is older than the record, which says something else now.
    """
    decision = row.decision
    if item is None:
        return True  # settled, by this table or by another way
    if item.key not in open_now and decision.value in (OK, item.found):
        return True
    if row.version in (None, item.version):
        return False
    raise row.fault(
        "changed_since",
        f"the record has changed since this table was made, and says now: {item.found or '–'}",
        "take a fresh table with your decisions carried over: sohoa review list --out NEW.xlsx "
        "--merge THIS.xlsx; what was decided is corrected by: sohoa correct, sohoa relink",
        now=item.found or "–",
    )
