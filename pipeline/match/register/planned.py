"""Changes beside the register as it stands: which can be applied, and what its rows become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipeline.match.register.changes import Action, AskedChange
from pipeline.match.register.check import ALL_COLUMNS, Rejection, check_chunk
from pipeline.match.register.columns import Gathered, RegisterColumns, gather
from pipeline.match.register.held import Cells, held_cells
from pipeline.match.register.opened import Register
from pipeline.tables.columns import Chunk


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change that says something new: the row that it takes away (None: nobody's), and the one
    that it makes (None: it makes none)."""

    asked: AskedChange
    leaving: int | None
    arriving: Cells | None


@dataclass(frozen=True, slots=True)
class PlannedChanges:
    """What is to be done: rows that go, rows that come, how many changes of each kind these are;
    what can't be done; how many say what the register says already."""

    leaving: list[int]
    arriving: RegisterColumns
    counts: Counter[Action]
    rejections: list[Rejection]
    unchanged: int


def plan_changes(register: Register, asked: Sequence[AskedChange]) -> PlannedChanges:
    """Look up whom each change means, make the new rows and judge them by the rules of a build."""
    planned: dict[int, PlannedChange] = {}
    rejections: list[Rejection] = []
    for one in asked:
        found = _planned(register, one)
        if isinstance(found, Rejection):
            rejections.append(found)
        elif found is not None:
            planned[one.number] = found
    unchanged = len(asked) - len(planned) - len(rejections)
    checked = _checked(planned.values())
    rejections += checked.rejections
    for rejection in checked.rejections:
        planned.pop(rejection.row, None)
    rejections += _without_room(register, planned)
    kept = np.isin(checked.numbers, list(planned))
    return PlannedChanges(
        [one.leaving for one in planned.values() if one.leaving is not None],
        checked.columns.some(kept),
        Counter(one.asked.action for one in planned.values()),
        rejections,
        unchanged,
    )


def _planned(
    register: Register, asked: AskedChange
) -> PlannedChange | Rejection | None:
    """The change; None where the register says so already."""
    row = _row_meant(register, asked)
    adds = asked.action is Action.ADD
    if row is None:
        if adds:
            return PlannedChange(asked, None, asked.row_from(None))
        return Rejection(asked.number, asked.citizen_column, "not_in_register")
    if asked.action is Action.REMOVE:
        return PlannedChange(asked, row, None)
    held = held_cells(register, row)
    wanted = asked.row_from(None if adds else held)
    if wanted == held:
        return None
    if adds:
        return Rejection(asked.number, "citizen_id", "already_in_register")
    return PlannedChange(asked, row, wanted)


def _row_meant(register: Register, asked: AskedChange) -> int | None:
    """The row of the citizen; also of one who bears the new number already."""
    row = register.row_of(asked.citizen)
    if row is None and asked.action is Action.RENUMBER:
        now = register.row_of(asked.citizen_id)
        if now is not None and asked.citizen in register.former_ids(now):
            return now
    return row


def _checked(planned: Iterable[PlannedChange]) -> Gathered:
    """The new rows by the rules that hold for every row of a register."""
    made = [(p.asked.number, p.arriving) for p in planned if p.arriving is not None]
    columns = {
        name: pa.array([cells[name] for _, cells in made], pa.string())
        for name in ALL_COLUMNS
    }
    chunk = Chunk([number for number, _ in made], columns)
    return gather([check_chunk(chunk)])


def _without_room(
    register: Register, planned: dict[int, PlannedChange]
) -> list[Rejection]:
    """Take out the changes whose new number is another citizen's after all changes; a change that
    is taken out leaves its citizen's number where it was, so one looks again."""
    rejections: list[Rejection] = []
    while clashing := _clashing(register, planned.values()):
        rejections += clashing
        for one in clashing:
            del planned[one.row]
    return rejections


def _clashing(
    register: Register, planned: Collection[PlannedChange]
) -> list[Rejection]:
    leaving = {one.leaving for one in planned}
    arriving = Counter(one.asked.citizen_id for one in planned if one.arriving)
    clashing = []
    for one in planned:
        number = one.asked.citizen_id
        if one.arriving is None:
            continue
        if arriving[number] > 1:
            reason = "repeated_with_other_data"
        elif (row := register.row_of(number)) is not None and row not in leaving:
            reason = "already_in_register"
        else:
            continue
        clashing.append(Rejection(one.asked.number, "citizen_id", reason))
    return clashing
