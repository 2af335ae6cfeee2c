"""A table of changes to a register: what each row asks for, and the row of the register that it
makes.

The columns are those of a register's table (an empty cell leaves what stands there, `-` empties it)
with `change`, a word of configs/matching/changes.toml, and `former_id`, the number of 12 digits
that a renumbered citizen bore until now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.match.normal import fold
from pipeline.match.register.changes.held import Cells
from pipeline.match.register.check import ALL_COLUMNS, SHORTENED, Rejection
from pipeline.match.register.remarks import former_numbers
from pipeline.match.register.trimming import trimmed
from pipeline.tables.columns import TableSource

CHANGE, FORMER_ID = "change", "former_id"
_COLUMNS = (*ALL_COLUMNS, CHANGE, FORMER_ID)
_EMPTIED = "-"


class Action(StrEnum):
    """What a row does to a citizen."""

    ADD = "add"
    CHANGE = "change"
    RENUMBER = "renumber"
    DIED = "died"
    REMOVE = "remove"


class _Words(Data):
    words: dict[Action, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AskedChange:
    """One row of the table. `number`: in the table, the header being row 1; `cells`: those given.

    `citizen`: the number under which the register holds the citizen until now.
    """

    number: int
    action: Action
    citizen: str
    cells: Mapping[str, str]

    @property
    def citizen_column(self) -> str:
        """The column that names the citizen."""
        return FORMER_ID if self.action is Action.RENUMBER else "citizen_id"

    @property
    def citizen_id(self) -> str:
        """The number from now on."""
        return self.cells["citizen_id"]

    def row_from(self, held: Cells | None) -> Cells:
        """The register's row as the change leaves it; `held`: as it stands now."""
        row: Cells = dict(held or zip(ALL_COLUMNS, repeat(None), strict=False))
        for name, cell in self.cells.items():
            row[name] = None if cell == _EMPTIED else cell
        if self.action is Action.RENUMBER and held is not None:
            row["former_ids"] = _with_numbers_before(held, row)
        row["former_ids"] = " ".join(former_numbers(row["former_ids"])) or None
        return row


class AskedChanges(NamedTuple):
    """The rows that ask for something that can be, each once; those that do not; how many rows said
    the same again; how many numbers seem to have lost their zeros in a spreadsheet."""

    changes: list[AskedChange]
    rejections: list[Rejection]
    merged: int
    shortened: int


def read_changes(source: Path) -> AskedChanges:
    """Read a table of changes (CSV, XLSX or Parquet).

    Raises:
        UsageError: no such file.
        TableError: not a readable table, or `change` or `citizen_id` is missing.
    """
    table = TableSource(source, [])
    asked: list[AskedChange] = []
    rejections: list[Rejection] = []
    shortened = 0
    for number, cells in _rows(table):
        shortened += bool(re.search(SHORTENED, cells.get("citizen_id", "")))
        one = _read(number, cells)
        if isinstance(one, Rejection):
            rejections.append(one)
        else:
            asked.append(one)
    rejections += [
        Rejection(number, "", "wrong_number_of_columns") for number in table.broken
    ]
    kept, repeated, merged = _each_once(asked)
    return AskedChanges(kept, rejections + repeated, merged, shortened)


def _rows(table: TableSource) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and given cells of each row that is not empty."""
    for chunk in table.chunks(_COLUMNS, ("citizen_id", CHANGE)):
        columns = [trimmed(chunk.columns[name]).to_pylist() for name in _COLUMNS]
        for number, *values in zip(chunk.numbers, *columns, strict=True):
            cells = dict(zip(_COLUMNS, values, strict=True))
            given = {name: cell for name, cell in cells.items() if cell is not None}
            if given:
                yield number, given


def _read(number: int, cells: dict[str, str]) -> AskedChange | Rejection:
    word, former = cells.pop(CHANGE, None), cells.pop(FORMER_ID, None)
    action = _actions().get(fold(word)) if word else None
    if action is None:
        return Rejection(number, CHANGE, "unknown_change" if word else "missing")
    numbers = {"citizen_id": cells.get("citizen_id")}
    if action is Action.RENUMBER:
        numbers[FORMER_ID] = former
    for column, value in numbers.items():
        if value is None or not _is_number(value):
            return Rejection(number, column, "not_12_digits" if value else "missing")
    if action is Action.DIED and "death_date" not in cells:
        return Rejection(number, "death_date", "missing")
    # The last of them is the number until now.
    *_, citizen = numbers.values()
    return AskedChange(number, action, str(citizen), cells)


def _is_number(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdecimal()


@lru_cache(maxsize=1)
def _actions() -> dict[str, Action]:
    """What a folded word asks for."""
    path = CONFIGS / "matching" / "changes.toml"
    remedy = "take the file from the release again"
    known = load_data(_Words, path, "register_changes_invalid", remedy)
    return {fold(w): action for action, words in known.words.items() for w in words}


def _each_once(
    asked: Sequence[AskedChange],
) -> tuple[list[AskedChange], list[Rejection], int]:
    """Rows that say the same of one citizen are one; those that say different things are all
    rejected, for the order of rows tells nothing."""
    of_citizen: dict[str, list[AskedChange]] = {}
    for one in asked:
        of_citizen.setdefault(one.citizen, []).append(one)
    kept, rejections, merged = [], [], 0
    for first, *others in of_citizen.values():
        if all((o.action, o.cells) == (first.action, first.cells) for o in others):
            kept.append(first)
            merged += len(others)
        else:
            rejections += [
                Rejection(one.number, "citizen_id", "repeated_with_other_data")
                for one in (first, *others)
            ]
    return kept, rejections, merged


def _with_numbers_before(held: Cells, row: Cells) -> str | None:
    """The former numbers with those that the row no longer has."""
    now = {row["citizen_id"], row["old_id"]}
    before = {held["citizen_id"], held["old_id"], *former_numbers(row["former_ids"])}
    return " ".join(sorted(number for number in before - now if number)) or None
