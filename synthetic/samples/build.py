"""Puts a whole set of samples together: register, inbox with truth, tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from synthetic.people.register import Register, make_register, write_register
from synthetic.samples import tables
from synthetic.samples.inbox import Filed, file_dossier, file_stack
from synthetic.samples.plan import CASES, Planned, plan
from synthetic.samples.scans import ScannedDoc, scan_dossier, separator
from synthetic.samples.truth import dossier_truth, expected, to_json

_PARTS = {
    "register": ("register.csv",),
    "inbox": ("inbox", "truth"),
    "tables": ("one-stop.csv", "past-results.csv"),
}
_Dossier = tuple[Planned, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much to make, and the seed of all chance."""

    seed: int = 2026
    citizens: int = 20_000
    one_stop_rows: int = 2_000
    past_rows: int = 3_000
    dossiers: int = len(CASES)


def build_samples(
    out: Path, amounts: Amounts, only: str | None = None
) -> Iterator[str]:
    """Write the samples below `out` and tell of each part when it is there.

    Files of the same names are replaced; others are left. The tables name the dossiers of the inbox
    with their facts, so with `only="tables"` the papers are written too, but not kept.
    """
    out.mkdir(parents=True, exist_ok=True)
    for part, paths in _PARTS.items():
        for name in paths if only in (None, part) else ():
            shutil.rmtree(out / name) if (out / name).is_dir() else (out / name).unlink(
                missing_ok=True
            )
    register = make_register(amounts.citizens, amounts.seed)
    if only in (None, "register"):
        write_register(register, out / "register.csv")
        yield f"register.csv: {len(register)} citizens"
    if only == "register":
        return
    dossiers = list(_inbox(out if only != "tables" else None, register, amounts))
    if only in (None, "inbox"):
        yield _write_truth(out, dossiers)
    if only in (None, "tables"):
        yield _write_tables(out, dossiers, register, amounts)


def _inbox(
    out: Path | None, register: Register, amounts: Amounts
) -> Iterator[_Dossier]:
    """Make every dossier, file it (unless `out` is None) and yield its plan and truth."""
    if out is not None:
        (out / "inbox").mkdir()
    waiting: list[tuple[Planned, tuple[ScannedDoc, ...]]] = []
    planned_all = list(plan(amounts.dossiers, np.random.default_rng([amounts.seed, 3])))
    for number, planned in enumerate(planned_all):
        docs = scan_dossier(planned, register, amounts.seed)
        if planned.stack is None:
            yield planned, dossier_truth(planned, _filed(out, planned, docs))
            continue
        waiting.append((planned, docs))
        following = planned_all[number + 1 : number + 2]
        if not following or following[0].stack != planned.stack:
            for (member, _), filed in zip(
                waiting, _stacked(out, waiting, amounts.seed), strict=True
            ):
                yield member, dossier_truth(member, filed)
            waiting = []


def _filed(
    out: Path | None, planned: Planned, docs: tuple[ScannedDoc, ...]
) -> tuple[Filed, ...]:
    if out is None:
        return tuple(
            Filed(ordinal, "", doc) for ordinal, doc in enumerate(docs, start=1)
        )
    return file_dossier(out / "inbox", planned, docs)


def _stacked(
    out: Path | None, members: list[tuple[Planned, tuple[ScannedDoc, ...]]], seed: int
) -> list[tuple[Filed, ...]]:
    if out is None:
        return [_filed(None, planned, docs) for planned, docs in members]
    sheets = [
        [
            separator(planned, n if len(docs) > 1 else None, seed)
            for n in range(1, len(docs) + 1)
        ]
        for planned, docs in members
    ]
    return file_stack(
        out / "inbox", members[0][0].stack or "stack-0001", members, sheets
    )


def _write_truth(out: Path, dossiers: list[_Dossier]) -> str:
    (out / "truth").mkdir()
    for planned, truth in dossiers:
        (out / "truth" / f"{planned.code}.json").write_text(
            to_json(truth), encoding="utf-8"
        )
    summary = expected([truth for _, truth in dossiers])
    (out / "truth" / "expected.json").write_text(
        to_json(summary, pretty=True), encoding="utf-8"
    )
    listed = [(truth, p.case.listed and p.stack is None) for p, truth in dossiers]
    tables.write_csv(
        out / "inbox" / "batch.csv", tables.BATCH, tables.batch_rows(listed)
    )
    return f"inbox: {summary['dossiers']['found']} dossiers, {summary['pages']['done']} pages"


def _write_tables(
    out: Path, dossiers: list[_Dossier], register: Register, amounts: Amounts
) -> str:
    truths = [truth | {"past": p.case.past} for p, truth in dossiers]
    one_stop = tables.one_stop_rows(
        truths, amounts.one_stop_rows, register, amounts.seed
    )
    past = tables.past_rows(truths, amounts.past_rows, amounts.seed)
    tables.write_csv(out / "one-stop.csv", tables.ONE_STOP, one_stop)
    tables.write_csv(out / "past-results.csv", tables.PAST, past)
    return f"one-stop.csv: {len(one_stop)} rows; past-results.csv: {len(past)} rows"
