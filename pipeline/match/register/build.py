"""Make a register folder from a source table: read in chunks, sort by number, index, write aside,
move into place."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.common.files import sha256_of
from pipeline.match.arrays import IntegerArray, Mask
from pipeline.match.register.check import (
    ALL_COLUMNS,
    COLUMNS,
    TEXTS,
    Rejection,
    check_chunk,
)
from pipeline.match.register.columns import RegisterColumns, gather
from pipeline.match.register.guard import LEAST_SHARE, check_size
from pipeline.match.register.history import Step
from pipeline.match.register.indexes import register_arrays
from pipeline.match.register.layout import REJECTED
from pipeline.match.register.opened import remarks_held
from pipeline.match.register.remarks import REMARKS
from pipeline.match.register.sorting import stable_order
from pipeline.match.register.writing import (
    RejectedRows,
    only_writer,
    put_in_force,
    refuse_other_things,
    write_data,
)
from pipeline.tables.columns import TableSource


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """What a build did. `rows` = accepted + rejected + merged (equal repetitions of an accepted
    row).

    `shortened`: of the rejected, those whose number seems to have lost its zeros in a spreadsheet.
    `forgotten`: former numbers and deaths that the register replaced knew, fewer by so many now.
    """

    rows: int
    accepted: int
    rejected: int
    merged: int
    shortened: int
    forgotten: int
    seconds: float


def build_register(
    source: Path,
    out: Path,
    *,
    least_share: float = LEAST_SHARE,
    replace_smaller: bool = False,
) -> RegisterReport:
    """Build the register folder `out` from a CSV, XLSX or Parquet table; an existing one is
    replaced in one step.

    Readers that hold the old register keep it until they open it again. Trained weights in `out`
    stay.

    Args:
        source: the table.
        out: the register's folder.
        least_share: a register with fewer rows than this share of the one it would replace is
            refused.
        replace_smaller: make it all the same, even an empty one.

    Raises:
        UsageError: no such file, or `out` holds something else than a register.
        TableError: not a readable table, columns are missing, no row was accepted, or far fewer
            than stand in the register now; nothing was changed.
        BusyError: another build is writing to `out`.
    """
    began = time.perf_counter()
    refuse_other_things(out)
    table = TableSource(source, [])
    kept, rejections, merged, shortened = _good_rows(table)
    rejected = len({r.row for r in rejections})
    accepted = len(kept)
    if not replace_smaller:
        check_size(source, out, accepted, rejections, shortened, least_share)
    counts = {
        "rows": accepted + rejected + merged,
        "accepted": accepted,
        "rejected": rejected,
        "merged": merged,
    }
    with only_writer(out):
        known = remarks_held(out)
        written = write_data(out, register_arrays(kept), accepted)
        step = Step("build", sha256_of(source), counts)
        put_in_force(out, written, step, RejectedRows(REJECTED, rejections))
    return RegisterReport(
        **counts,
        shortened=shortened,
        forgotten=max(known - _remarks_of(kept), 0),
        seconds=time.perf_counter() - began,
    )


def _good_rows(
    table: TableSource,
) -> tuple[RegisterColumns, list[Rejection], int, int]:
    """The rows that stay, in the order of their numbers; the rejections, how many rows said the
    same again, how many numbers were shortened."""
    checked = (check_chunk(chunk) for chunk in table.chunks(ALL_COLUMNS, COLUMNS))
    gathered = gather(checked)
    rejections = gathered.rejections
    rejections += [
        Rejection(row, "", "wrong_number_of_columns") for row in table.broken
    ]
    kept, repeated, merged = _without_repeats(gathered.numbers, gathered.columns)
    return kept, rejections + repeated, merged, gathered.shortened


def _remarks_of(columns: RegisterColumns) -> int:
    """How many citizens have a former number, and how many a day of death."""
    return sum(int(np.sum(columns.texts[name][0] >= 0)) for name in REMARKS)


def _without_repeats(
    numbers: IntegerArray, columns: RegisterColumns
) -> tuple[RegisterColumns, list[Rejection], int]:
    """Rows sorted by number, each number once; repetitions that differ are rejected altogether.

    Gives the rows that stay, the rejections, and how many rows said the same again.
    """
    order = stable_order(columns.citizen_id, numbers)
    ids = columns.citizen_id[order]
    again = np.zeros(len(ids), bool)
    again[1:] = ids[1:] == ids[:-1]
    # Any difference inside a run of one number condemns the whole run.
    condemned = np.zeros(len(ids), bool)
    if again.any():
        run = np.cumsum(~again) - 1
        pairs = np.flatnonzero(again)
        differing = run[pairs[_differs_from_the_last(columns, order, pairs)]]
        condemned = np.isin(run, differing)
    rejections = [
        Rejection(row, "citizen_id", "repeated_with_other_data")
        for row in numbers[order[condemned]].tolist()
    ]
    kept = columns.some(order[~again & ~condemned])
    return kept, rejections, int(np.count_nonzero(again & ~condemned))


def _differs_from_the_last(
    columns: RegisterColumns, order: IntegerArray, places: IntegerArray
) -> Mask:
    """Whether the rows at these places of the order say something else than those before them,
    their numbers aside."""
    here, before = order[places], order[places - 1]
    differs = np.zeros(len(places), bool)
    texts = (columns.texts[name][0] for name in TEXTS)
    for column in (columns.old_id, columns.birth, columns.gender, *texts):
        differs |= column[here] != column[before]
    return differs
