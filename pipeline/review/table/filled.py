"""Decisions in a table that is there already: never overwritten unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import TableError, UsageError
from pipeline.review.open_items.items import ReviewItem
from pipeline.review.table.columns import (
    BECAUSE,
    DECISION,
    ITEM,
    READ,
    REQUIRED,
    VERSION,
    known_headings,
)
from pipeline.review.table.reading import cell_key
from pipeline.tables.cells import Cells
from pipeline.tables.grid import read_grid


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person has filled in for an item, as it stands in the cells."""

    decision: str
    because: str
    version: str


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """Decisions that go over into a new table by key, and the keys of those that do not: their item
    has changed since or is no longer open."""

    decisions: Mapping[str, tuple[str, str]]
    left: tuple[str, ...]


def read_cells(path: Path) -> dict[str, Filled]:
    """What is filled in, by key.

    Raises:
        TableError: no readable review table, or a cell whose text can't be told.
    """
    found: dict[str, Filled] = {}
    for row in read_grid(path, READ, REQUIRED, known_headings()):
        cells = Cells(path, row)
        texts = [cells.text(name) or "" for name in (DECISION, BECAUSE, VERSION)]
        if texts[0] or texts[1]:
            found[cell_key(row.cells.get(ITEM))] = Filled(*texts)
    return found


def require_unfilled(path: Path) -> None:
    """Refuse to write over a table that holds decisions.

    Raises:
        UsageError: `decisions_there`; also for a file that is no such table.
    """
    if not path.exists():
        return
    try:
        count = len(read_cells(path))
    except TableError:
        count = None
    if count == 0:
        return
    message = (
        "a file that is no review table is there already"
        if count is None
        else f"{count} decisions are filled in there"
    )
    raise UsageError(
        "decisions_there" if count else "other_file_there",
        message,
        item=str(path),
        remedy="name another file; with --merge, decisions are carried over into the new table",
        values={"count": count or 0},
    )


def carry_over(path: Path, items: Sequence[ReviewItem]) -> CarriedOver:
    """The decisions of an older table for the items that are open still, and as they were.

    Raises:
        TableError: no readable review table.
    """
    known = {one.key: one for one in items}
    kept: dict[str, tuple[str, str]] = {}
    left: list[str] = []
    for key, filled in read_cells(path).items():
        item = known.get(key)
        if item is None or filled.version not in ("", f"v{item.version}"):
            left.append(key)
        else:
            kept[key] = filled.decision, filled.because
    return CarriedOver(kept, tuple(left))
