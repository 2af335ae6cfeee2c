"""A table of decisions taken back: all of it or nothing, half filled, and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import TableError
from pipeline.match.register import Register
from pipeline.review.apply import decide, require_actor
from pipeline.review.open_items.items import open_items
from pipeline.review.refusals import DecisionsRefused, RefusedDecision
from pipeline.review.table.reading import FilledRow, read_filled
from pipeline.tables.refusal import join_faults


@dataclass(frozen=True, slots=True)
class TableApplied:
    """What became of a table.

    `applied`: decisions that changed the record, with the ids of their `events`; `already`: rows
    that stood there; `open`: items that are open now; `zeros_restored`: rows whose number got back
    the zeros that a spreadsheet took; `index_behind`: the code of what kept the search index back.
    """

    applied: int
    already: int
    events: tuple[str, ...]
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
    rows = read_filled(table, {one.key: one for one in open_items(archive)})
    decisions = [row.decision for row in rows]
    try:
        done = decide(
            archive, settings, decisions, actor=settings.operator, register=register
        )
    except DecisionsRefused as refused:
        raise join_faults(list(_faults(rows, refused.refusals))) from refused
    restored = tuple(row.row.number for row in rows if row.zeros_restored)
    standing = len(open_items(archive))
    return TableApplied(
        done.applied, done.unchanged, done.events, standing, restored, done.index_behind
    )


def _faults(
    rows: Sequence[FilledRow], refusals: Sequence[RefusedDecision]
) -> Iterator[TableError]:
    """The refusals as faults of their rows, in the table's order."""
    by_subject = {one.subject: one for one in refusals}
    for row in rows:
        refusal = by_subject.get(row.decision.subject)
        if refusal is not None:
            yield row.fault(
                refusal.code, refusal.message, refusal.remedy, **refusal.facts
            )
