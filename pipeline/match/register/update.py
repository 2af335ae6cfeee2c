"""Change a register by a table of births, deaths, new numbers, removals and corrections.

Nothing of the source that it was built from is needed: the columns are taken from the register
itself, the changed rows put in their places, and the indexes made of all. So the register is the
same, byte for byte, as one built from the changed table, and look-ups are as quick as before.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.common.files import sha256_of
from pipeline.match.register.changes import Action, AskedChanges, read_changes
from pipeline.match.register.columns import RegisterColumns, join
from pipeline.match.register.guard import (
    MOST_REMOVED,
    check_any_applied,
    check_removed,
)
from pipeline.match.register.held import held_columns
from pipeline.match.register.history import Step, was_applied
from pipeline.match.register.indexes import register_arrays
from pipeline.match.register.layout import REJECTED_CHANGES
from pipeline.match.register.opened import Register, open_register
from pipeline.match.register.planned import PlannedChanges, plan_changes
from pipeline.match.register.writing import (
    RejectedRows,
    data_in_force,
    only_writer,
    put_in_force,
    sweep,
    write_data,
)

_COUNTED = {
    "added": Action.ADD,
    "changed": Action.CHANGE,
    "renumbered": Action.RENUMBER,
    "died": Action.DIED,
    "removed": Action.REMOVE,
}


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did. `rows` = added + changed + renumbered + died + removed + unchanged +
    rejected + merged (equal repetitions of a row).

    `shortened`: rows whose number seems to have lost its zeros in a spreadsheet; `people`: that the
    register holds now; `already_applied`: the table was taken before, so nothing was done.
    """

    rows: int = 0
    added: int = 0
    changed: int = 0
    renumbered: int = 0
    died: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: int = 0
    merged: int = 0
    shortened: int = 0
    already_applied: bool = False
    people: int = 0
    version: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class UpdateRules:
    """`most_removed`: the share of the people that a table may take out or mark as dead;
    `remove_many`: it may take more; `actor`: who does it, for the history."""

    most_removed: float = MOST_REMOVED
    remove_many: bool = False
    actor: str = ""


def update_register(
    source: Path, register: Path, rules: UpdateRules = UpdateRules()
) -> UpdateReport:
    """Apply a table of changes; the new register takes the old one's place in one step.

    Rows that can't be applied are left out and listed in `rejected-changes.csv`. A table that was
    applied since the last build changes nothing. Readers that hold the old register keep it.

    Args:
        source: CSV, XLSX or Parquet, see `changes.py`.
        register: the register's folder.
        rules: what a table may do.

    Raises:
        UsageError: no such file, no register.
        TableError: not a readable table, no row can be applied, or more people would be removed
            than may be; nothing was changed.
        BusyError: another build or update is writing.
    """
    began = time.perf_counter()
    open_register(register)  # where there is none, no folder is made
    asked, digest = read_changes(source), sha256_of(source)
    with only_writer(register):
        before = open_register(register)
        if was_applied(register, digest):
            sweep(register, data_in_force(register).folder)
            counts, applied = {}, True
        else:
            plan = plan_changes(before, asked.changes)
            _check(source, plan, asked, len(before), rules)
            counts, applied = _counts(asked, plan), False
            _write(before, plan, asked, Step("update", digest, counts, rules.actor))
        now = open_register(register)
    return UpdateReport(
        **counts,
        already_applied=applied,
        people=len(now),
        version=now.version,
        seconds=time.perf_counter() - began,
    )


def _check(
    source: Path,
    plan: PlannedChanges,
    asked: AskedChanges,
    people: int,
    rules: UpdateRules,
) -> None:
    done = sum(plan.counts.values()) + plan.unchanged
    check_any_applied(source, done, asked.rejections + plan.rejections, asked.shortened)
    if not rules.remove_many:
        gone = plan.counts[Action.REMOVE] + plan.counts[Action.DIED]
        check_removed(source, gone, people, rules.most_removed)


def _counts(asked: AskedChanges, plan: PlannedChanges) -> dict[str, int]:
    done = {name: plan.counts[action] for name, action in _COUNTED.items()}
    rejected = len({one.row for one in asked.rejections + plan.rejections})
    rows = sum(done.values()) + plan.unchanged + rejected + asked.merged
    return {
        "rows": rows,
        **done,
        "unchanged": plan.unchanged,
        "rejected": rejected,
        "merged": asked.merged,
        "shortened": asked.shortened,
    }


def _write(
    before: Register, plan: PlannedChanges, asked: AskedChanges, step: Step
) -> None:
    """Put the changed register in force; where nothing changes, the old data stay."""
    rejected = RejectedRows(REJECTED_CHANGES, asked.rejections + plan.rejections)
    if plan.counts:
        rows = _applied(before, plan)
        data = write_data(before.path, register_arrays(rows), len(rows))
    else:
        data = data_in_force(before.path)
    put_in_force(before.path, data, step, rejected)


def _applied(before: Register, plan: PlannedChanges) -> RegisterColumns:
    """All rows after the changes."""
    stay = np.ones(len(before), bool)
    stay[plan.leaving] = False
    return join(held_columns(before).some(stay), plan.arriving)
